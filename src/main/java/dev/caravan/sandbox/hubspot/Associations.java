package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Calls for the associations of one record (v4, date versions, and the single ones of v3). */
final class Associations {
    private static final int MOST_LISTED = 500;

    private final Data data;
    private final Api api;
    private final Links links;

    Associations(Data data, Api api, Links links) {
        this.data = data;
        this.api = api;
        this.links = links;
    }

    void routes(Routes routes, String base) {
        String one = base + "/{from!}/{id}/associations";
        routes.add("GET", one + "/{to!}", this::list)
                .add("PUT", one + "/default/{to!}/{toId}", this::putDefault)
                .add("PUT", one + "/{to!}/{toId}", this::putLabels)
                .add("DELETE", one + "/{to!}/{toId}", this::remove);
    }

    void v3Routes(Routes routes, String base) {
        String one = base + "/{from!}/{id}/associations/{to!}";
        routes.add("GET", one, this::listV3)
                .add("PUT", one + "/{toId}/{kind}", this::putV3)
                .add("DELETE", one + "/{toId}/{kind}", this::removeV3);
    }

    /** Both ends of an association. */
    record Pair(HubSpotRecord from, HubSpotRecord to) {}

    /**
     * Finds both ends.
     *
     * @throws Problem if an id is no number (400), an end is not there (404) or both are the same record (400)
     */
    Pair pair(ObjectType from, String fromId, ObjectType to, String toId) {
        HubSpotRecord left = end(from, fromId);
        HubSpotRecord right = end(to, toId);
        if (left == right) {
            throw Problem.invalid("A record cannot be associated with itself")
                    .sub("crm.associations.SELF_ASSOCIATION")
                    .context("ids", List.of(fromId));
        }
        return new Pair(left, right);
    }

    /**
     * The named types.
     *
     * @param specs as in {@code [{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":1}]}
     * @throws Problem HTTP 400 if one is not there
     */
    List<AssociationType> types(ObjectType from, ObjectType to, JsonNode specs) {
        List<AssociationType> types = new ArrayList<>();
        for (JsonNode spec : specs) {
            String category = spec.path("associationCategory").asText(AssociationType.HUBSPOT);
            int id = spec.path("associationTypeId").asInt();
            types.add(data.associationTypes()
                    .find(from, to, category, id)
                    .orElseThrow(() -> Problem.invalid("One or more association types are not valid: " + category + " "
                                    + id + " is not defined from " + from.upper() + " to " + to.upper())
                            .sub("crm.associations.INVALID_ASSOCIATION_TYPE")
                            .context("associationTypeId", List.of(String.valueOf(id)))));
        }
        if (types.isEmpty()) {
            throw Problem.invalid("At least one association type is needed");
        }
        return types;
    }

    /** As in {@code results} of a labelled create; ids are JSON numbers on the wire (recorded answers). */
    static ObjectNode labels(Pair pair, List<AssociationType> types) {
        ObjectNode json = Json.object();
        json.put("fromObjectTypeId", pair.from().type().id());
        json.put("fromObjectId", pair.from().id());
        json.put("toObjectTypeId", pair.to().type().id());
        json.put("toObjectId", pair.to().id());
        ArrayNode labels = json.putArray("labels");
        for (AssociationType type : types) {
            String label = type.label();
            if (label != null) {
                labels.add(label);
            }
        }
        return json;
    }

    /** As in {@code results} of an unlabelled create: one entry per direction. */
    void defaults(ArrayNode results, Pair pair, AssociationType type) {
        results.add(defaultOf(pair.from(), pair.to(), type));
        results.add(defaultOf(pair.to(), pair.from(), data.associationTypes().inverse(type)));
    }

    /** One row of a list of associations. */
    static ObjectNode link(Map.Entry<Long, Set<AssociationType>> link) {
        ObjectNode json = Json.object();
        json.put("toObjectId", link.getKey());
        ArrayNode types = json.putArray("associationTypes");
        link.getValue().forEach(type -> types.add(type.json()));
        return json;
    }

    private Answer list(Request request) {
        HubSpotRecord from = end(ObjectType.named(request.path("from")), request.path("id"));
        ObjectType to = ObjectType.named(request.path("to"));
        int limit = Api.limit(request, MOST_LISTED, MOST_LISTED);
        long after = after(request.query("after").orElse(""));
        ObjectNode body = Json.object();
        ArrayNode results = body.putArray("results");
        for (Map.Entry<Long, Set<AssociationType>> link :
                from.links(to).tailMap(after, false).entrySet()) {
            if (results.size() == limit) {
                api.paging(
                        body,
                        request,
                        results.path(limit - 1).path("toObjectId").asText());
                break;
            }
            results.add(link(link));
        }
        return Answer.json(200, body);
    }

    private Answer putDefault(Request request) {
        Pair pair = pair(request);
        AssociationType type = links.linkDefault(request, pair.from(), pair.to());
        ArrayNode results = Json.array();
        defaults(results, pair, type);
        return Answer.json(200, Api.batch(results, Json.array(), data.now(), data.now()));
    }

    private Answer putLabels(Request request) {
        Pair pair = pair(request);
        JsonNode specs = request.json();
        if (!specs.isArray()) {
            throw Problem.invalid("Invalid input JSON on line 1, column 1: an array of association types is expected");
        }
        List<AssociationType> types = types(pair.from().type(), pair.to().type(), specs);
        links.linkLabelled(request, pair.from(), pair.to(), types);
        return Answer.json(201, labels(pair, types));
    }

    private Answer remove(Request request) {
        Pair pair = pair(request);
        links.unlink(request, pair.from(), pair.to());
        return Answer.empty(204);
    }

    private Answer listV3(Request request) {
        HubSpotRecord from = end(ObjectType.named(request.path("from")), request.path("id"));
        ObjectNode body = Json.object();
        ArrayNode results = body.putArray("results");
        from.links(ObjectType.named(request.path("to")))
                .forEach((id, types) -> types.forEach(
                        type -> results.addObject().put("id", id.toString()).put("type", type.name())));
        return Answer.json(200, body);
    }

    private Answer putV3(Request request) {
        Pair pair = pair(request);
        AssociationType type = kind(pair.from().type(), pair.to().type(), request.path("kind"));
        if (type.isUnlabelled()) {
            links.linkDefault(request, pair.from(), pair.to());
        } else {
            links.linkLabelled(request, pair.from(), pair.to(), List.of(type));
        }
        ObjectNode body = Json.object();
        body.put("id", pair.from().idText());
        body.putObject("properties");
        body.put("createdAt", Times.iso(pair.from().created()));
        body.put("updatedAt", Times.iso(pair.from().updated()));
        body.put("archived", false);
        return Answer.json(200, body);
    }

    private Answer removeV3(Request request) {
        Pair pair = pair(request);
        AssociationType type = kind(pair.from().type(), pair.to().type(), request.path("kind"));
        links.unlink(request, pair.from(), pair.to(), List.of(type));
        return Answer.empty(204);
    }

    /** A type by its v3 name or its id. */
    AssociationType kind(ObjectType from, ObjectType to, String kind) {
        return data.associationTypes().between(from, to).stream()
                .filter(type ->
                        type.name().equals(kind) || String.valueOf(type.id()).equals(kind))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                        kind + " is not a valid association type from " + from.upper() + " to " + to.upper()));
    }

    /** A record that takes part in an association. */
    HubSpotRecord end(ObjectType type, String id) {
        if (!id.matches("\\d{1,18}")) {
            throw Problem.invalid(id + " is not a valid ID")
                    .sub("crm.associations.INVALID_IDENTIFIER")
                    .context("id", List.of(id));
        }
        HubSpotRecord record = data.live(type, id);
        if (record == null) {
            throw Problem.notFound("No " + type.word() + " with ID " + id + " exists")
                    .context("id", List.of(id));
        }
        return record;
    }

    static long after(String after) {
        if (!after.isEmpty() && !after.matches("\\d{1,18}")) {
            throw Problem.invalid("Invalid after '" + after + "': use paging.next.after of the page before");
        }
        return after.isEmpty() ? 0 : Long.parseLong(after);
    }

    private Pair pair(Request request) {
        return pair(
                ObjectType.named(request.path("from")),
                request.path("id"),
                ObjectType.named(request.path("to")),
                request.path("toId"));
    }

    private static ObjectNode defaultOf(HubSpotRecord from, HubSpotRecord to, AssociationType type) {
        ObjectNode json = Json.object();
        json.putObject("from").put("id", from.idText());
        json.putObject("to").put("id", to.idText());
        json.set("associationSpec", type.spec());
        return json;
    }
}
