package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmRecord;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Records of the CRM as Caravan's. */
final class RestRecords {
    private final RestFields fields;

    RestRecords(RestFields fields) {
        this.fields = fields;
    }

    /** A record with the asked-for fields; empty when there is no record at all. */
    Optional<CrmRecord> record(String name, JsonNode json, Collection<String> wanted) {
        ObjectForm object = fields.object(name);
        String id = object.id().text(json);
        if (!json.isObject() || id == null || id.isBlank()) {
            return Optional.empty();
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String field : wanted) {
            values.put(
                    field, fields.find(name, field).map(known -> known.in(json)).orElse(null));
        }
        return Optional.of(new CrmRecord(name, id, values, modified(object, json), isDeleted(object, json)));
    }

    /** Of the fields those that are in an answer. */
    Map<String, @Nullable Object> returned(String name, JsonNode json, Collection<String> wanted) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String field : wanted) {
            fields.find(name, field)
                    .filter(known -> !known.read().in(json).isMissingNode())
                    .ifPresent(known -> values.put(field, known.in(json)));
        }
        return values;
    }

    private static Optional<Instant> modified(ObjectForm object, JsonNode json) {
        FieldPath path = object.modified();
        return path == null
                ? Optional.empty()
                : Times.time(Objects.requireNonNullElse(path.text(json), ""), object.timeFormat(), object.zone());
    }

    private static boolean isDeleted(ObjectForm object, JsonNode json) {
        return DescribedField.isTrue(object.deleted(), json);
    }
}
