package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.VendorApi;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** The org's rows and id counters as they are saved and taken in again. */
final class SavedOrg {
    private static final int SLICE = 500;

    private final Org org;
    private final Map<String, Ids> counters;

    /**
     * @param counters of ids other than those of rows, by name: an id that a client still holds must not come to name
     *     something else
     */
    SavedOrg(Org org, Map<String, Ids> counters) {
        this.org = org;
        this.counters = counters;
    }

    /**
     * The state of one moment. Most rows are put into text before it, a few at a time, so that writers never wait for
     * long.
     */
    ObjectNode save() {
        org.schema().objects().forEach(this::prepare);
        ObjectNode saved = Json.object();
        Map<ObjectType, List<String>> rows = org.reading(() -> {
            saved.put("me", org.me());
            saved.set("ids", org.store().ids().save());
            return org.store().saved();
        });
        ObjectNode others = saved.putObject("otherIds");
        counters.forEach((name, ids) -> others.set(name, ids.save()));
        ObjectNode objects = saved.putObject("objects");
        rows.forEach((object, texts) -> {
            ArrayNode array = objects.putArray(object.name());
            texts.forEach(text -> array.addRawValue(new RawValue(text)));
        });
        return saved;
    }

    private void prepare(ObjectType object) {
        List<String> ids = org.reading(() -> org.store().rowIds(object));
        for (int from = 0; from < ids.size(); from += SLICE) {
            List<String> slice = ids.subList(from, Math.min(from + SLICE, ids.size()));
            org.reading(() -> {
                slice.forEach(id -> org.store().row(object, id).ifPresent(Row::saved));
                return slice;
            });
        }
    }

    void load(JsonNode saved) {
        org.restore(saved.required("me").asText(), store -> {
            store.ids().load(saved.required("ids"), VendorApi.IDS_SKIPPED);
            for (Iterator<Map.Entry<String, JsonNode>> each =
                            saved.required("objects").fields();
                    each.hasNext(); ) {
                Map.Entry<String, JsonNode> entry = each.next();
                ObjectType object = org.schema().known(entry.getKey());
                entry.getValue()
                        .forEach(row -> store.restore(object, row.required("id").asText(), SavedRow.values(row)));
            }
        });
        JsonNode others = saved.required("otherIds");
        counters.forEach((name, ids) -> ids.load(others.path(name), VendorApi.IDS_SKIPPED));
    }
}
