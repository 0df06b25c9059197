package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.store.Row;
import java.util.List;
import java.util.Optional;

/** Paths that go on behind a record: its properties, its related records, and the references between them. */
final class Relations {
    private final Entities entities;
    private final Addresses addresses;
    private final Writes writes;
    private final Listing listing;

    Relations(Entities entities, Addresses addresses, Writes writes, Listing listing) {
        this.entities = entities;
        this.addresses = addresses;
        this.writes = writes;
        this.listing = listing;
    }

    Answer handle(Call call, Addresses.Address address) {
        List<String> path = call.path();
        String name = path.get(1);
        String bare = name.contains("(") ? name.substring(0, name.indexOf('(')) : name;
        Table table = address.table();
        Optional<Tables.Collection> collection = entities.tables().collection(table, bare);
        Optional<Table.Navigation> navigation = table.navigation(bare);
        boolean isReference = path.get(path.size() - 1).equals("$ref");
        if (collection.isPresent()) {
            return isReference
                    ? memberReference(call, address, collection.get(), name)
                    : members(call, address, collection.get());
        }
        if (navigation.isPresent()
                && (isReference || table.column(name).map(Column::isLookup).orElse(true))) {
            return isReference ? reference(call, address, navigation.get()) : related(call, address, navigation.get());
        }
        return property(call, address, name);
    }

    private Answer property(Call call, Addresses.Address address, String name) {
        if (!call.method().equals("GET")) {
            return writes.property(call, address, name);
        }
        Table table = address.table();
        Column column = table.shown(name).orElseThrow(() -> Wire.noProperty(name, table.type()));
        Row row = writes.live(address);
        JsonNode value = entities.value(Entity.of(table, row), column);
        if (call.path().size() > 2 && call.path().get(2).equals("$value")) {
            return Answer.text(200, "text/plain", value.asText()).with("OData-Version", "4.0");
        }
        ObjectNode body = Json.object();
        body.put("@odata.context", call.base() + "/$metadata#" + table.set() + "(" + row.id() + ")/" + name);
        body.set("value", value);
        return Wire.json(200, body);
    }

    private Answer related(Call call, Addresses.Address address, Table.Navigation navigation) {
        if (!call.method().equals("GET")) {
            throw Wire.refused(405, "0x80060888", "A related record is changed under its own address.");
        }
        Row row = writes.live(address);
        Optional<Entity> target = entities.target(Entity.of(address.table(), row), navigation.column())
                .filter(found -> found.table().name().equals(navigation.target()));
        if (target.isEmpty()) {
            return Wire.empty(204);
        }
        Table table = target.get().table();
        Choice choice = Choice.of(entities, table, call.queries());
        ObjectNode body = Json.object();
        body.put("@odata.context", Rendering.context(call, table, choice.select()) + "/$entity");
        body.setAll(choice.show(target.get(), call.annotations()));
        return Wire.json(200, body);
    }

    private Answer members(Call call, Addresses.Address address, Tables.Collection collection) {
        Row row = writes.live(address);
        List<Entity> members =
                new EntityProperties(entities, address.table()).members(Entity.of(address.table(), row), collection);
        Table table = entities.tables().named(collection.table());
        if (call.path().get(call.path().size() - 1).equals("$count")) {
            return listing.count(call, table, members);
        }
        return listing.list(call, table, members);
    }

    private Answer reference(Call call, Addresses.Address address, Table.Navigation navigation) {
        Row row = writes.live(address);
        ObjectNode values = Json.object();
        if (call.method().equals("GET")) {
            Optional<Entity> target = entities.target(Entity.of(address.table(), row), navigation.column());
            if (target.isEmpty()) {
                return Wire.empty(204);
            }
            ObjectNode body = Json.object();
            body.put("@odata.context", call.base() + "/$metadata#$ref");
            body.put("@odata.id", address(call, target.get()));
            return Wire.json(200, body);
        }
        JsonNode link = call.method().equals("DELETE")
                ? NullNode.getInstance()
                : TextNode.valueOf(call.json().path("@odata.id").asText());
        writes.drafts().bind(address.table(), values, navigation.name(), link);
        entities.store().update(call.origin(), row, values);
        return Wire.empty(204);
    }

    private Answer memberReference(Call call, Addresses.Address address, Tables.Collection collection, String name) {
        Row row = writes.live(address);
        Table table = entities.tables().named(collection.table());
        Column column = table.column(collection.column()).orElseThrow();
        String navigation = column.targets().getOrDefault(address.table().name(), column.name());
        ObjectNode values = Json.object();
        if (call.method().equals("POST")) {
            Entity member = addresses
                    .linked(
                            call.json().path("@odata.id").asText(),
                            address.table().set())
                    .orElseThrow();
            writes.drafts()
                    .bind(
                            table,
                            values,
                            navigation,
                            TextNode.valueOf("/" + address.table().set() + "(" + row.id() + ")"));
            entities.store().update(call.origin(), member.row(), values);
            return Wire.empty(204);
        }
        String inKey = name.contains("(") ? name.substring(name.indexOf('(') + 1, name.lastIndexOf(')')) : "";
        String id = inKey.isEmpty() ? call.queries().getOrDefault("$id", "").replaceAll(".*\\(|\\).*", "") : inKey;
        Row member = entities.live(table, id.toLowerCase(java.util.Locale.ROOT));
        if (member == null) {
            throw Wire.noRecord(table, id);
        }
        if (member.text(column.name()).equals(row.id())) {
            writes.drafts().bind(table, values, navigation, NullNode.getInstance());
            entities.store().update(call.origin(), member, values);
        }
        return Wire.empty(204);
    }

    private static String address(Call call, Entity entity) {
        return call.base() + "/" + entity.table().set() + "(" + entity.id() + ")";
    }
}
