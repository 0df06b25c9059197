package dev.caravan.crm.pipedrive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.OneByOne;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.Typed;
import dev.caravan.crm.pipedrive.PipedriveField.Shape;
import dev.caravan.problem.ErrorCode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes records, one per call. (Pipedrive docs, "Migration to v2": PATCH with what changes, custom fields below
 * {@code custom_fields}.) Where a part of something whole is written, such as one of a person's telephone numbers, the
 * rest is read first.
 */
final class PipedriveWriter {
    private static final Set<Shape> PARTS = Set.of(
            Shape.EMAIL,
            Shape.PHONE,
            Shape.MOBILE,
            Shape.FIRST_NAME,
            Shape.LAST_NAME,
            Shape.AMOUNT,
            Shape.CURRENCY,
            Shape.PARTICIPANT);

    private final JsonApi api;
    private final PipedriveFields fields;
    private final PipedriveRecords records;
    private final String currency;

    PipedriveWriter(JsonApi api, PipedriveFields fields, PipedriveRecords records, String currency) {
        this.api = api;
        this.fields = fields;
        this.records = records;
        this.currency = currency;
    }

    List<WriteResult> write(PipedriveObjects object, List<Write> writes) {
        return OneByOne.write(writes, write -> one(object, write));
    }

    List<WriteResult> delete(PipedriveObjects object, List<String> ids) {
        return OneByOne.delete(ids, id -> api.delete(object.one(Query.encoded(id))));
    }

    private WriteResult one(PipedriveObjects object, Write write) {
        String id = write.id();
        Map<PipedriveField, @Nullable Object> values = known(object, write);
        ObjectNode body = Json.object();
        JsonNode current = current(object, id, values.keySet());
        values.forEach((field, value) -> put(object, body, field, value, current));
        if (object == PipedriveObjects.PERSONS) {
            name(body, write, values, current);
        }
        money(object, body, values, current);
        JsonNode answer = send(object, id, body);
        JsonNode data = answer.path("data");
        String written = Objects.requireNonNullElse(Json.text(data, "id"), id == null ? "" : id);
        if (written.isEmpty()) {
            throw new CrmException(
                    api.name(object.path()), new CrmError.Transient("the answer names no id", true), null);
        }
        return new WriteResult.Written(
                written, id == null, records.values(object, data, write.values().keySet()));
    }

    private JsonNode send(PipedriveObjects object, @Nullable String id, ObjectNode body) {
        if (id == null) {
            return api.post(object.all(), body);
        }
        String one = object.one(Query.encoded(id));
        return object.isPut() ? api.put(one, body) : api.patch(one, body);
    }

    private Map<PipedriveField, @Nullable Object> known(PipedriveObjects object, Write write) {
        Map<PipedriveField, @Nullable Object> values = new LinkedHashMap<>();
        write.values().forEach((name, value) -> {
            PipedriveField field = fields.find(object, name)
                    .orElseThrow(() -> refused(object, name, "there is no such field", ErrorCode.INVALID_FIELD));
            if (!Typed.isWhole(value)) {
                throw refused(object, name, "the value holds half a character", ErrorCode.INVALID_VALUE);
            }
            values.put(field, value);
        });
        return values;
    }

    /** The record as it is, where a part of something is written; else nothing is asked. */
    private JsonNode current(PipedriveObjects object, @Nullable String id, Collection<PipedriveField> written) {
        if (id == null || written.stream().noneMatch(field -> PARTS.contains(field.shape()))) {
            return Json.object();
        }
        return api.get(object.one(Query.encoded(id))).path("data");
    }

    private void put(
            PipedriveObjects object, ObjectNode body, PipedriveField field, @Nullable Object value, JsonNode current) {
        switch (field.shape()) {
            case PLAIN -> body.set(field.key(), json(object, field, value));
            case CUSTOM -> custom(object, body).set(field.key(), json(object, field, value));
            case ADDRESS -> body.set(field.key(), wrapped("value", json(object, field, value)));
            case MONEY -> {
                JsonNode amount = json(object, field, value);
                JsonNode money = amount.isNull() ? amount : wrapped("value", amount);
                custom(object, body)
                        .set(field.key(), money instanceof ObjectNode whole ? whole.put("currency", currency) : money);
            }
            case EMAIL -> entries(body, field, value, current, Entries.email(list(body, field, current)), false);
            case PHONE -> entries(body, field, value, current, Entries.phone(list(body, field, current)), false);
            case MOBILE -> entries(body, field, value, current, Entries.mobile(list(body, field, current)), true);
            case PARTICIPANT -> body.set(field.key(), participants(current, json(object, field, value)));
            case FIRST_NAME, LAST_NAME, AMOUNT, CURRENCY -> {
                // Two together make one, once all values are there.
            }
        }
    }

    /** The others stay; who was the primary one makes way. */
    private static ArrayNode participants(JsonNode current, JsonNode person) {
        ArrayNode all = Json.array();
        if (!person.isNull()) {
            ObjectNode primary = Json.object().put("primary", true);
            all.add(primary.set("person_id", person));
        }
        for (JsonNode each : current.path("participants")) {
            if (!each.path("primary").asBoolean(false)
                    && !each.path("person_id").asText().equals(person.asText())) {
                all.add(each);
            }
        }
        return all;
    }

    private static void entries(
            ObjectNode body,
            PipedriveField field,
            @Nullable Object value,
            JsonNode current,
            @Nullable JsonNode old,
            boolean mobile) {
        String text = value == null || value.toString().isBlank() ? null : value.toString();
        body.set(field.key(), Entries.replaced(list(body, field, current), old, text, mobile));
    }

    private static JsonNode list(ObjectNode body, PipedriveField field, JsonNode current) {
        return body.has(field.key()) ? body.path(field.key()) : current.path(field.key());
    }

    /** A lead's value is an amount with a currency, or nothing. */
    private void money(
            PipedriveObjects object, ObjectNode body, Map<PipedriveField, @Nullable Object> values, JsonNode current) {
        ObjectNode money = Json.object();
        if (current.path("value") instanceof ObjectNode there) {
            money.setAll(there);
        }
        boolean isPart = false;
        for (Map.Entry<PipedriveField, @Nullable Object> each : values.entrySet()) {
            Shape shape = each.getKey().shape();
            if (shape == Shape.AMOUNT || shape == Shape.CURRENCY) {
                isPart = true;
                money.set(shape == Shape.AMOUNT ? "amount" : "currency", json(object, each.getKey(), each.getValue()));
            }
        }
        if (!money.hasNonNull("currency")) {
            money.put("currency", currency);
        }
        if (isPart) {
            body.set("value", money.hasNonNull("amount") ? money : NullNode.getInstance());
        }
    }

    private static void name(
            ObjectNode body, Write write, Map<PipedriveField, @Nullable Object> values, JsonNode current) {
        boolean isNew = write.id() == null;
        if (body.hasNonNull("name")) {
            return;
        }
        boolean isPart =
                values.keySet().stream().anyMatch(f -> f.shape() == Shape.FIRST_NAME || f.shape() == Shape.LAST_NAME);
        if (!isPart && !isNew) {
            return;
        }
        String first = part(Shape.FIRST_NAME, "first_name", write, values, current);
        String last = part(Shape.LAST_NAME, "last_name", write, values, current);
        String name = (first + " " + last).strip();
        String email = Objects.requireNonNullElse(Json.text(body.path("emails").path(0), "value"), "");
        if (!name.isEmpty() || isNew && !email.isEmpty()) {
            body.put("name", name.isEmpty() ? email : name);
        } else if (!isNew) {
            body.put("name", "");
        }
    }

    /** The part that is not written: as we last sent it, where Pipedrive still has it cut as it did then. */
    private static String part(
            Shape shape, String key, Write write, Map<PipedriveField, @Nullable Object> values, JsonNode current) {
        for (Map.Entry<PipedriveField, @Nullable Object> each : values.entrySet()) {
            if (each.getKey().shape() == shape) {
                return Objects.toString(each.getValue(), "").strip();
            }
        }
        String stored = Objects.requireNonNullElse(Json.text(current, key), "");
        Object ours = write.sent().get(key);
        return ours != null && stored.equals(Objects.toString(write.agreed().get(key), ""))
                ? ours.toString().strip()
                : stored;
    }

    private JsonNode json(PipedriveObjects object, PipedriveField field, @Nullable Object value) {
        if (value == null || value.toString().isEmpty() || value instanceof Collection<?> c && c.isEmpty()) {
            // An empty set is refused; null clears it.
            return NullNode.getInstance();
        }
        if (!field.ids().isEmpty()) {
            return options(object, field, value);
        }
        return switch (field.type()) {
            case REFERENCE -> number(value);
            default -> Typed.write(value, field.type());
        };
    }

    private JsonNode options(PipedriveObjects object, PipedriveField field, Object value) {
        if (value instanceof Collection<?> many) {
            ArrayNode ids = Json.array();
            many.forEach(each -> ids.add(option(object, field, String.valueOf(each))));
            return ids;
        }
        JsonNode id = option(object, field, value.toString());
        return field.type() == dev.caravan.crm.FieldSchema.Type.OPTIONS
                ? Json.array().add(id)
                : id;
    }

    private JsonNode option(PipedriveObjects object, PipedriveField field, String word) {
        return number(field.idOf(word)
                .orElseThrow(() ->
                        refused(object, field.name(), "the value is none of its options", ErrorCode.INVALID_VALUE)));
    }

    private static JsonNode number(Object value) {
        String text = value.toString();
        return text.matches("\\d{1,15}")
                ? Typed.write(Long.parseLong(text), null)
                : Typed.write(text, dev.caravan.crm.FieldSchema.Type.TEXT);
    }

    private static ObjectNode custom(PipedriveObjects object, ObjectNode body) {
        return object.isOld() ? body : body.withObject("/custom_fields");
    }

    private static JsonNode wrapped(String name, JsonNode value) {
        return value.isNull() ? value : Json.object().set(name, value);
    }

    private CrmException refused(PipedriveObjects object, String field, String why, ErrorCode code) {
        return new CrmException(api.name(object.path()), new CrmError.Rejected(field + ": " + why, code), null);
    }
}
