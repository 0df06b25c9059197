package dev.caravan.console.operations;

import dev.caravan.hub.RecordType;
import org.jspecify.annotations.Nullable;

/** Which held records are wanted; what is null is not asked for. */
public record ReviewFilter(
        @Nullable String connection, @Nullable RecordType type, PageRequest page) {}
