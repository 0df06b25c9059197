package dev.caravan.crm.budget;

import io.github.bucket4j.TimeMeter;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Time for the buckets that never runs backwards: a clock that is set back would stop every refill until it caught up.
 */
final class SteadyTime implements TimeMeter {
    private final Clock clock;
    private long last;
    private long elapsed;

    SteadyTime(Clock clock) {
        this.clock = clock;
        this.last = nanos(clock.instant());
    }

    @Override
    public synchronized long currentTimeNanos() {
        long now = nanos(clock.instant());
        elapsed += Math.max(0, now - last);
        last = now;
        return elapsed;
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }
}
