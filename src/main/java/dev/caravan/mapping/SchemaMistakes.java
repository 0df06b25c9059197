package dev.caravan.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.caravan.problem.Mistake;
import dev.caravan.problem.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Where a file does not fit the published JSON Schema, in words for the person who wrote it. */
final class SchemaMistakes {
    private static final JsonNode SCHEMA = resource("/schema/mapping.schema.json");
    private static final JsonSchema VALIDATOR = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
            .getSchema(
                    SCHEMA,
                    SchemaValidatorsConfig.builder()
                            .pathType(PathType.JSON_POINTER)
                            .build());

    /** Keys that some day mean something; until then they are refused, so that nobody counts on them. */
    private static final Map<String, String> LATER = Map.of(
            "engagement", "activities are not written to a CRM",
            "manual", "no value can be given at an export");

    private SchemaMistakes() {}

    static List<Mistake> of(String file, YamlTree tree, JsonNode root) {
        List<Mistake> mistakes = new ArrayList<>();
        for (ValidationMessage message : VALIDATOR.validate(root)) {
            boolean told = message.getType().equals("required")
                    && isField(message.getInstanceLocation().toString())
                    && root.at(message.getInstanceLocation().toString()).has("value");
            if (told) {
                continue;
            }
            mistakes.add(mistake(file, tree, root, message));
        }
        return mistakes;
    }

    private static Mistake mistake(String file, YamlTree tree, JsonNode root, ValidationMessage message) {
        String at = message.getInstanceLocation().toString();
        String name = last(at);
        JsonNode rule = SCHEMA.at(message.getSchemaLocation().getFragment().toString());
        int line = tree.line(at);
        return switch (message.getType()) {
            case "additionalProperties" -> unknownKey(file, tree, root, at, message);
            case "required" ->
                new Mistake(
                        file,
                        line,
                        (at.isEmpty() ? "the file" : "'" + name + "'") + " has no '" + message.getProperty() + "'.",
                        "Add it.");
            case "enum" ->
                new Mistake(
                        file,
                        line,
                        "'" + value(root, at) + "' is no value of '" + name(at) + "'.",
                        NearestName.hint(value(root, at), words(rule)));
            case "type" -> new Mistake(file, line, "'" + name(at) + "' has to be " + types(rule) + ".", "");
            case "minItems", "minLength", "minProperties" ->
                new Mistake(file, line, "'" + name(at) + "' is empty.", "Fill it in or leave it out.");
            case "uniqueItems" -> new Mistake(file, line, "'" + name + "' names something twice.", "Keep one of them.");
            default -> new Mistake(file, line, "'" + name(at) + "' is wrong: " + message.getMessage() + ".", "");
        };
    }

    private static Mistake unknownKey(String file, YamlTree tree, JsonNode root, String at, ValidationMessage message) {
        String key = message.getProperty();
        int line = tree.line(YamlTree.child(at, key));
        if (isField(at) && key.equals("value")) {
            return root.at(at).has("to")
                    ? new Mistake(file, line, "'value' and 'to' exclude each other here.", "Keep one of them.")
                    : new Mistake(file, line, "'value' has no place under 'fields'.", "Put it under 'fixed'.");
        }
        String later = at.isEmpty() ? LATER.get(key) : null;
        if (later != null) {
            return new Mistake(file, line, "'" + key + "' is not there yet: " + later + ".", "Remove it.");
        }
        String rule = message.getSchemaLocation().getFragment().toString();
        List<String> known = new ArrayList<>();
        SCHEMA.at(rule.substring(0, rule.lastIndexOf('/')) + "/properties")
                .fieldNames()
                .forEachRemaining(known::add);
        return new Mistake(file, line, "unknown key '" + key + "'.", NearestName.hint(key, known));
    }

    private static boolean isField(String pointer) {
        return pointer.matches("(/triggers/[^/]+)?/fields/[^/]+");
    }

    private static String value(JsonNode root, String at) {
        return root.at(at).asText();
    }

    private static List<String> words(JsonNode rule) {
        return StreamSupport.stream(rule.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String types(JsonNode rule) {
        List<String> types = rule.isArray() ? words(rule) : List.of(rule.asText());
        return String.join(" or ", types.stream().map(SchemaMistakes::type).toList());
    }

    private static String type(String word) {
        return switch (word) {
            case "object" -> "a map of keys";
            case "array" -> "a list";
            case "string" -> "text";
            case "boolean" -> "true or false";
            default -> "a " + word;
        };
    }

    private static String last(String pointer) {
        String name = pointer.substring(pointer.lastIndexOf('/') + 1);
        return name.replace("~1", "/").replace("~0", "~");
    }

    /** The key, with what it belongs to where it is a list element. */
    private static String name(String pointer) {
        String name = last(pointer);
        if (!name.isEmpty() && name.chars().allMatch(Character::isDigit)) {
            return last(pointer.substring(0, pointer.lastIndexOf('/'))) + "[" + name + "]";
        }
        return name.isEmpty() ? "the file" : name;
    }

    private static JsonNode resource(String path) {
        try (InputStream in = SchemaMistakes.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is missing in the application");
            }
            return new ObjectMapper().readTree(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(path + " is not JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
