package dev.caravan.console.operations;

import dev.caravan.hub.RecordType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are wanted; what is null is not asked for.
 *
 * @param code word of the error, such as {@code REQUIRED_FIELD_MISSING}
 * @param since from this time on
 * @param until before this time
 */
public record DeadLetterFilter(
        @Nullable String connection,
        @Nullable RecordType type,
        @Nullable String code,
        @Nullable String route,
        @Nullable Instant since,
        @Nullable Instant until,
        PageRequest page) {}
