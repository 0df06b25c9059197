package dev.caravan.sandbox.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Normalise;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.SandboxContext;
import dev.caravan.sandbox.VendorApi;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All rows of an account. Whoever reads or writes it holds its monitor; {@link StoreApi} sees to that for calls. */
public final class Store {
    private static final long LONG_NUMBERS = 5_725_767_000_000_000_000L;

    private final SandboxContext context;
    private final Supplier<List<Kind>> start;
    private final Checks checks = new Checks(this);
    private final Map<String, Kind> kinds = new LinkedHashMap<>();
    private final Map<Kind, Map<String, Row>> rows = new HashMap<>();
    private final ValueIndexes byValue = new ValueIndexes();
    private final Map<Kind, Long> lastIds = new HashMap<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();

    /** Is told of every commit of a row, under the store's lock. */
    @FunctionalInterface
    public interface Watcher {
        /** @param before the values before; empty for a new row */
        void changed(Change change, Row row, ObjectNode before);
    }

    /** @param start makes the kinds that the account has from the start, anew for every reset */
    public Store(SandboxContext context, Supplier<List<Kind>> start) {
        this.context = context;
        this.start = start;
        reset();
    }

    public SandboxContext context() {
        return context;
    }

    /** The time by the clock of the sandbox, in the fineness in which the vendor keeps it. */
    public Instant now() {
        return context.clock().instant();
    }

    /** From now on the watcher hears of every commit. */
    public void watch(Watcher watcher) {
        watchers.add(watcher);
    }

    public synchronized void reset() {
        kinds.clear();
        rows.clear();
        byValue.clear();
        lastIds.clear();
        start.get().forEach(kind -> {
            kinds.put(kind.name(), kind);
            rows.put(kind, new LinkedHashMap<>());
        });
    }

    public Collection<Kind> kinds() {
        return kinds.values();
    }

    /** @throws IllegalArgumentException if there is none; the message names those that exist */
    public Kind kind(String name) {
        Kind kind = kinds.get(name);
        if (kind == null) {
            throw new IllegalArgumentException("there is no object '" + name + "'; there are " + kinds.keySet());
        }
        return kind;
    }

    /** Every row that is not deleted, in the order in which they were made. */
    public List<Row> rows(Kind kind) {
        return table(kind).values().stream().filter(row -> !row.isDeleted()).toList();
    }

    /** Every row, deleted ones too. */
    public Collection<Row> all(Kind kind) {
        return table(kind).values();
    }

    /** The row, deleted or not; null if there is none. */
    public @Nullable Row any(Kind kind, String id) {
        return table(kind).get(id);
    }

    /** The row that is not deleted; null if there is none. */
    public @Nullable Row live(Kind kind, String id) {
        Row row = any(kind, id);
        return row == null || row.isDeleted() ? null : row;
    }

    /** Live rows whose field holds the text, whatever its case, by an index. */
    public List<Row> withValue(Kind kind, String field, String value) {
        List<Row> found = new ArrayList<>();
        for (String id : byValue.holding(kind, field, value, all(kind))) {
            Row row = live(kind, id);
            if (row != null) {
                found.add(row);
            }
        }
        return found;
    }

    /** Live rows as a search sees them that lags behind by the time that the faults ask for. */
    public Map<Row, ObjectNode> searched(Request request, Kind kind) {
        Duration lag = context.faults().searchLag(request);
        Map<Row, ObjectNode> seen = new LinkedHashMap<>();
        for (Row row : rows(kind)) {
            if (lag.isZero()) {
                seen.put(row, row.values());
            } else {
                row.seenAt(now().minus(lag)).ifPresent(values -> seen.put(row, values));
            }
        }
        return seen;
    }

    /** What is wrong with values that are to be written; empty for nothing. */
    public List<Mistake> mistakes(Kind kind, ObjectNode values, @Nullable Row row) {
        return checks.of(kind, values, row);
    }

    /** Makes a row of checked values. */
    public Row create(Request request, Kind kind, ObjectNode values) {
        Row row = insert(kind, "", normalised(kind, values), true);
        tell(request, Change.Kind.CREATED, row, row.values(), Json.object());
        return row;
    }

    /** The same under an id that the caller has chosen and that no row has. */
    public Row create(Request request, Kind kind, String id, ObjectNode values) {
        Row row = insert(kind, id, normalised(kind, values), true);
        tell(request, Change.Kind.CREATED, row, row.values(), Json.object());
        return row;
    }

    /** Writes checked values; null or empty text clears a field. The time of the change moves if anything changed. */
    public void update(Request request, Row row, ObjectNode values) {
        ObjectNode before = row.values();
        ObjectNode next = before.deepCopy();
        ObjectNode changed = Json.object();
        for (Map.Entry<String, JsonNode> each : normalised(row.kind(), values).properties()) {
            boolean empty = isEmpty(each.getValue());
            JsonNode old = before.path(each.getKey());
            if (empty ? !old.isMissingNode() : !old.equals(each.getValue())) {
                changed.set(each.getKey(), each.getValue());
                if (empty) {
                    next.remove(each.getKey());
                } else {
                    next.set(each.getKey(), each.getValue());
                }
            }
        }
        request.markCommitted();
        if (!changed.isEmpty()) {
            byValue.remove(row);
            row.change(next, now());
            byValue.add(row);
            tell(request, Change.Kind.UPDATED, row, changed, before);
        }
    }

    /** Puts a row into the bin. */
    public void delete(Request request, Row row) {
        row.delete(now(), null, now());
        tell(request, Change.Kind.DELETED, row, Json.object(), row.values());
    }

    /** Takes a row out of the bin. */
    public void restore(Request request, Row row) {
        row.delete(null, null, now());
        tell(request, Change.Kind.RESTORED, row, Json.object(), row.values());
    }

    /** Puts the loser into the bin and remembers who won; the winner takes what it lacks. */
    public void merge(Request request, Row winner, Row loser) {
        ObjectNode lacking = Json.object();
        loser.values().properties().forEach(each -> {
            if (!winner.values().has(each.getKey())) {
                lacking.set(each.getKey(), each.getValue());
            }
        });
        loser.delete(now(), winner.id(), now());
        tell(request, Change.Kind.DELETED, loser, Json.object(), loser.values());
        ObjectNode before = winner.values();
        byValue.remove(winner);
        ObjectNode merged = before.deepCopy();
        merged.setAll(lacking);
        winner.change(merged, now());
        byValue.add(winner);
        ObjectNode facts = Json.object().put("merged", loser.id());
        tell(request, Change.Kind.MERGED, winner, facts, before);
    }

    /** Makes a row one of another kind; its id, its values and the time when it was made stay. */
    public Row move(Request request, Row row, Kind to) {
        byValue.remove(row);
        table(row.kind()).remove(row.id());
        Row moved = new Row(to, row.id(), row.values(), row.createdAt());
        moved.change(row.values(), now());
        table(to).put(moved.id(), moved);
        byValue.add(moved);
        tell(request, Change.Kind.UPDATED, moved, Json.object(), row.values());
        return moved;
    }

    /** Takes a row in without checks and without telling anybody; it is old enough for every search. */
    public Row seed(Kind kind, ObjectNode values) {
        return insert(kind, values.path("id").asText(""), without(values, "id"), false);
    }

    /** Everything that lasts. */
    public synchronized ObjectNode save() {
        ObjectNode saved = Json.object();
        kinds.forEach((name, kind) -> {
            ObjectNode one = saved.putObject(name);
            one.put("lastId", lastIds.getOrDefault(kind, 0L));
            ArrayNode all = one.putArray("rows");
            table(kind).values().forEach(row -> all.add(row.save()));
        });
        return saved;
    }

    /** Replaces all rows by what {@link #save} gave. */
    public synchronized void load(JsonNode saved) {
        reset();
        saved.properties().forEach(each -> {
            Kind kind = kind(each.getKey());
            lastIds.put(kind, each.getValue().path("lastId").asLong() + VendorApi.IDS_SKIPPED);
            each.getValue().path("rows").forEach(row -> {
                Row loaded = Row.load(kind, row);
                table(kind).put(loaded.id(), loaded);
            });
        });
    }

    private Row insert(Kind kind, String wanted, ObjectNode values, boolean isNew) {
        String id = wanted.isEmpty() ? newId(kind) : wanted;
        if (kind.ids() == Kind.Ids.NUMBER && id.matches("\\d{1,18}")) {
            lastIds.merge(kind, Long.parseLong(id), Math::max);
        }
        ObjectNode full = Json.object();
        values.properties().forEach(each -> {
            if (!isEmpty(each.getValue())) {
                full.set(each.getKey(), each.getValue());
            }
        });
        Row row = new Row(kind, id, full, now());
        if (isNew) {
            row.born(now());
        }
        table(kind).put(id, row);
        byValue.add(row);
        return row;
    }

    private String newId(Kind kind) {
        long next = lastIds.merge(kind, 1L, Long::sum);
        if (kind.ids() == Kind.Ids.NUMBER) {
            return String.valueOf(next);
        }
        if (kind.ids() == Kind.Ids.LONG_NUMBER) {
            long all = lastIds.entrySet().stream()
                    .filter(each -> each.getKey().ids() == Kind.Ids.LONG_NUMBER)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return String.valueOf(LONG_NUMBERS + all);
        }
        String id;
        do {
            id = randomId();
            // After a restart the seed draws the same again, and the records of before are still there.
        } while (table(kind).containsKey(id));
        return id;
    }

    private String randomId() {
        synchronized (context.random()) {
            long high = context.random().nextLong() & ~0xF000L | 0x4000L;
            return new UUID(high, context.random().nextLong() >>> 2 | Long.MIN_VALUE).toString();
        }
    }

    private void tell(Request request, Change.Kind what, Row row, ObjectNode values, ObjectNode before) {
        Map<String, String> texts = new TreeMap<>();
        values.properties().forEach(each -> {
            JsonNode value = each.getValue();
            texts.put(each.getKey(), value.isNull() ? "" : value.isContainerNode() ? Json.text(value) : value.asText());
        });
        Change change = context.journal().add(request, what, row.kind().name(), row.id(), texts);
        watchers.forEach(watcher -> watcher.changed(change, row, before));
    }

    private ObjectNode normalised(Kind kind, ObjectNode values) {
        ObjectNode stored = values.deepCopy();
        stored.properties()
                .forEach(each -> kind.field(each.getKey())
                        .ifPresent(field -> each.setValue(normalised(field, each.getValue()))));
        return stored;
    }

    private JsonNode normalised(Field field, JsonNode value) {
        if (value.isTextual()) {
            return TextNode.valueOf(context.faults().normalise().stored(value.textValue(), form(field)));
        }
        // Several values of a field, each with its label.
        value.forEach(entry -> {
            if (entry instanceof ObjectNode one && one.path("value").isTextual()) {
                one.set("value", normalised(field, one.path("value")));
            }
        });
        return value;
    }

    private static Normalise.Kind form(Field field) {
        return switch (field.type()) {
            case PHONE -> Normalise.Kind.PHONE;
            case EMAIL -> Normalise.Kind.EMAIL;
            case TEXT, URL -> field.unique() ? Normalise.Kind.KEY : Normalise.Kind.TEXT;
            case ANY -> field.name().equals("phones") ? Normalise.Kind.PHONE : Normalise.Kind.KEY;
            default -> Normalise.Kind.KEY;
        };
    }

    private Map<String, Row> table(Kind kind) {
        Map<String, Row> table = rows.get(kind);
        if (table == null) {
            throw new IllegalStateException("object " + kind.name() + " has no table");
        }
        return table;
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull() || value.isTextual() && value.textValue().isEmpty();
    }

    private static ObjectNode without(ObjectNode values, String field) {
        ObjectNode rest = values.deepCopy();
        rest.remove(field);
        return rest;
    }
}
