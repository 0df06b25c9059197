package dev.caravan.sandbox.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.util.ArrayList;
import java.util.List;

/** Notes, in a list of their own and at their records. COQL, upserts and searches do not know them. */
final class Notes {
    private final Store store;
    private final Listing listing;
    private final Writes writes;

    Notes(Store store, Listing listing, Writes writes) {
        this.store = store;
        this.listing = listing;
        this.writes = writes;
    }

    void add(Routes routes, String base) {
        String all = base + "/" + Schema.NOTES;
        routes.add("GET", all, request -> listing.list(request, kind()))
                .add("POST", all, request -> writes.create(request, kind()))
                .add("PUT", all, request -> writes.update(request, kind()))
                .add("DELETE", all, request -> writes.delete(request, kind()))
                .add("GET", all + "/{id}", request -> listing.one(request, kind()))
                .add("PUT", all + "/{id}", request -> writes.update(request, kind()))
                .add("DELETE", all + "/{id}", request -> writes.delete(request, kind()));
        for (String module : Schema.PARENTS) {
            routes.add("GET", base + "/" + module + "/{id}/" + Schema.NOTES, request -> ofRecord(request, module));
        }
    }

    /** A note as it is kept: the module of its parent beside the parent's id. A note that is there does not move. */
    static void keep(ObjectNode kept, JsonNode sent, boolean isNew) {
        kept.remove(List.of(Schema.PARENT, Schema.SE_MODULE));
        JsonNode parent = sent.path(Schema.PARENT);
        if (isNew && parent.hasNonNull("id")) {
            kept.set(Schema.PARENT, parent.path("id"));
            kept.set(Schema.SE_MODULE, parent.path("module").path("api_name"));
        }
    }

    private Answer ofRecord(Request request, String module) {
        Row record = store.live(store.kind(module), request.path("id"));
        if (record == null) {
            return Answer.json(
                    400,
                    Wire.error(
                            "INVALID_DATA",
                            "the related id given seems to be invalid",
                            Json.object().put("resource_path_index", 1)));
        }
        List<Row> rows = new ArrayList<>(store.withValue(kind(), Schema.PARENT, record.id()));
        return listing.page(request, rows, Listing.fields(request, false));
    }

    private Kind kind() {
        return store.kind(Schema.NOTES);
    }
}
