package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;

/**
 * A row as it is saved: its id, and its values grouped by their kind, so that each comes back as exactly what it was.
 */
final class SavedRow {
    private static final String PLAIN = "plain";
    private static final Map<String, Function<String, Object>> KINDS = Map.of(
            "numbers", BigDecimal::new,
            "times", Instant::parse,
            "dates", LocalDate::parse);

    private SavedRow() {}

    static String text(String id, Map<String, Object> values) {
        ObjectNode row = Json.object().put("id", id);
        values.forEach((field, value) -> {
            ObjectNode group = row.get(kind(value)) instanceof ObjectNode there ? there : row.putObject(kind(value));
            if (value instanceof Boolean bool) {
                group.put(field, bool);
            } else {
                group.put(field, value.toString());
            }
        });
        return Json.text(row);
    }

    static Map<String, Object> values(JsonNode row) {
        Map<String, Object> values = new HashMap<>();
        row.path(PLAIN)
                .fields()
                .forEachRemaining(value -> values.put(
                        value.getKey(),
                        value.getValue().isBoolean()
                                ? value.getValue().booleanValue()
                                : value.getValue().asText()));
        KINDS.forEach((kind, read) -> {
            for (Iterator<Map.Entry<String, JsonNode>> each = row.path(kind).fields(); each.hasNext(); ) {
                Map.Entry<String, JsonNode> value = each.next();
                values.put(value.getKey(), read.apply(value.getValue().asText()));
            }
        });
        return values;
    }

    private static String kind(Object value) {
        if (value instanceof BigDecimal) {
            return "numbers";
        }
        return value instanceof Instant ? "times" : value instanceof LocalDate ? "dates" : PLAIN;
    }
}
