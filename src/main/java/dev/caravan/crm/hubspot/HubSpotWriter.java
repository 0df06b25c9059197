package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Creates and updates in batches (HubSpot docs, "Batch": at most 100 inputs, and single refusals only if each input has
 * a trace id). What is safe to repeat goes first and plain creates last, so that a caller who repeats a list after an
 * exception creates nothing twice.
 */
final class HubSpotWriter {
    private final HubSpotApi api;
    private final HubSpotSettings settings;
    private final HubSpotSchemas schemas;

    HubSpotWriter(HubSpotApi api, HubSpotSettings settings, HubSpotSchemas schemas) {
        this.api = api;
        this.settings = settings;
        this.schemas = schemas;
    }

    List<WriteResult> write(String object, List<Write> writes) {
        // Asked for before the first write: failing afterwards would lose what HubSpot answered.
        schemas.get(object);
        @Nullable WriteResult[] results = new WriteResult[writes.size()];
        boolean begun = false;
        for (BatchPart part : parts(object, writes, results)) {
            begun |= run(object, part, results, begun);
        }
        return Arrays.stream(results).map(Objects::requireNonNull).toList();
    }

    private List<BatchPart> parts(String object, List<Write> writes, @Nullable WriteResult[] results) {
        List<BatchPart.Input> updates = new ArrayList<>();
        List<BatchPart.Input> upserts = new ArrayList<>();
        List<BatchPart.Input> creates = new ArrayList<>();
        Optional<String> unique = settings.uniqueField(object);
        for (int i = 0; i < writes.size(); i++) {
            Write write = writes.get(i);
            String id = write.id();
            Optional<String> broken = broken(write);
            if (broken.isPresent()) {
                results[i] = refused("property '" + broken.get() + "' holds half a character", ErrorCode.INVALID_VALUE);
            } else if (id != null && write.values().isEmpty()) {
                results[i] = new WriteResult.Written(id, false, Map.of());
            } else if (id != null) {
                updates.add(update(i, write, id));
            } else if (unique.isPresent()) {
                upserts.add(upsert(i, write, unique.get()));
            } else {
                creates.add(create(i, write, null));
            }
        }
        List<BatchPart> parts = new ArrayList<>(BatchPart.withoutRepeats(BatchPart.UPDATE, updates));
        if (object.equals(HubSpotObjects.LEADS) && unique.isPresent()) {
            newLeads(upserts, creates, unique.get());
        }
        parts.addAll(BatchPart.withoutRepeats(BatchPart.UPSERT, upserts));
        if (!creates.isEmpty()) {
            parts.add(new BatchPart(BatchPart.CREATE, creates));
        }
        return parts;
    }

    /**
     * Moves leads that do not exist yet from the upserts to the creates: a new lead must come with a contact (HubSpot
     * docs, "Leads"), and an upsert cannot carry one. The unique property still refuses a second one.
     */
    private void newLeads(List<BatchPart.Input> upserts, List<BatchPart.Input> creates, String unique) {
        List<BatchPart.Input> withContact = upserts.stream()
                .filter(input -> !input.write().associations().isEmpty())
                .toList();
        if (withContact.isEmpty()) {
            return;
        }
        Set<String> existing = new HashSet<>();
        ObjectNode body = Batches.read(
                withContact.stream().map(BatchPart.Input::key).distinct().toList(), unique, List.of(unique));
        JsonNode answer = api.post(settings.paths().batch(HubSpotObjects.LEADS, "read"), body);
        Batches.failUnlessMissing(api.name("read " + HubSpotObjects.LEADS), answer);
        answer.path("results")
                .forEach(lead ->
                        existing.add(Objects.requireNonNullElse(Json.text(lead.path("properties"), unique), "")));
        for (BatchPart.Input input : withContact) {
            if (!existing.contains(input.key())) {
                upserts.remove(input);
                creates.add(create(input.index(), input.write(), unique));
            }
        }
    }

    /** Sends one part; says whether HubSpot may have changed something. */
    private boolean run(String object, BatchPart part, @Nullable WriteResult[] results, boolean begun) {
        try {
            JsonNode answer = api.post(settings.paths().batch(object, part.operation()), part.body());
            part.unfold(answer, (input, fate) -> results[input.index()] = result(object, part, input, fate));
            return true;
        } catch (CrmException e) {
            refuseAll(object, part, results, begun, e);
            return begun;
        }
    }

    private void refuseAll(
            String object, BatchPart part, @Nullable WriteResult[] results, boolean begun, CrmException e) {
        CrmError error = e.error();
        forgetIfUnknown(object, error);
        if (error instanceof CrmError.Rejected rejected && part.inputs().size() > 1) {
            throw new CrmException(
                    api.name(part.operation() + " " + object),
                    new CrmError.BatchRejected(rejected.detail(), rejected.code()),
                    e);
        }
        if (!begun && !(error instanceof CrmError.Rejected)) {
            throw e;
        }
        part.inputs().forEach(input -> results[input.index()] = new WriteResult.Refused(error));
    }

    private WriteResult result(String object, BatchPart part, BatchPart.Input input, BatchPart.Fate fate) {
        JsonNode result = fate.result();
        CrmError error = fate.error();
        String id = result == null ? null : Json.text(result, "id");
        if (error != null) {
            forgetIfUnknown(object, error);
            return new WriteResult.Refused(error);
        }
        if (result == null || id == null) {
            return new WriteResult.Refused(new CrmError.Transient("HubSpot's result holds no id", true));
        }
        boolean created = part.operation().equals(BatchPart.CREATE)
                || (part.operation().equals(BatchPart.UPSERT)
                        && result.path("new").asBoolean(false));
        return new WriteResult.Written(id, created, schemas.values(object, result.path("properties")));
    }

    private void forgetIfUnknown(String object, CrmError error) {
        if (error instanceof CrmError.Rejected rejected && rejected.code() == ErrorCode.INVALID_FIELD) {
            schemas.forget(object);
        }
    }

    private BatchPart.Input update(int index, Write write, String id) {
        ObjectNode json = Json.object().put("id", id);
        json.set("properties", properties(write));
        return new BatchPart.Input(index, write, id, null, json);
    }

    private BatchPart.Input upsert(int index, Write write, String unique) {
        String key = write.record().id();
        ObjectNode json = Json.object().put("id", key).put("idProperty", unique);
        // The upsert sets the property itself; another value beside it would tear the record from its key.
        json.set("properties", properties(write).without(unique));
        return new BatchPart.Input(index, write, key, unique, json);
    }

    private BatchPart.Input create(int index, Write write, @Nullable String unique) {
        ObjectNode properties = properties(write);
        if (unique != null) {
            properties.put(unique, write.record().id());
        }
        ObjectNode json = Json.object();
        json.set("properties", properties);
        if (write.object().equals(HubSpotObjects.LEADS) && !write.associations().isEmpty()) {
            json.set("associations", associations(write));
        }
        String keyProperty = unique != null ? unique : HubSpotObjects.EMAIL;
        boolean hasKey = unique != null || write.object().equals(HubSpotObjects.CONTACTS);
        String key = hasKey ? Objects.requireNonNullElse(Json.text(properties, keyProperty), "") : "";
        return new BatchPart.Input(index, write, key, keyProperty, json);
    }

    private static ArrayNode associations(Write write) {
        ArrayNode list = Json.array();
        boolean contact = write.associations().stream()
                .noneMatch(
                        to -> to.object().equals(HubSpotObjects.CONTACTS) && to.kind() != AssociateTo.Kind.ADDITIONAL);
        for (AssociateTo to : write.associations()) {
            // A new lead without a primary contact is refused, so its first contact becomes that.
            boolean primary = to.kind() != AssociateTo.Kind.ADDITIONAL
                    || (contact && to.object().equals(HubSpotObjects.CONTACTS));
            contact &= !primary;
            AssociationTypes.of(write.object(), to.object()).ifPresent(types -> list.add(types.to(to.id(), primary)));
        }
        return list;
    }

    private ObjectNode properties(Write write) {
        ObjectNode properties = Json.object();
        write.values()
                .forEach((name, value) ->
                        properties.put(name, HubSpotValues.text(value, schemas.type(write.object(), name))));
        return properties;
    }

    private static Optional<String> broken(Write write) {
        for (Map.Entry<String, @Nullable Object> field : write.values().entrySet()) {
            if (!HubSpotValues.isWhole(field.getValue())) {
                return Optional.of(field.getKey());
            }
        }
        return Optional.empty();
    }

    private static WriteResult refused(String detail, ErrorCode code) {
        return new WriteResult.Refused(new CrmError.Rejected(detail, code));
    }
}
