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

/** Calls for pipelines and their stages. */
final class PipelineCalls {
    private final Data data;

    PipelineCalls(Data data) {
        this.data = data;
    }

    void routes(Routes routes, String base) {
        String one = base + "/{type!}/{pipeline}";
        String stages = one + "/stages";
        routes.add("GET", base + "/{type!}", this::list)
                .add("POST", base + "/{type!}", this::create)
                .add("GET", one, request -> Answer.json(200, pipeline(request)))
                .add("PATCH", one, this::update)
                .add("PUT", one, this::update)
                .add("DELETE", one, this::remove)
                .add("GET", stages, request -> results(pipeline(request).path("stages")))
                .add("POST", stages, this::createStage)
                .add("GET", stages + "/{stage}", request -> Answer.json(200, stage(request)))
                .add("PATCH", stages + "/{stage}", this::updateStage)
                .add("PUT", stages + "/{stage}", this::updateStage)
                .add("DELETE", stages + "/{stage}", this::removeStage);
    }

    private Answer list(Request request) {
        return results(Json.array().addAll(pipelines(request)));
    }

    private Answer create(Request request) {
        JsonNode body = Api.object(request);
        String label = label(body);
        boolean taken = pipelines(request).stream()
                .anyMatch(pipeline -> pipeline.path("label").asText().equals(label));
        if (taken) {
            throw Problem.of(409, "CONFLICT", "A pipeline with the label '" + label + "' already exists");
        }
        String id = String.valueOf(data.nextId());
        ObjectNode pipeline =
                Pipelines.pipeline(id, label, body.path("displayOrder").asInt(0), data.now());
        body.path("stages").forEach(stage -> addStage(pipeline, stage));
        pipelines(request).add(pipeline);
        tell(request, id);
        return Answer.json(201, pipeline);
    }

    private Answer update(Request request) {
        JsonNode body = Api.object(request);
        ObjectNode pipeline = pipeline(request);
        change(pipeline, body);
        if (request.method().equals("PUT") && body.path("stages").isArray()) {
            pipeline.putArray("stages");
            body.path("stages").forEach(stage -> addStage(pipeline, stage));
        }
        tell(request, pipeline.path("id").asText());
        return Answer.json(200, pipeline);
    }

    private Answer remove(Request request) {
        ObjectNode pipeline = pipeline(request);
        pipelines(request).remove(pipeline);
        tell(request, pipeline.path("id").asText());
        return Answer.empty(204);
    }

    private Answer createStage(Request request) {
        ObjectNode pipeline = pipeline(request);
        ObjectNode stage = addStage(pipeline, Api.object(request));
        tell(request, pipeline.path("id").asText());
        return Answer.json(201, stage);
    }

    private Answer updateStage(Request request) {
        ObjectNode stage = stage(request);
        change(stage, Api.object(request));
        tell(request, request.path("pipeline"));
        return Answer.json(200, stage);
    }

    private Answer removeStage(Request request) {
        ObjectNode stage = stage(request);
        ArrayNode stages = pipeline(request).withArray("stages");
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i) == stage) {
                stages.remove(i);
            }
        }
        tell(request, request.path("pipeline"));
        return Answer.empty(204);
    }

    private ObjectNode addStage(ObjectNode pipeline, JsonNode written) {
        String id = written.path("stageId").asText(String.valueOf(data.nextId()));
        ObjectNode stage = Pipelines.addStage(pipeline, id, label(written), data.now());
        change(stage, written);
        return stage;
    }

    private void change(ObjectNode thing, JsonNode body) {
        if (body.path("label").isTextual()) {
            thing.put("label", body.path("label").asText());
        }
        if (body.path("displayOrder").isInt()) {
            thing.put("displayOrder", body.path("displayOrder").asInt());
        }
        if (body.path("metadata") instanceof ObjectNode metadata) {
            thing.withObject("/metadata").setAll(metadata);
        }
        thing.put("updatedAt", Times.iso(data.now()));
    }

    private ObjectNode pipeline(Request request) {
        String id = request.path("pipeline");
        return pipelines(request).stream()
                .filter(pipeline -> pipeline.path("id").asText().equals(id))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("Pipeline '" + id + "' does not exist"));
    }

    private ObjectNode stage(Request request) {
        String id = request.path("stage");
        for (JsonNode stage : pipeline(request).path("stages")) {
            if (stage instanceof ObjectNode found && stage.path("id").asText().equals(id)) {
                return found;
            }
        }
        throw Problem.notFound("Stage '" + id + "' does not exist");
    }

    private List<ObjectNode> pipelines(Request request) {
        return data.pipelines().of(ObjectType.named(request.path("type")));
    }

    private void tell(Request request, String id) {
        data.context()
                .journal()
                .add(request, Change.Kind.CONFIGURED, request.path("type"), id, Map.of("what", "pipeline"));
    }

    private static String label(JsonNode body) {
        String label = body.path("label").asText("");
        if (label.isEmpty()) {
            throw Problem.invalid("Some required fields were not set: [label]");
        }
        return label;
    }

    private static Answer results(JsonNode list) {
        ObjectNode body = Json.object();
        body.set("results", list);
        return Answer.json(200, body);
    }
}
