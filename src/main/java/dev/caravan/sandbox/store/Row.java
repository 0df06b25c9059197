package dev.caravan.sandbox.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One record. Guarded by the lock of its {@link Store}; the values are changed by the store alone. */
public final class Row {
    /** Longest lag of a search that is imitated. */
    private static final Duration REMEMBERED = Duration.ofMinutes(2);

    private final Kind kind;
    private final String id;
    private final Instant createdAt;
    private final Deque<Was> before = new ArrayDeque<>();
    private ObjectNode values;
    private Instant modifiedAt;
    private @Nullable Instant deletedAt;
    private @Nullable String mergedInto;

    Row(Kind kind, String id, ObjectNode values, Instant createdAt) {
        this.kind = kind;
        this.id = id;
        this.values = values;
        this.createdAt = createdAt;
        this.modifiedAt = createdAt;
    }

    /** Values until a time; null while there was no such row. */
    private record Was(Instant until, @Nullable ObjectNode values) {}

    public Kind kind() {
        return kind;
    }

    public String id() {
        return id;
    }

    /** By field name; an empty field is absent. Not to be changed. */
    public ObjectNode values() {
        return values;
    }

    /** The value of a field as text; empty for none. */
    public String text(String field) {
        JsonNode value = values.path(field);
        return value.isTextual() ? value.textValue() : value.isMissingNode() || value.isNull() ? "" : value.asText();
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant modifiedAt() {
        return modifiedAt;
    }

    public boolean isDeleted() {
        return deletedAt != null;
    }

    public Optional<Instant> deletedAt() {
        return Optional.ofNullable(deletedAt);
    }

    /** The id of the row that this one was merged into. */
    public Optional<String> mergedInto() {
        return Optional.ofNullable(mergedInto);
    }

    /** The values as they were at a time not longer than two minutes ago; empty if there was no such row. */
    public Optional<ObjectNode> seenAt(Instant time) {
        for (Was was : before) {
            if (was.until().isAfter(time)) {
                return Optional.ofNullable(was.values());
            }
        }
        return Optional.of(values);
    }

    void born(Instant now) {
        before.addLast(new Was(now, null));
    }

    void change(ObjectNode next, Instant now) {
        before.addLast(new Was(now, values));
        while (before.peekFirst() != null && before.peekFirst().until().isBefore(now.minus(REMEMBERED))) {
            before.removeFirst();
        }
        values = next;
        modifiedAt = now;
    }

    void delete(@Nullable Instant at, @Nullable String into, Instant now) {
        deletedAt = at;
        mergedInto = into;
        modifiedAt = now;
    }

    ObjectNode save() {
        ObjectNode saved = Json.object();
        saved.put("id", id);
        saved.put("created", createdAt.toString());
        saved.put("modified", modifiedAt.toString());
        saved.put("deleted", deletedAt == null ? null : deletedAt.toString());
        saved.put("mergedInto", mergedInto);
        saved.set("values", values);
        return saved;
    }

    static Row load(Kind kind, JsonNode saved) {
        Row row = new Row(
                kind,
                saved.required("id").asText(),
                (ObjectNode) saved.required("values"),
                Instant.parse(saved.required("created").asText()));
        row.modifiedAt = Instant.parse(saved.required("modified").asText());
        row.deletedAt = saved.hasNonNull("deleted")
                ? Instant.parse(saved.path("deleted").asText())
                : null;
        row.mergedInto =
                saved.hasNonNull("mergedInto") ? saved.path("mergedInto").asText() : null;
        return row;
    }
}
