package dev.caravan.synclog;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the sync log are wanted; null means any.
 *
 * @param key the record's id in the hub or in the CRM
 * @param outcomes words of outcomes, any of them; empty means all
 * @param direction {@code push} or {@code pull}
 * @param before only lines with a smaller id: the cursor of the next page
 * @param limit 1-1000
 */
public record SyncLogFilter(
        @Nullable String connection,
        @Nullable String type,
        @Nullable String key,
        Set<String> outcomes,
        @Nullable String direction,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Long before,
        int limit) {
    public SyncLogFilter {
        outcomes = Set.copyOf(outcomes);
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit must be 1-1000 and is " + limit);
        }
    }

    /** The newest lines. */
    public static SyncLogFilter newest(int limit) {
        return new SyncLogFilter(null, null, null, Set.of(), null, null, null, null, limit);
    }
}
