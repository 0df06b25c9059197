package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Calls for single records: list, read, create, update, archive, merge, erase. */
final class Objects {
    private static final int MOST_LISTED = 100;

    private final Data data;
    private final Api api;
    private final RecordWrites writes;
    private final Links links;
    private final Merges merges;
    private final Rendering rendering;

    Objects(Data data, Api api, RecordWrites writes, Links links, Merges merges, Rendering rendering) {
        this.data = data;
        this.api = api;
        this.writes = writes;
        this.links = links;
        this.merges = merges;
        this.rendering = rendering;
    }

    void routes(Routes routes, String base) {
        routes.add("GET", base + "/{type!}", this::list)
                .add("POST", base + "/{type!}", this::create)
                .add("GET", base + "/{type!}/{id}", this::read)
                .add("PATCH", base + "/{type!}/{id}", this::update)
                .add("DELETE", base + "/{type!}/{id}", this::archive)
                .add("POST", base + "/{type!}/merge", this::merge)
                .add("POST", base + "/{type!}/gdpr-delete", this::erase);
    }

    private Answer list(Request request) {
        ObjectType type = ObjectType.named(request.path("type"));
        int limit = Api.limit(request, 10, MOST_LISTED);
        boolean archived = Api.flag(request, "archived");
        long after = after(request);
        Rendering.View view = view(request);
        view.checkHistory(limit);
        List<HubSpotRecord> page = new ArrayList<>();
        for (HubSpotRecord record :
                data.table(type).records().tailMap(after, false).values()) {
            if ((record.archived() != null) == archived) {
                page.add(record);
            }
            if (page.size() > limit) {
                break;
            }
        }
        ObjectNode body = Json.object();
        body.putArray("results");
        page.stream().limit(limit).forEach(record -> body.withArray("results").add(rendering.record(record, view)));
        if (page.size() > limit) {
            api.paging(body, request, page.get(limit - 1).idText());
        }
        return Answer.json(200, body);
    }

    private Answer read(Request request) {
        ObjectType type = ObjectType.named(request.path("type"));
        String id = request.path("id");
        HubSpotRecord record = Api.flag(request, "archived")
                ? data.any(type, id)
                : data.live(type, id, request.query("idProperty").orElse(""));
        if (record == null || Api.flag(request, "archived") != (record.archived() != null)) {
            throw Problem.noRecord(id);
        }
        return Answer.json(200, rendering.record(record, view(request)));
    }

    private Answer create(Request request) {
        ObjectType type = ObjectType.named(request.path("type"));
        JsonNode body = Api.object(request);
        HubSpotRecord record = writes.commit(
                request,
                writes.create(type, body.path("properties"), body.path("associations"), new RecordWrites.Claims()));
        return Answer.json(201, rendering.written(record, record.values().keySet()));
    }

    private Answer update(Request request) {
        HubSpotRecord record = record(request);
        JsonNode properties = Api.object(request).path("properties");
        if (!properties.isObject() || properties.isEmpty()) {
            throw Problem.invalid("No properties found to update, please provide at least one.");
        }
        writes.commit(request, writes.update(record, properties, new RecordWrites.Claims()));
        Set<String> names = new LinkedHashSet<>();
        properties.fieldNames().forEachRemaining(names::add);
        return Answer.json(200, rendering.written(record, names));
    }

    private Answer archive(Request request) {
        ObjectType type = ObjectType.named(request.path("type"));
        HubSpotRecord record = data.any(type, request.path("id"));
        if (record == null) {
            throw Problem.noRecord(request.path("id"));
        }
        if (record.archived() == null) {
            writes.archive(request, record);
        }
        return Answer.empty(204);
    }

    private Answer merge(Request request) {
        ObjectType type = ObjectType.named(request.path("type"));
        JsonNode body = Api.object(request);
        HubSpotRecord winner = merges.merge(
                request,
                type,
                body.path("primaryObjectId").asText(),
                body.path("objectIdToMerge").asText());
        return Answer.json(200, rendering.written(winner, winner.values().keySet()));
    }

    private Answer erase(Request request) {
        ObjectType type = ObjectType.named(request.path("type"));
        JsonNode body = Api.object(request);
        String id = body.path("objectId").asText();
        String idProperty = body.path("idProperty").asText("");
        HubSpotRecord record = idProperty.isEmpty() ? data.any(type, id) : data.live(type, id, idProperty);
        if (record == null) {
            if (idProperty.isEmpty()) {
                throw Problem.noRecord(id);
            }
            // An unknown e-mail is blocked for the future and that is a success too.
            return Answer.empty(204);
        }
        links.unlinkAll(record);
        data.table(type).remove(record);
        data.context().journal().add(request, Change.Kind.ERASED, type.name(), record.idText(), Map.of());
        return Answer.empty(204);
    }

    private HubSpotRecord record(Request request) {
        ObjectType type = ObjectType.named(request.path("type"));
        HubSpotRecord record =
                data.live(type, request.path("id"), request.query("idProperty").orElse(""));
        if (record == null) {
            throw Problem.noRecord(request.path("id"));
        }
        return record;
    }

    private static long after(Request request) {
        String after = request.query("after").orElse("");
        if (!after.isEmpty() && !after.matches("\\d{1,18}")) {
            throw Problem.invalid("Invalid after '" + after + "': use paging.next.after of the page before");
        }
        return after.isEmpty() ? 0 : Long.parseLong(after);
    }

    private static Rendering.View view(Request request) {
        return new Rendering.View(
                Api.names(request, "properties"),
                Api.names(request, "propertiesWithHistory"),
                Api.names(request, "associations"));
    }
}
