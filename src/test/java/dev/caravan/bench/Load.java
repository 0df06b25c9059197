package dev.caravan.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Sends requests over several connections at once and counts them. */
final class Load {
    private final URI target;
    private final String authorization;
    private final int senders;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    private Load(URI target, String authorization, int senders) {
        this.target = target;
        this.authorization = authorization;
        this.senders = senders;
    }

    /**
     * One request.
     *
     * @param headers further header lines, each with its line end
     */
    record Call(String headers, byte[] body) {}

    /** How many requests were answered 2xx in which time, and how many were not. */
    record Count(long answered, long refused, Duration took) {
        double perSecond() {
            return answered * 1e9 / took.toNanos();
        }
    }

    /** Sends for so long. */
    static Count during(Duration time, URI target, String authorization, int senders, Supplier<byte[]> bodies) {
        return calls(time, target, authorization, senders, () -> new Call("", bodies.get()));
    }

    /** Sends for so long, each request with headers of its own. */
    static Count calls(Duration time, URI target, String authorization, int senders, Supplier<Call> bodies) {
        long end = System.nanoTime() + time.toNanos();
        return new Load(target, authorization, senders).run(() -> System.nanoTime() - end < 0, bodies);
    }

    /** Sends so many requests. */
    static Count requests(long count, URI target, String authorization, int senders, Supplier<byte[]> bodies) {
        AtomicLong left = new AtomicLong(count);
        return new Load(target, authorization, senders)
                .run(() -> left.getAndDecrement() > 0, () -> new Call("", bodies.get()));
    }

    private Count run(BooleanSupplier goOn, Supplier<Call> calls) {
        long start = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < senders; i++) {
            Thread thread = new Thread(() -> send(goOn, calls), "sender-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Count(answered.get(), refused.get(), Duration.ofNanos(System.nanoTime() - start));
    }

    private void send(BooleanSupplier goOn, Supplier<Call> calls) {
        try (KeepAlive connection = new KeepAlive(target, authorization)) {
            while (goOn.getAsBoolean()) {
                Call call = calls.get();
                (connection.post(call.headers(), call.body()) / 100 == 2 ? answered : refused).incrementAndGet();
            }
        } catch (IOException e) {
            refused.incrementAndGet();
        }
    }
}
