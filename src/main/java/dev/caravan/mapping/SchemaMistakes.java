package dev.caravan.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.problem.Mistake;
import dev.caravan.yaml.FileSchema;
import dev.caravan.yaml.YamlTree;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where a mapping file does not fit the published JSON Schema. */
final class SchemaMistakes implements FileSchema.Peculiar {
    private static final FileSchema SCHEMA = new FileSchema("/schema/mapping.schema.json", new SchemaMistakes());

    /** Keys that some day mean something; until then they are refused, so that nobody counts on them. */
    private static final Map<String, String> LATER = Map.of(
            "engagement", "activities are not written to a CRM",
            "manual", "no value can be given at an export");

    private SchemaMistakes() {}

    static List<Mistake> of(String file, YamlTree tree, JsonNode root) {
        return SCHEMA.mistakes(file, tree, root);
    }

    @Override
    public Optional<FileSchema.Said> unknownKey(String at, String key, JsonNode map) {
        if (isField(at) && key.equals("value")) {
            return Optional.of(
                    map.has("to")
                            ? new FileSchema.Said("'value' and 'to' exclude each other here.", "Keep one of them.")
                            : new FileSchema.Said("'value' has no place under 'fields'.", "Put it under 'fixed'."));
        }
        return Optional.ofNullable(at.isEmpty() ? LATER.get(key) : null)
                .map(later -> new FileSchema.Said("'" + key + "' is not there yet: " + later + ".", "Remove it."));
    }

    @Override
    public boolean tellsMissing(String at, JsonNode map) {
        return isField(at) && map.has("value");
    }

    private static boolean isField(String pointer) {
        return pointer.matches("(/triggers/[^/]+)?/fields/[^/]+");
    }
}
