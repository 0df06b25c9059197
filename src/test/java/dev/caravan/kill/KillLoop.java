package dev.caravan.kill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** The runtime and its senders, through all its deaths. */
final class KillLoop {
    private static final int SENDERS = 4;
    private static final Duration LONGEST_START = Duration.ofMinutes(3);
    static final String USER = "sender";
    static final String PASSWORD = "sender-secret";

    final Sender.Signals signals = new Sender.Signals();
    int whileStarting;
    Duration drain = Duration.ZERO;
    Duration took = Duration.ZERO;
    private final List<String> command;
    private final String url;
    private final Path folder;
    private final Crms crms;
    private final long seed;
    private final Random random;
    private final List<Thread> senders = new ArrayList<>();
    private final List<Callable<Boolean>> orders = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    KillLoop(List<String> command, String url, Path folder, Crms crms, long seed) {
        this.command = command;
        this.url = url;
        this.folder = folder;
        this.crms = crms;
        this.seed = seed;
        this.random = new Random(seed);
        for (int i = 1; i <= SENDERS; i++) {
            add(
                    "sender-" + i,
                    new Sender(i, seed + i, url, basic(), new Ledger(folder.resolve(i + ".ledger")), signals));
        }
    }

    /** One more who sends, from the first life to the last. */
    void add(String name, Runnable sender) {
        Thread thread = new Thread(sender, name);
        thread.setDaemon(true);
        senders.add(thread);
    }

    /** Something to ask for once, in the first life that lasts until it is answered; false while it is not. */
    void order(Callable<Boolean> order) {
        orders.add(order);
    }

    /** The database of the runtime. */
    Path database() {
        return folder.resolve("data").resolve("caravan.db");
    }

    /** @param longestDrain after the last kill, until nothing waits any more */
    void run(int kills, Duration longestDrain) throws Exception {
        crms.faults(Faults.all());
        senders.forEach(Thread::start);
        long begin = System.nanoTime();
        try {
            for (int kill = 1; kill <= kills; kill++) {
                liveAndDie(kill, kills);
            }
            took = Duration.ofNanos(System.nanoTime() - begin);
            try (JavaProcess last = start()) {
                awaitReady(last);
                pause(2_000);
                awaitEveryFault();
                signals.stop.countDown();
                for (Thread sender : senders) {
                    sender.join(60_000);
                    assertThat(sender.isAlive())
                            .as("a sender still waits for its answer")
                            .isFalse();
                }
                assertThat(signals.refusals)
                        .as("answers 4xx, which no repeat changes")
                        .isEmpty();
                assertThat(orders).as("asked for and never answered").isEmpty();
                crms.faults(new ObjectMapper().createObjectNode());
                drain(last, longestDrain);
                assertThat(last.stop(Duration.ofSeconds(45)))
                        .as("the runtime ends when it is asked to")
                        .isTrue();
            }
        } finally {
            signals.stop.countDown();
            signals.giveUp.countDown();
        }
    }

    /**
     * Few kills leave little time for faults by lot: the senders go on until each kind has struck; the audit says if
     * not.
     */
    private void awaitEveryFault() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (System.nanoTime() < end && !Faults.everyKindStruck(crms.struck())) {
            pause(500);
        }
    }

    private void liveAndDie(int kill, int kills) throws Exception {
        try (JavaProcess runtime = start()) {
            if (random.nextInt(4) == 0) {
                whileStarting++;
                pause(100 + random.nextInt(4_000));
            } else {
                awaitReady(runtime);
                for (var each = orders.iterator(); each.hasNext(); ) {
                    if (each.next().call()) {
                        each.remove();
                    }
                }
                pause(20 + random.nextInt(3_000));
            }
            assertThat(signals.refusals)
                    .as("answers 4xx, which no repeat changes")
                    .isEmpty();
            assertThat(runtime.isAlive())
                    .as("kill %d of %d, seed %d: the runtime ended by itself: %s", kill, kills, seed, runtime.tail())
                    .isTrue();
            runtime.kill();
        }
    }

    private JavaProcess start() {
        return JavaProcess.start(folder.resolve("runtime.log"), command);
    }

    private void awaitReady(JavaProcess runtime) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/api/records/company"))
                .timeout(Duration.ofSeconds(5))
                .header("Authorization", basic())
                .build();
        await("the runtime to be ready")
                .atMost(LONGEST_START)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    assertThat(runtime.isAlive())
                            .as("seed %d: the runtime ended while starting: %s", seed, runtime.tail())
                            .isTrue();
                    return isAnswered(request);
                });
    }

    private boolean isAnswered(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private void drain(JavaProcess runtime, Duration atMost) {
        long start = System.nanoTime();
        await("every mark to be settled, seed " + seed)
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    assertThat(runtime.isAlive()).as(runtime.tail()).isTrue();
                    return Audit.open(database()) == 0;
                });
        drain = Duration.ofNanos(System.nanoTime() - start);
    }

    private void pause(int millis) throws InterruptedException {
        assertThat(signals.giveUp.await(millis, TimeUnit.MILLISECONDS)).isFalse();
    }

    /** How senders log in. */
    static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }
}
