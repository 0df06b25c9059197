package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.SchemaCache;
import dev.caravan.problem.ErrorCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The properties of objects as HubSpot describes them, kept until one turns out to be unknown; and records read by
 * them.
 */
final class HubSpotSchemas {
    private final HubSpotApi api;
    private final HubSpotPaths paths;
    private final SchemaCache known = new SchemaCache(this::describe);

    HubSpotSchemas(HubSpotApi api, HubSpotPaths paths) {
        this.api = api;
        this.paths = paths;
    }

    /**
     * Asks HubSpot for the properties of an object.
     *
     * @throws CrmException with {@code NOT_FOUND} when there is no such object
     */
    ObjectSchema ask(String object) {
        return known.ask(object);
    }

    private ObjectSchema describe(String object) {
        List<FieldSchema> fields = new ArrayList<>();
        try {
            api.get(paths.properties(object), "archived=false")
                    .path("results")
                    .forEach(p -> fields.add(field(object, p)));
        } catch (CrmException e) {
            if (e.error() instanceof CrmError.Rejected rejected) {
                throw new CrmException(
                        api.name("describe " + object),
                        new CrmError.Rejected(rejected.detail(), ErrorCode.NOT_FOUND),
                        e);
            }
            throw e;
        }
        return ObjectSchema.of(object, fields);
    }

    /** The properties as last asked for; none when this login may not see them, so that values stay text. */
    ObjectSchema get(String object) {
        return known.get(object);
    }

    /** The next use asks again. */
    void forget(String object) {
        known.forget(object);
    }

    FieldSchema.@Nullable Type type(String object, String property) {
        return known.type(object, property);
    }

    /** A record as HubSpot sent it, with the asked-for fields only; all that came when none were asked for. */
    CrmRecord record(String object, JsonNode node, Collection<String> fields) {
        JsonNode properties = node.path("properties");
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        if (fields.isEmpty()) {
            values.putAll(values(object, properties));
        }
        for (String field : fields) {
            values.put(field, HubSpotValues.typed(Json.text(properties, field), type(object, field)));
        }
        return new CrmRecord(
                object,
                Objects.requireNonNullElse(Json.text(node, "id"), ""),
                values,
                time(Json.text(node, "updatedAt")),
                node.path("archived").asBoolean(false));
    }

    /** All properties that came, by their types. */
    Map<String, @Nullable Object> values(String object, JsonNode properties) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        properties
                .fieldNames()
                .forEachRemaining(
                        name -> values.put(name, HubSpotValues.typed(Json.text(properties, name), type(object, name))));
        return values;
    }

    static Optional<Instant> time(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            // A time that cannot be read is as good as none: nothing depends on it but the order of changes.
            return Optional.empty();
        }
    }

    private static FieldSchema field(String object, JsonNode property) {
        String name = Objects.requireNonNullElse(Json.text(property, "name"), "");
        boolean elsewhere = property.path("externalOptions").asBoolean(false);
        FieldSchema.Type type = type(object, name, property, elsewhere);
        List<FieldSchema.Option> options = new ArrayList<>();
        property.path("options").forEach(option -> {
            String value = Objects.requireNonNullElse(Json.text(option, "value"), "");
            options.add(new FieldSchema.Option(value, Objects.requireNonNullElse(Json.text(option, "label"), value)));
        });
        boolean choice = type == FieldSchema.Type.OPTION || type == FieldSchema.Type.OPTIONS;
        return new FieldSchema(
                name,
                Objects.requireNonNullElse(Json.text(property, "label"), name),
                type,
                property.path("calculated").asBoolean(false)
                        || property.path("modificationMetadata")
                                .path("readOnlyValue")
                                .asBoolean(false),
                HubSpotObjects.isNeeded(object, name),
                name.equals("hs_note_body") ? 65_536 : 0,
                options,
                choice && !elsewhere,
                property.path("hasUniqueValue").asBoolean(false) || HubSpotObjects.isUnique(object, name));
    }

    private static FieldSchema.Type type(String object, String name, JsonNode property, boolean elsewhere) {
        String shown = Objects.requireNonNullElse(Json.text(property, "fieldType"), "");
        return switch (Objects.requireNonNullElse(Json.text(property, "type"), "")) {
            case "string" ->
                object.equals(HubSpotObjects.CONTACTS) && name.equals(HubSpotObjects.EMAIL)
                        ? FieldSchema.Type.EMAIL
                        : shown.equals("phonenumber") ? FieldSchema.Type.PHONE : FieldSchema.Type.TEXT;
            case "number" -> FieldSchema.Type.NUMBER;
            case "bool" -> FieldSchema.Type.BOOLEAN;
            case "enumeration" -> choice(shown, elsewhere);
            case "date" -> FieldSchema.Type.DATE;
            case "datetime" -> FieldSchema.Type.DATETIME;
            case "phone_number" -> FieldSchema.Type.PHONE;
            default -> FieldSchema.Type.OTHER;
        };
    }

    private static FieldSchema.Type choice(String shown, boolean elsewhere) {
        if (elsewhere) {
            return FieldSchema.Type.REFERENCE;
        }
        return switch (shown) {
            case "checkbox" -> FieldSchema.Type.OPTIONS;
            case "booleancheckbox" -> FieldSchema.Type.BOOLEAN;
            default -> FieldSchema.Type.OPTION;
        };
    }
}
