package dev.caravan.hub;

import java.time.Instant;

/**
 * When and by whom a field got its value.
 *
 * @param origin a connection's name, or {@code app}, {@code csv}, {@code kafka}, {@code enrichment}, {@code review}
 */
public record FieldStamp(Instant time, String origin) {}
