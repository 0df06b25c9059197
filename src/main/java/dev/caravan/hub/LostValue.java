package dev.caravan.hub;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A value that gave way because both sides had changed.
 *
 * @param field the hub's name of the field
 * @param value null when the field had been emptied
 * @param origin whose value it was: a connection's name, or what {@link FieldStamp#origin} says
 * @param changedAt when it was set, by the clock of whoever set it; null when nobody knows
 * @param lostTo whose value stands now
 * @param why the rule that decided, in a few words
 */
public record LostValue(
        String field,
        @Nullable Object value,
        String origin,
        @Nullable Instant changedAt,
        String lostTo,
        String why) {}
