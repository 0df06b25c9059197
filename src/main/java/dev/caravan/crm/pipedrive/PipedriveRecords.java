package dev.caravan.crm.pipedrive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.Typed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Records of Pipedrive as Caravan's. */
final class PipedriveRecords {
    private final PipedriveFields fields;

    PipedriveRecords(PipedriveFields fields) {
        this.fields = fields;
    }

    /** A record with the asked-for fields; a field that there is not is empty. */
    CrmRecord record(PipedriveObjects object, JsonNode json, Collection<String> wanted) {
        return new CrmRecord(
                object.path(),
                Objects.requireNonNullElse(Json.text(json, "id"), ""),
                values(object, json, wanted),
                Typed.time(Json.text(json, "update_time")),
                json.path("is_deleted").asBoolean(false));
    }

    Map<String, @Nullable Object> values(PipedriveObjects object, JsonNode json, Collection<String> wanted) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String name : wanted) {
            values.put(
                    name,
                    fields.find(object, name)
                            .map(field -> value(object, field, json))
                            .orElse(null));
        }
        return values;
    }

    private static @Nullable Object value(PipedriveObjects object, PipedriveField field, JsonNode json) {
        return switch (field.shape()) {
            case PLAIN -> typed(field, json.path(field.key()));
            case CUSTOM -> typed(field, custom(object, field, json));
            case ADDRESS -> typed(field, json.path(field.key()).path("value"));
            case MONEY -> {
                JsonNode money = custom(object, field, json);
                yield typed(field, money.isObject() ? money.path("value") : money);
            }
            case EMAIL -> text(Entries.email(json.path(field.key())));
            case PHONE -> text(Entries.phone(json.path(field.key())));
            case MOBILE -> text(Entries.mobile(json.path(field.key())));
            case PARTICIPANT -> typed(field, json.path("person_id"));
            case FIRST_NAME, LAST_NAME -> typed(field, json.path(field.key()));
            case AMOUNT -> typed(field, json.path(field.key()).path("amount"));
            case CURRENCY -> typed(field, json.path(field.key()).path("currency"));
        };
    }

    private static JsonNode custom(PipedriveObjects object, PipedriveField field, JsonNode json) {
        return (object.isOld() ? json : json.path("custom_fields")).path(field.key());
    }

    private static @Nullable Object typed(PipedriveField field, JsonNode node) {
        boolean isAddress = node.isObject() && node.has("value") && field.type() == FieldSchema.Type.TEXT;
        Object value = Typed.read(isAddress ? node.path("value") : node, field.type());
        if (value == null || field.ids().isEmpty()) {
            return value instanceof List<?> list && list.isEmpty() ? null : value;
        }
        if (value instanceof List<?> list) {
            List<String> labels = new ArrayList<>();
            list.forEach(each -> labels.add(field.labelOf(String.valueOf(each))));
            return labels.isEmpty() ? null : labels;
        }
        return field.labelOf(value.toString());
    }

    private static @Nullable Object text(@Nullable JsonNode entry) {
        String value = entry == null ? null : Json.text(entry, "value");
        return value == null || value.isEmpty() ? null : value;
    }
}
