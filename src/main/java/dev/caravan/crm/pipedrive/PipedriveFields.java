package dev.caravan.crm.pipedrive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.SchemaCache;
import dev.caravan.crm.pipedrive.PipedriveField.Shape;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filters;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of objects as Pipedrive describes them, kept until somebody asks anew. A custom field goes by {@code cf_}
 * and its label, so that a mapping fits every account; its hash is taken too. (Pipedrive docs, "Custom fields": keys
 * are hashes that differ between accounts; options are written and read by id.)
 */
final class PipedriveFields {
    private static final String CUSTOM = "cf_";
    private static final Set<String> READ_ONLY = Set.of("id", "add_time", "update_time", "picture_id", "is_deleted");
    private static final Set<String> NEEDED = Set.of("title");

    private final JsonApi api;
    private final SchemaCache cache = new SchemaCache(this::describe);
    private final Map<String, Map<String, PipedriveField>> known = new ConcurrentHashMap<>();

    PipedriveFields(JsonApi api) {
        this.api = api;
    }

    /** Asks Pipedrive for the fields of an object. */
    ObjectSchema ask(String object) {
        return cache.ask(object);
    }

    /** A field by Caravan's name for it or by Pipedrive's key; empty when there is none. */
    Optional<PipedriveField> find(PipedriveObjects object, String name) {
        cache.get(object.path());
        Map<String, PipedriveField> fields = known.getOrDefault(object.path(), Map.of());
        PipedriveField found = fields.get(name);
        return found != null
                ? Optional.of(found)
                : fields.values().stream()
                        .filter(each -> each.key().equals(name))
                        .findFirst();
    }

    /** A condition by Caravan's names, as {@link SchemaCache#fitted} makes it. */
    Condition fitted(PipedriveObjects object, Condition condition) {
        Condition named = Filters.rename(
                condition, name -> find(object, name).map(PipedriveField::name).orElse(name));
        return cache.fitted(object.path(), named);
    }

    private ObjectSchema describe(String name) {
        PipedriveObjects object = PipedriveObjects.of(name);
        List<JsonNode> described = described(object);
        Map<String, Integer> labels = new HashMap<>();
        described.stream().filter(PipedriveFields::isCustom).forEach(each -> labels.merge(slug(each), 1, Integer::sum));
        Map<String, PipedriveField> fields = new LinkedHashMap<>();
        for (JsonNode each : described) {
            String own = isCustom(each) && labels.getOrDefault(slug(each), 0) == 1 ? slug(each) : key(each);
            field(object, own, each).ifPresent(field -> fields.put(own, field));
        }
        added(object).forEach(field -> fields.put(field.name(), field));
        known.put(name, fields);
        return ObjectSchema.of(
                name, fields.values().stream().map(PipedriveField::schema).toList());
    }

    private List<JsonNode> described(PipedriveObjects object) {
        List<JsonNode> all = new ArrayList<>();
        String next = null;
        do {
            Query query = new Query().add("limit", 500).add(object.isOld() ? "start" : "cursor", next);
            JsonNode answer = api.get(object.fields(), query);
            answer.path("data").forEach(all::add);
            next = object.isOld()
                    ? Json.text(answer.path("additional_data").path("pagination"), "next_start")
                    : Json.text(answer.path("additional_data"), "next_cursor");
        } while (next != null);
        return all;
    }

    private Optional<PipedriveField> field(PipedriveObjects object, String name, JsonNode described) {
        String key = key(described);
        String word = Objects.requireNonNullElse(Json.text(described, "field_type"), "");
        if (key.isEmpty() || isReplaced(object, key)) {
            return Optional.empty();
        }
        FieldSchema.Type type = type(word, key);
        Shape shape = shape(word, isCustom(described));
        Map<String, String> ids = word.equals("stage") ? stages() : ids(described);
        boolean choice = type == FieldSchema.Type.OPTION || type == FieldSchema.Type.OPTIONS;
        FieldSchema schema = new FieldSchema(
                name,
                label(described, name),
                type,
                READ_ONLY.contains(key) || type == FieldSchema.Type.OTHER || isCounter(key),
                isNeeded(object, key),
                word.equals("varchar") ? 255 : 0,
                ids.keySet().stream()
                        .map(each -> new FieldSchema.Option(each, each))
                        .toList(),
                choice,
                false);
        return Optional.of(new PipedriveField(schema, key, shape, choice ? ids : Map.of()));
    }

    /** Fields that are described in another form than a person would map them. */
    private static boolean isReplaced(PipedriveObjects object, String key) {
        return switch (object) {
            case PERSONS ->
                Set.of("emails", "email", "phones", "phone", "first_name", "last_name")
                        .contains(key);
            case LEADS -> Set.of("value", "currency").contains(key);
            case ACTIVITIES -> Set.of("person_id", "participants").contains(key);
            default -> false;
        };
    }

    private static List<PipedriveField> added(PipedriveObjects object) {
        return switch (object) {
            case PERSONS ->
                List.of(
                        added("email", "E-mail", FieldSchema.Type.EMAIL, "emails", Shape.EMAIL),
                        added("phone", "Phone", FieldSchema.Type.PHONE, "phones", Shape.PHONE),
                        added("mobile", "Mobile phone", FieldSchema.Type.PHONE, "phones", Shape.MOBILE),
                        added("first_name", "First name", FieldSchema.Type.TEXT, "first_name", Shape.FIRST_NAME),
                        added("last_name", "Last name", FieldSchema.Type.TEXT, "last_name", Shape.LAST_NAME));
            case LEADS ->
                List.of(
                        added("value", "Value", FieldSchema.Type.NUMBER, "value", Shape.AMOUNT),
                        added("currency", "Currency", FieldSchema.Type.TEXT, "value", Shape.CURRENCY));
            case ACTIVITIES ->
                List.of(added("person_id", "Person", FieldSchema.Type.REFERENCE, "participants", Shape.PARTICIPANT));
            default -> List.of();
        };
    }

    private static PipedriveField added(String name, String label, FieldSchema.Type type, String key, Shape shape) {
        FieldSchema schema = new FieldSchema(name, label, type, false, false, 0, List.of(), false, false);
        return new PipedriveField(schema, key, shape, Map.of());
    }

    private static boolean isCounter(String key) {
        return key.endsWith("_count") && !key.equals("employee_count");
    }

    /** A person is named by its first and last name, or at the worst by its e-mail address: no part is needed alone. */
    private static boolean isNeeded(PipedriveObjects object, String key) {
        return NEEDED.contains(key)
                || object == PipedriveObjects.NOTES && key.equals("content")
                || object == PipedriveObjects.ORGANIZATIONS && key.equals("name");
    }

    private static FieldSchema.Type type(String word, String key) {
        return switch (word) {
            case "int" -> FieldSchema.Type.INTEGER;
            case "double", "monetary" -> FieldSchema.Type.NUMBER;
            case "boolean" -> FieldSchema.Type.BOOLEAN;
            case "date" -> key.endsWith("_time") ? FieldSchema.Type.DATETIME : FieldSchema.Type.DATE;
            case "enum", "stage", "status" -> FieldSchema.Type.OPTION;
            case "set" -> FieldSchema.Type.OPTIONS;
            case "user", "org", "people", "deal", "lead", "project" -> FieldSchema.Type.REFERENCE;
            case "phone" -> FieldSchema.Type.PHONE;
            case "visible_to" -> FieldSchema.Type.INTEGER;
            case "varchar", "text", "varchar_auto", "varchar_options", "address", "time" -> FieldSchema.Type.TEXT;
            default -> FieldSchema.Type.OTHER;
        };
    }

    private static Shape shape(String word, boolean custom) {
        if (word.equals("address")) {
            return custom ? Shape.CUSTOM : Shape.ADDRESS;
        }
        if (custom) {
            return word.equals("monetary") ? Shape.MONEY : Shape.CUSTOM;
        }
        return Shape.PLAIN;
    }

    private static Map<String, String> ids(JsonNode described) {
        Map<String, String> ids = new LinkedHashMap<>();
        for (JsonNode option : described.path("options")) {
            String id = Objects.requireNonNullElse(Json.text(option, "id"), "");
            String label = Objects.requireNonNullElse(Json.text(option, "label"), id);
            // A label that is there twice would mean either of two options.
            ids.put(ids.containsKey(label) ? id : label, id);
        }
        return ids;
    }

    private Map<String, String> stages() {
        Map<String, String> ids = new LinkedHashMap<>();
        for (JsonNode stage : api.get(PipedriveObjects.V2 + "/stages", new Query().add("limit", 500))
                .path("data")) {
            String id = Objects.requireNonNullElse(Json.text(stage, "id"), "");
            String name = Objects.requireNonNullElse(Json.text(stage, "name"), id);
            ids.put(ids.containsKey(name) ? id : name, id);
        }
        return ids;
    }

    private static boolean isCustom(JsonNode described) {
        return key(described).matches("[0-9a-f]{40}");
    }

    private static String key(JsonNode described) {
        @Nullable String code = Json.text(described, "field_code");
        return Objects.requireNonNullElse(code == null ? Json.text(described, "key") : code, "");
    }

    private static String label(JsonNode described, String other) {
        @Nullable String name = Json.text(described, "field_name");
        return Objects.requireNonNullElse(name == null ? Json.text(described, "name") : name, other);
    }

    private static String slug(JsonNode described) {
        String plain =
                Normalizer.normalize(label(described, ""), Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        return CUSTOM
                + plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
    }
}
