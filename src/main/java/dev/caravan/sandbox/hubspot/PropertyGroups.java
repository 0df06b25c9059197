package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import java.util.Map;
import java.util.Optional;

/** Calls for groups of properties. */
final class PropertyGroups {
    private final Data data;

    PropertyGroups(Data data) {
        this.data = data;
    }

    void routes(Routes routes, String base) {
        String groups = base + "/{type!}/groups";
        routes.add("GET", groups, this::list)
                .add("POST", groups, this::create)
                .add("GET", groups + "/{group}", request -> Answer.json(200, json(found(request))))
                .add("PATCH", groups + "/{group}", this::update)
                .add("DELETE", groups + "/{group}", this::remove);
    }

    private Answer list(Request request) {
        ObjectNode body = Json.object();
        ArrayNode results = body.putArray("results");
        groups(request).values().forEach(group -> results.add(json(group)));
        return Answer.json(200, body);
    }

    private Answer create(Request request) {
        JsonNode body = Api.object(request);
        String name = body.path("name").asText("");
        String label = body.path("label").asText("");
        if (name.isEmpty() || label.isEmpty()) {
            throw Problem.invalid("Some required fields were not set: [name, label]");
        }
        if (groups(request).containsKey(name)) {
            throw Problem.of(409, "OBJECT_ALREADY_EXISTS", "A property group named '" + name + "' already exists.");
        }
        Schema.Group group =
                new Schema.Group(name, label, body.path("displayOrder").asInt(-1));
        put(request, group);
        return Answer.json(201, json(group));
    }

    private Answer update(Request request) {
        Schema.Group before = found(request);
        JsonNode body = Api.object(request);
        Schema.Group group = new Schema.Group(
                before.name(),
                body.path("label").asText(before.label()),
                body.path("displayOrder").asInt(before.displayOrder()));
        put(request, group);
        return Answer.json(200, json(group));
    }

    private Answer remove(Request request) {
        Schema.Group group = found(request);
        boolean used = data.schema().list(type(request)).stream()
                .anyMatch(property -> property.group().equals(group.name())
                        && property.archived().isEmpty());
        if (used) {
            throw Problem.invalid("Property group '" + group.name() + "' still holds properties");
        }
        groups(request).remove(group.name());
        tell(request, group);
        return Answer.empty(204);
    }

    private void put(Request request, Schema.Group group) {
        data.schema().putGroup(type(request), group);
        tell(request, group);
    }

    private void tell(Request request, Schema.Group group) {
        data.context()
                .journal()
                .add(
                        request,
                        Change.Kind.CONFIGURED,
                        type(request).name(),
                        group.name(),
                        Map.of("what", "property group"));
    }

    private Schema.Group found(Request request) {
        String name = request.path("group");
        return Optional.ofNullable(groups(request).get(name))
                .orElseThrow(() -> Problem.notFound("Property group '" + name + "' does not exist"));
    }

    private Map<String, Schema.Group> groups(Request request) {
        return data.schema().groups(type(request));
    }

    private static ObjectNode json(Schema.Group group) {
        ObjectNode json = Json.object();
        json.put("name", group.name());
        json.put("label", group.label());
        json.put("displayOrder", group.displayOrder());
        json.put("archived", false);
        return json;
    }

    private static ObjectType type(Request request) {
        return ObjectType.named(request.path("type"));
    }
}
