package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Row;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Creates, updates, upserts and deletes records. */
final class Writes {
    private final Entities entities;
    private final Addresses addresses;
    private final Drafts drafts;

    Writes(Entities entities, Addresses addresses) {
        this.entities = entities;
        this.addresses = addresses;
        this.drafts = new Drafts(entities, addresses);
    }

    Drafts drafts() {
        return drafts;
    }

    Answer create(Call call, Table table) {
        if (table.name().equals(Table.PARTIES)) {
            throw Wire.refused(405, "0x80060888", "Parties are written with their activity.");
        }
        mustBeShowable(call, table);
        Row row = create(call.origin(), table, call.json(), Map.of(), null);
        return written(call, table, row, true);
    }

    /** Creates the record where it is not there, unless {@code If-Match: *} forbids it. */
    Answer patch(Call call, Addresses.Address address) {
        Table table = address.table();
        mustBeShowable(call, table);
        Row row = address.id() == null ? null : entities.live(table, address.id());
        if (row == null) {
            if (call.header("if-match").isPresent()) {
                throw Wire.noRecord(table, name(address));
            }
            Row made = create(call.origin(), table, call.json(), address.keys(), address.id());
            return written(call, table, made, true);
        }
        if (call.has("if-none-match", "*")) {
            throw Wire.refused(412, "0x80040237", "A record with matching key values already exists.");
        }
        mustMatch(call, row);
        update(call.origin(), table, row, call.json());
        return written(call, table, row, false);
    }

    Answer delete(Call call, Addresses.Address address) {
        Row row = live(address);
        mustMatch(call, row);
        delete(call.origin(), row);
        return Wire.empty(204);
    }

    void delete(Request request, Row row) {
        Table of = entities.tables().ofSet(row.kind().name()).orElseThrow();
        for (Table table : entities.tables().all()) {
            for (Column column : table.columns()) {
                if (column.targets().containsKey(of.name()) && !column.isReadOnly()) {
                    letGo(request, table, column, row);
                }
            }
        }
        entities.store().delete(request, row);
    }

    private void letGo(Request request, Table table, Column column, Row target) {
        for (Row row : entities.store().withValue(entities.kind(table), column.name(), target.id())) {
            if (table.name().equals(Table.PARTIES) && column.name().equals("activityid")) {
                entities.store().delete(request, row);
                continue;
            }
            ObjectNode cleared = Json.object();
            cleared.putNull(column.name());
            if (column.isPolymorphic()) {
                cleared.putNull(column.name() + "type");
            }
            entities.store().update(request, row, cleared);
        }
    }

    /** {@code PUT contacts(id)/jobtitle {"value":..}} and {@code DELETE contacts(id)/jobtitle}. */
    Answer property(Call call, Addresses.Address address, String property) {
        Row row = live(address);
        Column column = address.table()
                .column(property)
                .filter(each -> !each.isLookup())
                .orElseThrow(() -> Wire.noProperty(property, address.table().type()));
        JsonNode value = call.method().equals("DELETE")
                ? NullNode.getInstance()
                : call.json().path("value");
        ObjectNode body = Json.object();
        body.set(column.name(), value.isMissingNode() ? NullNode.getInstance() : value);
        update(call.origin(), address.table(), row, body);
        return Wire.empty(204);
    }

    Row live(Addresses.Address address) {
        Row row = address.id() == null ? null : entities.live(address.table(), address.id());
        if (row == null) {
            throw Wire.noRecord(address.table(), name(address));
        }
        return row;
    }

    /**
     * Makes a record, and those that the body holds along with it.
     *
     * @param keys values of the alternate key by which it was addressed
     * @param wanted id that the caller has chosen; null for a new one
     */
    Row create(Request request, Table table, ObjectNode body, Map<String, String> keys, @Nullable String wanted) {
        ObjectNode whole = body.deepCopy();
        keys.forEach(whole::put);
        JsonNode given = whole.path(table.primaryId());
        String id = wanted != null ? wanted : given.asText("").toLowerCase(Locale.ROOT);
        if (!id.isEmpty() && !Addresses.isGuid(id)) {
            throw Wire.payload(
                    table.set(),
                    "Microsoft.OData.ODataException: Cannot convert the literal '" + id
                            + "' to the expected type 'Edm.Guid'.");
        }
        if (!id.isEmpty() && entities.live(table, id) != null) {
            throw Wire.refused(412, "0x80040237", "A record with matching key values already exists.");
        }
        Drafts.Draft draft = drafts.read(table, whole, null);
        for (Drafts.Nested nested : draft.nested()) {
            entities.tables()
                    .collection(table, nested.navigation())
                    .ifPresent(of -> nested.records().forEach(each -> mustBeGood(of, each)));
            table.navigation(nested.navigation())
                    .ifPresent(to -> point(draft.values(), to, child(request, to, nested.records())));
        }
        Row row = id.isEmpty()
                ? entities.store().create(request, entities.kind(table), draft.values())
                : entities.store().create(request, entities.kind(table), id, draft.values());
        for (Drafts.Nested nested : draft.nested()) {
            entities.tables()
                    .collection(table, nested.navigation())
                    .ifPresent(of -> nested.records().forEach(each -> member(request, table, row, of, each)));
        }
        return row;
    }

    void update(Request request, Table table, Row row, ObjectNode body) {
        JsonNode given = body.path(table.primaryId());
        if (given.isTextual() && !given.asText().equalsIgnoreCase(row.id())) {
            throw Wire.refused(400, "0x80060888", "The id in the body differs from the id in the URL.");
        }
        entities.store().update(request, row, drafts.read(table, body, row).values());
    }

    /** What is answered to a write: nothing but the address, or the record where the call wants it. */
    Answer written(Call call, Table table, Row row, boolean isNew) {
        String address = call.base() + "/" + table.set() + "(" + row.id() + ")";
        if (!call.wantsRecord()) {
            Answer answer = Wire.empty(204).with("OData-EntityId", address);
            return isNew ? answer.with("Location", address) : answer;
        }
        Choice choice = Choice.of(entities, table, call.queries());
        ObjectNode body = Json.object();
        body.put("@odata.context", Rendering.context(call, table, choice.select()) + "/$entity");
        body.setAll(choice.show(Entity.of(table, row), call.annotations()));
        Answer answer = Wire.json(isNew ? 201 : 200, body)
                .with("Preference-Applied", "return=representation")
                .with("OData-EntityId", address);
        return isNew ? answer.with("Location", address) : answer;
    }

    /** What cannot be shown afterwards is refused before anything is written. */
    private void mustBeShowable(Call call, Table table) {
        if (call.wantsRecord()) {
            Choice.of(entities, table, call.queries());
        }
    }

    private Row child(Request request, Table.Navigation to, JsonNode record) {
        if (!(record instanceof ObjectNode body)) {
            throw Wire.payload(to.target(), "Microsoft.OData.ODataException: A record was expected.");
        }
        return create(request, entities.tables().named(to.target()), body, Map.of(), null);
    }

    private static void point(ObjectNode values, Table.Navigation to, Row target) {
        values.put(to.column().name(), target.id());
        if (to.column().isPolymorphic()) {
            values.put(to.column().name() + "type", to.target());
        }
    }

    private void member(Request request, Table of, Row row, Tables.Collection collection, JsonNode record) {
        Table table = entities.tables().named(collection.table());
        Column column = table.column(collection.column()).orElseThrow();
        String navigation = Optional.ofNullable(column.targets().get(of.name())).orElseThrow();
        if (record instanceof ObjectNode body) {
            ObjectNode bound = body.deepCopy();
            bound.set(navigation + "@odata.bind", TextNode.valueOf("/" + of.set() + "(" + row.id() + ")"));
            create(request, table, bound, Map.of(), null);
        }
    }

    private void mustBeGood(Tables.Collection collection, JsonNode record) {
        if (record instanceof ObjectNode body) {
            drafts.read(entities.tables().named(collection.table()), body.deepCopy(), null);
        }
    }

    private void mustMatch(Call call, Row row) {
        Optional<String> wanted = call.header("if-match").filter(each -> !each.equals("*"));
        if (wanted.isPresent() && !wanted.get().equals(entities.etag(row))) {
            throw Wire.refused(
                    412,
                    "0x80060882",
                    "The version of the existing record doesn't match the RowVersion property provided.");
        }
    }

    private static String name(Addresses.Address address) {
        return address.id() == null ? String.valueOf(address.keys()) : address.id();
    }
}
