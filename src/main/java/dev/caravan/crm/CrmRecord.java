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
 */
public record CrmRecord(
        String object,
        String id,
        Map<String, @Nullable Object> fields,
        Optional<Instant> modifiedAt,
        boolean archived) {
    public CrmRecord {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
}
