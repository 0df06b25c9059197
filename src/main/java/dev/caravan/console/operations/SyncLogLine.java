package dev.caravan.console.operations;

import dev.caravan.hub.Direction;
import dev.caravan.hub.RecordType;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One settled record.
 *
 * @param resourceType Account, Contact, Lead, Deal or Activity
 * @param status Created, Updated, Failed or Skipped
 * @param direction {@code To App} or {@code From App}
 * @param timestamp when it was settled
 * @param message details or error text
 * @param outcome the exact word, which also tells unchanged and held from skipped
 * @param key id in the hub
 * @param externalId id in the CRM, null when there is none yet
 * @param code word of the error such as {@code REQUIRED_FIELD_MISSING}, null when it did not fail
 */
public record SyncLogLine(
        long id,
        String resourceType,
        String status,
        String direction,
        Instant timestamp,
        String message,
        String connection,
        String outcome,
        String type,
        String key,
        @Nullable String externalId,
        @Nullable String code) {

    /** A line in the words of the API. */
    public static SyncLogLine of(
            long id,
            String connection,
            RecordType type,
            Direction direction,
            String outcome,
            Instant timestamp,
            String message,
            String key,
            @Nullable String externalId,
            @Nullable String code) {
        return new SyncLogLine(
                id,
                SyncLogWords.resourceType(type),
                SyncLogWords.status(outcome),
                SyncLogWords.direction(direction),
                timestamp,
                message,
                connection,
                outcome,
                type.word(),
                key,
                externalId,
                code);
    }
}
