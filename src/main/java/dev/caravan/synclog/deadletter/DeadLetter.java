package dev.caravan.synclog.deadletter;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record that failed for good in a route, with everything needed to replay it.
 *
 * @param error what happened, in the vendor's words
 * @param cure what a person can do about it
 * @param original the record as it came into the route; holds personal data
 * @param status {@code open}, {@code replayed} (on its way again) or {@code resolved}
 */
public record DeadLetter(
        long id,
        Instant at,
        String route,
        String connection,
        String direction,
        String type,
        String recordId,
        String code,
        String error,
        String cure,
        int attempts,
        Map<String, @Nullable Object> original,
        Map<String, @Nullable Object> trail,
        String status) {}
