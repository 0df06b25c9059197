package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.hubspot.Property.Option;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Properties and property groups of every object. Guarded by the lock of {@link Data}. */
final class Schema {
    /** At most so many unique properties per object (HubSpot docs, "Batch upsert"). */
    static final int MOST_UNIQUE = 10;

    private final Map<ObjectType, Map<String, Property>> properties = new LinkedHashMap<>();
    private final Map<ObjectType, Map<String, Group>> groups = new LinkedHashMap<>();

    /** A named group of properties. */
    record Group(String name, String label, int displayOrder) {}

    Schema(Instant now) {
        for (ObjectType type : ObjectType.all()) {
            properties.put(type, new LinkedHashMap<>());
            groups.put(type, new LinkedHashMap<>());
            String group = groupOf(type);
            putGroup(type, new Group(group, type.title() + " information", 0));
            StandardProperties.of(type)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .forEach(line -> put(type, parse(line.trim(), group, now)));
        }
    }

    /** A property that is not archived. */
    Optional<Property> find(ObjectType type, String name) {
        return Optional.ofNullable(all(type).get(name))
                .filter(found -> found.archived().isEmpty());
    }

    /** A property, archived or not. */
    Optional<Property> findAny(ObjectType type, String name) {
        return Optional.ofNullable(all(type).get(name));
    }

    Collection<Property> list(ObjectType type) {
        return all(type).values();
    }

    /** Adds or replaces a property. */
    void put(ObjectType type, Property property) {
        all(type).put(property.name(), property);
    }

    Map<String, Group> groups(ObjectType type) {
        return groups.getOrDefault(type, Map.of());
    }

    void putGroup(ObjectType type, Group group) {
        groups(type).put(group.name(), group);
    }

    /** A copy of everything, to be put into JSON later. */
    record Kept(Map<ObjectType, List<Property>> properties, Map<ObjectType, List<Group>> groups) {
        ObjectNode json() {
            ObjectNode json = Json.object();
            properties.forEach((type, list) -> list.forEach(
                    property -> json.withArray("/properties/" + type.name()).add(property.save())));
            groups.forEach((type, list) -> list.forEach(group -> json.withArray("/groups/" + type.name())
                    .addObject()
                    .put("name", group.name())
                    .put("label", group.label())
                    .put("displayOrder", group.displayOrder())));
            return json;
        }
    }

    Kept keep() {
        Map<ObjectType, List<Property>> all = new LinkedHashMap<>();
        properties.forEach((type, byName) -> all.put(type, List.copyOf(byName.values())));
        Map<ObjectType, List<Group>> allGroups = new LinkedHashMap<>();
        groups.forEach((type, byName) -> allGroups.put(type, List.copyOf(byName.values())));
        return new Kept(all, allGroups);
    }

    /** Takes in what {@link Kept#json} gave; standard properties that were not there yet stay. */
    void load(JsonNode saved) {
        saved.required("properties")
                .fields()
                .forEachRemaining(entry -> entry.getValue()
                        .forEach(property -> put(ObjectType.known(entry.getKey()), Property.load(property))));
        groups.values().forEach(Map::clear);
        saved.required("groups")
                .fields()
                .forEachRemaining(entry -> entry.getValue()
                        .forEach(group -> putGroup(
                                ObjectType.known(entry.getKey()),
                                new Group(
                                        group.required("name").asText(),
                                        group.required("label").asText(),
                                        group.required("displayOrder").intValue()))));
    }

    static String groupOf(ObjectType type) {
        return type.word() + "information";
    }

    private Map<String, Property> all(ObjectType type) {
        return properties.getOrDefault(type, Map.of());
    }

    /**
     * {@code name|label|type|fieldType|flags|VALUE=Label,VALUE}; flags: r read-only, u unique, o own, x external
     * options.
     */
    private static Property parse(String line, String group, Instant now) {
        String[] parts = line.split("\\|", -1);
        String flags = parts.length > 4 ? parts[4] : "";
        List<Option> options = new ArrayList<>();
        for (String option : parts.length > 5 ? parts[5].split(",") : new String[0]) {
            String value = option.contains("=") ? option.substring(0, option.indexOf('=')) : option;
            String label = option.contains("=") ? option.substring(option.indexOf('=') + 1) : label(option);
            options.add(new Option(label, value, options.size(), false, ""));
        }
        if (parts[2].equals("bool")) {
            options.add(new Option("Yes", "true", 0, false, ""));
            options.add(new Option("No", "false", 1, false, ""));
        }
        boolean own = flags.contains("o");
        return new Property(
                parts[0],
                parts[1],
                parts[2],
                parts[3],
                group,
                "",
                options,
                flags.contains("x"),
                flags.contains("r"),
                flags.contains("u"),
                own,
                false,
                !flags.contains("r"),
                -1,
                now,
                now,
                Optional.empty());
    }

    private static String label(String value) {
        String words = value.replace('_', ' ').trim();
        return words.isEmpty()
                ? value
                : Character.toUpperCase(words.charAt(0)) + words.substring(1).toLowerCase(Locale.ROOT);
    }
}
