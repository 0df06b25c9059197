package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.http.Json;
import java.util.Map;
import java.util.Optional;

/**
 * HubSpot's own association types between two objects (HubSpot docs, "Associations v4", "Association type ID values").
 *
 * @param unlabelled type that every association has
 * @param primary type of the one primary association; 0 when there is none between these objects
 */
record AssociationTypes(int unlabelled, int primary) {
    private static final Map<String, AssociationTypes> TYPES = Map.ofEntries(
            type("contacts", "companies", 279, 1),
            type("companies", "contacts", 280, 2),
            type("companies", "companies", 450, 0),
            type("deals", "contacts", 3, 0),
            type("contacts", "deals", 4, 0),
            type("deals", "companies", 341, 5),
            type("companies", "deals", 342, 6),
            type("leads", "contacts", 608, 578),
            type("leads", "companies", 610, 0),
            type("notes", "contacts", 202, 0),
            type("notes", "companies", 190, 0),
            type("notes", "deals", 214, 0),
            type("tasks", "contacts", 204, 0),
            type("tasks", "companies", 192, 0),
            type("tasks", "deals", 216, 0),
            type("calls", "contacts", 194, 0),
            type("calls", "companies", 182, 0),
            type("calls", "deals", 206, 0),
            type("emails", "contacts", 198, 0),
            type("emails", "companies", 186, 0),
            type("emails", "deals", 210, 0),
            type("meetings", "contacts", 200, 0),
            type("meetings", "companies", 188, 0),
            type("meetings", "deals", 212, 0));

    /** The types between two objects; empty when only HubSpot itself knows them. */
    static Optional<AssociationTypes> of(String from, String to) {
        return Optional.ofNullable(TYPES.get(from + ">" + to));
    }

    /** The types to send: the primary one, where there is one and it is wanted, makes the unlabelled one too. */
    ArrayNode list(boolean wantsPrimary) {
        ArrayNode types = Json.array();
        types.addObject()
                .put("associationCategory", "HUBSPOT_DEFINED")
                .put("associationTypeId", wantsPrimary && primary > 0 ? primary : unlabelled);
        return types;
    }

    ObjectNode to(String id, boolean wantsPrimary) {
        ObjectNode association = Json.object();
        association.putObject("to").put("id", id);
        association.set("types", list(wantsPrimary));
        return association;
    }

    private static Map.Entry<String, AssociationTypes> type(String from, String to, int unlabelled, int primary) {
        return Map.entry(from + ">" + to, new AssociationTypes(unlabelled, primary));
    }
}
