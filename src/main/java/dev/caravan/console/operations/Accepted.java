package dev.caravan.console.operations;

/**
 * What came of a request to do something.
 *
 * @param count records that it was done to, or that will be worked on next
 */
public record Accepted(long count) {}
