package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.store.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code CreateMultiple}, {@code UpdateMultiple} and {@code UpsertMultiple}: one mistake undoes the whole call. */
final class Bulk {
    private final Entities entities;
    private final Addresses addresses;
    private final Writes writes;

    Bulk(Entities entities, Addresses addresses, Writes writes) {
        this.entities = entities;
        this.addresses = addresses;
        this.writes = writes;
    }

    /** One record of a call; the address is of one that is there, or of a key. */
    private record Target(ObjectNode body, Addresses.Address address, boolean isThere) {}

    Answer handle(Call call, Table table, String action) {
        JsonNode targets = call.json().path("Targets");
        if (!targets.isArray() || targets.isEmpty()) {
            throw Wire.payload(table.set(), "Microsoft.OData.ODataException: The parameter 'Targets' is missing.");
        }
        List<Target> all = new ArrayList<>();
        for (JsonNode each : targets) {
            if (!each.path("@odata.type").asText("").endsWith(table.type())) {
                throw Wire.payload(
                        table.set(),
                        "Microsoft.OData.ODataException: The annotation '@odata.type' of each target has to be '"
                                + table.type() + "'.");
            }
            all.add(target(table, action, (ObjectNode) each));
        }
        mustAllFit(table, all);
        ArrayNode ids = Json.array();
        for (Target target : all) {
            Row row = target.isThere() ? writes.live(target.address()) : null;
            if (row == null) {
                ids.add(writes.create(
                                call.origin(),
                                table,
                                target.body(),
                                target.address().keys(),
                                target.address().id())
                        .id());
            } else {
                writes.update(call.origin(), table, row, target.body());
            }
        }
        if (!action.equals("CreateMultiple")) {
            return Wire.empty(204);
        }
        ObjectNode body = Json.object();
        body.put("@odata.context", call.base() + "/$metadata#Microsoft.Dynamics.CRM.CreateMultipleResponse");
        body.set("Ids", ids);
        return Wire.json(200, body);
    }

    private Target target(Table table, String action, ObjectNode body) {
        String link = body.path("@odata.id").asText("");
        String id = body.path(table.primaryId()).asText("");
        Addresses.Address address;
        if (!link.isEmpty()) {
            String last = link.substring(link.lastIndexOf('/', Math.max(0, link.indexOf('('))) + 1);
            address = addresses.read(Call.decoded(last));
        } else if (!id.isEmpty()) {
            address = addresses.read(table.set() + "(" + id + ")");
        } else {
            address = new Addresses.Address(table, true, null, Map.of());
        }
        boolean isThere = address.id() != null && entities.live(table, address.id()) != null;
        if (action.equals("UpdateMultiple") && !isThere) {
            throw Wire.noRecord(table, id.isEmpty() ? String.valueOf(address.keys()) : id);
        }
        if (action.equals("CreateMultiple") && isThere) {
            throw Wire.refused(412, "0x80040237", "A record with matching key values already exists.");
        }
        return new Target(body, address, isThere);
    }

    private void mustAllFit(Table table, List<Target> all) {
        Set<String> unique = new HashSet<>();
        for (Target target : all) {
            Row row = target.isThere() ? writes.live(target.address()) : null;
            ObjectNode whole = target.body().deepCopy();
            target.address().keys().forEach(whole::put);
            ObjectNode values = writes.drafts().read(table, whole, row).values();
            for (Column column : table.columns()) {
                String value = values.path(column.name()).asText("");
                if (column.isKey() && !value.isEmpty() && !unique.add(column.name() + "=" + Filter.folded(value))) {
                    throw Wire.refused(
                            412,
                            "0x80060892",
                            "Entity Key " + column.label() + " violated. A record with the same value for "
                                    + column.label() + " already exists.");
                }
            }
        }
    }
}
