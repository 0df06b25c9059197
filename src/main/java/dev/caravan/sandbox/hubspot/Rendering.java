package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Records as JSON. Every value is text or null on the wire, numbers and booleans included. */
final class Rendering {
    private static final int MOST_WITH_HISTORY = 50;

    private final Data data;

    Rendering(Data data) {
        this.data = data;
    }

    /**
     * What a read is to show.
     *
     * @param properties beside the usual ones; unknown names are left out (HubSpot docs, "Properties": ignored in
     *     reads)
     * @param history names of properties to show with all their versions
     * @param associations names of objects
     */
    record View(Collection<String> properties, Collection<String> history, Collection<String> associations) {
        static final View USUAL = new View(List.of(), List.of(), List.of());

        /**
         * Checks that histories are not asked for too many records at once.
         *
         * @throws Problem HTTP 400 if they are
         */
        void checkHistory(int records) {
            if (!history.isEmpty() && records > MOST_WITH_HISTORY) {
                throw Problem.invalid("propertiesWithHistory can be asked for at most " + MOST_WITH_HISTORY
                        + " records at once, not " + records);
            }
        }

        static View of(Collection<String> properties) {
            return new View(properties, List.of(), List.of());
        }
    }

    ObjectNode record(HubSpotRecord record, View view) {
        ObjectType type = record.type();
        ObjectNode json = Json.object();
        json.put("id", record.idText());
        Set<String> names = new LinkedHashSet<>(type.shown());
        names.addAll(view.properties());
        ObjectNode properties = json.putObject("properties");
        for (String name : names) {
            if (data.schema().find(type, name).isPresent()) {
                properties.put(name, record.value(name));
            }
        }
        if (!view.history().isEmpty()) {
            ObjectNode history = json.putObject("propertiesWithHistory");
            view.history().stream()
                    .filter(name -> data.schema().find(type, name).isPresent())
                    .forEach(name -> history.set(name, versions(record, name)));
        }
        json.put("createdAt", Times.iso(record.created()));
        json.put("updatedAt", Times.iso(record.updated()));
        Instant archived = record.archived();
        json.put("archived", archived != null);
        if (archived != null) {
            json.put("archivedAt", Times.iso(archived));
        }
        if (!view.associations().isEmpty()) {
            associations(json, record, view.associations());
        }
        return json;
    }

    /** As it looks right after a write: what was written comes along. */
    ObjectNode written(HubSpotRecord record, Collection<String> names) {
        return record(record, View.of(names));
    }

    /** Everything, for audits. */
    ObjectNode whole(HubSpotRecord record) {
        ObjectNode json = record(record, View.of(record.values().keySet()));
        record.allLinks().forEach((type, links) -> {
            if (!links.isEmpty()) {
                ArrayNode ids = json.withObject("/associations").putArray(type.name());
                links.keySet().forEach(id -> ids.add(id.toString()));
            }
        });
        return json;
    }

    private static ArrayNode versions(HubSpotRecord record, String name) {
        ArrayNode versions = Json.array();
        for (HubSpotRecord.Version version : record.versions(name)) {
            if (!version.value().isEmpty() || version != record.versions(name).get(0)) {
                ObjectNode json = versions.insertObject(0);
                json.put("value", version.value());
                json.put("timestamp", Times.iso(version.since()));
                json.put("sourceType", version.source().name());
                json.put("sourceId", version.source().id());
            }
        }
        return versions;
    }

    private static void associations(ObjectNode json, HubSpotRecord record, Collection<String> wanted) {
        for (String name : wanted) {
            ObjectType to = ObjectType.named(name);
            ArrayNode results = Json.array();
            for (Map.Entry<Long, Set<AssociationType>> link : record.links(to).entrySet()) {
                link.getValue()
                        .forEach(type -> results.addObject()
                                .put("id", link.getKey().toString())
                                .put("type", type.name()));
            }
            if (!results.isEmpty()) {
                json.withObject("/associations").putObject(to.name()).set("results", results);
            }
        }
    }
}
