package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Records with their children in one call, all or none (REST guide, "sObject Tree"). */
final class TreeResource {
    private static final int LARGEST = 200;

    private final Org org;

    TreeResource(Org org) {
        this.org = org;
    }

    void addTo(Resources resources) {
        resources.add("POST", "/composite/tree/{type!}", this::create);
    }

    private Reply create(Call call) {
        ObjectType object = org.object(call.path("type"));
        Writes.Mark start = org.writes().mark();
        ArrayNode created = Json.array();
        ArrayNode failed = Json.array();
        JsonNode records = call.body().path("records");
        Set<String> references = new HashSet<>();
        if (count(records) > LARGEST) {
            throw SalesforceError.bad("LIMIT_EXCEEDED", "The maximum number of records is " + LARGEST);
        }
        for (JsonNode record : records) {
            add(object, record, null, null, references, created, failed);
        }
        if (failed.isEmpty()) {
            return Reply.of(201, Json.object().put("hasErrors", false).set("results", created));
        }
        org.writes().rollBackTo(start);
        return Reply.of(400, Json.object().put("hasErrors", true).set("results", failed));
    }

    private static int count(JsonNode records) {
        int count = 0;
        for (JsonNode record : records) {
            count++;
            for (JsonNode value : record) {
                count += count(value.path("records"));
            }
        }
        return count;
    }

    private void add(
            ObjectType object,
            JsonNode record,
            @Nullable Field parentField,
            @Nullable String parentId,
            Set<String> references,
            ArrayNode created,
            ArrayNode failed) {
        String reference = record.path("attributes").path("referenceId").asText();
        ObjectNode body = Json.object();
        record.fields().forEachRemaining(entry -> {
            if (!entry.getValue().has("records") && !entry.getKey().equals("attributes")) {
                body.set(entry.getKey(), entry.getValue());
            }
        });
        if (parentField != null) {
            body.put(parentField.name(), parentId);
        }
        try {
            if (reference.isEmpty() || !references.add(reference)) {
                throw SalesforceError.bad("INVALID_INPUT", "Duplicate ReferenceId provided in the request.");
            }
            Row row = org.writes().insert(object, body);
            created.addObject().put("referenceId", reference).put("id", row.id());
            addChildren(object, record, row, references, created, failed);
        } catch (SalesforceError e) {
            failed.addObject()
                    .put("referenceId", reference)
                    .set("errors", e.row().path("errors"));
        }
    }

    private void addChildren(
            ObjectType object, JsonNode record, Row row, Set<String> references, ArrayNode created, ArrayNode failed) {
        record.fields().forEachRemaining(entry -> {
            if (!entry.getValue().has("records")) {
                return;
            }
            Schema.Child child = org.schema().children(object).stream()
                    .filter(candidate -> candidate.relationship().equalsIgnoreCase(entry.getKey()))
                    .findFirst()
                    .orElseThrow(() -> SalesforceError.noSuchColumn(entry.getKey(), object));
            for (JsonNode inner : entry.getValue().path("records")) {
                add(child.object(), inner, child.field(), row.id(), references, created, failed);
            }
        });
    }
}
