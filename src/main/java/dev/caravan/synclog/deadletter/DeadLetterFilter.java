package dev.caravan.synclog.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are wanted; null means any.
 *
 * @param status {@code open}, {@code replayed} or {@code resolved}
 * @param before only those with a smaller id: the cursor of the next page
 * @param limit 1-10,000
 */
public record DeadLetterFilter(
        @Nullable String connection,
        @Nullable String type,
        @Nullable String code,
        @Nullable String route,
        @Nullable String status,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Long before,
        int limit) {

    /** The newest open ones. */
    public static DeadLetterFilter open(int limit) {
        return new DeadLetterFilter(null, null, null, null, "open", null, null, null, limit);
    }
}
