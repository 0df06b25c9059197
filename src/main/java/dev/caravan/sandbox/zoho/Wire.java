package dev.caravan.sandbox.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Records, envelopes and refusals as Zoho writes them. */
final class Wire {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx");
    /** The organization's. */
    private static final ZoneOffset ZONE = ZoneOffset.ofHours(1);

    private Wire() {}

    /** A whole record. */
    static ObjectNode record(Store store, Row row) {
        ObjectNode shown = Json.object().put("id", row.id());
        for (Field field : row.kind().fields()) {
            shown.set(field.name(), value(store, row, field));
        }
        if (row.kind().field("First_Name").isPresent()) {
            shown.put("Full_Name", fullName(row));
        }
        shown.put("Created_Time", time(row.createdAt())).put("Modified_Time", time(row.modifiedAt()));
        return shown;
    }

    /** One value, references with the name of what they point to. */
    static JsonNode value(Store store, Row row, Field field) {
        JsonNode value = row.values().path(field.name());
        if (field.name().equals("Owner")) {
            return user(value.asText(Schema.USERS.get(0).value()));
        }
        if (value.isMissingNode()) {
            return NullNode.getInstance();
        }
        if (field.type() == Field.Type.REFERENCE) {
            String module = field.of().isEmpty() ? row.text(Schema.SE_MODULE) : field.of();
            Row there = module.isEmpty() ? null : store.any(store.kind(module), value.asText());
            ObjectNode shown = Json.object();
            if (field.name().equals(Schema.PARENT)) {
                shown.putObject("module").put("api_name", module).put("id", Schema.moduleId(module));
            }
            return shown.put("name", there == null ? null : name(there)).put("id", value.asText());
        }
        return value;
    }

    static ObjectNode user(String id) {
        String name = Schema.USERS.stream()
                .filter(user -> user.value().equals(id))
                .map(Field.Option::label)
                .findFirst()
                .orElse("Ada Admin");
        ObjectNode user = Json.object().put("name", name).put("id", id);
        return user.put("email", email(name));
    }

    static String email(String user) {
        return user.substring(0, user.indexOf(' ')).toLowerCase(java.util.Locale.ROOT) + "@sandbox.example";
    }

    /** What people call a record. */
    static String name(Row row) {
        return switch (row.kind().name()) {
            case Schema.ACCOUNTS -> row.text("Account_Name");
            case Schema.DEALS -> row.text("Deal_Name");
            default -> fullName(row);
        };
    }

    private static String fullName(Row row) {
        return (row.text("First_Name") + " " + row.text("Last_Name")).strip();
    }

    /** Whole seconds with the offset of the organization, never Z. */
    static String time(Instant time) {
        return TIME.format(time.truncatedTo(ChronoUnit.SECONDS).atOffset(ZONE));
    }

    /** Records; nothing at all, with 204, where there are none. */
    static Answer page(ArrayNode data, ObjectNode info) {
        if (data.isEmpty()) {
            return Answer.empty(204);
        }
        ObjectNode body = Json.object();
        body.set("data", data);
        body.set("info", info.put("count", data.size()));
        return Answer.json(200, body);
    }

    /** What became of each record of a writing call: 207 where some were taken and some were not. */
    static Answer outcomes(int good, ArrayNode data) {
        int bad = 0;
        for (JsonNode each : data) {
            bad += each.path("status").asText().equals("error") ? 1 : 0;
        }
        ObjectNode body = Json.object();
        body.set("data", data);
        return Answer.json(bad == 0 ? good : bad == data.size() ? 400 : 207, body);
    }

    static ObjectNode error(String code, String message, ObjectNode details) {
        ObjectNode error = Json.object().put("code", code);
        error.set("details", details);
        return error.put("message", message).put("status", "error");
    }

    static ObjectNode success(String message, ObjectNode details) {
        ObjectNode success = Json.object().put("code", "SUCCESS");
        success.set("details", details);
        return success.put("message", message).put("status", "success");
    }

    static Answer failure(int status, String code, String message) {
        return Answer.json(status, error(code, message, Json.object()));
    }

    static RefusedException refused(int status, String code, String message) {
        return new RefusedException(failure(status, code, message));
    }

    /** A refusal that names what it is about. */
    static RefusedException refused(int status, String code, String message, String detail, String value) {
        return new RefusedException(
                Answer.json(status, error(code, message, Json.object().put(detail, value))));
    }
}
