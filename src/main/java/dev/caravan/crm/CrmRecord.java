package dev.caravan.crm;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record as a CRM returned it.
 *
 * @param fields the asked-for fields under the CRM's names, in the CRM's types translated to {@code String},
 *     {@code Boolean}, {@code Long}, {@code BigDecimal} or a {@code List}; null for an empty field
 * @param modifiedAt by the CRM's clock; empty when it was not returned
 * @param changedAt field to the time at which it got its value, by the CRM's clock; only where somebody asked for it
 */
public record CrmRecord(
        String object,
        String id,
        Map<String, @Nullable Object> fields,
        Optional<Instant> modifiedAt,
        boolean archived,
        Map<String, Instant> changedAt) {
    public CrmRecord {
        changedAt = Map.copyOf(changedAt);
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** A record of which nobody asked when its fields changed. */
    public CrmRecord(
            String object,
            String id,
            Map<String, @Nullable Object> fields,
            Optional<Instant> modifiedAt,
            boolean archived) {
        this(object, id, fields, modifiedAt, archived, Map.of());
    }

    /** The same record, with the times at which fields got their values. */
    public CrmRecord changed(Map<String, Instant> times) {
        return new CrmRecord(object, id, fields, modifiedAt, archived, times);
    }
}
