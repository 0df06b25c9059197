package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Normalise;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Creates, changes and deletes records, with the vendor's checks before and its derived values after. */
final class Writes {
    private final Store store;
    private final Clock clock;
    private final Checks checks;
    private final Derived derived;
    private final List<Done> done = new ArrayList<>();
    private String me = "";

    /** @param normalise in which other form texts are stored */
    Writes(Store store, Clock clock, Supplier<Normalise> normalise) {
        this.store = store;
        this.clock = clock;
        this.checks = new Checks(store, normalise);
        this.derived = new Derived(store, this);
    }

    /** One change, for the journal. */
    record Done(Change.Kind kind, Row row, Map<String, String> values) {}

    /** The user in whose name records are written from now on. */
    void actAs(String userId) {
        me = userId;
    }

    String me() {
        return me;
    }

    /** A place to roll back to. */
    record Mark(int steps, int changes) {}

    Mark mark() {
        return new Mark(store.mark(), done.size());
    }

    void rollBackTo(Mark mark) {
        store.rollBackTo(mark.steps());
        done.subList(mark.changes(), done.size()).clear();
    }

    /** Ends the call: nothing can be rolled back any more. Gives what was done since the last time. */
    List<Done> keep() {
        store.keep();
        List<Done> all = List.copyOf(done);
        done.clear();
        return all;
    }

    Row insert(ObjectType object, JsonNode body) {
        checks.writable(object);
        Map<String, @Nullable Object> values = checks.read(object, body, true);
        addDefaults(object, values);
        checks.required(object, values, true);
        derived.beforeInsert(object, values);
        checks.references(object, values);
        checks.unique(object, values, null);
        return add(object, values);
    }

    /** Adds a row without checks; absent columns get their defaults. */
    Row seed(ObjectType object, ObjectNode body) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Field field : object.fields()) {
            JsonNode value = body.get(field.name());
            if (value != null && field.type() != FieldType.ID) {
                values.put(field.name(), Values.read(field, value));
            }
        }
        return make(object, values);
    }

    private Row add(ObjectType object, Map<String, @Nullable Object> values) {
        Row row = store.add(object);
        Instant now = now();
        store.set(row, "IsDeleted", false);
        store.set(row, "CreatedDate", now);
        store.set(row, "CreatedById", me);
        values.forEach((field, value) -> store.set(row, field, value));
        finish(row, now);
        derived.afterWrite(row, values.keySet(), true);
        note(Change.Kind.CREATED, row, values, Map.of());
        return row;
    }

    void update(Row row, JsonNode body) {
        if (row.isDeleted()) {
            throw SalesforceError.deleted();
        }
        if (row.isTrue("IsConverted")) {
            throw SalesforceError.bad("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead");
        }
        checks.writable(row.type());
        Map<String, @Nullable Object> values = checks.read(row.type(), body, false);
        checks.required(row.type(), values, false);
        checks.references(row.type(), values);
        checks.unique(row.type(), values, row);
        change(Change.Kind.UPDATED, row, values, Map.of());
    }

    /**
     * Writes values without checks, read-only ones too.
     *
     * @param facts for the journal beside the values
     */
    void change(Change.Kind kind, Row row, Map<String, @Nullable Object> values, Map<String, String> facts) {
        values.forEach((field, value) -> store.set(row, field, value));
        finish(row, now());
        derived.afterWrite(row, values.keySet(), false);
        note(kind, row, values, facts);
    }

    /** Adds a row without checks; absent columns get their defaults. */
    Row make(ObjectType object, Map<String, @Nullable Object> values) {
        addDefaults(object, values);
        return add(object, values);
    }

    /** Puts a record into the recycle bin, with what hangs on it. */
    void delete(Row row) {
        delete(row, row);
    }

    /** @param cause the record whose delete takes this one along */
    void delete(Row row, Row cause) {
        if (row.isDeleted()) {
            throw SalesforceError.deleted();
        }
        if (!row.type().isDeletable()) {
            throw SalesforceError.bad("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id");
        }
        store.set(row, "IsDeleted", true);
        store.set(row, Row.DELETED_WITH, row == cause ? null : cause.id());
        finish(row, now());
        note(Change.Kind.DELETED, row, Map.of(), Map.of());
        derived.afterDelete(row, cause);
    }

    /** Takes a record out of the recycle bin, with what its delete had taken along; a merged one stands alone again. */
    void undelete(Row row) {
        undelete(row, row);
    }

    /** @param cause the record whose delete had taken this one along */
    void undelete(Row row, Row cause) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(row.copy());
        values.keySet().removeIf(name -> row.type().field(name) == null);
        checks.unique(row.type(), values, row);
        store.set(row, "IsDeleted", false);
        store.set(row, Row.DELETED_WITH, null);
        if (row.type().field("MasterRecordId") != null) {
            store.set(row, "MasterRecordId", null);
        }
        finish(row, now());
        note(Change.Kind.RESTORED, row, Map.of(), Map.of());
        derived.afterUndelete(row, cause);
    }

    /** Sets a value that no caller may set himself. */
    void derive(Row row, String field, @Nullable Object value) {
        store.set(row, field, value);
    }

    /** The direct relation that comes with a contact's account. */
    void relate(Object accountId, String contactId) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("AccountId", accountId);
        values.put("ContactId", contactId);
        values.put("IsDirect", true);
        values.put("IsActive", true);
        add(store.schema().known("AccountContactRelation"), values);
    }

    private void addDefaults(ObjectType object, Map<String, @Nullable Object> values) {
        for (Field field : object.fields()) {
            if (values.get(field.name()) != null || field.isAudit()) {
                continue;
            }
            if (field.name().equals("OwnerId")) {
                values.put("OwnerId", me);
            } else if (field.defaultOption() != null) {
                values.put(field.name(), field.defaultOption());
            } else if (field.type() == FieldType.BOOLEAN && !field.name().equals("IsDeleted")) {
                values.put(field.name(), false);
            }
        }
    }

    private void finish(Row row, Instant now) {
        store.set(row, "LastModifiedDate", now);
        store.set(row, "LastModifiedById", me);
        store.set(row, "SystemModstamp", now);
        Field name = row.type().field("Name");
        if (name != null && row.type().field("LastName") != null) {
            String first = row.text("FirstName");
            String last = row.text("LastName");
            store.set(row, "Name", first == null ? last : last == null ? first : first + " " + last);
        }
    }

    /** Salesforce keeps times to the second. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private void note(Change.Kind kind, Row row, Map<String, @Nullable Object> values, Map<String, String> facts) {
        Map<String, String> written = new HashMap<>(facts);
        values.forEach((field, value) -> written.put(field, value == null ? "" : Values.text(value)));
        done.add(new Done(kind, row, written));
    }

    /** The body without the keys that name the record instead of describing it. */
    static ObjectNode withoutId(JsonNode body) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        body.fields().forEachRemaining(entry -> {
            if (!entry.getKey().equalsIgnoreCase("Id") && !entry.getKey().equals("attributes")) {
                copy.set(entry.getKey(), entry.getValue());
            }
        });
        return copy;
    }
}
