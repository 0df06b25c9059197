package dev.caravan.hub;

import org.jspecify.annotations.Nullable;

/**
 * A record that the hub has no more, on its way to a connection that hears of that.
 *
 * @param why in a few words, such as {@code merged into contact c-2}; empty when nobody said
 * @param object the other side's kind of thing; null before the mapping has said it
 */
public record Removal(
        RecordKey record, String why, @Nullable String object) {

    /** The same with the other side's kind of thing. */
    public Removal as(String itsObject) {
        return new Removal(record, why, itsObject);
    }
}
