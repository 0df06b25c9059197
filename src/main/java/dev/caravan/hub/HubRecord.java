package dev.caravan.hub;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record as the hub holds it.
 *
 * <p>Field names are snake_case; a value is a {@code String}, {@code Boolean}, {@code Long},
 * {@code java.math.BigDecimal} or a {@code List} of these, never null: an absent field has no entry. A reference to
 * another record is a field named {@code <type>_id} that holds the other's hub id.
 *
 * @param fields unmodifiable, in the order in which they came
 * @param stamps only for fields that were not set by the latest change; the others have {@code latest}
 * @param version grows by one with each change, from 1
 */
public record HubRecord(
        RecordKey key, Map<String, Object> fields, Map<String, FieldStamp> stamps, FieldStamp latest, long version) {
    public HubRecord {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        stamps = Map.copyOf(stamps);
    }

    /** A record that was never stored, with all its fields set at one time. */
    public static HubRecord of(RecordKey key, Map<String, Object> fields, Instant time, String origin) {
        return new HubRecord(key, fields, Map.of(), new FieldStamp(time, origin), 1);
    }

    /** The field's value, or null when it is absent. */
    public @Nullable Object value(String field) {
        return fields.get(field);
    }

    /** The field's value as text, empty when it is absent. */
    public String text(String field) {
        Object value = fields.get(field);
        return value == null ? "" : value.toString();
    }

    /** When and by whom the field was set. */
    public FieldStamp stamp(String field) {
        return stamps.getOrDefault(field, latest);
    }

    /** The record of that type which this one refers to, for example a contact's company. */
    public Optional<RecordKey> reference(RecordType type) {
        String id = text(type.word() + "_id");
        return id.isEmpty() ? Optional.empty() : Optional.of(new RecordKey(type, id));
    }
}
