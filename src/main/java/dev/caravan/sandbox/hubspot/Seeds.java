package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Takes records in as start data: no checks, no journal. Call it while holding the monitor of {@link Data}. */
final class Seeds {
    private final Data data;
    private final Links links;

    Seeds(Data data) {
        this.data = data;
        this.links = new Links(data);
    }

    /**
     * Adds one record.
     *
     * @param written values flat or under {@code properties}; {@code associations} may name ids by object:
     *     {@code {"companies":["1001"]}}
     * @return the new id
     * @throws IllegalArgumentException if it has a property or names a record that is not there
     */
    String add(ObjectType type, ObjectNode written) {
        Instant now = data.now();
        Table table = data.table(type);
        HubSpotRecord record = new HubSpotRecord(type, data.nextId(), now, ChangeSource.CRM_UI);
        JsonNode values = written.path("properties").isObject() ? written.path("properties") : written;
        for (Iterator<Map.Entry<String, JsonNode>> each = values.fields(); each.hasNext(); ) {
            Map.Entry<String, JsonNode> value = each.next();
            if (!value.getKey().equals("associations") && !value.getKey().equals("id")) {
                Property property = data.schema()
                        .find(type, value.getKey())
                        .orElseThrow(() -> new IllegalArgumentException(
                                type.name() + " have no property '" + value.getKey() + "'; create it first"));
                table.set(record, property, stored(property, value.getValue()), now, ChangeSource.CRM_UI);
            }
        }
        table.add(record);
        table.changed(record, now);
        data.changed();
        written.path("associations")
                .fields()
                .forEachRemaining(entry -> entry.getValue().forEach(id -> link(record, entry.getKey(), id.asText())));
        return record.idText();
    }

    private void link(HubSpotRecord record, String object, String id) {
        HubSpotRecord other = data.live(ObjectType.named(object), id);
        if (other == null) {
            throw new IllegalArgumentException("there is no record " + id + " of " + object + " to associate with");
        }
        links.linkQuietly(record, other);
    }

    private static String stored(Property property, JsonNode value) {
        try {
            return Values.stored(property, value, "", List::of);
        } catch (Values.BadValueException e) {
            // Start data may hold what a write could not set, such as values from before a rule.
            return value.asText();
        }
    }
}
