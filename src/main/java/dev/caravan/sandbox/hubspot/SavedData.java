package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.VendorApi;
import java.util.ArrayList;
import java.util.List;

/** The whole account as it is saved and taken in again. */
final class SavedData {
    private static final int SLICE = 500;

    private final Data data;
    private final ListStore lists;
    private final WebhookSettings webhooks;

    SavedData(Data data, ListStore lists, WebhookSettings webhooks) {
        this.data = data;
        this.lists = lists;
        this.webhooks = webhooks;
    }

    /** The account at one moment, by copies and immutable parts. */
    private record Kept(ObjectNode settings, Schema.Kept schema, ListStore.Kept lists, List<Kind> objects) {}

    private record Kind(ObjectType type, List<String> records, List<Long> merged) {}

    /**
     * The state of one moment. Most records are put into text before it, a few at a time, so that calls never wait for
     * long.
     */
    ObjectNode save() {
        ObjectType.all().forEach(this::prepare);
        Kept kept;
        synchronized (data) {
            kept = keep();
        }
        ObjectNode saved = kept.settings();
        saved.set("schema", kept.schema().json());
        saved.set("lists", kept.lists().json());
        ObjectNode objects = saved.putObject("objects");
        for (Kind each : kept.objects()) {
            ObjectNode object = objects.putObject(each.type().name());
            ArrayNode records = object.putArray("records");
            each.records().forEach(text -> records.addRawValue(new RawValue(text)));
            ArrayNode merged = object.putArray("merged");
            each.merged().forEach(merged::add);
        }
        return saved;
    }

    private void prepare(ObjectType type) {
        List<Long> ids;
        synchronized (data) {
            ids = List.copyOf(data.table(type).records().keySet());
        }
        for (int from = 0; from < ids.size(); from += SLICE) {
            synchronized (data) {
                for (Long id : ids.subList(from, Math.min(from + SLICE, ids.size()))) {
                    HubSpotRecord record = data.table(type).records().get(id);
                    if (record != null) {
                        record.saved();
                    }
                }
            }
        }
    }

    private Kept keep() {
        ObjectNode settings = Json.object().put("lastId", data.lastId());
        settings.set("associationTypes", data.associationTypes().save());
        settings.set("pipelines", data.pipelines().save());
        settings.set("webhooks", webhooks.save());
        List<Kind> objects = new ArrayList<>();
        for (ObjectType type : ObjectType.all()) {
            Table table = data.table(type);
            List<String> records = new ArrayList<>(table.records().size());
            table.records().values().forEach(record -> records.add(record.saved()));
            List<Long> merged = new ArrayList<>();
            table.merged().forEach((loser, winner) -> {
                merged.add(loser);
                merged.add(winner);
            });
            objects.add(new Kind(type, records, merged));
        }
        return new Kept(settings, data.schema().keep(), lists.keep(), objects);
    }

    void load(JsonNode saved) {
        synchronized (data) {
            data.reset();
            data.goOnAfter(saved.required("lastId").longValue() + VendorApi.IDS_SKIPPED);
            data.associationTypes().load(saved.required("associationTypes"));
            data.pipelines().load(saved.required("pipelines"));
            data.schema().load(saved.required("schema"));
            lists.load(saved.required("lists"));
            webhooks.load(saved.required("webhooks"));
            saved.required("objects").fields().forEachRemaining(entry -> {
                Table table = data.table(ObjectType.known(entry.getKey()));
                load(table, entry.getValue());
            });
            data.changed();
        }
    }

    private void load(Table table, JsonNode saved) {
        for (JsonNode record : saved.required("records")) {
            table.restore(HubSpotRecord.load(table.type(), record, data.associationTypes()), data.schema());
        }
        JsonNode merged = saved.required("merged");
        for (int i = 0; i < merged.size(); i += 2) {
            table.merged()
                    .put(merged.required(i).longValue(), merged.required(i + 1).longValue());
        }
    }
}
