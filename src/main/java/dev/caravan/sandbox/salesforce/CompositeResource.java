package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Several calls in one (REST guide, "Composite", "Batch", "Composite Graph"). */
final class CompositeResource {
    private static final int LARGEST = 25;
    private static final int LARGEST_GRAPH = 500;
    private static final int MOST_LISTS = 5;

    private final Org org;
    private final Resources resources;

    /** @param resources where the parts of a composite call go */
    CompositeResource(Org org, Resources resources) {
        this.org = org;
        this.resources = resources;
    }

    void addTo(Resources table) {
        table.add("POST", "/composite", this::composite)
                .add("POST", "/composite/batch", this::batch)
                .add("POST", "/composite/graph", this::graph);
    }

    private Reply composite(Call call) {
        JsonNode parts = call.body().path("compositeRequest");
        check(parts, LARGEST);
        long lists = 0;
        for (JsonNode part : parts) {
            String url = part.path("url").asText();
            lists += url.contains("/composite/sobjects") || url.matches(".*/query(All)?[/?].*") ? 1 : 0;
        }
        if (lists > MOST_LISTS) {
            throw SalesforceError.bad(
                    "LIMIT_EXCEEDED", "The maximum number of query and collection subrequests is " + MOST_LISTS);
        }
        boolean allOrNone = call.body().path("allOrNone").asBoolean(false);
        ArrayNode responses = run(call, parts, allOrNone);
        return Reply.ok(Json.object().set("compositeResponse", responses));
    }

    private static void check(JsonNode parts, int largest) {
        if (!parts.isArray() || parts.isEmpty()) {
            throw SalesforceError.bad("JSON_PARSER_ERROR", "at least one subrequest is required");
        }
        if (parts.size() > largest) {
            throw SalesforceError.bad("LIMIT_EXCEEDED", "The maximum number of subrequests is " + largest);
        }
    }

    private ArrayNode run(Call call, JsonNode parts, boolean allOrNone) {
        Writes.Mark start = org.writes().mark();
        References references = new References();
        List<ObjectNode> responses = new ArrayList<>();
        boolean failed = false;
        for (JsonNode part : parts) {
            Reply reply = failed && allOrNone ? Reply.of(halted()) : one(call, part, references);
            boolean wasFailed = failed;
            failed |= reply.status() >= 400;
            responses.add(response(part, reply));
            if (reply.body() != null && reply.status() < 400) {
                references.add(part.path("referenceId").asText(), reply.body());
            }
            if (failed && !wasFailed && allOrNone) {
                org.writes().rollBackTo(start);
                for (int i = 0; i < responses.size() - 1; i++) {
                    responses.set(i, response(parts.get(i), Reply.of(halted())));
                }
            }
        }
        ArrayNode list = Json.array();
        responses.forEach(list::add);
        return list;
    }

    private static SalesforceError halted() {
        return SalesforceError.bad(
                "PROCESSING_HALTED",
                "The transaction was rolled back since another operation in the same transaction failed.");
    }

    private static ObjectNode response(JsonNode part, Reply reply) {
        ObjectNode response = Json.object();
        response.set("body", reply.body());
        ObjectNode headers = response.putObject("httpHeaders");
        reply.headers().forEach(headers::put);
        return response.put("httpStatusCode", reply.status())
                .put("referenceId", part.path("referenceId").asText());
    }

    private Reply one(Call call, JsonNode part, References references) {
        Writes.Mark mark = org.writes().mark();
        try {
            String url = references.fill(part.path("url").asText(), true);
            JsonNode body = references.fill(part.path("body"));
            return dispatch(call, part.path("method").asText(), url, body);
        } catch (SalesforceError e) {
            org.writes().rollBackTo(mark);
            return Reply.of(e);
        }
    }

    private Reply dispatch(Call call, String method, String url, JsonNode body) {
        Resources.Found found = resources.find(method, url).orElseThrow(SalesforceError::notFound);
        if (found.resource().template().matches("/composite(/batch|/graph)?")) {
            throw SalesforceError.bad("INVALID_INPUT", "Subrequests must not be composite requests: " + url);
        }
        Call inner = new Call(call.outer(), method, found.version(), found.path(), found.query(), () -> body);
        return found.resource().handler().apply(inner);
    }

    private Reply batch(Call call) {
        JsonNode parts = call.body().path("batchRequests");
        check(parts, LARGEST);
        boolean haltOnError = call.body().path("haltOnError").asBoolean(false);
        boolean failed = false;
        ArrayNode results = Json.array();
        for (JsonNode part : parts) {
            Reply reply = failed && haltOnError
                    ? Reply.of(new SalesforceError(
                            412, "BATCH_PROCESSING_HALTED", "Batch processing halted as per request", List.of()))
                    : counted(call, part);
            failed |= reply.status() >= 400;
            results.addObject().put("statusCode", reply.status()).set("result", reply.body());
        }
        return Reply.ok(Json.object().put("hasErrors", failed).set("results", results));
    }

    /** Each part of a batch counts against the daily quota. */
    private Reply counted(Call call, JsonNode part) {
        if (org.context().limits().take(List.of(Quota.DAILY)).isPresent()) {
            return Reply.of(Quota.exceeded());
        }
        ObjectNode copy = Json.object()
                .put("method", part.path("method").asText())
                .put("url", part.path("url").asText());
        copy.set("body", part.path("richInput"));
        return one(call, copy, new References());
    }

    private Reply graph(Call call) {
        ArrayNode graphs = Json.array();
        for (JsonNode graph : call.body().path("graphs")) {
            JsonNode parts = graph.path("compositeRequest");
            check(parts, LARGEST_GRAPH);
            ArrayNode responses = run(call, parts, true);
            boolean good = true;
            for (JsonNode response : responses) {
                good &= response.path("httpStatusCode").asInt() < 400;
            }
            ObjectNode shown =
                    graphs.addObject().put("graphId", graph.path("graphId").asText());
            shown.putObject("graphResponse").set("compositeResponse", responses);
            shown.put("isSuccessful", good);
        }
        return Reply.ok(Json.object().set("graphs", graphs));
    }

    /** The body of a part, for {@code @{ref.path}} in later parts. */
    static Optional<JsonNode> at(Map<String, JsonNode> bodies, String reference) {
        String[] steps = reference.replaceAll("\\[(\\d+)]", ".$1").split("\\.");
        JsonNode node = bodies.get(steps[0]);
        for (int i = 1; i < steps.length && node != null; i++) {
            node = node.isArray() && steps[i].matches("\\d{1,6}")
                    ? node.get(Integer.parseInt(steps[i]))
                    : node.get(steps[i]);
        }
        return Optional.ofNullable(node).filter(JsonNode::isValueNode);
    }
}
