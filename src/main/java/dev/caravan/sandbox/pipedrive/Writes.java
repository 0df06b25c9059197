package dev.caravan.sandbox.pipedrive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Mistake;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates, updates, deletes and merges single records: Pipedrive takes no batches. */
final class Writes {
    private final Store store;

    Writes(Store store) {
        this.store = store;
    }

    Answer create(Request request, Kind kind) {
        ObjectNode values = checked(kind, flat(kind, request.json()), null);
        // v2 answers 201 or 200; its description says 200.
        return Wire.data(isOld(kind) ? 201 : 200, Wire.record(store.create(request, kind, values)));
    }

    Answer update(Request request, Kind kind) {
        Row row = live(kind, request.path("id"));
        store.update(request, row, checked(kind, flat(kind, request.json()), row));
        return Wire.data(200, Wire.record(row));
    }

    Answer delete(Request request, Kind kind) {
        Row row = live(kind, request.path("id"));
        store.delete(request, row);
        ObjectNode data = Json.object();
        if (kind.name().equals(Schema.LEADS)) {
            data.put("id", row.id());
        } else {
            data.put("id", Long.parseLong(row.id()));
        }
        return Wire.data(200, data);
    }

    Answer merge(Request request, Kind kind) {
        Row loser = live(kind, request.path("id"));
        Row winner = live(kind, request.json().path("merge_with_id").asText());
        store.merge(request, winner, loser);
        return Wire.data(200, Wire.record(winner));
    }

    Row live(Kind kind, String id) {
        Row row = store.live(kind, id);
        if (row == null) {
            String entity = Schema.entity(kind.name());
            throw Wire.refused(404, entity.substring(0, 1).toUpperCase() + entity.substring(1) + " not found");
        }
        return row;
    }

    /** Values as they are kept: custom fields beside the others. */
    private static ObjectNode flat(Kind kind, JsonNode body) {
        if (!(body instanceof ObjectNode given)) {
            throw Wire.refused(400, "Validation failed: body: must be an object");
        }
        ObjectNode flat = given.deepCopy();
        JsonNode custom = flat.remove("custom_fields");
        boolean nested = !isOld(kind);
        for (Map.Entry<String, JsonNode> each : given.properties()) {
            if (nested && each.getKey().matches("[0-9a-f]{40}")) {
                throw Wire.refused(400, "Validation failed: " + each.getKey() + ": unknown field");
            }
        }
        if (nested && custom instanceof ObjectNode values) {
            values.properties().forEach(each -> {
                if (kind.field(each.getKey()).filter(Schema::isCustom).isEmpty()) {
                    throw Wire.refused(400, "Validation failed: custom_fields." + each.getKey() + ": unknown field");
                }
                flat.set(each.getKey(), each.getValue());
            });
        }
        return flat;
    }

    ObjectNode checked(Kind kind, ObjectNode values, @Nullable Row row) {
        for (String name : Schema.CONTACT_SYNC) {
            if (kind.name().equals(Schema.PERSONS) && values.has(name)) {
                throw Wire.refused(403, "Contact sync is not enabled for this company: " + name);
            }
        }
        List<Mistake> mistakes = store.mistakes(kind, values, row);
        if (!mistakes.isEmpty()) {
            throw Wire.refused(400, "Validation failed: " + words(kind, mistakes.get(0)));
        }
        values.properties().forEach(each -> shape(kind, each.getKey(), each.getValue()));
        switch (kind.name()) {
            case Schema.LEADS -> lead(values, row);
            case Schema.NOTES -> note(values, row);
            case Schema.ACTIVITIES -> activity(values);
            default -> {
                return values;
            }
        }
        return values;
    }

    private static boolean isOld(Kind kind) {
        return kind.name().equals(Schema.LEADS) || kind.name().equals(Schema.NOTES);
    }

    /** A note has to stand somewhere. */
    private static void note(ObjectNode values, @Nullable Row row) {
        for (String name : List.of("person_id", "org_id", "deal_id", "lead_id")) {
            JsonNode value = values.has(name)
                    ? values.get(name)
                    : row == null ? null : row.values().get(name);
            if (value != null && !value.isNull()) {
                return;
            }
        }
        throw Wire.refused(400, "A note must be linked to a lead, deal, person, organization or project");
    }

    /** The person of an activity is its primary participant. */
    private void activity(ObjectNode values) {
        for (String name : List.of("due_time", "duration")) {
            String text = values.path(name).asText("");
            if (values.hasNonNull(name) && !text.matches("\\d{1,3}:\\d{2}(:\\d{2})?")) {
                throw Wire.refused(400, "Validation failed: " + name + ": must be HH:MM");
            }
        }
        if (!values.has("participants")) {
            return;
        }
        values.putNull("person_id");
        for (JsonNode each : values.path("participants")) {
            String person = each.path("person_id").asText();
            if (store.live(store.kind(Schema.PERSONS), person) == null) {
                throw Wire.refused(400, "Validation failed: participants.person_id: does not exist");
            }
            if (each.path("primary").asBoolean(false)) {
                values.set("person_id", each.get("person_id"));
            }
        }
    }

    private static void shape(Kind kind, String name, JsonNode value) {
        boolean isList = name.equals("emails") || name.equals("phones");
        if (isList && !value.isNull()) {
            int primary = 0;
            for (JsonNode each : value) {
                primary += each.path("primary").asBoolean(false) ? 1 : 0;
            }
            if (!value.isArray() || primary > 1) {
                throw Wire.refused(400, "Validation failed: " + name + ": must be an array with one primary entry");
            }
            for (JsonNode each : value) {
                if (!each.path("value").isTextual()) {
                    throw Wire.refused(400, "Validation failed: " + name + ".value: must be a string");
                }
            }
        }
        boolean isSet = kind.field(name)
                .filter(field -> Schema.isCustom(field) && field.type() == Field.Type.OPTIONS)
                .isPresent();
        if (isSet && value.isArray() && value.isEmpty()) {
            throw Wire.refused(400, "Validation failed: custom_fields." + name + ": must not be empty");
        }
        if ((name.equals("address") || name.equals("location")) && !value.isNull() && !value.isObject()) {
            throw Wire.refused(400, "Validation failed: " + name + ": must be an object");
        }
    }

    private static void lead(ObjectNode values, @Nullable Row row) {
        boolean linked = false;
        for (String name : List.of("person_id", "organization_id")) {
            JsonNode value = values.has(name)
                    ? values.get(name)
                    : row == null ? null : row.values().get(name);
            linked |= value != null && !value.isNull();
        }
        if (!linked) {
            throw Wire.refused(400, "A lead must be linked to a person or an organization");
        }
        JsonNode money = values.path("value");
        if (money.isObject()
                        && !(money.path("amount").isNumber()
                                && money.path("currency").isTextual())
                || money.isValueNode() && !money.isNull()) {
            throw Wire.refused(400, "Validation failed: value: must have amount and currency");
        }
    }

    private static String words(Kind kind, Mistake mistake) {
        String name = kind.field(mistake.field()).filter(Schema::isCustom).isPresent()
                ? "custom_fields." + mistake.field()
                : mistake.field();
        return name + ": "
                + switch (mistake.what()) {
                    case MISSING -> "is required";
                    case UNKNOWN -> "unknown field";
                    case READ_ONLY -> "is read-only";
                    case WRONG_TYPE -> "has the wrong type";
                    case NO_OPTION -> "is not a valid option";
                    case TOO_LONG -> "is too long";
                    case NOT_UNIQUE -> "is taken";
                    case NO_SUCH_REFERENCE -> "does not exist";
                };
    }
}
