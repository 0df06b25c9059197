package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One record with its values, their history and its associations. Guarded by the lock of {@link Data}. */
final class HubSpotRecord {
    private static final int KEPT_VERSIONS = 20;
    private static final int KEPT_TIMES = 8;

    private final ObjectType type;
    private final long id;
    private final Instant created;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, List<Version>> history = new HashMap<>();
    private final Map<ObjectType, TreeMap<Long, Set<AssociationType>>> links = new HashMap<>();
    private final Deque<Instant> earlier = new ArrayDeque<>(1);
    private final ChangeSource source;
    private Instant updated;
    private @Nullable Instant archived;
    private @Nullable String saved;

    /** A value since a time; no value is empty text. */
    record Version(String value, Instant since, ChangeSource source) {}

    HubSpotRecord(ObjectType type, long id, Instant now, ChangeSource source) {
        this.type = type;
        this.id = id;
        this.created = now;
        this.source = source;
        this.updated = now;
    }

    ObjectType type() {
        return type;
    }

    long id() {
        return id;
    }

    String idText() {
        return Long.toString(id);
    }

    Instant created() {
        return created;
    }

    Instant updated() {
        return updated;
    }

    @Nullable
    Instant archived() {
        return archived;
    }

    void archive(Instant now) {
        saved = null;
        archived = now;
        touch(now);
    }

    void restore(Instant now) {
        saved = null;
        archived = null;
        touch(now);
    }

    void touch(Instant now) {
        if (now.isAfter(updated)) {
            earlier.addLast(updated);
            if (earlier.size() > KEPT_TIMES) {
                earlier.removeFirst();
            }
            updated = now;
            saved = null;
        }
    }

    /** The last change up to a time; the creation if that came later. */
    Instant updatedAt(Instant time) {
        if (!updated.isAfter(time)) {
            return updated;
        }
        for (Iterator<Instant> each = earlier.descendingIterator(); each.hasNext(); ) {
            Instant change = each.next();
            if (!change.isAfter(time)) {
                return change;
            }
        }
        return created;
    }

    /**
     * The id, or creation or last change in milliseconds since 1970, for the three properties that hold them; otherwise
     * null.
     */
    @Nullable
    Long number(String property, @Nullable Instant asOf) {
        if (property.equals(type.modified())) {
            return (asOf == null ? updated : updatedAt(asOf)).toEpochMilli();
        }
        if (property.equals("hs_object_id")) {
            return id;
        }
        return property.equals(type.created()) ? created.toEpochMilli() : null;
    }

    /** The stored or computed value of a property; null if there is none. */
    @Nullable
    String value(String property) {
        if (property.equals("hs_object_id")) {
            return idText();
        }
        if (property.equals(type.created())) {
            return Times.iso(created);
        }
        if (property.equals(type.modified())) {
            return Times.iso(updated);
        }
        if (property.equals("associatedcompanyid") && type == ObjectType.CONTACT) {
            return primary(ObjectType.COMPANY);
        }
        if (property.equals("hs_primary_contact_id") && type == ObjectType.LEAD) {
            return primary(ObjectType.CONTACT);
        }
        if (property.equals("num_associated_contacts") && type == ObjectType.COMPANY) {
            return String.valueOf(links(ObjectType.CONTACT).size());
        }
        return values.get(property);
    }

    /** The value as it was at a time; null if there was none. */
    @Nullable
    String valueAt(String property, Instant time) {
        if (!updated.isAfter(time)) {
            return value(property);
        }
        List<Version> versions = history.get(property);
        if (versions == null) {
            return property.equals(type.modified()) ? Times.iso(updatedAt(time)) : value(property);
        }
        String last = versions.get(0).value();
        for (Version version : versions) {
            if (version.since().isAfter(time)) {
                break;
            }
            last = version.value();
        }
        return last.isEmpty() ? null : last;
    }

    /** Writes a value; empty text clears it. Says whether that was a change. */
    boolean set(String property, String value, Instant now, ChangeSource by) {
        String before = values.getOrDefault(property, "");
        if (before.equals(value)) {
            return false;
        }
        saved = null;
        if (!updated.equals(created) || !before.isEmpty() || !created.equals(now)) {
            List<Version> versions = history.computeIfAbsent(property, absent -> {
                List<Version> first = new ArrayList<>();
                first.add(new Version(before, created, source));
                return first;
            });
            versions.add(new Version(value, now, by));
            if (versions.size() > KEPT_VERSIONS) {
                versions.remove(0);
            }
        }
        if (value.isEmpty()) {
            values.remove(property);
        } else {
            values.put(property, value);
        }
        return true;
    }

    /** All versions of a value, oldest first. */
    List<Version> versions(String property) {
        List<Version> versions = history.get(property);
        if (versions != null) {
            return versions;
        }
        String value = value(property);
        return value == null ? List.of() : List.of(new Version(value, created, source));
    }

    /** The stored values, without computed ones. */
    Map<String, String> values() {
        return values;
    }

    /** Records of a type that this one is associated with, by id; to be read only. */
    TreeMap<Long, Set<AssociationType>> links(ObjectType to) {
        TreeMap<Long, Set<AssociationType>> there = links.get(to);
        return there == null ? new TreeMap<>() : there;
    }

    /** As {@link #links(ObjectType)}, to be changed by {@link Links}, at once and only so. */
    TreeMap<Long, Set<AssociationType>> linksToChange(ObjectType to) {
        saved = null;
        return links.computeIfAbsent(to, absent -> new TreeMap<>());
    }

    Map<ObjectType, TreeMap<Long, Set<AssociationType>>> allLinks() {
        return links;
    }

    /** The record as JSON text, links by the ids of their types; made once and kept until the record changes. */
    String saved() {
        String text = saved;
        if (text == null) {
            text = Json.text(save());
            saved = text;
        }
        return text;
    }

    private ObjectNode save() {
        ObjectNode record =
                Json.object().put("id", id).put("created", created.toString()).put("updated", updated.toString());
        if (source != ChangeSource.INTEGRATION) {
            record.put("source", source.name());
        }
        if (archived != null) {
            record.put("archived", archived.toString());
        }
        ArrayNode times = record.putArray("earlier");
        earlier.forEach(time -> times.add(time.toString()));
        ObjectNode stored = record.putObject("values");
        values.forEach(stored::put);
        ObjectNode past = record.putObject("history");
        history.forEach((property, versions) -> {
            ArrayNode list = past.putArray(property);
            versions.forEach(version ->
                    list.addArray().add(version.value()).add(version.since().toString()).add(version.source().name()));
        });
        ObjectNode linked = record.putObject("links");
        links.forEach((to, others) -> {
            ObjectNode ids = linked.putObject(to.name());
            others.forEach((other, types) -> {
                ArrayNode list = ids.putArray(other.toString());
                types.forEach(type -> list.addArray().add(type.category()).add(type.id()));
            });
        });
        return record;
    }

    /**
     * The record that {@link #saved} gave.
     *
     * @throws IllegalArgumentException if a part is missing, or an association type is not there
     */
    static HubSpotRecord load(ObjectType type, JsonNode saved, AssociationTypes kinds) {
        HubSpotRecord record =
                new HubSpotRecord(
                        type,
                        saved.required("id").longValue(),
                        time(saved.required("created")),
                        source(saved.path("source")));
        record.updated = time(saved.required("updated"));
        record.archived = saved.has("archived") ? time(saved.required("archived")) : null;
        saved.required("earlier").forEach(earlier -> record.earlier.add(time(earlier)));
        saved.required("values")
                .fields()
                .forEachRemaining(value ->
                        record.values.put(value.getKey(), value.getValue().asText()));
        saved.required("history").fields().forEachRemaining(past -> {
            List<Version> versions = new ArrayList<>();
            past.getValue()
                    .forEach(one -> versions.add(new Version(
                            one.required(0).asText(), time(one.required(1)), source(one.path(2)))));
            record.history.put(past.getKey(), versions);
        });
        saved.required("links").fields().forEachRemaining(linked -> {
            ObjectType to = ObjectType.known(linked.getKey());
            linked.getValue().fields().forEachRemaining(other -> {
                Set<AssociationType> types = new LinkedHashSet<>();
                other.getValue()
                        .forEach(one -> types.add(kinds.known(
                                type,
                                to,
                                one.required(0).asText(),
                                one.required(1).intValue())));
                record.linksToChange(to).put(Long.valueOf(other.getKey()), types);
            });
        });
        return record;
    }

    private static ChangeSource source(JsonNode text) {
        return ChangeSource.valueOf(text.asText(ChangeSource.INTEGRATION.name()));
    }

    private static Instant time(JsonNode text) {
        return Instant.parse(text.asText());
    }

    private @Nullable String primary(ObjectType to) {
        for (Map.Entry<Long, Set<AssociationType>> link : links(to).entrySet()) {
            if (link.getValue().stream().anyMatch(AssociationType::isPrimary)) {
                return link.getKey().toString();
            }
        }
        return null;
    }
}
