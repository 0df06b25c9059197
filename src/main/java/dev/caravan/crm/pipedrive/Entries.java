package dev.caravan.crm.pipedrive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A person's e-mail addresses and telephone numbers. (Pipedrive, "Update a person": a list replaces the one before as a
 * whole, and one of its entries is primary. So what Caravan does not map stays in it.)
 */
final class Entries {
    private static final String MOBILE = "mobile";
    private static final String WORK = "work";

    private Entries() {}

    /** The primary address, or else the first. */
    static @Nullable JsonNode email(JsonNode list) {
        return primary(list, false);
    }

    /** Of the numbers that are not mobile ones the primary, or else the first. */
    static @Nullable JsonNode phone(JsonNode list) {
        return primary(list, true);
    }

    /** The first number that is labelled as mobile. */
    static @Nullable JsonNode mobile(JsonNode list) {
        for (JsonNode each : list) {
            if (isMobile(each)) {
                return each;
            }
        }
        return null;
    }

    /**
     * The list with one entry put in the place of another.
     *
     * @param old null to add one
     * @param value null to take the old one out
     * @param mobile whether the new entry is a mobile number
     */
    static ArrayNode replaced(JsonNode list, @Nullable JsonNode old, @Nullable String value, boolean mobile) {
        List<ObjectNode> entries = new ArrayList<>();
        boolean placed = false;
        for (JsonNode each : list) {
            boolean isOld = Objects.equals(each, old) && !placed;
            if (isOld && value != null) {
                ObjectNode changed = each.deepCopy();
                entries.add(changed.put("value", value));
                placed = true;
            } else if (!isOld && !(value != null && value.equalsIgnoreCase(Json.text(each, "value")))) {
                entries.add(each.deepCopy());
            } else {
                placed |= isOld;
            }
        }
        if (value != null && !placed) {
            ObjectNode added = Json.object().put("value", value).put("primary", false);
            added.put("label", mobile ? MOBILE : WORK);
            entries.add(mobile ? entries.size() : 0, added);
        }
        onePrimary(entries);
        ArrayNode all = Json.array();
        entries.forEach(all::add);
        return all;
    }

    private static void onePrimary(List<ObjectNode> entries) {
        ObjectNode chosen = entries.stream()
                .filter(each -> each.path("primary").asBoolean(false))
                .findFirst()
                .orElse(entries.isEmpty() ? null : entries.get(0));
        entries.forEach(each -> each.put("primary", each == chosen));
    }

    private static @Nullable JsonNode primary(JsonNode list, boolean noMobile) {
        JsonNode first = null;
        for (JsonNode each : list) {
            if (noMobile && isMobile(each)) {
                continue;
            }
            if (each.path("primary").asBoolean(false)) {
                return each;
            }
            first = first == null ? each : first;
        }
        return first;
    }

    private static boolean isMobile(JsonNode entry) {
        return MOBILE.equalsIgnoreCase(Json.text(entry, "label"));
    }
}
