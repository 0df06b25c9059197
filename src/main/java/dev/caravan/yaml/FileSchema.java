package dev.caravan.yaml;

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
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Where a file does not fit a published JSON Schema, in words for the person who wrote it. Safe for several threads.
 */
public final class FileSchema {
    private final JsonNode schema;
    private final JsonSchema validator;
    private final Peculiar peculiar;

    /** What one kind of file has to say beside its schema. */
    public interface Peculiar {
        /** A file of which the schema says everything. */
        Peculiar NOTHING = new Peculiar() {};

        /**
         * What and cure for a key that the schema does not know; empty where it is only unknown.
         *
         * @param at JSON pointer of the map that holds the key
         */
        default Optional<Said> unknownKey(String at, String key, JsonNode map) {
            return Optional.empty();
        }

        /** Whether something else that is said of a map tells already that a key is missing. */
        default boolean tellsMissing(String at, JsonNode map) {
            return false;
        }
    }

    /** A mistake without its place. */
    public record Said(String what, String cure) {}

    /** @param resource path of the schema in the application, such as {@code /schema/mapping.schema.json} */
    public FileSchema(String resource, Peculiar peculiar) {
        this.schema = resource(resource);
        this.validator = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(
                        schema,
                        SchemaValidatorsConfig.builder()
                                .pathType(PathType.JSON_POINTER)
                                .build());
        this.peculiar = peculiar;
    }

    /** All mistakes of a file. */
    public List<Mistake> mistakes(String file, YamlTree tree, JsonNode root) {
        List<Mistake> mistakes = new ArrayList<>();
        for (ValidationMessage message : validator.validate(root)) {
            Place place = new Place(message.getInstanceLocation().toString(), root);
            JsonNode rule = schema.at(message.getSchemaLocation().getFragment().toString());
            boolean isKey = message.getType().equals("additionalProperties");
            if (message.getType().equals("required") && peculiar.tellsMissing(place.at(), place.node())) {
                continue;
            }
            Said said = isKey ? unknownKey(place, message) : said(place, rule, message);
            String at = isKey ? YamlTree.child(place.at(), message.getProperty()) : place.at();
            mistakes.add(new Mistake(file, tree.line(at), said.what(), said.cure()));
        }
        return mistakes;
    }

    /** A place in a file. */
    private record Place(String at, JsonNode root) {
        JsonNode node() {
            return root.at(at);
        }

        String value() {
            return node().asText();
        }

        String last() {
            return last(at);
        }

        /** The key, with what it belongs to where it is a list element. */
        String name() {
            String name = last(at);
            if (!name.isEmpty() && name.chars().allMatch(Character::isDigit)) {
                return last(at.substring(0, at.lastIndexOf('/'))) + "[" + name + "]";
            }
            return name.isEmpty() ? "the file" : name;
        }

        private static String last(String pointer) {
            String name = pointer.substring(pointer.lastIndexOf('/') + 1);
            return name.replace("~1", "/").replace("~0", "~");
        }
    }

    private Said said(Place place, JsonNode rule, ValidationMessage message) {
        String name = place.name();
        return switch (message.getType()) {
            case "required" ->
                new Said(
                        (place.at().isEmpty() ? "the file" : "'" + place.last() + "'") + " has no '"
                                + message.getProperty() + "'.",
                        "Add it.");
            case "enum" ->
                new Said(
                        "'" + place.value() + "' is no value of '" + name + "'.",
                        NearestName.hint(place.value(), words(rule)));
            case "type" -> new Said("'" + name + "' has to be " + types(rule) + ".", "");
            case "minItems", "minLength", "minProperties" ->
                new Said("'" + name + "' is empty.", "Fill it in or leave it out.");
            case "uniqueItems" -> new Said("'" + place.last() + "' names something twice.", "Keep one of them.");
            case "minimum", "maximum" ->
                new Said("'" + name + "' is out of bounds: " + bounds(rule, message) + ".", "");
            case "pattern" -> new Said("'" + place.value() + "' will not do for '" + name + "'.", examples(message));
            default -> new Said("'" + name + "' is wrong: " + message.getMessage() + ".", "");
        };
    }

    private Said unknownKey(Place place, ValidationMessage message) {
        String key = message.getProperty();
        Optional<Said> special = peculiar.unknownKey(place.at(), key, place.node());
        if (special.isPresent()) {
            return special.get();
        }
        String rule = message.getSchemaLocation().getFragment().toString();
        List<String> known = new ArrayList<>();
        schema.at(rule.substring(0, rule.lastIndexOf('/')) + "/properties")
                .fieldNames()
                .forEachRemaining(known::add);
        return new Said("unknown key '" + key + "'.", NearestName.hint(key, known));
    }

    private static String bounds(JsonNode rule, ValidationMessage message) {
        return (message.getType().equals("minimum") ? "at least " : "at most ") + rule.asText();
    }

    /** What the schema gives as examples beside the rule that was broken. */
    private String examples(ValidationMessage message) {
        String rule = message.getSchemaLocation().getFragment().toString();
        JsonNode examples = schema.at(rule.substring(0, rule.lastIndexOf('/'))).path("examples");
        return examples.isEmpty() ? "" : "Write for example " + String.join(" or ", words(examples)) + ".";
    }

    private static List<String> words(JsonNode rule) {
        return StreamSupport.stream(rule.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String types(JsonNode rule) {
        List<String> types = rule.isArray() ? words(rule) : List.of(rule.asText());
        return String.join(" or ", types.stream().map(FileSchema::type).toList());
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

    private static JsonNode resource(String path) {
        try (InputStream in = FileSchema.class.getResourceAsStream(path)) {
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
