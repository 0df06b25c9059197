package dev.caravan.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.mapping.MappedField.Script;
import dev.caravan.mapping.MappedField.ValuesElse;
import dev.caravan.mapping.Transform.UnfitException;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.yaml.YamlTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code fields} and {@code fixed}, of the file itself and of its triggers. */
final class FieldReader {
    private final ReadFile file;

    FieldReader(ReadFile file) {
        this.file = file;
    }

    List<MappedField> fields(JsonNode node, String pointer) {
        List<MappedField> fields = new ArrayList<>();
        if (node.isObject()) {
            node.fields().forEachRemaining(entry -> {
                MappedField field = field(entry.getKey(), entry.getValue(), YamlTree.child(pointer, entry.getKey()));
                if (field != null) {
                    fields.add(field);
                }
            });
        }
        return fields;
    }

    private @Nullable MappedField field(String name, JsonNode node, String pointer) {
        int line = file.tree().line(pointer);
        if (node.isTextual()) {
            return node.asText().isBlank() ? null : MappedField.plain(name, node.asText(), line);
        }
        String to = ReadFile.text(node, "to");
        if (!node.isObject() || to == null) {
            return null;
        }
        List<String> transforms = transforms(node, pointer);
        Map<String, Object> values = values(node, pointer, transforms);
        String onEmpty = ReadFile.text(node, "onEmpty");
        return new MappedField(
                name,
                ReadFile.text(node, "orElse"),
                to,
                ReadFile.word(node, "sync", Sync.class, Sync.NEWEST),
                file.condition(node, "when", pointer),
                values,
                ReadFile.word(node, "valuesElse", ValuesElse.class, ValuesElse.PASS),
                onEmpty == null ? null : Words.find(OnEmpty.class, onEmpty).orElse(null),
                ReadFile.word(node, "send", Send.class, Send.ALWAYS),
                transforms,
                script(node, pointer),
                line);
    }

    private List<String> transforms(JsonNode node, String pointer) {
        List<String> transforms = new ArrayList<>();
        JsonNode written = node.path("transform");
        JsonNode list =
                written.isTextual() ? JsonNodeFactory.instance.arrayNode().add(written) : written;
        for (int i = 0; i < list.size(); i++) {
            JsonNode one = list.get(i);
            if (one == null || !one.isTextual()) {
                continue;
            }
            String problem = Transforms.problem(one.asText());
            if (problem == null) {
                transforms.add(one.asText());
            } else {
                file.wrong(file.tree().line(pointer + "/transform/" + i), problem, "");
            }
        }
        return transforms;
    }

    private Map<String, Object> values(JsonNode node, String pointer, List<String> transforms) {
        Map<String, Object> values = new LinkedHashMap<>();
        JsonNode table = node.path("values");
        if (!table.isObject()) {
            if (node.has("valuesElse") && !node.has("values")) {
                file.wrong(
                        file.tree().line(pointer + "/valuesElse"),
                        "'valuesElse' does nothing without 'values'.",
                        "Add 'values' or leave it out.");
            }
            return values;
        }
        Map<String, String> seen = new HashMap<>();
        table.fields().forEachRemaining(row -> {
            Object value = ReadFile.scalar(row.getValue());
            if (value != null) {
                reachable(row.getKey(), seen, transforms, YamlTree.child(pointer + "/values", row.getKey()));
                values.put(row.getKey(), value);
            }
        });
        return values;
    }

    private void reachable(String key, Map<String, String> seen, List<String> transforms, String pointer) {
        int line = file.tree().line(pointer);
        String first = seen.putIfAbsent(key.strip().toLowerCase(Locale.ROOT), key);
        if (first != null) {
            file.wrong(
                    line,
                    "the value '" + key + "' is never reached: '" + first
                            + "' stands for it already, case does not matter.",
                    "Keep one of them.");
        } else if (isChangedBefore(key, transforms)) {
            file.wrong(
                    line,
                    "the value '" + key + "' is never reached: 'transform' turns it into something else first.",
                    "Write the value as it is after the transform.");
        }
    }

    /** Every function leaves its own result alone, so a value that it would change cannot be its result. */
    private static boolean isChangedBefore(String key, List<String> transforms) {
        if (transforms.isEmpty() || transforms.get(transforms.size() - 1).startsWith("last-words")) {
            return false;
        }
        try {
            Object after = Transforms.of(transforms.get(transforms.size() - 1)).apply(key);
            return after == null
                    || after instanceof String text && !text.strip().equalsIgnoreCase(key.strip());
        } catch (UnfitException e) {
            return true;
        }
    }

    private @Nullable Script script(JsonNode node, String pointer) {
        boolean language = node.has("language");
        boolean expression = node.has("expression");
        if (language != expression) {
            String there = language ? "language" : "expression";
            String missing = language ? "expression" : "language";
            file.wrong(
                    file.tree().line(pointer + "/" + there),
                    "'" + there + "' needs '" + missing + "' beside it.",
                    "Add it.");
        }
        if (expression && node.has("transform")) {
            file.wrong(
                    file.tree().line(pointer + "/transform"),
                    "'transform' and 'expression' exclude each other here.",
                    "Keep one of them.");
        }
        String written = ReadFile.text(node, "expression");
        String word = ReadFile.text(node, "language");
        if (written == null || word == null) {
            return null;
        }
        try {
            file.expressions().compile(word, written);
        } catch (InvalidInputException e) {
            String message = String.valueOf(e.getMessage());
            file.wrong(
                    file.tree().line(pointer + "/expression"),
                    message.substring(e.code().code().length() + 1),
                    "");
        }
        return new Script(word, written);
    }

    List<FixedField> fixed(JsonNode node, String pointer) {
        List<FixedField> fixed = new ArrayList<>();
        if (node.isObject()) {
            node.fields().forEachRemaining(entry -> {
                JsonNode written = entry.getValue();
                Object value = ReadFile.scalar(written.isObject() ? written.path("value") : written);
                if (value != null) {
                    int line = file.tree().line(YamlTree.child(pointer, entry.getKey()));
                    fixed.add(new FixedField(
                            entry.getKey(), value, ReadFile.word(written, "send", Send.class, Send.ALWAYS), line));
                }
            });
        }
        return fixed;
    }
}
