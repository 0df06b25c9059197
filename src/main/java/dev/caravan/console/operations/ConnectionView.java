package dev.caravan.console.operations;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection and how it is.
 *
 * @param type the driver, such as {@code hubspot}
 * @param detail why it is not open, null when it is
 * @param pausedUntil when it goes on, null when it is not paused or nobody knows
 * @param outcomes word of the outcome to the number of records since the start
 * @param marksWaiting marks that are not settled
 * @param oldestMarkAgeSeconds age of the oldest of them, 0 when there is none
 * @param budgetUsed part of the rate budget that is used, 0-1
 * @param standing whether it is on, and let in
 * @param user the integration user, as the CRM names it; null while nobody has asked
 * @param dailyLeft calls or units left of the vendor's daily allowance; null when it has none, or nobody knows
 * @param dailyRenewsAt when that is counted from the start again, as far as is known
 */
public record ConnectionView(
        String name,
        String type,
        State state,
        @Nullable String detail,
        @Nullable Instant pausedUntil,
        Map<String, Long> outcomes,
        long marksWaiting,
        long oldestMarkAgeSeconds,
        double budgetUsed,
        Standing standing,
        @Nullable String user,
        @Nullable Long dailyLeft,
        @Nullable Instant dailyRenewsAt) {
    public ConnectionView {
        outcomes = Map.copyOf(outcomes);
    }

    /** Whether calls are made. */
    public enum State {
        OPEN,
        /** The CRM asked for a pause; goes on by itself. */
        PAUSED,
        /** Needs a person, most often new credentials. */
        BROKEN,
        DISABLED;

        /** The word in JSON. */
        @com.fasterxml.jackson.annotation.JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
