package dev.caravan.sandbox.salesforce;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of all objects with hash indexes over keys, names and references. Not safe for several threads: the caller
 * holds a lock.
 */
final class Store {
    private final Schema schema;
    private final Ids ids = new Ids();
    private final Map<ObjectType, Table> tables = new HashMap<>();
    private @Nullable Deque<Runnable> undo;

    Store(Schema schema) {
        this.schema = schema;
        schema.objects().forEach(object -> tables.put(object, new Table(object)));
    }

    Schema schema() {
        return schema;
    }

    /** All rows of an object in order of creation, deleted ones too. */
    Collection<Row> rows(ObjectType object) {
        return table(object).rows.values();
    }

    /** A row by its 18-character id, whether deleted or not. */
    Optional<Row> row(ObjectType object, @Nullable String id) {
        return Optional.ofNullable(table(object).rows.get(id));
    }

    /** A row of whatever object the id's prefix names. */
    Optional<Row> row(@Nullable String id) {
        return schema.ofId(id).flatMap(object -> row(object, id));
    }

    /** The rows whose indexed field holds a value, deleted ones too. */
    Collection<Row> withValue(ObjectType object, Field field, Object value) {
        if (field.type() == FieldType.ID) {
            return row(object, value.toString()).map(List::of).orElse(List.of());
        }
        Map<String, Set<Row>> index = table(object).indexes.get(field.name());
        if (index == null) {
            throw new IllegalArgumentException("field " + object + "." + field.name() + " has no index");
        }
        return index.getOrDefault(key(field, value), Set.of());
    }

    /** A new row with a fresh id. */
    Row add(ObjectType object) {
        Row row = new Row(object, ids.next(object.keyPrefix()));
        Table table = table(object);
        table.rows.put(row.id(), row);
        remember(() -> table.rows.remove(row.id()));
        return row;
    }

    /** A row as it was saved. */
    void restore(ObjectType object, String id, Map<String, Object> values) {
        Row row = new Row(object, id);
        Table table = table(object);
        table.rows.put(id, row);
        values.forEach((field, value) -> table.replace(row, field, value));
    }

    List<String> rowIds(ObjectType object) {
        return List.copyOf(table(object).rows.keySet());
    }

    /** Every row as JSON text, in order of creation. */
    Map<ObjectType, List<String>> saved() {
        Map<ObjectType, List<String>> saved = new LinkedHashMap<>();
        for (ObjectType object : schema.objects()) {
            List<String> texts = new ArrayList<>(table(object).rows.size());
            table(object).rows.values().forEach(row -> texts.add(row.saved()));
            saved.put(object, texts);
        }
        return saved;
    }

    /** Counters of the rows' ids. */
    Ids ids() {
        return ids;
    }

    /** Sets one value, or empties the field by null. */
    void set(Row row, String field, @Nullable Object value) {
        Object before = row.get(field);
        Table table = table(row.type());
        table.replace(row, field, value);
        remember(() -> table.replace(row, field, before));
    }

    /** Removes a row for good, as emptying the recycle bin does. */
    void purge(Row row) {
        Table table = table(row.type());
        row.copy().keySet().forEach(field -> set(row, field, null));
        table.rows.remove(row.id());
        remember(() -> table.rows.put(row.id(), row));
    }

    /** From here on every change can be taken back; transactions nest by {@link #mark()}. */
    int mark() {
        if (undo == null) {
            undo = new ArrayDeque<>();
        }
        return undo.size();
    }

    /** Takes back what was changed since a mark. */
    void rollBackTo(int mark) {
        Deque<Runnable> steps = undo;
        undo = null;
        while (steps != null && steps.size() > mark) {
            steps.pop().run();
        }
        undo = steps;
    }

    /** Forgets how to take back; call it once the outermost change is done. */
    void keep() {
        undo = null;
    }

    private void remember(Runnable step) {
        if (undo != null) {
            undo.push(step);
        }
    }

    private Table table(ObjectType object) {
        Table table = tables.get(object);
        if (table == null) {
            throw new IllegalArgumentException("object " + object + " is not of this schema");
        }
        return table;
    }

    private static String key(Field field, Object value) {
        return field.type().isKey() ? value.toString() : value.toString().toLowerCase(Locale.ROOT);
    }

    private static final class Table {
        private final ObjectType object;
        private final Map<String, Row> rows = new LinkedHashMap<>();
        private final Map<String, Map<String, Set<Row>>> indexes = new HashMap<>();

        Table(ObjectType object) {
            this.object = object;
            List<Field> indexed = new ArrayList<>(object.fields());
            indexed.removeIf(field -> !field.isIndexed() || field.type() == FieldType.ID);
            indexed.forEach(field -> indexes.put(field.name(), new HashMap<>()));
        }

        void replace(Row row, String fieldName, @Nullable Object value) {
            Map<String, Set<Row>> index = indexes.get(fieldName);
            if (index != null) {
                Field field = object.known(fieldName);
                Object before = row.get(fieldName);
                if (before != null) {
                    remove(index, key(field, before), row);
                }
                if (value != null) {
                    index.computeIfAbsent(key(field, value), k -> new LinkedHashSet<>(2))
                            .add(row);
                }
            }
            row.put(fieldName, value);
        }

        private static void remove(Map<String, Set<Row>> index, String key, Row row) {
            Set<Row> bucket = index.get(key);
            if (bucket != null && bucket.remove(row) && bucket.isEmpty()) {
                index.remove(key);
            }
        }
    }
}
