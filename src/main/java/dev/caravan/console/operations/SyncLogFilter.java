package dev.caravan.console.operations;

import dev.caravan.hub.Direction;
import dev.caravan.hub.RecordType;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of the sync log are wanted; what is null or empty is not asked for.
 *
 * @param outcomes words of outcomes, any of them
 * @param since from this time on
 * @param until before this time
 * @param key id in the hub or in the CRM
 */
public record SyncLogFilter(
        @Nullable String connection,
        @Nullable RecordType type,
        Set<String> outcomes,
        @Nullable Direction direction,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String key,
        PageRequest page) {
    public SyncLogFilter {
        outcomes = Set.copyOf(outcomes);
    }
}
