package dev.caravan.hub;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fields of one record that came from outside.
 *
 * @param id the sender's id; null when it has none: then the record is found by its e-mail or domain, or gets a new id
 * @param fields only what changed; null empties a field
 * @param time when the values were true, by the sender's clock
 * @param origin who says so: {@code app}, {@code csv}, {@code kafka} or a connection's name
 */
public record Incoming(
        RecordType type, @Nullable String id, Map<String, @Nullable Object> fields, Instant time, String origin) {
    public Incoming {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
