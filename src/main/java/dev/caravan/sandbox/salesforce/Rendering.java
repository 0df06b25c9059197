package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Rows as JSON.
 *
 * @param version the API version of the call, such as {@code v67.0}; it is part of every record's URL
 */
record Rendering(String version) {
    /** An object that holds no more than {@code attributes}. */
    ObjectNode start(Row row) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("attributes").put("type", row.type().name()).put("url", url(row));
        return json;
    }

    String url(Row row) {
        return "/services/data/" + version + "/sobjects/" + row.type().name() + "/" + row.id();
    }

    void put(ObjectNode into, Row row, Field field) {
        if (field.type() == FieldType.ADDRESS) {
            into.set(field.name(), address(row, field));
        } else if (field.type() == FieldType.BASE64 && row.get(field.name()) != null) {
            into.put(field.name(), url(row) + "/" + field.name());
        } else {
            Values.put(into, field.name(), field, row.get(field.name()));
        }
    }

    private static @Nullable ObjectNode address(Row row, Field field) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        boolean filled = false;
        for (Field part : row.type().parts(field.name())) {
            Object value = row.get(part.name());
            filled |= value != null;
            String prefix = field.name().substring(0, field.name().length() - "Address".length());
            String name = part.name().substring(prefix.length());
            Values.put(json, Character.toLowerCase(name.charAt(0)) + name.substring(1), part, value);
        }
        return filled ? json.putNull("geocodeAccuracy").putNull("latitude").putNull("longitude") : null;
    }

    ObjectNode whole(Row row) {
        ObjectNode json = start(row);
        row.type().fields().forEach(field -> put(json, row, field));
        return json;
    }
}
