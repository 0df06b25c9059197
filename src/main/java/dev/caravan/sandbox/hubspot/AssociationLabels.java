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
import java.util.Map;

/** Calls for the labels that associations between two objects can have. */
final class AssociationLabels {
    private final Data data;
    private final Links links;

    AssociationLabels(Data data, Links links) {
        this.data = data;
        this.links = links;
    }

    void routes(Routes routes, String base) {
        String labels = base + "/{from!}/{to!}/labels";
        routes.add("GET", labels, this::list)
                .add("POST", labels, this::create)
                .add("PUT", labels, this::rename)
                .add("DELETE", labels + "/{typeId}", this::remove);
    }

    private Answer list(Request request) {
        return results(data.associationTypes().between(from(request), to(request)));
    }

    private Answer create(Request request) {
        JsonNode body = Api.object(request);
        String label = body.path("label").asText("");
        String name = body.path("name").asText("");
        if (label.isEmpty() || name.isEmpty()) {
            throw Problem.invalid("Some required fields were not set: [label, name]");
        }
        boolean taken = data.associationTypes().between(from(request), to(request)).stream()
                .anyMatch(type -> type.name().equals(name) || label.equals(type.label()));
        if (taken) {
            throw Problem.of(409, "OBJECT_ALREADY_EXISTS", "An association label '" + name + "' already exists");
        }
        List<AssociationType> made = data.associationTypes()
                .add(
                        from(request),
                        to(request),
                        name,
                        label,
                        body.path("inverseLabel").textValue());
        tell(request, name);
        return results(made);
    }

    private Answer rename(Request request) {
        JsonNode body = Api.object(request);
        AssociationType type = own(request, body.path("associationTypeId").asText());
        links.replace(
                type, data.associationTypes().rename(type, body.path("label").asText(type.name())));
        tell(request, type.name());
        return Answer.empty(204);
    }

    private Answer remove(Request request) {
        AssociationType type = own(request, request.path("typeId"));
        links.replace(data.associationTypes().inverse(type), null);
        links.replace(type, null);
        data.associationTypes().remove(type);
        tell(request, type.name());
        return Answer.empty(204);
    }

    private AssociationType own(Request request, String id) {
        AssociationType found = data.associationTypes().between(from(request), to(request)).stream()
                .filter(type -> String.valueOf(type.id()).equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("Association type " + id + " does not exist"));
        if (found.category().equals(AssociationType.HUBSPOT)) {
            throw Problem.invalid("Association type " + id + " is defined by HubSpot and cannot be changed");
        }
        return found;
    }

    private void tell(Request request, String name) {
        data.context()
                .journal()
                .add(request, Change.Kind.CONFIGURED, from(request).name(), name, Map.of("what", "association label"));
    }

    private static Answer results(List<AssociationType> types) {
        ObjectNode body = Json.object();
        ArrayNode results = body.putArray("results");
        types.forEach(type -> results.add(type.json()));
        return Answer.json(200, body);
    }

    private static ObjectType from(Request request) {
        return ObjectType.named(request.path("from"));
    }

    private static ObjectType to(Request request) {
        return ObjectType.named(request.path("to"));
    }
}
