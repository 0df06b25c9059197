package dev.caravan.hub;

/**
 * A record that the hub has no more, on its way to a connection that hears of that.
 *
 * @param why in a few words, such as {@code merged into contact c-2}; empty when nobody said
 */
public record Removal(RecordKey record, String why) {}
