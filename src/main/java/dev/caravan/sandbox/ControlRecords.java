package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Control calls for records: start data, made-up data, and what a person does at the CRM's screens. */
final class ControlRecords {
    private static final int SLICE = 1000;
    private static final int MOST_FILLED = 5_000_000;

    private final VendorApi api;
    private final Runnable changed;
    private final Map<String, Long> filled = new HashMap<>();

    /** @param changed told when there is something to save */
    ControlRecords(VendorApi api, Runnable changed) {
        this.api = api;
        this.changed = changed;
    }

    void routes(Routes routes, String root) {
        String one = root + "/records/{object}/{id}";
        routes.add("GET", root + "/records/{object}", request -> Answer.json(200, api.records(request.path("object"))))
                .add("POST", root + "/records/{object}", this::add)
                .add("POST", root + "/fill", this::fill)
                .add("PATCH", one, this::edit)
                .add("DELETE", one, this::delete)
                .add("POST", one + "/restore", this::restore)
                .add("POST", one + "/merge", this::merge);
    }

    synchronized void reset() {
        filled.clear();
    }

    private Answer add(Request request) {
        List<ObjectNode> records = new ArrayList<>();
        JsonNode body = request.json();
        boolean byPerson = request.query("as").filter("person"::equals).isPresent();
        if (byPerson && body.isObject() && !body.has("records")) {
            records.add(values(body));
        }
        for (JsonNode record : body.isArray() ? body : body.path("records")) {
            records.add(values(record));
        }
        List<String> ids = new ArrayList<>();
        try {
            if (byPerson) {
                records.forEach(
                        record -> ids.add(api.screens().create(request, request.path("object"), properties(record))));
            } else {
                ids.addAll(api.seed(request.path("object"), records));
            }
        } finally {
            // What came before a bad record is in.
            changed.run();
        }
        ObjectNode done = Json.object();
        ArrayNode list = done.putArray("ids");
        ids.forEach(list::add);
        done.put("count", ids.size());
        return Answer.json(201, done);
    }

    private Answer fill(Request request) {
        JsonNode wanted = request.json();
        String object = wanted.path("object").asText("");
        long count = wanted.path("count").asLong(0);
        if (count < 1 || count > MOST_FILLED) {
            throw new IllegalArgumentException("fill count " + count + " must be 1 to " + MOST_FILLED);
        }
        People people = new People(wanted.path("seed").asLong(1));
        long from;
        synchronized (this) {
            from = wanted.path("from").asLong(filled.getOrDefault(object, 0L) + 1);
            filled.merge(object, from + count - 1, Math::max);
        }
        String first = "";
        String last = "";
        try {
            for (long at = from; at < from + count; at += SLICE) {
                List<ObjectNode> slice = new ArrayList<>();
                for (long number = at; number < Math.min(at + SLICE, from + count); number++) {
                    slice.add(api.filler(object, people.person(number)));
                }
                List<String> ids = api.seed(object, slice);
                first = first.isEmpty() ? ids.get(0) : first;
                last = ids.get(ids.size() - 1);
            }
        } finally {
            changed.run();
        }
        return Answer.json(
                201,
                Json.object()
                        .put("object", object)
                        .put("count", count)
                        .put("firstId", first)
                        .put("lastId", last));
    }

    private Answer edit(Request request) {
        api.screens().edit(request, request.path("object"), request.path("id"), properties(values(request.json())));
        return done();
    }

    private Answer delete(Request request) {
        api.screens().delete(request, request.path("object"), request.path("id"));
        return done();
    }

    private Answer restore(Request request) {
        api.screens().restore(request, request.path("object"), request.path("id"));
        return done();
    }

    private Answer merge(Request request) {
        List<String> others = new ArrayList<>();
        request.json().path("others").forEach(other -> others.add(other.asText()));
        if (others.isEmpty()) {
            throw new IllegalArgumentException("merge needs 'others': an array of ids");
        }
        api.screens().merge(request, request.path("object"), request.path("id"), others);
        return done();
    }

    private Answer done() {
        changed.run();
        return Answer.empty(204);
    }

    private static ObjectNode values(JsonNode record) {
        if (!(record instanceof ObjectNode values)) {
            throw new IllegalArgumentException("records must be JSON objects");
        }
        return values;
    }

    private static ObjectNode properties(ObjectNode record) {
        return record.path("properties") instanceof ObjectNode properties ? properties : record;
    }
}
