package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pipelines with their stages, kept as the JSON that is given out. Guarded by the lock of {@link Data}. */
final class Pipelines {
    private static final String DEALS = """
            appointmentscheduled|Appointment Scheduled|0.2
            qualifiedtobuy|Qualified To Buy|0.4
            presentationscheduled|Presentation Scheduled|0.6
            decisionmakerboughtin|Decision Maker Bought-In|0.8
            contractsent|Contract Sent|0.9
            closedwon|Closed Won|1.0
            closedlost|Closed Lost|0.0
            """;

    private static final String LEADS = """
            new-stage-id|New|NEW
            attempting-stage-id|Attempting|IN_PROGRESS
            connected-stage-id|Connected|IN_PROGRESS
            qualified-stage-id|Qualified|QUALIFIED
            unqualified-stage-id|Unqualified|UNQUALIFIED
            """;

    private final Map<ObjectType, List<ObjectNode>> pipelines = new LinkedHashMap<>();

    Pipelines(Instant now) {
        ObjectNode sales = pipeline("default", "Sales Pipeline", 0, now);
        DEALS.lines().map(line -> line.split("\\|")).forEach(parts -> {
            ObjectNode stage = addStage(sales, parts[0], parts[1], now);
            stage.putObject("metadata")
                    .put("isClosed", String.valueOf(parts[0].startsWith("closed")))
                    .put("probability", parts[2]);
        });
        ObjectNode leads = pipeline("lead-pipeline-id", "Lead pipeline", 0, now);
        LEADS.lines().map(line -> line.split("\\|")).forEach(parts -> {
            ObjectNode stage = addStage(leads, parts[0], parts[1], now);
            stage.putObject("metadata")
                    .put("leadState", parts[2])
                    .put("isClosed", String.valueOf(parts[2].endsWith("QUALIFIED")));
        });
        pipelines.put(ObjectType.DEAL, new ArrayList<>(List.of(sales)));
        pipelines.put(ObjectType.LEAD, new ArrayList<>(List.of(leads)));
    }

    /** A copy of everything. */
    ObjectNode save() {
        ObjectNode saved = Json.object();
        pipelines.forEach((type, list) ->
                list.forEach(pipeline -> saved.withArray("/" + type.name()).add(pipeline.deepCopy())));
        return saved;
    }

    /** Puts what {@link #save} gave in the place of everything. */
    void load(JsonNode saved) {
        pipelines.clear();
        saved.fields()
                .forEachRemaining(entry -> entry.getValue()
                        .forEach(
                                pipeline -> of(ObjectType.known(entry.getKey())).add((ObjectNode) pipeline)));
    }

    /** Name of the property that holds a record's pipeline. */
    static String pipelineProperty(ObjectType type) {
        return type == ObjectType.DEAL ? "pipeline" : "hs_pipeline";
    }

    /** Name of the property that holds a record's stage. */
    static String stageProperty(ObjectType type) {
        return type == ObjectType.DEAL ? "dealstage" : "hs_pipeline_stage";
    }

    /** All pipelines of an object; to be changed by its caller. */
    List<ObjectNode> of(ObjectType type) {
        return pipelines.computeIfAbsent(type, absent -> new ArrayList<>());
    }

    Collection<String> ids(ObjectType type) {
        return of(type).stream().map(pipeline -> pipeline.path("id").asText()).toList();
    }

    /** Ids of the stages of every pipeline. */
    Collection<String> stageIds(ObjectType type) {
        return ids(type).stream().flatMap(id -> stageIds(type, id).stream()).toList();
    }

    /** Ids of the stages of one pipeline, in order. */
    Collection<String> stageIds(ObjectType type, String pipeline) {
        List<String> ids = new ArrayList<>();
        of(type).stream()
                .filter(each -> each.path("id").asText().equals(pipeline))
                .forEach(each -> each.path("stages")
                        .forEach(stage -> ids.add(stage.path("id").asText())));
        return ids;
    }

    /** The pipeline that a stage belongs to; the first one if the stage is in none. */
    String pipelineOf(ObjectType type, String stage) {
        return ids(type).stream()
                .filter(id -> stageIds(type, id).contains(stage))
                .findFirst()
                .orElse(ids(type).stream().findFirst().orElse(""));
    }

    static ObjectNode pipeline(String id, String label, int order, Instant now) {
        ObjectNode pipeline = Json.object();
        pipeline.put("label", label);
        pipeline.put("displayOrder", order);
        pipeline.put("id", id);
        pipeline.putArray("stages");
        return dated(pipeline, now);
    }

    static ObjectNode addStage(ObjectNode pipeline, String id, String label, Instant now) {
        ArrayNode stages = pipeline.withArray("stages");
        ObjectNode stage = stages.addObject();
        stage.put("label", label);
        stage.put("displayOrder", stages.size() - 1);
        stage.putObject("metadata");
        stage.put("id", id);
        stage.put("writePermissions", "CRM_PERMISSIONS_ENFORCEMENT");
        return dated(stage, now);
    }

    private static ObjectNode dated(ObjectNode thing, Instant now) {
        thing.put("createdAt", Times.iso(now));
        thing.put("updatedAt", Times.iso(now));
        thing.put("archived", false);
        return thing;
    }
}
