package dev.caravan.sandbox.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the App was told: every delivery as it came, and the records as they are after each change was taken once,
 * however often it was delivered. Its owner locks.
 */
final class Inbox {
    private final List<ObjectNode> deliveries = new ArrayList<>();
    private final Set<String> taken = new LinkedHashSet<>();
    private final Map<String, Map<String, ObjectNode>> records = new TreeMap<>();

    /**
     * Takes one genuine delivery.
     *
     * @param known the objects of which records are kept
     * @return whether it is the first one with its id
     */
    boolean take(String id, JsonNode event, String at, Iterable<String> known) {
        boolean first = taken.add(id);
        ObjectNode delivery = Json.object();
        delivery.put("id", String.valueOf(deliveries.size() + 1));
        delivery.put("archived", false);
        delivery.put("webhook_id", id);
        delivery.put("at", at);
        delivery.put("repeat", !first);
        delivery.put("type", event.path("type").asText());
        delivery.put("record", event.path("data").path("id").asText());
        delivery.set("event", event);
        deliveries.add(delivery);
        if (first) {
            apply(event, known);
        }
        return first;
    }

    private void apply(JsonNode event, Iterable<String> known) {
        String[] type = event.path("type").asText().split("\\.", 2);
        for (String object : known) {
            if (type.length == 2 && type[0].equals(object)) {
                apply(object, type[1], event.path("data"));
            }
        }
    }

    private void apply(String object, String what, JsonNode data) {
        String id = data.path("id").asText();
        Map<String, ObjectNode> all = records.computeIfAbsent(object, o -> new LinkedHashMap<>());
        ObjectNode record = Json.object();
        record.put("id", id);
        record.put("archived", what.equals("deleted"));
        ObjectNode before = all.get(id);
        JsonNode properties =
                what.equals("deleted") && before != null ? before.path("properties") : data.path("fields");
        record.set("properties", properties);
        all.put(id, record);
    }

    ArrayNode deliveries() {
        ArrayNode all = Json.array();
        deliveries.forEach(d -> all.add(d.deepCopy()));
        return all;
    }

    ArrayNode records(String object) {
        ArrayNode all = Json.array();
        records.getOrDefault(object, Map.of()).values().forEach(r -> all.add(r.deepCopy()));
        return all;
    }

    void clear() {
        deliveries.clear();
        taken.clear();
        records.clear();
    }
}
