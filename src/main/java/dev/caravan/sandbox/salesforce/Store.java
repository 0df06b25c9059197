package dev.caravan.sandbox.salesforce;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of all objects. Not safe for several threads: the caller holds a lock. */
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
        return table(object).rows().values();
    }

    /** The rows from an id on, in order of creation. */
    Collection<Row> from(ObjectType object, String id) {
        return table(object).rows().tailMap(id, true).values();
    }

    /** The rows changed at a time or later, in order of {@code SystemModstamp} and id. */
    Collection<Row> since(ObjectType object, Instant time) {
        return table(object).since(time);
    }

    /** The newest rows, oldest of them first. */
    List<Row> newest(ObjectType object, int most) {
        List<Row> newest = new ArrayList<>();
        for (Row row : table(object).rows().descendingMap().values()) {
            if (newest.size() == most) {
                break;
            }
            newest.add(0, row);
        }
        return newest;
    }

    /** A row by its 18-character id, whether deleted or not. */
    Optional<Row> row(ObjectType object, @Nullable String id) {
        return id == null
                ? Optional.empty()
                : Optional.ofNullable(table(object).rows().get(id));
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
        return table(object).withValue(field, value);
    }

    /** A new row with a fresh id. */
    Row add(ObjectType object) {
        Row row = new Row(object, ids.next(object.keyPrefix()));
        Table table = table(object);
        table.rows().put(row.id(), row);
        remember(() -> table.rows().remove(row.id()));
        return row;
    }

    /** A row as it was saved. */
    void restore(ObjectType object, String id, Map<String, Object> values) {
        Row row = new Row(object, id);
        Table table = table(object);
        table.rows().put(id, row);
        values.forEach((field, value) -> table.replace(row, field, value));
    }

    List<String> rowIds(ObjectType object) {
        return List.copyOf(table(object).rows().keySet());
    }

    /** Every row as JSON text, in order of creation. */
    Map<ObjectType, List<String>> saved() {
        Map<ObjectType, List<String>> saved = new LinkedHashMap<>();
        for (ObjectType object : schema.objects()) {
            List<String> texts = new ArrayList<>(table(object).rows().size());
            table(object).rows().values().forEach(row -> texts.add(row.saved()));
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
        table.rows().remove(row.id());
        remember(() -> table.rows().put(row.id(), row));
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
}
