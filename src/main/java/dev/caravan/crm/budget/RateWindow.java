package dev.caravan.crm.budget;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;

/**
 * One window of a vendor's rate limit, as a token bucket. A bucket lets its burst through on top of a window's refill,
 * so the burst is what the share leaves over: no rolling window ever sees more calls than the vendor allows. Not
 * thread-safe: its budget locks.
 */
final class RateWindow {
    /** A refill in thousandths of a call keeps small limits exact: 0.95 of 5 calls a second is not 4. */
    private static final long FINENESS = 1000;

    private static final double LARGEST_BURST = 0.05;

    private final Duration length;
    private final double share;
    private final SteadyTime time;
    private final Bucket bucket;
    private final OwnCalls own;
    private long allowed;
    private long burst;

    RateWindow(long allowed, Duration length, double share, SteadyTime time) {
        this.length = length;
        this.share = share;
        this.time = time;
        this.allowed = allowed;
        this.burst = burst(allowed, share);
        this.bucket = Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(bandwidth(allowed))
                .build();
        this.own = new OwnCalls(length, time);
    }

    Duration length() {
        return length;
    }

    /** How long a caller waits while {@code before} others go first; zero when it can go now. */
    Duration waitBehind(int before) {
        long free = Math.max(0, bucket.getAvailableTokens());
        if (free > before) {
            return Duration.ZERO;
        }
        long interval = interval();
        long first = free < burst ? bucket.estimateAbilityToConsume(free + 1).getNanosToWaitForRefill() : interval;
        return Duration.ofNanos(Math.max(1, first) + (before - free) * interval);
    }

    /** How long until so many are free; more than the burst are never free at once, so the whole burst has to do. */
    Duration waitFor(long units) {
        long wanted = Math.min(units, burst);
        return bucket.getAvailableTokens() >= wanted
                ? Duration.ZERO
                : Duration.ofNanos(
                        Math.max(1, bucket.estimateAbilityToConsume(wanted).getNanosToWaitForRefill()));
    }

    /** Counts so many calls or units. */
    void take(long units) {
        bucket.consumeIgnoringRateLimits(units);
        own.add(units);
    }

    /** The vendor named the limit and what is left of it: others may use the account too. */
    void learned(long nowAllowed, long remaining) {
        if (nowAllowed > 0 && nowAllowed != allowed) {
            allowed = nowAllowed;
            burst = burst(allowed, share);
            bucket.replaceConfiguration(
                    BucketConfiguration.builder().addLimit(bandwidth(allowed)).build(),
                    TokensInheritanceStrategy.AS_IS);
        }
        long free = bucket.getAvailableTokens();
        if (free > remaining) {
            bucket.consumeIgnoringRateLimits(free - Math.max(0, remaining));
        }
        if (remaining <= 0 && free >= 0 && own.lately() < allowed) {
            // Others have used what is missing: a tenth of the window without calls lets the vendor's count sink again.
            bucket.consumeIgnoringRateLimits(Math.max(1, (long) (allowed * share / 10)));
        }
    }

    /** Calls of about the last window's length as a part of what the vendor allows. */
    double used() {
        return (double) own.inWindow() / allowed;
    }

    private long interval() {
        return (long) Math.ceil(length.toNanos() / (allowed * share));
    }

    private Bandwidth bandwidth(long calls) {
        long refill = Math.max(1, (long) (calls * share * FINENESS));
        return Bandwidth.builder()
                .capacity(burst(calls, share))
                .refillGreedy(refill, length.multipliedBy(FINENESS))
                .build();
    }

    /** A window that starts with a full burst sees the burst and all but the last of a window's refill. */
    static long burst(long calls, double share) {
        long leftOver = calls - (long) Math.ceil(calls * share) + 1;
        return Math.max(1, Math.min(leftOver, (long) (calls * LARGEST_BURST)));
    }
}
