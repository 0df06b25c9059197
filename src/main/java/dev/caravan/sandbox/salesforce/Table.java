package dev.caravan.sandbox.salesforce;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rows of one object: by id, by time of change, and by the values of its indexed fields. */
final class Table {
    private static final String STAMP = "SystemModstamp";

    private final ObjectType object;
    private final NavigableMap<String, Row> rows = new TreeMap<>();
    private final NavigableSet<Row> stamps =
            new TreeSet<>(Comparator.comparing(Table::stamp).thenComparing(Row::id));
    /** By field and value: the only row, or a set of several. */
    private final Map<String, Map<String, Object>> indexes = new HashMap<>();

    Table(ObjectType object) {
        this.object = object;
        for (Field field : object.fields()) {
            if (field.isIndexed() && field.type() != FieldType.ID) {
                indexes.put(field.name(), new HashMap<>());
            }
        }
    }

    private static Instant stamp(Row row) {
        return row.get(STAMP) instanceof Instant stamp ? stamp : Instant.EPOCH;
    }

    /** All rows in order of their ids, which is that of creation. */
    NavigableMap<String, Row> rows() {
        return rows;
    }

    /** The rows changed at a time or later, in order of time and id. */
    Collection<Row> since(Instant time) {
        Row first = new Row(object, "");
        first.put(STAMP, time);
        return stamps.tailSet(first, true);
    }

    Collection<Row> withValue(Field field, Object value) {
        Map<String, Object> index = indexes.get(field.name());
        if (index == null) {
            throw new IllegalArgumentException("field " + object + "." + field.name() + " has no index");
        }
        Object found = index.get(key(field, value));
        return found == null ? List.of() : found instanceof Row row ? List.of(row) : set(found);
    }

    void replace(Row row, String fieldName, @Nullable Object value) {
        if (fieldName.equals(STAMP)) {
            stamps.remove(row);
            row.put(fieldName, value);
            if (value != null) {
                stamps.add(row);
            }
            return;
        }
        Map<String, Object> index = indexes.get(fieldName);
        if (index != null) {
            Field field = object.known(fieldName);
            Object before = row.get(fieldName);
            if (before != null) {
                remove(index, key(field, before), row);
            }
            if (value != null) {
                add(index, key(field, value), row);
            }
        }
        row.put(fieldName, value);
    }

    private static String key(Field field, Object value) {
        return field.type().isKey() ? value.toString() : value.toString().toLowerCase(Locale.ROOT);
    }

    private static void add(Map<String, Object> index, String key, Row row) {
        Object there = index.putIfAbsent(key, row);
        if (there instanceof Row other) {
            Set<Row> both = new LinkedHashSet<>();
            both.add(other);
            both.add(row);
            index.put(key, both);
        } else if (there != null) {
            set(there).add(row);
        }
    }

    private static void remove(Map<String, Object> index, String key, Row row) {
        Object there = index.get(key);
        if (there == row || there instanceof Set<?> several && several.remove(row) && several.isEmpty()) {
            index.remove(key);
        }
    }

    @SuppressWarnings("unchecked")
    private static Set<Row> set(Object several) {
        return (Set<Row>) several;
    }
}
