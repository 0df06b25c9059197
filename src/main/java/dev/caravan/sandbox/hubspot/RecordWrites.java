package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Normalise;
import dev.caravan.sandbox.Request;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks and commits writes to records. A write is first prepared, which checks everything and changes nothing, and
 * then committed. Call it while holding the monitor of {@link Data}.
 */
final class RecordWrites {
    private final Data data;
    private final Links links;
    private final Owners owners;

    RecordWrites(Data data, Links links, Owners owners) {
        this.data = data;
        this.links = links;
        this.owners = owners;
    }

    /** Values of unique properties that earlier rows of the same call are going to take. */
    static final class Claims {
        private final Map<String, String> taken = new HashMap<>();
    }

    /**
     * A write that has passed all checks.
     *
     * @param record null for a create
     */
    record Prepared(ObjectType type, @Nullable HubSpotRecord record, Map<Property, String> values, List<Link> links) {}

    /** An association asked for in a create. */
    record Link(HubSpotRecord to, List<AssociationType> types) {}

    /**
     * Checks a create.
     *
     * @throws Problem if it is refused
     */
    Prepared create(ObjectType type, JsonNode properties, JsonNode associations, Claims claims) {
        Map<Property, String> values = check(type, null, properties, claims);
        boolean complete = type.needed().stream()
                .anyMatch(group -> group.stream()
                        .allMatch(name -> data.schema()
                                .find(type, name)
                                .map(property ->
                                        !values.getOrDefault(property, "").isEmpty())
                                .orElse(false)));
        if (!complete) {
            List<String> names =
                    type.needed().stream().flatMap(Collection::stream).toList();
            String which = names.size() == 1 ? "" : " At least one of " + names + " is needed.";
            Problem problem = Problem.invalid(
                            "Error creating " + type.upper() + ". Some required properties were not set." + which)
                    .context("properties", names);
            throw problem.detail("REQUIRED_FIELD", "Required property was not set", names.get(0));
        }
        return new Prepared(type, null, values, links(type, associations));
    }

    /**
     * Checks an update.
     *
     * @throws Problem if it is refused
     */
    Prepared update(HubSpotRecord record, JsonNode properties, Claims claims) {
        return new Prepared(record.type(), record, check(record.type(), record, properties, claims), List.of());
    }

    /** Does what was prepared. */
    HubSpotRecord commit(Request request, Prepared write) {
        Instant now = data.now();
        ChangeSource source = ChangeSource.of(request.operation());
        Table table = data.table(write.type());
        HubSpotRecord record = write.record();
        boolean isNew = record == null;
        if (record == null) {
            record = new HubSpotRecord(write.type(), data.nextId(), now, source);
            table.add(record);
        }
        Map<String, String> changed = new LinkedHashMap<>();
        for (Map.Entry<Property, String> value : write.values().entrySet()) {
            if (table.set(record, value.getKey(), value.getValue(), now, source)) {
                changed.put(value.getKey().name(), value.getValue());
            }
        }
        if (isNew) {
            fillDefaults(table, record, now, source);
        }
        record.touch(now);
        table.changed(record, now);
        Change.Kind kind = isNew ? Change.Kind.CREATED : Change.Kind.UPDATED;
        data.context().journal().add(request, kind, write.type().name(), record.idText(), changed);
        for (Link link : write.links()) {
            links.linkLabelled(request, record, link.to(), link.types());
        }
        return record;
    }

    /** Puts a record into the bin. */
    void archive(Request request, HubSpotRecord record) {
        Table table = data.table(record.type());
        table.release(record);
        links.unlinkAll(record);
        record.archive(data.now());
        table.changed(record, data.now());
        data.context().journal().add(request, Change.Kind.DELETED, record.type().name(), record.idText(), Map.of());
    }

    /**
     * Takes a record out of the bin.
     *
     * @throws Problem if another record has taken one of its unique values meanwhile
     */
    void restore(Request request, HubSpotRecord record) {
        Map<Property, String> values = new LinkedHashMap<>();
        record.values().forEach((name, value) -> data.schema()
                .find(record.type(), name)
                .ifPresent(property -> values.put(property, value)));
        ArrayNode bad = Json.array();
        checkUnique(record.type(), record, values, new Claims(), bad);
        if (!bad.isEmpty()) {
            throw notValid(bad);
        }
        Table table = data.table(record.type());
        record.restore(data.now());
        table.claim(record, data.schema());
        table.changed(record, data.now());
        data.context().journal().add(request, Change.Kind.RESTORED, record.type().name(), record.idText(), Map.of());
    }

    private Map<Property, String> check(
            ObjectType type, @Nullable HubSpotRecord record, JsonNode properties, Claims claims) {
        if (!properties.isObject() && !properties.isMissingNode() && !properties.isNull()) {
            throw Problem.invalid("Invalid input JSON: properties must be an object");
        }
        Map<Property, String> values = new LinkedHashMap<>();
        ArrayNode bad = Json.array();
        properties.fields().forEachRemaining(entry -> {
            String name = entry.getKey();
            try {
                Property property = data.schema()
                        .find(type, name)
                        .orElseThrow(() -> new Values.BadValueException(
                                "PROPERTY_DOESNT_EXIST", "Property \"" + name + "\" does not exist"));
                String before = record == null ? "" : record.values().getOrDefault(name, "");
                values.put(property, checked(type, property, entry.getValue(), before));
            } catch (Values.BadValueException e) {
                bad.add(badValue(name, e.code(), e.text()));
            }
        });
        checkStage(type, record, values, bad);
        if (bad.isEmpty()) {
            checkUnique(type, record, values, claims, bad);
        }
        if (!bad.isEmpty()) {
            throw notValid(bad);
        }
        return values;
    }

    private String checked(ObjectType type, Property property, JsonNode written, String before)
            throws Values.BadValueException {
        if (property.readOnly()) {
            throw new Values.BadValueException(
                    "READ_ONLY_VALUE", "\"" + property.name() + "\" is a read only property; its value cannot be set.");
        }
        String value = Values.stored(property, normalised(type, property, written), before, () -> external(type, property));
        if (property.name().equals("lifecyclestage") && !value.isEmpty() && isBackwards(property, before, value)) {
            // HubSpot answers such a write with success and leaves the stage as it is.
            return before;
        }
        return value;
    }

    private JsonNode normalised(ObjectType type, Property property, JsonNode written) {
        if (!written.isTextual()) {
            return written;
        }
        Normalise normalise = data.context().faults().normalise();
        if (property.type().equals("enumeration") && normalise.takesLabels()) {
            return TextNode.valueOf(property.valueOfLabel(written.asText()));
        }
        if (!property.type().equals("string") && !property.type().equals("phone_number")) {
            return written;
        }
        Normalise.Kind kind = Normalise.Kind.TEXT;
        if (property.name().equals("email")) {
            kind = Normalise.Kind.EMAIL;
        } else if (data.table(type).isUnique(property)) {
            kind = Normalise.Kind.KEY;
        } else if (property.isPhone()) {
            kind = Normalise.Kind.PHONE;
        }
        return TextNode.valueOf(normalise.stored(written.asText(), kind));
    }

    private static boolean isBackwards(Property property, String before, String value) {
        List<String> stages =
                property.options().stream().map(Property.Option::value).toList();
        return stages.indexOf(value) >= 0 && stages.indexOf(value) < stages.indexOf(before);
    }

    private Collection<String> external(ObjectType type, Property property) {
        return switch (property.name()) {
            case "hubspot_owner_id" -> owners.ids();
            case "pipeline", "hs_pipeline" -> data.pipelines().ids(type);
            case "dealstage", "hs_pipeline_stage" -> data.pipelines().stageIds(type);
            default -> List.of();
        };
    }

    private void checkStage(
            ObjectType type, @Nullable HubSpotRecord record, Map<Property, String> values, ArrayNode bad) {
        Map<String, String> byName = new HashMap<>();
        values.forEach((property, value) -> byName.put(property.name(), value));
        String stageName = Pipelines.stageProperty(type);
        String stage = byName.getOrDefault(stageName, "");
        if (stage.isEmpty()) {
            return;
        }
        String pipelineName = Pipelines.pipelineProperty(type);
        String stored = record == null ? "" : record.values().getOrDefault(pipelineName, "");
        String pipeline = byName.getOrDefault(pipelineName, stored);
        if (!pipeline.isEmpty() && !data.pipelines().stageIds(type, pipeline).contains(stage)) {
            String text = stage + " was not one of the allowed options: "
                    + data.pipelines().stageIds(type, pipeline);
            bad.add(badValue(stageName, "INVALID_OPTION", text));
        }
    }

    private void checkUnique(
            ObjectType type,
            @Nullable HubSpotRecord record,
            Map<Property, String> values,
            Claims claims,
            ArrayNode bad) {
        Table table = data.table(type);
        values.forEach((property, value) -> {
            if (value.isEmpty() || !table.isUnique(property)) {
                return;
            }
            HubSpotRecord holder = table.byUnique(property.name(), value);
            String self = record == null ? "new" + claims.taken.size() : record.idText();
            String earlier = claims.taken.putIfAbsent(property.name() + "=" + Table.key(value), self);
            boolean twice = earlier != null && !earlier.equals(self);
            if ((holder == null || holder == record) && !twice) {
                return;
            }
            if (property.name().equals("email")) {
                String which = holder == null ? "" : ". Existing ID: " + holder.idText();
                Problem conflict = Problem.of(409, "CONFLICT", type.title() + " already exists" + which);
                throw holder == null ? conflict : conflict.context("existingId", List.of(holder.idText()));
            }
            String which = holder == null || holder == record ? "Another row" : holder.idText();
            bad.add(badValue(
                    property.name(),
                    "CONFLICTING_UNIQUE_VALUE",
                    "Cannot set " + property.name() + "=" + value + ". " + which + " already has that value."));
        });
    }

    private static JsonNode badValue(String name, String code, String message) {
        return Json.object()
                .put("isValid", false)
                .put("message", message)
                .put("error", code)
                .put("name", name)
                .put("localizedErrorMessage", message);
    }

    private static Problem notValid(ArrayNode bad) {
        Problem problem = Problem.invalid("Property values were not valid: " + bad);
        bad.forEach(one -> problem.detail(
                one.path("error").asText(),
                one.path("message").asText(),
                one.path("name").asText()));
        return problem;
    }

    private List<Link> links(ObjectType from, JsonNode associations) {
        List<Link> wanted = new ArrayList<>();
        for (JsonNode association : associations) {
            String id = association.path("to").path("id").asText();
            List<AssociationType> types = new ArrayList<>();
            for (JsonNode spec : association.path("types")) {
                int typeId = spec.path("associationTypeId").asInt();
                String category = spec.path("associationCategory").asText(AssociationType.HUBSPOT);
                types.add(data.associationTypes().all().stream()
                        .filter(type -> type.from() == from && type.id() == typeId)
                        .filter(type -> type.category().equals(category))
                        .findFirst()
                        .orElseThrow(() -> Problem.invalid("One or more associations are invalid")
                                .context("INVALID_ASSOCIATION_TYPE", List.of(category + " " + typeId))));
            }
            Set<ObjectType> targets = new LinkedHashSet<>();
            types.forEach(type -> targets.add(type.to()));
            if (targets.size() != 1) {
                throw Problem.invalid("One or more associations are invalid");
            }
            HubSpotRecord to = data.live(targets.iterator().next(), id);
            if (to == null) {
                throw Problem.invalid("One or more associations are invalid")
                        .sub("crm.associations.INVALID_OBJECT_IDS")
                        .context("INVALID_OBJECT_IDS", List.of(id));
            }
            wanted.add(new Link(to, types));
        }
        return wanted;
    }

    private void fillDefaults(Table table, HubSpotRecord record, Instant now, ChangeSource source) {
        ObjectType type = record.type();
        String pipelineName = Pipelines.pipelineProperty(type);
        data.schema().find(type, pipelineName).ifPresent(pipelineProperty -> {
            String stageName = Pipelines.stageProperty(type);
            String stage = record.values().getOrDefault(stageName, "");
            String pipeline = record.values().getOrDefault(pipelineName, "");
            if (pipeline.isEmpty()) {
                pipeline = data.pipelines().pipelineOf(type, stage);
                table.set(record, pipelineProperty, pipeline, now, source);
            }
            String first = data.pipelines().stageIds(type, pipeline).stream()
                    .findFirst()
                    .orElse("");
            data.schema()
                    .find(type, stageName)
                    .filter(property -> stage.isEmpty() && !first.isEmpty())
                    .ifPresent(property -> table.set(record, property, first, now, source));
        });
    }
}
