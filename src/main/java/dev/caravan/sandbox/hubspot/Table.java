package dev.caravan.sandbox.hubspot;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The records of one object with their indexes. Guarded by the lock of {@link Data}. */
final class Table {
    private static final int REMEMBERED_CHANGES = 200_000;

    private final ObjectType type;
    private final TreeMap<Long, HubSpotRecord> records = new TreeMap<>();
    private final Map<Long, Long> merged = new HashMap<>();
    private final Map<String, Map<String, Long>> unique = new HashMap<>();
    private final Map<String, Map<String, TreeSet<Long>>> indexes = new HashMap<>();
    private final Deque<Recent> recent = new ArrayDeque<>();

    /** Every change after this time is among the recent ones. */
    private Instant recentFrom = Instant.MIN;

    private record Recent(long id, Instant at) {}

    Table(ObjectType type) {
        this.type = type;
    }

    ObjectType type() {
        return type;
    }

    /** All records, archived ones too, by id. */
    TreeMap<Long, HubSpotRecord> records() {
        return records;
    }

    /** The record of that id, or the one it was merged into; archived ones too. */
    @Nullable
    HubSpotRecord get(long id) {
        HubSpotRecord found = records.get(id);
        Long winner = found == null ? merged.get(id) : null;
        return winner == null ? found : get(winner);
    }

    /** The record that is not archived and holds a value of a unique property. */
    @Nullable
    HubSpotRecord byUnique(String property, String value) {
        Long id = unique.getOrDefault(property, Map.of()).get(key(value));
        return id == null ? null : records.get(id);
    }

    void add(HubSpotRecord record) {
        records.put(record.id(), record);
    }

    /** Puts a record and its unique values in as they were saved. */
    void restore(HubSpotRecord record, Schema schema) {
        records.put(record.id(), record);
        if (record.updated().isAfter(recentFrom)) {
            recentFrom = record.updated();
        }
        if (record.archived() != null) {
            return;
        }
        claim(record, schema);
    }

    /** Takes the unique values of a record that comes back. */
    void claim(HubSpotRecord record, Schema schema) {
        record.values().forEach((name, value) -> {
            if (schema.findAny(type, name).filter(this::isUnique).isPresent()) {
                alsoHolds(record, name, value);
            }
        });
        claimMoreEmails(record);
    }

    /** Takes the further e-mails of a contact. */
    void claimMoreEmails(HubSpotRecord record) {
        for (String more :
                record.values().getOrDefault("hs_additional_emails", "").split(";")) {
            if (type == ObjectType.CONTACT && !more.isBlank()) {
                alsoHolds(record, "email", more);
            }
        }
    }

    /** Ids of merged records with the ids of those they became; to be read or restored only. */
    Map<Long, Long> merged() {
        return merged;
    }

    /** Writes a value and keeps the indexes; says whether it was a change. */
    boolean set(HubSpotRecord record, Property property, String value, Instant now, ChangeSource source) {
        String before = record.values().getOrDefault(property.name(), "");
        if (!record.set(property.name(), value, now, source)) {
            return false;
        }
        if (isUnique(property)) {
            Map<String, Long> holders = unique.computeIfAbsent(property.name(), absent -> new HashMap<>());
            holders.remove(key(before), record.id());
            if (!value.isEmpty()) {
                holders.put(key(value), record.id());
            }
        }
        Map<String, TreeSet<Long>> index = indexes.get(property.name());
        if (index != null) {
            take(index, before, record.id());
            put(index, value, record.id());
        }
        return true;
    }

    private void alsoHolds(HubSpotRecord record, String property, String value) {
        unique.computeIfAbsent(property, absent -> new HashMap<>()).put(key(value), record.id());
    }

    /** Remembers that a record was changed, for searches that are behind. */
    void changed(HubSpotRecord record, Instant now) {
        recent.addLast(new Recent(record.id(), now));
        if (recent.size() > REMEMBERED_CHANGES) {
            recentFrom = recent.removeFirst().at();
        }
    }

    /** Ids of records changed after a time. */
    Set<Long> changedAfter(Instant time) {
        Set<Long> ids = new HashSet<>();
        for (Iterator<Recent> each = recent.descendingIterator(); each.hasNext(); ) {
            Recent change = each.next();
            if (!change.at().isAfter(time)) {
                break;
            }
            ids.add(change.id());
        }
        return ids;
    }

    /** Ids of records changed after a time; empty if that is too long ago to be known. */
    Optional<Collection<Long>> lookUpChangedAfter(Instant time) {
        return time.isBefore(recentFrom) || recent.isEmpty() || !time.isAfter(recent.getFirst().at())
                ? Optional.empty()
                : Optional.of(changedAfter(time));
    }

    /** Records from an id on, by id. */
    Collection<HubSpotRecord> from(long id) {
        return records.tailMap(id, true).values();
    }

    /** Frees the unique values of a record. */
    void release(HubSpotRecord record) {
        unique.forEach((property, holders) -> {
            holders.remove(key(record.values().getOrDefault(property, "")), record.id());
            if (property.equals("email")) {
                for (String more :
                        record.values().getOrDefault("hs_additional_emails", "").split(";")) {
                    holders.remove(key(more), record.id());
                }
            }
        });
    }

    /** Takes a record away for good. */
    void remove(HubSpotRecord record) {
        release(record);
        records.remove(record.id());
        record.values().forEach((property, value) -> {
            Map<String, TreeSet<Long>> index = indexes.get(property);
            if (index != null) {
                take(index, value, record.id());
            }
        });
    }

    void merge(HubSpotRecord loser, HubSpotRecord winner) {
        remove(loser);
        merged.put(loser.id(), winner.id());
    }

    /**
     * Ids of records that hold one of the values now, whatever their case; empty if the property cannot be looked up
     * that way.
     */
    Optional<Collection<Long>> lookUp(Property property, Collection<String> values) {
        if (property.name().equals("hs_object_id")) {
            Set<Long> ids = new LinkedHashSet<>();
            values.stream()
                    .filter(value -> value.matches("\\d{1,18}"))
                    .forEach(value -> ids.add(Long.parseLong(value)));
            return Optional.of(ids);
        }
        boolean plain = property.type().equals("string") || property.type().equals("enumeration");
        if (!plain || property.readOnly() || property.isMultiple()) {
            return Optional.empty();
        }
        Map<String, TreeSet<Long>> index = indexes.computeIfAbsent(property.name(), this::build);
        if (values.size() == 1) {
            return Optional.of(
                    index.getOrDefault(key(values.iterator().next()), new TreeSet<>()));
        }
        Set<Long> ids = new TreeSet<>();
        values.forEach(value -> ids.addAll(index.getOrDefault(key(value), new TreeSet<>())));
        return Optional.of(ids);
    }

    boolean isUnique(Property property) {
        return property.unique()
                || (type == ObjectType.CONTACT && property.name().equals("email"));
    }

    /** Values are compared without their case. */
    static String key(String value) {
        return value.trim().toLowerCase(Locale.ROOT);
    }

    private Map<String, TreeSet<Long>> build(String property) {
        Map<String, TreeSet<Long>> index = new HashMap<>();
        records.values().forEach(record -> put(index, record.values().getOrDefault(property, ""), record.id()));
        return index;
    }

    private static void put(Map<String, TreeSet<Long>> index, String value, long id) {
        if (!value.isEmpty()) {
            index.computeIfAbsent(key(value), absent -> new TreeSet<>()).add(id);
        }
    }

    private static void take(Map<String, TreeSet<Long>> index, String value, long id) {
        TreeSet<Long> ids = index.get(key(value));
        if (ids != null) {
            ids.remove(id);
        }
    }
}
