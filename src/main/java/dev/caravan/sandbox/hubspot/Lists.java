package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Calls for lists themselves; {@link Memberships} has those for who is on them. */
final class Lists {
    private static final Set<String> PROCESSING = Set.of("MANUAL", "SNAPSHOT", "DYNAMIC");
    private static final int MOST_FOUND = 500;
    private static final int USUAL_FOUND = 20;

    private final Data data;
    private final ListStore lists;

    Lists(Data data, ListStore lists) {
        this.data = data;
        this.lists = lists;
    }

    void routes(Routes routes, String base) {
        String one = base + "/{listId}";
        routes.add("GET", base, this::some)
                .add("POST", base, this::create)
                .add("POST", base + "/search", this::search)
                .add("GET", base + "/object-type-id/{type!}/name/{listName}", this::byName)
                .add("GET", one, request -> list(request, found(request)))
                .add("DELETE", one, this::remove)
                .add("PUT", one + "/restore", this::restore)
                .add("PUT", one + "/update-list-name", this::rename);
    }

    /**
     * The list that a path names.
     *
     * @throws Problem HTTP 404 if there is none
     */
    ListStore.Segment found(Request request) {
        String id = request.path("listId");
        return lists.find(id).filter(segment -> segment.deleted() == null).orElseThrow(() -> missing(id));
    }

    private Answer some(Request request) {
        ObjectNode body = Json.object();
        ArrayNode found = body.putArray("lists");
        List<String> ids = Api.names(request, "listIds");
        lists.all().stream()
                .filter(segment -> ids.contains(segment.id()))
                .forEach(segment -> found.add(lists.json(segment, Api.flag(request, "includeFilters"))));
        return Answer.json(200, body);
    }

    private Answer byName(Request request) {
        ObjectType type = ObjectType.named(request.path("type"));
        String name = request.path("listName");
        ListStore.Segment segment = lists.all().stream()
                .filter(each -> each.type() == type && each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> missing(name));
        return list(request, segment);
    }

    private Answer create(Request request) {
        JsonNode body = Api.object(request);
        String name = body.path("name").asText("");
        String processing = body.path("processingType").asText("");
        if (name.isEmpty() || !body.path("objectTypeId").isTextual() || processing.isEmpty()) {
            throw Problem.invalid("Some required fields were not set: [name, objectTypeId, processingType]");
        }
        if (!PROCESSING.contains(processing)) {
            throw Problem.invalid("Invalid processingType '" + processing + "': must be one of "
                    + PROCESSING.stream().sorted().toList());
        }
        ObjectType type = ObjectType.named(body.path("objectTypeId").asText());
        if (processing.equals("DYNAMIC") && !body.path("filterBranch").isObject()) {
            throw Problem.invalid("A DYNAMIC list needs a filterBranch");
        }
        boolean taken = lists.all().stream()
                .anyMatch(each -> each.type() == type && each.name().equalsIgnoreCase(name));
        if (taken) {
            throw Problem.invalid("A list with the name '" + name + "' already exists")
                    .sub("ILS.DUPLICATE_LIST_NAMES");
        }
        JsonNode filter = body.path("filterBranch").isObject() ? body.path("filterBranch") : null;
        ListStore.Segment segment = lists.add(name, type, processing, filter);
        tell(request, segment, "created");
        return list(request, segment);
    }

    private Answer search(Request request) {
        JsonNode body = Api.object(request);
        String query = body.path("query").asText("").toLowerCase(Locale.ROOT);
        List<String> processing = Api.texts(body.path("processingTypes"));
        List<String> ids = Api.texts(body.path("listIds"));
        String objectType = body.path("objectTypeId").asText("");
        List<ListStore.Segment> hits = lists.all().stream()
                .filter(each -> each.name().toLowerCase(Locale.ROOT).contains(query))
                .filter(each -> processing.isEmpty() || processing.contains(each.processing()))
                .filter(each -> ids.isEmpty() || ids.contains(each.id()))
                .filter(each -> objectType.isEmpty() || each.type().id().equals(objectType))
                .toList();
        int count = body.path("count").asInt(USUAL_FOUND);
        if (count < 0 || count > MOST_FOUND) {
            throw Problem.invalid("Invalid count " + count + ": must be between 0 and " + MOST_FOUND);
        }
        int from = Math.min(Math.max(body.path("offset").asInt(0), 0), hits.size());
        int to = Math.min(from + (count == 0 ? USUAL_FOUND : count), hits.size());
        ObjectNode answer = Json.object();
        ArrayNode found = answer.putArray("lists");
        hits.subList(from, to).forEach(segment -> found.add(searched(segment)));
        answer.put("hasMore", to < hits.size());
        answer.put("offset", to);
        answer.put("total", hits.size());
        return Answer.json(200, answer);
    }

    private Answer rename(Request request) {
        ListStore.Segment segment = found(request);
        segment.rename(request.query("listName").orElse(segment.name()), data.now());
        tell(request, segment, "renamed");
        ObjectNode body = Json.object();
        body.set("updatedList", lists.json(segment, Api.flag(request, "includeFilters")));
        return Answer.json(200, body);
    }

    private Answer remove(Request request) {
        ListStore.Segment segment = found(request);
        segment.delete(data.now());
        tell(request, segment, "deleted");
        return Answer.empty(204);
    }

    private Answer restore(Request request) {
        String id = request.path("listId");
        ListStore.Segment segment = lists.find(id).orElseThrow(() -> missing(id));
        segment.restore();
        tell(request, segment, "restored");
        return Answer.empty(204);
    }

    private ObjectNode searched(ListStore.Segment segment) {
        ObjectNode json = lists.json(segment, false);
        json.putObject("additionalProperties")
                .put("hs_list_size", json.path("size").asText());
        return json;
    }

    private Answer list(Request request, ListStore.Segment segment) {
        ObjectNode body = Json.object();
        body.set("list", lists.json(segment, Api.flag(request, "includeFilters")));
        return Answer.json(200, body);
    }

    private void tell(Request request, ListStore.Segment segment, String what) {
        data.context().journal().add(request, Change.Kind.CONFIGURED, "lists", segment.id(), Map.of("what", what));
    }

    private static Problem missing(String id) {
        return Problem.notFound("List does not exist with ID " + id + ".")
                .sub("ILS.LIST_NOT_FOUND")
                .context("listId", List.of(id));
    }
}
