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
 * @param dailyRemaining calls left of the scarcest quota of a day or longer; empty when the vendor has none
 */
public record BudgetState(
        long calls, long refused, double used, Optional<Instant> pausedUntil, Optional<Long> dailyRemaining) {}
