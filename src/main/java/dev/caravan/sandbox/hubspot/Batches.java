package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls for up to 100 records. A write fails row by row, with status 207, only if every input has an
 * {@code objectWriteTraceId} of its own; otherwise one bad row fails the whole call and nothing is written (HubSpot
 * docs, "Batch create with multi-status errors").
 */
final class Batches {
    private static final int MOST = 100;

    private final Data data;
    private final RecordWrites writes;
    private final Rendering rendering;

    Batches(Data data, RecordWrites writes, Rendering rendering) {
        this.data = data;
        this.writes = writes;
        this.rendering = rendering;
    }

    void routes(Routes routes, String base) {
        routes.add("POST", base + "/{type!}/batch/read", this::read)
                .add("POST", base + "/{type!}/batch/create", request -> write(request, Kind.CREATE))
                .add("POST", base + "/{type!}/batch/update", request -> write(request, Kind.UPDATE))
                .add("POST", base + "/{type!}/batch/upsert", request -> write(request, Kind.UPSERT))
                .add("POST", base + "/{type!}/batch/archive", this::archive);
    }

    private enum Kind {
        CREATE,
        UPDATE,
        UPSERT
    }

    /** One input with what became of its checks. */
    private record Row(JsonNode input, RecordWrites.Prepared write) {}

    private Answer read(Request request) {
        ObjectType type = ObjectType.named(request.path("type"));
        Instant started = data.now();
        JsonNode body = Api.object(request);
        Rendering.View view = new Rendering.View(
                Api.texts(body.path("properties")), Api.texts(body.path("propertiesWithHistory")), List.of());
        view.checkHistory(body.path("inputs").size());
        boolean archived = Api.flag(request, "archived");
        String idProperty = body.path("idProperty").asText("");
        ArrayNode results = Json.array();
        Set<String> missing = new LinkedHashSet<>();
        Set<Long> shown = new HashSet<>();
        for (JsonNode input : Api.inputs(request, MOST)) {
            String id = id(input);
            HubSpotRecord record = archived ? data.any(type, id) : data.live(type, id, idProperty);
            if (record == null || archived != (record.archived() != null)) {
                missing.add(id);
            } else if (shown.add(record.id())) {
                results.add(rendering.record(record, view));
            }
        }
        ArrayNode errors = Json.array();
        if (!missing.isEmpty()) {
            errors.add(missing(type, missing).row());
        }
        return answer(200, results, errors, started);
    }

    private Answer archive(Request request) {
        ObjectType type = ObjectType.named(request.path("type"));
        for (JsonNode input : Api.inputs(request, MOST)) {
            HubSpotRecord record = data.live(type, id(input));
            if (record != null) {
                writes.archive(request, record);
            }
        }
        return Answer.empty(204);
    }

    private Answer write(Request request, Kind kind) {
        ObjectType type = ObjectType.named(request.path("type"));
        List<JsonNode> inputs = Api.inputs(request, MOST);
        Instant started = data.now();
        boolean rowByRow = isTraced(inputs);
        if (kind != Kind.CREATE && !rowByRow) {
            refuseDuplicates(inputs);
        }
        ArrayNode results = Json.array();
        ArrayNode errors = Json.array();
        if (rowByRow) {
            Set<String> seen = new HashSet<>();
            for (JsonNode input : inputs) {
                try {
                    if (kind != Kind.CREATE && !seen.add(key(input))) {
                        throw duplicates(List.of(id(input)));
                    }
                    if (data.context().faults().failsRow(request)) {
                        throw Problem.of(500, "INTERNAL_ERROR", "This row could not be written. Try again later.");
                    }
                    RecordWrites.Prepared write = prepare(type, kind, input, new RecordWrites.Claims());
                    results.add(commit(request, kind, new Row(input, write)));
                } catch (Problem problem) {
                    errors.add(problem.context("objectWriteTraceId", List.of(trace(input)))
                            .row());
                }
            }
        } else {
            writeTogether(request, type, kind, inputs, results, errors);
        }
        return answer(kind == Kind.CREATE ? 201 : 200, results, errors, started);
    }

    private void writeTogether(
            Request request, ObjectType type, Kind kind, List<JsonNode> inputs, ArrayNode results, ArrayNode errors) {
        RecordWrites.Claims claims = new RecordWrites.Claims();
        List<Row> rows = new ArrayList<>();
        Set<String> missing = new LinkedHashSet<>();
        for (JsonNode input : inputs) {
            if (kind == Kind.UPDATE && find(type, input) == null) {
                missing.add(id(input));
            } else {
                rows.add(new Row(input, prepare(type, kind, input, claims)));
            }
        }
        rows.forEach(row -> results.add(commit(request, kind, row)));
        if (!missing.isEmpty()) {
            errors.add(missing(type, missing).row());
        }
    }

    private RecordWrites.Prepared prepare(ObjectType type, Kind kind, JsonNode input, RecordWrites.Claims claims) {
        JsonNode properties = input.path("properties");
        if (kind == Kind.CREATE) {
            return writes.create(type, properties, input.path("associations"), claims);
        }
        HubSpotRecord record = find(type, input);
        if (record != null) {
            return writes.update(record, properties, claims);
        }
        String idProperty = input.path("idProperty").asText("");
        if (kind == Kind.UPDATE || idProperty.isEmpty() || idProperty.equals("hs_object_id")) {
            throw missing(type, Set.of(id(input)));
        }
        ObjectNode whole = Json.object();
        whole.put(idProperty, id(input));
        if (properties instanceof ObjectNode given) {
            whole.setAll(given);
        }
        return writes.create(type, whole, input.path("associations"), claims);
    }

    private ObjectNode commit(Request request, Kind kind, Row row) {
        boolean isNew = row.write().record() == null;
        HubSpotRecord record = writes.commit(request, row.write());
        Set<String> names = new LinkedHashSet<>();
        row.write().values().keySet().forEach(property -> names.add(property.name()));
        ObjectNode json = rendering.written(record, names);
        if (kind == Kind.UPSERT) {
            json.put("new", isNew);
        }
        if (!trace(row.input()).isEmpty()) {
            json.put("objectWriteTraceId", trace(row.input()));
        }
        return json;
    }

    private @Nullable HubSpotRecord find(ObjectType type, JsonNode input) {
        String idProperty = input.path("idProperty").asText("");
        HubSpotRecord found = data.live(type, id(input), idProperty);
        boolean isSecondary = found != null
                && idProperty.equals("email")
                && !Table.key(id(input)).equals(found.value("email"));
        // A write by e-mail goes by the first address only; HubSpot is said to do so, its pages do not tell.
        return isSecondary ? null : found;
    }

    private Answer answer(int good, ArrayNode results, ArrayNode errors, Instant started) {
        return Answer.json(errors.isEmpty() ? good : 207, Api.batch(results, errors, started, data.now()));
    }

    private static boolean isTraced(List<JsonNode> inputs) {
        Set<String> traces = new HashSet<>();
        inputs.forEach(input -> traces.add(trace(input)));
        return traces.size() == inputs.size() && !traces.contains("");
    }

    private static void refuseDuplicates(List<JsonNode> inputs) {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        inputs.forEach(input -> {
            if (!seen.add(key(input))) {
                twice.add(id(input));
            }
        });
        if (!twice.isEmpty()) {
            throw duplicates(List.copyOf(twice));
        }
    }

    private static Problem duplicates(List<String> ids) {
        return Problem.invalid("Duplicate IDs found in batch input: " + ids + ". IDs must be unique")
                .context("ids", ids);
    }

    private static Problem missing(ObjectType type, Set<String> ids) {
        return Problem.of(
                        404,
                        "OBJECT_NOT_FOUND",
                        "Could not get some " + type.upper()
                                + " objects, they may be deleted or not exist. Check that ids are valid.")
                .context("ids", ids);
    }

    private static String key(JsonNode input) {
        return input.path("idProperty").asText("") + "=" + Table.key(id(input));
    }

    private static String id(JsonNode input) {
        JsonNode id = input.path("id");
        if (!id.isValueNode() || id.asText().isEmpty() || id.isNull()) {
            throw Problem.invalid("Invalid input JSON on line 1, column 1: Some required fields were not set: [id]");
        }
        return id.asText();
    }

    private static String trace(JsonNode input) {
        return input.path("objectWriteTraceId").asText("");
    }
}
