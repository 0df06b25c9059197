package dev.caravan.rehearsal;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * What is to be planned.
 *
 * @param connection null for all connections
 * @param type null for all types
 * @param direction null for both
 * @param record id in the hub or in the CRM of the only record that is wanted, with a mark or without one; null for all
 *     that have a mark
 * @param limit most records that are looked at, from 1
 */
public record PlanRequest(
        @Nullable ConnectionName connection,
        @Nullable RecordType type,
        @Nullable Direction direction,
        @Nullable String record,
        int limit) {
    /** How many records a plan looks at when nobody says. */
    public static final int USUAL_LIMIT = 1_000;

    public PlanRequest {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be 1 or more and is " + limit);
        }
    }
}
