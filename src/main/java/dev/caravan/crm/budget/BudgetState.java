package dev.caravan.crm.budget;

import java.time.Instant;
import java.util.Optional;

/**
 * What a connection's budget looks like at one moment, for metrics and the console.
 *
 * @param calls calls let through since the start
 * @param refused calls that the vendor refused for their rate since the start
 * @param used calls of the last window as a part of what the vendor allows, of the fullest window; 0-1
 * @param pausedUntil the end of a pause that is running
 * @param daily the scarcest quota of a day or longer; empty when the vendor has none
 */
public record BudgetState(long calls, long refused, double used, Optional<Instant> pausedUntil, Optional<Daily> daily) {

    /**
     * A quota of a day or longer.
     *
     * @param allowed calls or units in all
     * @param left what is left of them
     * @param renewsAt when it is counted from the start again: a window after the first call that was counted, since
     *     vendors do not say it
     */
    public record Daily(long allowed, long left, Instant renewsAt) {}

    /** Calls left of the scarcest quota of a day or longer. */
    public Optional<Long> dailyRemaining() {
        return daily.map(Daily::left);
    }
}
