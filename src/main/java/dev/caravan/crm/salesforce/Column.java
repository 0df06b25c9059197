package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.FieldSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One field of an sObject, as describe shows it; long texts and compound fields cannot be searched. */
record Column(FieldSchema schema) {
    private static final Set<FieldSchema.Type> TEXTS = Set.of(
            FieldSchema.Type.TEXT,
            FieldSchema.Type.EMAIL,
            FieldSchema.Type.PHONE,
            FieldSchema.Type.URL,
            FieldSchema.Type.OPTION);

    /** Reads one entry of {@code fields[]} (Salesforce REST guide, "sObject Describe"). */
    static Column of(JsonNode field) {
        boolean createable = field.path("createable").asBoolean();
        boolean updateable = field.path("updateable").asBoolean();
        boolean required = createable
                && !field.path("nillable").asBoolean()
                && !field.path("defaultedOnCreate").asBoolean();
        FieldSchema schema = new FieldSchema(
                field.path("name").asText(),
                field.path("label").asText(),
                typeOf(field.path("type").asText()),
                !createable && !updateable,
                required,
                field.path("length").asInt(),
                options(field.path("picklistValues")),
                field.path("restrictedPicklist").asBoolean(),
                field.path("unique").asBoolean(),
                field.path("filterable").asBoolean(true));
        return new Column(schema);
    }

    FieldSchema.Type type() {
        return schema.type();
    }

    boolean isText() {
        return TEXTS.contains(type());
    }

    private static List<FieldSchema.Option> options(JsonNode values) {
        List<FieldSchema.Option> options = new ArrayList<>();
        for (JsonNode value : values) {
            if (value.path("active").asBoolean(true)) {
                String name = value.path("value").asText();
                options.add(new FieldSchema.Option(name, value.path("label").asText(name)));
            }
        }
        return options;
    }

    private static FieldSchema.Type typeOf(String type) {
        return switch (type) {
            case "string", "textarea", "combobox", "encryptedstring" -> FieldSchema.Type.TEXT;
            case "email" -> FieldSchema.Type.EMAIL;
            case "phone" -> FieldSchema.Type.PHONE;
            case "url" -> FieldSchema.Type.URL;
            case "picklist" -> FieldSchema.Type.OPTION;
            case "multipicklist" -> FieldSchema.Type.OPTIONS;
            case "boolean" -> FieldSchema.Type.BOOLEAN;
            case "int", "long" -> FieldSchema.Type.INTEGER;
            case "double", "currency", "percent" -> FieldSchema.Type.NUMBER;
            case "date" -> FieldSchema.Type.DATE;
            case "datetime" -> FieldSchema.Type.DATETIME;
            case "id", "reference" -> FieldSchema.Type.REFERENCE;
            default -> FieldSchema.Type.OTHER;
        };
    }
}
