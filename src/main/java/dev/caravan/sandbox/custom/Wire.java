package dev.caravan.sandbox.custom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Mistake;
import dev.caravan.sandbox.store.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Records and errors as the API writes them. */
final class Wire {
    private Wire() {}

    /** A record; an empty field is null. */
    static ObjectNode record(Row row) {
        ObjectNode record = Json.object().put("id", Long.parseLong(row.id()));
        for (Field field : row.kind().fields()) {
            JsonNode value = row.values().path(field.name());
            put(record, field.name(), value.isMissingNode() ? Json.object().nullNode() : value);
        }
        record.put("created_at", time(row.createdAt()));
        record.put("updated_at", time(row.modifiedAt()));
        record.put("deleted_at", row.deletedAt().map(Wire::time).orElse(null));
        return record;
    }

    /** Values by the names of fields. */
    static ObjectNode flat(Kind kind, JsonNode written) {
        if (!(written instanceof ObjectNode object)) {
            throw refused(422, error("invalid_body", "The values must be an object", ""));
        }
        ObjectNode flat = Json.object();
        flatten(kind, "", object, flat);
        return flat;
    }

    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    static RefusedException refused(int status, ObjectNode error) {
        return new RefusedException(failure(status, error));
    }

    static Answer failure(int status, ObjectNode error) {
        ObjectNode body = Json.object();
        body.set("error", error);
        return Answer.json(status, body);
    }

    static ObjectNode error(String code, String message, String field) {
        ObjectNode error = Json.object().put("code", code).put("message", message);
        return field.isEmpty() ? error : error.put("field", field);
    }

    static ObjectNode error(Mistake mistake) {
        String field = mistake.field();
        ObjectNode error =
                switch (mistake.what()) {
                    case MISSING -> error("required", "The field " + field + " is required", field);
                    case UNKNOWN -> error("unknown_field", "There is no field " + field, field);
                    case READ_ONLY -> error("read_only", "The field " + field + " cannot be written", field);
                    case NOT_UNIQUE -> error("taken", "Another record has this " + field, field);
                    default -> error("invalid_value", "The value of " + field + " will not do", field);
                };
        return mistake.existingId().isEmpty() ? error : error.put("existing_id", Long.parseLong(mistake.existingId()));
    }

    /** The status that goes with an error. */
    static int status(ObjectNode error) {
        return switch (error.path("code").asText()) {
            case "taken" -> 409;
            case "not_found" -> 404;
            default -> 422;
        };
    }

    private static void put(ObjectNode record, String name, JsonNode value) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            record.set(name, value);
        } else {
            put(record.withObject("/" + name.substring(0, dot)), name.substring(dot + 1), value);
        }
    }

    private static void flatten(Kind kind, String prefix, ObjectNode object, ObjectNode into) {
        object.properties().forEach(each -> {
            String name = prefix + each.getKey();
            boolean isGroup =
                    kind.fields().stream().anyMatch(field -> field.name().startsWith(name + "."));
            if (isGroup && each.getValue() instanceof ObjectNode group) {
                flatten(kind, name + ".", group, into);
            } else {
                into.set(name, each.getValue());
            }
        });
    }
}
