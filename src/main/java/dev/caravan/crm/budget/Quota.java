package dev.caravan.crm.budget;

import dev.caravan.hub.Lane;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A limit over a day or longer, of which one part is left to the CRM's other users and a reserve is kept for live
 * changes. Not thread-safe: its budget locks.
 */
final class Quota {
    /**
     * Nobody tells when a quota starts anew, so a blocked lane asks the CRM 96 times per window: every 15 minutes for a
     * day.
     */
    private static final int LOOKS_PER_WINDOW = 96;

    private final Duration window;
    private final double share;
    private final long reserveWanted;
    private long allowed;
    private long remaining;
    private Instant startedAt;
    private Instant lookAgainAt = Instant.MAX;

    Quota(long allowed, Duration window, double share, long reserve, Instant now) {
        this.window = window;
        this.share = share;
        this.reserveWanted = reserve;
        this.allowed = allowed;
        this.remaining = allowed;
        this.startedAt = now;
    }

    Duration length() {
        return window;
    }

    BudgetState.Daily state() {
        return new BudgetState.Daily(allowed, remaining, startedAt.plus(window));
    }

    /**
     * How long a lane has to wait; empty when a call may go out. A small quota never loses more than half to the
     * reserve.
     */
    Optional<Duration> refusal(Lane lane, Instant now) {
        if (!now.isBefore(startedAt.plus(window))) {
            remaining = allowed;
            startedAt = now;
        }
        long reserve = lane == Lane.LIVE ? 0 : Math.min(reserveWanted, allowed / 2);
        if (remaining > allowed - (long) (allowed * share) + reserve) {
            return Optional.empty();
        }
        if (lookAgainAt.equals(Instant.MAX)) {
            lookAgainAt = now.plus(window.dividedBy(LOOKS_PER_WINDOW));
        }
        return now.isBefore(lookAgainAt) ? Optional.of(Duration.between(now, lookAgainAt)) : Optional.empty();
    }

    /** Counts so many calls or units. */
    void take(long units, Instant now) {
        remaining = Math.max(0, remaining - units);
        if (!now.isBefore(lookAgainAt)) {
            lookAgainAt = Instant.MAX;
        }
    }

    void learned(long nowAllowed, long nowRemaining, Instant now) {
        if (nowRemaining > remaining) {
            lookAgainAt = Instant.MAX;
        }
        // A little more than was counted here are calls under way, which the vendor has not counted yet.
        if (nowRemaining - remaining > allowed / 100) {
            startedAt = now;
        }
        allowed = nowAllowed;
        remaining = nowRemaining;
    }

    /** At least so many are left, perhaps more. */
    void atLeast(long left, Instant now) {
        if (left > remaining) {
            learned(allowed, left, now);
        }
    }
}
