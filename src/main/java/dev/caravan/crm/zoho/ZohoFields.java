package dev.caravan.crm.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.SchemaCache;
import dev.caravan.filter.Condition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of modules. (Zoho's documentation, "Fields metadata": what is required by a layout alone is not among
 * them.)
 */
final class ZohoFields {
    /** What stands for no choice in Zoho's lists. */
    static final String NONE = "-None-";

    private static final Map<String, Type> TYPES = Map.ofEntries(
            Map.entry("text", Type.TEXT),
            Map.entry("textarea", Type.TEXT),
            Map.entry("bigint", Type.TEXT),
            Map.entry("autonumber", Type.TEXT),
            Map.entry("email", Type.EMAIL),
            Map.entry("phone", Type.PHONE),
            Map.entry("website", Type.URL),
            Map.entry("picklist", Type.OPTION),
            Map.entry("multiselectpicklist", Type.OPTIONS),
            Map.entry("lookup", Type.REFERENCE),
            Map.entry("ownerlookup", Type.REFERENCE),
            Map.entry("userlookup", Type.REFERENCE),
            Map.entry("date", Type.DATE),
            Map.entry("datetime", Type.DATETIME),
            Map.entry("boolean", Type.BOOLEAN),
            Map.entry("integer", Type.INTEGER),
            Map.entry("double", Type.NUMBER),
            Map.entry("currency", Type.NUMBER),
            Map.entry("percent", Type.NUMBER));

    private final JsonApi api;
    private final String path;
    private final SchemaCache schemas = new SchemaCache(this::asked);

    ZohoFields(JsonApi api, String base) {
        this.api = api;
        this.path = base + "/settings/fields";
    }

    ObjectSchema ask(String module) {
        return schemas.ask(module);
    }

    ObjectSchema get(String module) {
        return schemas.get(module);
    }

    /** As {@link SchemaCache#fitted}. */
    Condition fitted(String module, Condition condition) {
        return schemas.fitted(module, condition);
    }

    void forget(String module) {
        schemas.forget(module);
    }

    @Nullable
    Type type(String module, String field) {
        return schemas.type(module, field);
    }

    /** Whether the module has the field; anything when its fields may not be seen. */
    boolean has(String module, String field) {
        ObjectSchema schema = schemas.get(module);
        return schema.fields().isEmpty()
                ? ZohoModules.isName(field)
                : schema.field(field).isPresent();
    }

    /** Those of the fields that the module has. */
    List<String> known(String module, Collection<String> fields) {
        return fields.stream().filter(field -> has(module, field)).distinct().toList();
    }

    private ObjectSchema asked(String module) {
        if (ZohoNotes.is(module)) {
            return ObjectSchema.of(module, ZohoNotes.FIELDS);
        }
        JsonNode answer = api.get(path, new Query().add("module", ZohoModules.checked(module)));
        List<FieldSchema> fields = new ArrayList<>();
        answer.path("fields").forEach(field -> fields.add(field(field)));
        return ObjectSchema.of(module, fields);
    }

    private static FieldSchema field(JsonNode field) {
        String name = Json.textOrEmpty(field, "api_name");
        Type type = TYPES.getOrDefault(Json.textOrEmpty(field, "data_type"), Type.OTHER);
        JsonNode ways = field.path("operation_type");
        boolean isReadOnly = field.path("field_read_only").asBoolean(false)
                || field.path("read_only").asBoolean(false)
                || !ways.path("api_create").asBoolean(true)
                        && !ways.path("api_update").asBoolean(true);
        String label = Json.textOrEmpty(field, "field_label");
        return new FieldSchema(
                name,
                label.isBlank() ? name : label,
                type,
                isReadOnly,
                field.path("system_mandatory").asBoolean(false) && !isReadOnly,
                type == Type.TEXT || type == Type.URL || type == Type.EMAIL || type == Type.PHONE
                        ? field.path("length").asInt(0)
                        : 0,
                options(field),
                // A list takes any text, unless its field restricts it, which the description does not say.
                false,
                !field.path("unique").isEmpty(),
                field.path("filterable").asBoolean(true));
    }

    private static List<FieldSchema.Option> options(JsonNode field) {
        List<FieldSchema.Option> options = new ArrayList<>();
        for (JsonNode each : field.path("pick_list_values")) {
            String value = Json.textOrEmpty(each, "actual_value");
            if (!value.isEmpty()
                    && !value.equals(NONE)
                    && !Json.textOrEmpty(each, "type").equals("unused")) {
                options.add(new FieldSchema.Option(value, Json.textOrEmpty(each, "display_value")));
            }
        }
        return options;
    }
}
