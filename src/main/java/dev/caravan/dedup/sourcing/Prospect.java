package dev.caravan.dedup.sourcing;

import dev.caravan.hub.HubRecord;
import dev.caravan.hub.MatchKey;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who may be sourced.
 *
 * @param line its place in the list
 * @param id the sender's id; empty when it has none
 * @param fields hub field to value; {@code email} stands for whatever address is compared
 */
public record Prospect(int line, String id, Map<String, ? extends @Nullable Object> fields) {

    /** As a record that was never stored; of two of one list the ids differ. */
    HubRecord record(RecordType type, int index, Set<String> compared) {
        Map<String, Object> present = new LinkedHashMap<>();
        fields.forEach((field, value) -> {
            if (value != null) {
                present.put(field, value);
            }
        });
        Object email = present.get("email");
        if (email != null && type != RecordType.COMPANY) {
            compared.stream()
                    .filter(field -> MatchKeys.kindOf(type, field).equals(MatchKey.EMAIL))
                    .forEach(field -> present.putIfAbsent(field, email));
        }
        return HubRecord.of(new RecordKey(type, "prospect-" + index), present, Instant.EPOCH, "prospect");
    }
}
