package dev.caravan.hub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims the due marks of one kind on a thread of its own and hands them out, as long as there is room for more work
 * and the connection can be used.
 */
public final class MarkClaims implements MarkFeed.Flow {
    private static final Logger LOG = LoggerFactory.getLogger(MarkClaims.class);
    private static final int MOST_AT_ONCE = 1000;

    private final MarkKind kind;
    private final ChangeMarkStore marks;
    private final MarkSignal signal;
    private final Function<ConnectionName, Duration> untilUsable;
    private final int room;
    private final Duration lookEvery;
    private final Consumer<List<ChangeMark>> handler;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Semaphore bell = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;
    private @Nullable AutoCloseable listening;

    /**
     * @param untilUsable how long the connection cannot be used from now on; zero when it can
     * @param room most marks under way at once
     * @param lookEvery longest wait before looking for marks that another process made
     * @param handler gets what was claimed, and calls {@link #settled} once for each of them
     */
    public MarkClaims(
            MarkKind kind,
            ChangeMarkStore marks,
            MarkSignal signal,
            Function<ConnectionName, Duration> untilUsable,
            int room,
            Duration lookEvery,
            Consumer<List<ChangeMark>> handler) {
        this.kind = kind;
        this.marks = marks;
        this.signal = signal;
        this.untilUsable = untilUsable;
        this.room = room;
        this.lookEvery = lookEvery;
        this.handler = handler;
    }

    @Override
    public void start() {
        running = true;
        listening = signal.listen(kind.connection(), kind.direction(), kind.type(), this::ring);
        Thread claiming = new Thread(
                this::run,
                kind.direction().word() + "-" + kind.connection() + "-"
                        + kind.type().word());
        claiming.setDaemon(true);
        claiming.start();
        thread = claiming;
    }

    @Override
    public void pause() {
        running = false;
        ring();
    }

    @Override
    public void stop() throws Exception {
        pause();
        if (listening != null) {
            listening.close();
        }
        Thread claiming = thread;
        if (claiming != null) {
            claiming.join(10_000);
        }
    }

    @Override
    public int inFlight() {
        return inFlight.get();
    }

    @Override
    public void settled(CompletableFuture<Void> settlement) {
        settlement.whenComplete((v, error) -> {
            if (error != null) {
                LOG.warn(
                        "a {} mark of {} {} could not be settled and is tried again: {}",
                        kind.direction().word(),
                        kind.connection(),
                        kind.type().word(),
                        error.getMessage());
            }
            int left = inFlight.decrementAndGet();
            if (left == room / 2 || left == 0) {
                ring();
            }
        });
    }

    private void ring() {
        bell.drainPermits();
        bell.release();
    }

    private void run() {
        while (running) {
            try {
                Duration pause = untilUsable.apply(kind.connection());
                int free = room - inFlight.get();
                if (!pause.isZero() || free < Math.max(1, room / 4)) {
                    rest(pause.isZero() ? lookEvery : pause);
                    continue;
                }
                List<ChangeMark> claimed =
                        marks.claim(kind.connection(), kind.direction(), kind.type(), Math.min(free, MOST_AT_ONCE));
                if (claimed.isEmpty()) {
                    rest(lookEvery);
                } else {
                    inFlight.addAndGet(claimed.size());
                    handler.accept(claimed);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                // The database may be busy or full; whatever was claimed is freed by its lease.
                LOG.warn(
                        "claiming {} marks of {} {} failed and is tried again: {}",
                        kind.direction().word(),
                        kind.connection(),
                        kind.type().word(),
                        e.getMessage());
                pauseAfterTrouble();
            }
        }
    }

    private void pauseAfterTrouble() {
        try {
            rest(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void rest(Duration longest) throws InterruptedException {
        long millis = Math.min(Math.max(1, longest.toMillis()), 5_000);
        if (bell.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            bell.drainPermits();
        }
    }
}
