package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.Write;
import dev.caravan.crm.http.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of one batch call, and which of them each entry of its answer is about. The answer's order says nothing
 * (HubSpot docs, "Batch create": an input's objectWriteTraceId comes back in its error), so entries are told apart by
 * trace id, then by key, then by what was sent, then by being the only one left.
 *
 * @param operation {@code update}, {@code upsert} or {@code create}
 */
record BatchPart(String operation, List<Input> inputs) {
    static final String UPDATE = "update";
    static final String UPSERT = "upsert";
    static final String CREATE = "create";

    BatchPart {
        inputs = List.copyOf(inputs);
    }

    /**
     * One record of a batch.
     *
     * @param index place of the write in the caller's list
     * @param key what HubSpot knows the record by: id, or value of the property
     * @param keyProperty property that holds the key; null when the key is the id, or when there is none
     */
    record Input(
            int index, Write write, String key, @Nullable String keyProperty, ObjectNode json) {
        String trace() {
            return "caravan-" + index;
        }

        private boolean isSentAs(JsonNode properties) {
            JsonNode sent = json.path("properties");
            boolean same = !sent.isEmpty();
            for (var field : sent.properties()) {
                String came = Json.text(properties, field.getKey());
                same &= field.getValue().asText().equalsIgnoreCase(Objects.requireNonNullElse(came, ""));
            }
            return same;
        }
    }

    /** What came of an input: exactly one of the two is there. */
    record Fate(@Nullable JsonNode result, @Nullable CrmError error) {}

    /**
     * Batches in which no key occurs twice, which HubSpot would refuse as a whole; later ones hold the later inputs.
     */
    static List<BatchPart> withoutRepeats(String operation, List<Input> inputs) {
        List<BatchPart> parts = new ArrayList<>();
        List<Input> rest = inputs;
        while (!rest.isEmpty()) {
            Set<String> keys = new HashSet<>();
            List<Input> now = new ArrayList<>();
            List<Input> later = new ArrayList<>();
            rest.forEach(input -> (keys.add(input.key()) ? now : later).add(input));
            parts.add(new BatchPart(operation, now));
            rest = later;
        }
        return parts;
    }

    ObjectNode body() {
        ObjectNode body = Json.object();
        ArrayNode list = body.putArray("inputs");
        inputs.forEach(input -> list.add(input.json().put("objectWriteTraceId", input.trace())));
        return body;
    }

    /** Tells the fate of each input once. */
    void unfold(JsonNode answer, BiConsumer<Input, Fate> tell) {
        Map<Integer, Input> open = new LinkedHashMap<>();
        inputs.forEach(input -> open.put(input.index(), input));
        List<JsonNode> results = new ArrayList<>();
        answer.path("results").forEach(results::add);
        Keys keys = new Keys(inputs);
        List<Function<JsonNode, Collection<Input>>> signs = List.of(
                keys::byTrace,
                keys::byKey,
                result -> open.values().stream()
                        .filter(input -> input.isSentAs(result.path("properties")))
                        .toList());
        for (Function<JsonNode, Collection<Input>> sign : signs) {
            results.removeIf(result -> take(open, result, sign.apply(result), tell));
        }
        if (results.size() == 1 && open.size() == 1) {
            tell.accept(open.values().iterator().next(), new Fate(results.get(0), null));
            open.clear();
        }
        List<JsonNode> unclaimed = new ArrayList<>();
        answer.path("errors").forEach(error -> {
            if (!refuse(open, error, tell)) {
                unclaimed.add(error);
            }
        });
        open.values().forEach(input -> tell.accept(input, new Fate(null, rest(unclaimed))));
    }

    private boolean refuse(Map<Integer, Input> open, JsonNode error, BiConsumer<Input, Fate> tell) {
        Set<String> traces = texts(error.path("context").path("objectWriteTraceId"));
        Set<String> keys = texts(error.path("context").path("ids"));
        keys.addAll(texts(error.path("context").path("id")));
        List<Input> meant = open.values().stream()
                .filter(input -> traces.contains(input.trace())
                        || (traces.isEmpty() && !input.key().isEmpty() && keys.contains(input.key())))
                .toList();
        meant.forEach(input -> open.remove(input.index()));
        meant.forEach(input -> tell.accept(input, new Fate(null, HubSpotErrors.ofOne(error))));
        // An error about an input that has its result already is no news for the others.
        return !meant.isEmpty() || inputs.stream().anyMatch(input -> traces.contains(input.trace()));
    }

    private static CrmError rest(List<JsonNode> unclaimed) {
        return unclaimed.isEmpty()
                ? new CrmError.Transient("HubSpot's answer does not mention this record", true)
                : HubSpotErrors.ofOne(unclaimed.get(0));
    }

    /** Tells the result to the one open input that fits; two that fit could be confused. */
    private static boolean take(
            Map<Integer, Input> open, JsonNode result, Collection<Input> fitting, BiConsumer<Input, Fate> tell) {
        List<Input> left = fitting.stream()
                .filter(input -> open.containsKey(input.index()))
                .limit(2)
                .toList();
        if (left.size() != 1) {
            return false;
        }
        open.remove(left.get(0).index());
        tell.accept(left.get(0), new Fate(result, null));
        return true;
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new HashSet<>();
        if (list.isValueNode() && !list.isNull()) {
            texts.add(list.asText());
        }
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    /** Finds the inputs that an entry of the answer names. */
    private static final class Keys {
        private final Map<String, List<Input>> traces = new HashMap<>();
        /** By the property that holds the key, empty for the id, and the key in any case of its letters. */
        private final Map<String, Map<String, List<Input>>> keys = new HashMap<>();

        Keys(List<Input> inputs) {
            for (Input input : inputs) {
                traces.put(input.trace(), List.of(input));
                if (!input.key().isEmpty()) {
                    keys.computeIfAbsent(
                                    Objects.requireNonNullElse(input.keyProperty(), ""),
                                    p -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER))
                            .computeIfAbsent(input.key(), k -> new ArrayList<>())
                            .add(input);
                }
            }
        }

        Collection<Input> byTrace(JsonNode result) {
            return traces.getOrDefault(
                    Objects.requireNonNullElse(Json.text(result, "objectWriteTraceId"), ""), List.of());
        }

        Collection<Input> byKey(JsonNode result) {
            List<Input> found = new ArrayList<>();
            keys.forEach((property, inputs) -> {
                String came =
                        property.isEmpty() ? Json.text(result, "id") : Json.text(result.path("properties"), property);
                found.addAll(inputs.getOrDefault(Objects.requireNonNullElse(came, ""), List.of()));
            });
            return found;
        }
    }
}
