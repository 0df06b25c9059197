package dev.caravan.sandbox.pipedrive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.util.Locale;

/** Saved filters; their conditions name fields by their code. */
final class FilterCalls {
    private final Store store;

    FilterCalls(Store store) {
        this.store = store;
    }

    Answer list(Request request) {
        ArrayNode data = Json.array();
        String type = request.query("type").orElse("");
        for (Row row : store.rows(kind())) {
            if (type.isEmpty() || row.text("type").equals(type)) {
                data.add(shown(row));
            }
        }
        return Wire.data(200, data);
    }

    Answer create(Request request) {
        JsonNode body = request.json();
        if (!(body instanceof ObjectNode values) || !values.path("conditions").isObject()) {
            throw Wire.refused(400, "name, type and conditions are needed");
        }
        Row row = store.create(request, kind(), values);
        ObjectNode data = Json.object().put("id", Long.parseLong(row.id()));
        return Wire.data(200, data);
    }

    Answer read(Request request) {
        Row row = store.live(kind(), request.path("id"));
        if (row == null) {
            throw Wire.refused(404, "Filter not found");
        }
        ObjectNode shown = shown(row);
        shown.set("conditions", row.values().path("conditions"));
        return Wire.data(200, shown);
    }

    /** Whether a record meets {@code {"glue":"and","conditions":[...]}}, groups inside groups included. */
    static boolean fits(JsonNode group, Row row) {
        boolean and = !group.path("glue").asText().equals("or");
        boolean any = false;
        int parts = 0;
        for (JsonNode part : group.path("conditions")) {
            if (part.has("glue") && part.path("conditions").isEmpty()) {
                continue;
            }
            parts++;
            boolean fits = part.has("glue") ? fits(part, row) : meets(part, row);
            if (and && !fits) {
                return false;
            }
            any |= fits;
        }
        return and || parts == 0 || any;
    }

    private static boolean meets(JsonNode condition, Row row) {
        String value = row.text(condition.path("field_id").asText()).toLowerCase(Locale.ROOT);
        String wanted = condition.path("value").asText().toLowerCase(Locale.ROOT);
        return switch (condition.path("operator").asText()) {
            case "!=" -> !value.equals(wanted);
            case "LIKE '%$%'" -> value.contains(wanted);
            case "LIKE '$%'" -> value.startsWith(wanted);
            case "IS NOT NULL" -> !value.isEmpty();
            case "IS NULL" -> value.isEmpty();
            default -> value.equals(wanted);
        };
    }

    private static ObjectNode shown(Row row) {
        ObjectNode shown = Json.object();
        shown.put("id", Long.parseLong(row.id()));
        shown.put("name", row.text("name"));
        shown.put("active_flag", true);
        shown.put("type", row.text("type"));
        shown.put("user_id", 1);
        shown.put("visible_to", 1);
        shown.putNull("custom_view_id");
        return shown;
    }

    private Kind kind() {
        return store.kind(Schema.FILTERS);
    }
}
