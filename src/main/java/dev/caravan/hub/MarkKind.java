package dev.caravan.hub;

/** Marks that one route works on. */
public record MarkKind(ConnectionName connection, Direction direction, RecordType type) {}
