package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Calls for many associations between two objects (v4, date versions and v3). A bad row never fails its neighbours: it
 * makes a 207.
 */
final class AssociationBatches {
    private static final int MOST_WRITTEN = 2000;
    private static final int MOST_READ = 1000;
    private static final int MOST_PER_RECORD = 500;

    private final Data data;
    private final Api api;
    private final Links links;
    private final Associations associations;

    AssociationBatches(Data data, Api api, Links links, Associations associations) {
        this.data = data;
        this.api = api;
        this.links = links;
        this.associations = associations;
    }

    void routes(Routes routes, String base) {
        String batch = base + "/{from!}/{to!}/batch";
        routes.add("POST", batch + "/read", this::read)
                .add("POST", batch + "/create", this::create)
                .add("POST", batch + "/associate/default", this::associate)
                .add("POST", batch + "/archive", this::archive)
                .add("POST", batch + "/labels/archive", this::archiveLabels);
    }

    void v3Routes(Routes routes, String base) {
        String batch = base + "/{from!}/{to!}/batch";
        routes.add("POST", batch + "/read", this::readV3)
                .add("POST", batch + "/create", this::createV3)
                .add("POST", batch + "/archive", this::archiveV3);
    }

    /** Does one row; what it throws becomes an entry of {@code errors}. */
    @FunctionalInterface
    private interface RowWork {
        void work(ObjectType from, ObjectType to, JsonNode input);
    }

    private Answer read(Request request) {
        ArrayNode results = Json.array();
        return rows(request, MOST_READ, 200, results, (from, to, input) -> {
            HubSpotRecord record = found(from, input);
            long after = Associations.after(input.path("after").asText(""));
            ArrayNode list = Json.array();
            ObjectNode row = Json.object();
            row.putObject("from").put("id", record.idText());
            row.set("to", list);
            for (Map.Entry<Long, Set<AssociationType>> link :
                    record.links(to).tailMap(after, false).entrySet()) {
                if (list.size() == MOST_PER_RECORD) {
                    api.paging(
                            row,
                            request,
                            list.path(list.size() - 1).path("toObjectId").asText());
                    break;
                }
                list.add(Associations.link(link));
            }
            if (list.isEmpty()) {
                throw nothing(from, to, record.idText());
            }
            results.add(row);
        });
    }

    private Answer create(Request request) {
        ArrayNode results = Json.array();
        return rows(request, MOST_WRITTEN, 201, results, (from, to, input) -> {
            List<AssociationType> types = associations.types(from, to, input.path("types"));
            Associations.Pair pair = pair(from, to, input);
            links.linkLabelled(request, pair.from(), pair.to(), types);
            results.add(Associations.labels(pair, types));
        });
    }

    private Answer associate(Request request) {
        ArrayNode results = Json.array();
        return rows(request, MOST_WRITTEN, 200, results, (from, to, input) -> {
            Associations.Pair pair = pair(from, to, input);
            associations.defaults(results, pair, links.linkDefault(request, pair.from(), pair.to()));
        });
    }

    private Answer archive(Request request) {
        ObjectType from = ObjectType.named(request.path("from"));
        ObjectType to = ObjectType.named(request.path("to"));
        for (JsonNode input : Api.inputs(request, MOST_WRITTEN)) {
            HubSpotRecord left = data.live(from, input.path("from").path("id").asText());
            for (JsonNode end : input.path("to")) {
                HubSpotRecord right = data.live(to, end.path("id").asText());
                if (left != null && right != null) {
                    links.unlink(request, left, right);
                }
            }
        }
        return Answer.empty(204);
    }

    private Answer archiveLabels(Request request) {
        ObjectType from = ObjectType.named(request.path("from"));
        ObjectType to = ObjectType.named(request.path("to"));
        for (JsonNode input : Api.inputs(request, MOST_WRITTEN)) {
            List<AssociationType> types = associations.types(from, to, input.path("types"));
            Associations.Pair pair = pair(from, to, input);
            links.unlink(request, pair.from(), pair.to(), types);
        }
        return Answer.empty(204);
    }

    private Answer readV3(Request request) {
        ArrayNode results = Json.array();
        return rows(request, MOST_READ, 200, results, (from, to, input) -> {
            HubSpotRecord record = found(from, input);
            if (record.links(to).isEmpty()) {
                throw nothing(from, to, record.idText());
            }
            ObjectNode row = results.addObject();
            row.putObject("from").put("id", record.idText());
            ArrayNode list = row.putArray("to");
            record.links(to)
                    .forEach((id, types) -> types.forEach(
                            type -> list.addObject().put("id", id.toString()).put("type", type.name())));
        });
    }

    private Answer createV3(Request request) {
        ArrayNode results = Json.array();
        return rows(request, MOST_WRITTEN, 201, results, (from, to, input) -> {
            AssociationType type =
                    associations.kind(from, to, input.path("type").asText());
            Associations.Pair pair = pair(from, to, input);
            if (type.isUnlabelled()) {
                links.linkDefault(request, pair.from(), pair.to());
            } else {
                links.linkLabelled(request, pair.from(), pair.to(), List.of(type));
            }
            ObjectNode row = results.addObject();
            row.putObject("from").put("id", pair.from().idText());
            row.putObject("to").put("id", pair.to().idText());
            row.put("type", type.name());
        });
    }

    private Answer archiveV3(Request request) {
        ObjectType from = ObjectType.named(request.path("from"));
        ObjectType to = ObjectType.named(request.path("to"));
        for (JsonNode input : Api.inputs(request, MOST_WRITTEN)) {
            AssociationType type =
                    associations.kind(from, to, input.path("type").asText());
            Associations.Pair pair = pair(from, to, input);
            links.unlink(request, pair.from(), pair.to(), List.of(type));
        }
        return Answer.empty(204);
    }

    private Answer rows(Request request, int most, int good, ArrayNode results, RowWork work) {
        ObjectType from = ObjectType.named(request.path("from"));
        ObjectType to = ObjectType.named(request.path("to"));
        links.unlabelled(from, to);
        Instant started = data.now();
        ArrayNode errors = Json.array();
        for (JsonNode input : Api.inputs(request, most)) {
            try {
                work.work(from, to, input);
            } catch (Problem problem) {
                errors.add(problem.row());
            }
        }
        int status = errors.isEmpty() ? good : 207;
        return Answer.json(status, Api.batch(results, errors, started, data.now()));
    }

    private HubSpotRecord found(ObjectType type, JsonNode input) {
        return associations.end(type, input.path("id").asText());
    }

    private Associations.Pair pair(ObjectType from, ObjectType to, JsonNode input) {
        return associations.pair(
                from,
                input.path("from").path("id").asText(),
                to,
                input.path("to").path("id").asText());
    }

    private static Problem nothing(ObjectType from, ObjectType to, String id) {
        return Problem.notFound("No " + to.word() + " is associated with " + from.word() + " " + id + ".")
                .sub("crm.associations.NO_ASSOCIATIONS_FOUND")
                .context("fromObjectId", List.of(id))
                .context("fromObjectType", List.of(from.id()))
                .context("toObjectType", List.of(to.id()));
    }
}
