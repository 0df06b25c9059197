package dev.caravan.crm.budget;

import dev.caravan.crm.ConnectionSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The pause of a connection, and the slow start after it: one call first, the others once it was answered. Not
 * thread-safe: its budget locks.
 */
final class CallPause {
    private final ConnectionSettings.Budget settings;
    private final RandomGenerator random;
    private final Duration trialTime;
    private Instant until;
    private int refusalsInARow;
    private boolean slowStart;
    private @Nullable Instant trialSince;

    /** @param trialTime how long the first call after a pause may stay unanswered before another one is let through */
    CallPause(
            ConnectionSettings.Budget settings,
            RandomGenerator random,
            Duration trialTime,
            Instant until,
            Instant now) {
        this.settings = settings;
        this.random = random;
        this.trialTime = trialTime;
        this.until = until;
        this.slowStart = until.isAfter(now);
    }

    Optional<Instant> runningUntil(Instant now) {
        return until.isAfter(now) ? Optional.of(until) : Optional.empty();
    }

    /** Whether a caller has to wait because the first call after a pause is not answered yet. */
    boolean waitsForTrial(Instant now) {
        return slowStart && trialSince != null && now.isBefore(trialSince.plus(trialTime));
    }

    void entered(Instant now) {
        if (slowStart) {
            trialSince = now;
        }
    }

    /**
     * The vendor refused a call.
     *
     * @return the end of the pause
     */
    Instant refused(Optional<Duration> retryAfter, Instant now) {
        Optional<Duration> named = retryAfter.filter(d -> d.compareTo(Duration.ZERO) > 0);
        // Calls that were under way together are refused together: only the first of them makes the next pause longer.
        boolean running = until.isAfter(now);
        if (named.isPresent() || !running) {
            Instant end = now.plus(named.orElseGet(this::grown));
            until = end.isAfter(until) ? end : until;
        }
        slowStart = true;
        trialSince = null;
        return until;
    }

    void answered(Instant now) {
        boolean fromBefore = until.isAfter(now) || (slowStart && trialSince == null);
        if (!fromBefore) {
            slowStart = false;
            trialSince = null;
            refusalsInARow = 0;
        }
    }

    private Duration grown() {
        long least = settings.pauseAtLeast().toMillis();
        long most = Math.max(least, settings.pauseAtMost().toMillis());
        refusalsInARow = Math.min(refusalsInARow + 1, 30);
        long ceiling = (long) Math.min(most, Math.max(1, least) * Math.pow(2, refusalsInARow));
        return Duration.ofMillis(Math.max(1, least + (long) (random.nextDouble() * (ceiling - least))));
    }
}
