package dev.caravan.console.operations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One dead letter in a list.
 *
 * @param code word of the error, such as {@code REQUIRED_FIELD_MISSING}
 * @param cure what a person can do about it
 * @param replays how often it was replayed
 */
public record DeadLetterView(
        long id,
        String connection,
        String type,
        String key,
        String direction,
        @Nullable String route,
        String code,
        String message,
        String cure,
        Instant failedAt,
        int replays) {}
