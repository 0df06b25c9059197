package dev.caravan.runtime;

import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.MarkFeed;
import dev.caravan.hub.MarkKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands marks to consumers one lot at a time, as they are given. */
final class FedMarks implements MarkFeed {
    private final Map<MarkKind, Tap> taps = new ConcurrentHashMap<>();

    /** Of two routes that work on the same kind the first one gets it. */
    @Override
    public Flow open(MarkKind kind, int room, Duration lookEvery, Consumer<List<ChangeMark>> handler) {
        Tap tap = new Tap(handler);
        taps.putIfAbsent(kind, tap);
        return tap;
    }

    boolean serve(MarkKind kind) {
        return taps.containsKey(kind);
    }

    /** Returns when each of the marks is settled. */
    void feed(MarkKind kind, List<ChangeMark> marks) throws InterruptedException {
        if (!marks.isEmpty()) {
            Objects.requireNonNull(taps.get(kind), "no route for " + kind).feed(marks);
        }
    }

    private static final class Tap implements Flow {
        private final Consumer<List<ChangeMark>> handler;
        private volatile @Nullable CountDownLatch open;

        Tap(Consumer<List<ChangeMark>> handler) {
            this.handler = handler;
        }

        void feed(List<ChangeMark> marks) throws InterruptedException {
            CountDownLatch latch = new CountDownLatch(marks.size());
            open = latch;
            handler.accept(marks);
            latch.await();
        }

        @Override
        public void start() {
            // Nothing flows by itself.
        }

        @Override
        public void pause() {
            // Nothing flows by itself.
        }

        @Override
        public void stop() {
            // Nothing flows by itself.
        }

        @Override
        public int inFlight() {
            CountDownLatch latch = open;
            return latch == null ? 0 : (int) latch.getCount();
        }

        @Override
        public void settled(CompletableFuture<Void> settlement) {
            settlement.whenComplete((v, error) -> {
                CountDownLatch latch = open;
                if (latch != null) {
                    latch.countDown();
                }
            });
        }
    }
}
