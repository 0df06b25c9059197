package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a kind of association.
 *
 * @param label null for the unlabelled type
 * @param name as in the v3 paths: {@code contact_to_company}
 * @param inverse type id of the other direction
 */
record AssociationType(
        ObjectType from,
        ObjectType to,
        String category,
        int id,
        @Nullable String label,
        String name,
        int inverse) {
    static final String HUBSPOT = "HUBSPOT_DEFINED";

    boolean isUnlabelled() {
        return label == null;
    }

    /** Whether a record may have only one of it. */
    boolean isPrimary() {
        return category.equals(HUBSPOT) && "Primary".equals(label);
    }

    ObjectNode spec() {
        return Json.object().put("associationCategory", category).put("associationTypeId", id);
    }

    ObjectNode json() {
        ObjectNode json = Json.object();
        json.put("category", category);
        json.put("typeId", id);
        json.put("label", label);
        return json;
    }
}
