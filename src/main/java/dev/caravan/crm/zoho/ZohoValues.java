package dev.caravan.crm.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.Typed;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of Zoho's as Caravan's, and back. */
final class ZohoValues {
    static final String MODIFIED = "Modified_Time";

    private final ZohoFields fields;

    ZohoValues(ZohoFields fields) {
        this.fields = fields;
    }

    /** A record with the asked-for fields; a field that was not returned is empty. */
    CrmRecord record(String module, JsonNode json, Collection<String> wanted) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String name : wanted) {
            values.put(name, read(json.path(name), fields.type(module, name)));
        }
        return new CrmRecord(
                module, Json.textOrEmpty(json, "id"), values, Typed.time(Json.text(json, MODIFIED)), false);
    }

    /** What is sent: references as objects, times with an offset, an empty text as nothing. */
    static JsonNode written(@Nullable Object value, @Nullable Type type) {
        if (value == null || value.toString().isEmpty() || value instanceof Collection<?> all && all.isEmpty()) {
            return NullNode.getInstance();
        }
        if (type == Type.REFERENCE) {
            return Json.object().put("id", value.toString());
        }
        if (type == Type.OPTIONS && !(value instanceof Collection<?>)) {
            return Json.array().add(value.toString());
        }
        JsonNode written = Typed.write(value, type);
        return type == Type.DATETIME ? Typed.write(offset(written.asText()), null) : written;
    }

    /** Zoho's times have an offset and no Z. */
    static String offset(String time) {
        return time.endsWith("Z") ? time.substring(0, time.length() - 1) + "+00:00" : time;
    }

    private static @Nullable Object read(JsonNode node, @Nullable Type type) {
        if (node.isObject() && node.has("id")) {
            return Json.text(node, "id");
        }
        Object value = Typed.read(node, type);
        boolean isEmpty = value instanceof List<?> all && all.isEmpty() || ZohoFields.NONE.equals(value);
        return isEmpty ? null : value;
    }
}
