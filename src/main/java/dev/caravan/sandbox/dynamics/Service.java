package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.store.Row;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Everything below {@code /api/data/v9.x}: finds out what a path means. */
final class Service {
    private static final Set<String> BULK = Set.of("CreateMultiple", "UpdateMultiple", "UpsertMultiple");

    private final Entities entities;
    private final Addresses addresses;
    private final Writes writes;
    private final Listing listing;
    private final Views views;
    private final Tracking tracking;
    private final Relations relations;
    private final Actions actions;
    private final Bulk bulk;
    private final Definitions definitions;
    private final Batch batch;

    Service(Entities entities) {
        this.entities = entities;
        this.addresses = new Addresses(entities);
        this.writes = new Writes(entities, addresses);
        this.listing = new Listing(entities);
        this.views = new Views(entities);
        this.tracking = new Tracking(entities);
        this.relations = new Relations(entities, addresses, writes, listing);
        this.actions = new Actions(entities, addresses, writes);
        this.bulk = new Bulk(entities, addresses, writes);
        this.definitions = new Definitions(entities.tables());
        this.batch = new Batch(this::part, this::check);
    }

    Writes writes() {
        return writes;
    }

    Actions actions() {
        return actions;
    }

    Answer handle(Call call) {
        Answer answer = answered(call);
        Optional<String> annotations = call.prefers("odata.include-annotations");
        if (annotations.isEmpty() || answer.status() >= 300 || answer.body().length == 0) {
            return answer;
        }
        String others = answer.headers().getOrDefault("Preference-Applied", "");
        return answer.with(
                "Preference-Applied",
                (others.isEmpty() ? "" : others + ",") + "odata.include-annotations=\"" + annotations.get() + "\"");
    }

    private Answer answered(Call call) {
        String first = call.path().get(0);
        if (first.equals("$batch")) {
            return only("POST", call, () -> batch.handle(call));
        }
        if (first.isEmpty()) {
            return document(call);
        }
        if (first.equals("$metadata")) {
            return Answer.text(200, "application/xml", Csdl.of(entities.tables()))
                    .with("OData-Version", "4.0");
        }
        if (first.equals("EntityDefinitions") || first.startsWith("EntityDefinitions(")) {
            return definitions.handle(call);
        }
        Optional<Answer> unbound = call.path().size() == 1 ? actions.unbound(call) : Optional.empty();
        if (unbound.isPresent()) {
            return unbound.get();
        }
        Addresses.Address address = addresses.read(first);
        if (call.path().size() > 1) {
            return behind(call, address);
        }
        return address.isOne() ? one(call, address) : all(call, address.table());
    }

    /** The same for a part of a batch, of which a fault may hit some. */
    private Answer part(Call call) {
        boolean writes = !call.method().equals("GET");
        if (writes && entities.store().context().faults().failsRow(call.origin())) {
            return Wire.failure(503, "0x80044151", "SQL timeout expired.");
        }
        return handle(call);
    }

    private Answer all(Call call, Table table) {
        return switch (call.method()) {
            case "POST" -> writes.create(call, table);
            case "GET" ->
                views.isAsked(call)
                        ? views.list(call, table)
                        : tracking.isAsked(call)
                                ? tracking.list(call, table)
                                : listing.list(call, table, entities.all(call.origin(), table));
            default -> throw wrongMethod(call);
        };
    }

    private Answer one(Call call, Addresses.Address address) {
        return switch (call.method()) {
            case "GET" -> read(call, address);
            case "PATCH" -> writes.patch(call, address);
            case "DELETE" -> writes.delete(call, address);
            default -> throw wrongMethod(call);
        };
    }

    private Answer read(Call call, Addresses.Address address) {
        Row row = writes.live(address);
        Table table = address.table();
        Listing.mustBeKnown(call.queries());
        Choice choice = Choice.of(entities, table, call.queries());
        if (call.has("if-none-match", entities.etag(row))) {
            return Wire.empty(304);
        }
        ObjectNode body = Json.object();
        body.put("@odata.context", Rendering.context(call, table, choice.select()) + "/$entity");
        body.setAll(choice.show(Entity.of(table, row), call.annotations()));
        return Wire.json(200, body).with("ETag", entities.etag(row));
    }

    private Answer behind(Call call, Addresses.Address address) {
        String second = call.path().get(1);
        String action = second.replace("Microsoft.Dynamics.CRM.", "");
        if (!address.isOne() && second.equals("$count")) {
            return tracking.isAsked(call)
                    ? tracking.count(call, address.table())
                    : listing.count(call, address.table(), entities.all(call.origin(), address.table()));
        }
        if (!address.isOne() && BULK.contains(action)) {
            return only("POST", call, () -> bulk.handle(call, address.table(), action));
        }
        if (address.isOne()
                && action.equals("QualifyLead")
                && address.table().name().equals("lead")) {
            return only("POST", call, () -> actions.qualify(call, address));
        }
        if (!address.isOne()) {
            throw Wire.noResource(second);
        }
        return relations.handle(call, address);
    }

    /** Whether a request of a change set would pass. */
    private void check(Call call) {
        if (call.path().get(0).startsWith("$") || call.path().size() > 1) {
            return;
        }
        Addresses.Address address = addresses.read(call.path().get(0));
        Row row = address.id() == null ? null : entities.live(address.table(), address.id());
        if (address.isOne()
                && row == null
                && (call.method().equals("DELETE") || call.header("if-match").isPresent())) {
            throw Wire.noRecord(address.table(), String.valueOf(address.id()));
        }
        if (!call.method().equals("DELETE")) {
            writes.drafts().read(address.table(), Batch.withoutReferences(call.json()), row);
        }
    }

    private Answer document(Call call) {
        ObjectNode body = Json.object();
        body.put("@odata.context", call.base() + "/$metadata");
        ArrayNode sets = body.putArray("value");
        entities.tables()
                .all()
                .forEach(table -> sets.addObject()
                        .put("name", table.set())
                        .put("kind", "EntitySet")
                        .put("url", table.set()));
        return Wire.json(200, body);
    }

    private static Answer only(String method, Call call, java.util.function.Supplier<Answer> work) {
        if (!call.method().equals(method)) {
            throw wrongMethod(call);
        }
        return work.get();
    }

    private static dev.caravan.sandbox.RefusedException wrongMethod(Call call) {
        return Wire.refused(
                405, "0x80060888", "The requested resource does not support http method '" + call.method() + "'.");
    }

    /** Sets of which the calls are counted by name. */
    List<String> sets() {
        return entities.tables().all().stream().map(Table::set).toList();
    }
}
