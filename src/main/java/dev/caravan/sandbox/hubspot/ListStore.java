package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Lists (segments) and who is on them. A DYNAMIC list holds all records of its object. Guarded by the lock of
 * {@link Data}.
 */
final class ListStore {
    private final Data data;
    private final Map<String, Segment> segments = new LinkedHashMap<>();
    private final Map<String, Members> kept = new HashMap<>();
    private int lastId;

    /** One list. */
    static final class Segment {
        private final String id;
        private final ObjectType type;
        private final String processing;
        private final @Nullable JsonNode filter;
        private final Instant created;
        private final TreeMap<Long, Instant> members = new TreeMap<>();
        private String name;
        private Instant updated;
        private int version = 1;
        private @Nullable Instant deleted;

        Segment(String id, String name, ObjectType type, String processing, @Nullable JsonNode filter, Instant now) {
            this.id = id;
            this.name = name;
            this.type = type;
            this.processing = processing;
            this.filter = filter;
            this.created = now;
            this.updated = now;
        }

        String id() {
            return id;
        }

        String name() {
            return name;
        }

        ObjectType type() {
            return type;
        }

        String processing() {
            return processing;
        }

        boolean isDynamic() {
            return processing.equals("DYNAMIC");
        }

        @Nullable
        Instant deleted() {
            return deleted;
        }

        void rename(String other, Instant now) {
            name = other;
            touch(now);
        }

        void delete(Instant now) {
            deleted = now;
        }

        void restore() {
            deleted = null;
        }

        void touch(Instant now) {
            updated = now;
            version++;
        }

        private Segment copy() {
            Segment copy = new Segment(id, name, type, processing, filter, created);
            copy.members.putAll(members);
            copy.updated = updated;
            copy.version = version;
            copy.deleted = deleted;
            return copy;
        }

        private ObjectNode save() {
            ObjectNode json = Json.object()
                    .put("id", id)
                    .put("name", name)
                    .put("object", type.name())
                    .put("processing", processing)
                    .put("created", created.toString())
                    .put("updated", updated.toString())
                    .put("version", version);
            if (filter != null) {
                json.set("filter", filter);
            }
            if (deleted != null) {
                json.put("deleted", deleted.toString());
            }
            ObjectNode since = json.putObject("members");
            members.forEach((record, time) -> since.put(record.toString(), time.toString()));
            return json;
        }

        private static Segment load(JsonNode saved) {
            Segment segment = new Segment(
                    saved.required("id").asText(),
                    saved.required("name").asText(),
                    ObjectType.known(saved.required("object").asText()),
                    saved.required("processing").asText(),
                    saved.get("filter"),
                    Instant.parse(saved.required("created").asText()));
            segment.updated = Instant.parse(saved.required("updated").asText());
            segment.version = saved.required("version").intValue();
            segment.deleted = saved.has("deleted")
                    ? Instant.parse(saved.required("deleted").asText())
                    : null;
            saved.required("members")
                    .fields()
                    .forEachRemaining(member -> segment.members.put(
                            Long.valueOf(member.getKey()),
                            Instant.parse(member.getValue().asText())));
            return segment;
        }
    }

    ListStore(Data data) {
        this.data = data;
    }

    void reset() {
        segments.clear();
        kept.clear();
        lastId = 0;
    }

    /** A copy of everything, to be put into JSON later. */
    record Kept(int lastId, List<Segment> segments) {
        ObjectNode json() {
            ObjectNode json = Json.object().put("last", lastId);
            ArrayNode all = json.putArray("lists");
            segments.forEach(segment -> all.add(segment.save()));
            return json;
        }
    }

    Kept keep() {
        return new Kept(lastId, segments.values().stream().map(Segment::copy).toList());
    }

    /** Puts what {@link Kept#json} gave in the place of everything. */
    void load(JsonNode saved) {
        reset();
        lastId = saved.required("last").intValue();
        saved.required("lists").forEach(list -> {
            Segment segment = Segment.load(list);
            segments.put(segment.id(), segment);
        });
    }

    Segment add(String name, ObjectType type, String processing, @Nullable JsonNode filter) {
        Segment segment = new Segment(String.valueOf(++lastId), name, type, processing, filter, data.now());
        segments.put(segment.id(), segment);
        return segment;
    }

    /** By id, deleted ones too. */
    Optional<Segment> find(String id) {
        return Optional.ofNullable(segments.get(id));
    }

    /** All lists that are not deleted. */
    List<Segment> all() {
        return segments.values().stream()
                .filter(segment -> segment.deleted() == null)
                .toList();
    }

    /** Who is on a list, good until anything changes. */
    record Members(
            long version,
            int listVersion,
            TreeMap<Long, Instant> byId,
            List<Map.Entry<Long, Instant>> inOrder,
            List<Map.Entry<Long, Instant>> byTime) {}

    /** Records on a list with the time when they came, kept for the next page; records that are gone are left out. */
    Members membership(Segment segment) {
        Members before = kept.get(segment.id());
        if (before != null && before.version() == data.version() && before.listVersion() == segment.version) {
            return before;
        }
        TreeMap<Long, Instant> members = find(segment);
        List<Map.Entry<Long, Instant>> byTime = new ArrayList<>(members.entrySet());
        byTime.sort(Map.Entry.<Long, Instant>comparingByValue().thenComparing(Map.Entry.comparingByKey()));
        Members found = new Members(
                data.version(), segment.version, members, List.copyOf(members.entrySet()), List.copyOf(byTime));
        kept.put(segment.id(), found);
        return found;
    }

    /** Record ids with the time when they came on the list, by id; records that are gone are left out. */
    TreeMap<Long, Instant> members(Segment segment) {
        return membership(segment).byId();
    }

    private TreeMap<Long, Instant> find(Segment segment) {
        TreeMap<Long, Instant> members = new TreeMap<>();
        if (segment.isDynamic()) {
            data.table(segment.type()).records().values().stream()
                    .filter(record -> record.archived() == null)
                    .forEach(record -> members.put(record.id(), record.created()));
        } else {
            segment.members.forEach((id, since) -> {
                HubSpotRecord record = data.table(segment.type()).records().get(id);
                if (record != null && record.archived() == null) {
                    members.put(id, since);
                }
            });
        }
        return members;
    }

    /** What became of each id that was to come on a list or to leave it. */
    record Moved(List<String> added, List<String> removed, List<String> missing) {}

    Moved move(Segment segment, List<String> add, List<String> remove) {
        Moved moved = new Moved(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (String id : add) {
            HubSpotRecord record = data.live(segment.type(), id);
            if (record == null) {
                moved.missing().add(id);
            } else if (segment.members.putIfAbsent(record.id(), data.now()) == null) {
                moved.added().add(record.idText());
            }
        }
        for (String id : remove) {
            HubSpotRecord record = data.live(segment.type(), id);
            if (record == null) {
                moved.missing().add(id);
            } else if (segment.members.remove(record.id()) != null) {
                moved.removed().add(record.idText());
            }
        }
        if (!moved.added().isEmpty() || !moved.removed().isEmpty()) {
            segment.touch(data.now());
        }
        return moved;
    }

    void clear(Segment segment) {
        segment.members.clear();
        segment.touch(data.now());
    }

    ObjectNode json(Segment segment, boolean withFilter) {
        ObjectNode json = Json.object();
        json.put("listId", segment.id());
        json.put("listVersion", segment.version);
        json.put("name", segment.name());
        json.put("objectTypeId", segment.type().id());
        json.put("processingType", segment.processing());
        json.put("processingStatus", "COMPLETE");
        json.put("size", members(segment).size());
        json.put("createdAt", Times.iso(segment.created));
        json.put("updatedAt", Times.iso(segment.updated));
        json.put("filtersUpdatedAt", Times.iso(segment.created));
        Instant deleted = segment.deleted();
        if (deleted != null) {
            json.put("deletedAt", Times.iso(deleted));
        }
        if (withFilter && segment.filter != null) {
            json.set("filterBranch", segment.filter);
        }
        return json;
    }
}
