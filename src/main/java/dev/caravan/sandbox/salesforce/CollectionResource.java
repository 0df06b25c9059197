package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Up to 200 records per call (REST guide, "sObject Collections"); a failing row does not touch its neighbours. */
final class CollectionResource {
    static final int LARGEST = 200;
    private static final int LARGEST_READ = 2000;

    private final Org org;

    CollectionResource(Org org) {
        this.org = org;
    }

    void addTo(Resources resources) {
        resources
                .add("POST", "/composite/sobjects", this::create)
                .add("PATCH", "/composite/sobjects", this::update)
                .add("DELETE", "/composite/sobjects", this::delete)
                .add("GET", "/composite/sobjects/{type!}", call -> read(call, call.list("ids"), call.list("fields")))
                .add("POST", "/composite/sobjects/{type!}", this::readPosted)
                .add("PATCH", "/composite/sobjects/{type!}/{field}", this::upsert);
    }

    private Reply create(Call call) {
        return perRow(call, records(call), row -> {
            Row created = org.writes().insert(object(row), Writes.withoutId(row));
            return saved(created);
        });
    }

    private Reply update(Call call) {
        return perRow(call, records(call), row -> {
            Row found = org.checks().inRow(object(row), id(row).orElseThrow(CollectionResource::noId));
            org.writes().update(found, Writes.withoutId(row));
            return saved(found);
        });
    }

    private static SalesforceError noId() {
        return SalesforceError.bad("MISSING_ARGUMENT", "Id not specified in an update call");
    }

    private Reply delete(Call call) {
        List<JsonNode> ids = new ArrayList<>();
        call.list("ids").forEach(id -> ids.add(Json.object().put("id", id)));
        checkSize(ids, LARGEST);
        return perRow(call, ids, call.isTrue("allOrNone"), row -> {
            String id = row.path("id").asText();
            ObjectType object =
                    org.schema().ofId(id).orElseThrow(() -> SalesforceError.bad("MALFORMED_ID", "malformed id " + id));
            Row found = org.checks().inRow(object, id);
            org.writes().delete(found);
            return saved(found);
        });
    }

    private Reply upsert(Call call) {
        ObjectType object = org.object(call.path("type"));
        Field key = Checks.matchKey(object, call.path("field"));
        Set<String> seen = new HashSet<>();
        return perRow(call, records(call), row -> {
            if (!object(row).equals(object)) {
                throw SalesforceError.bad(
                        "INVALID_TYPE", "The record type must be " + object.name() + " as in the path of the call");
            }
            if (key.type() == FieldType.ID) {
                return upsertById(object, row);
            }
            String value = text(row, key.name());
            if (value.isBlank()) {
                throw SalesforceError.bad("MISSING_ARGUMENT", key.name() + " not specified");
            }
            if (!seen.add(value.toLowerCase(Locale.ROOT))) {
                throw SalesforceError.bad("DUPLICATE_VALUE", "Duplicate external id specified: " + value, key.name());
            }
            return upsertByKey(object, key, value, row);
        });
    }

    private ObjectNode upsertById(ObjectType object, JsonNode row) {
        Optional<String> id = id(row);
        Row done = id.isPresent() ? org.checks().inRow(object, id.get()) : null;
        if (done == null) {
            return saved(org.writes().insert(object, Writes.withoutId(row))).put("created", true);
        }
        org.writes().update(done, Writes.withoutId(row));
        return saved(done).put("created", false);
    }

    private ObjectNode upsertByKey(ObjectType object, Field key, String value, JsonNode row) {
        List<Row> rows = org.checks().matches(object, key, value);
        if (rows.size() > 1) {
            throw SalesforceError.bad(
                    "DUPLICATE_EXTERNAL_ID",
                    key.label() + ": more than one record found for external id field: "
                            + rows.stream().map(Row::id).toList(),
                    key.name());
        }
        if (rows.isEmpty()) {
            return saved(org.writes().insert(object, Writes.withoutId(row))).put("created", true);
        }
        org.writes().update(rows.get(0), Writes.withoutId(row));
        return saved(rows.get(0)).put("created", false);
    }

    private static ObjectNode saved(Row row) {
        ObjectNode saved = Json.object().put("id", row.id()).put("success", true);
        saved.putArray("errors");
        return saved;
    }

    private Reply readPosted(Call call) {
        List<String> ids = new ArrayList<>();
        call.body().path("ids").forEach(id -> ids.add(id.asText()));
        List<String> fields = new ArrayList<>();
        call.body().path("fields").forEach(field -> fields.add(field.asText()));
        return read(call, ids, fields);
    }

    /** One entry per id in the order asked for; null for what is not there. */
    private Reply read(Call call, List<String> ids, List<String> fields) {
        ObjectType object = org.object(call.path("type"));
        if (ids.isEmpty() || fields.isEmpty()) {
            throw SalesforceError.bad("MISSING_ARGUMENT", "ids and fields are required");
        }
        if (ids.size() > LARGEST_READ) {
            throw tooMany(LARGEST_READ);
        }
        Projection projection = new Projection(org.store());
        fields.stream()
                .distinct()
                .map(field -> {
                    if (!field.contains(".") && object.field(field) == null) {
                        throw SalesforceError.noSuchColumn(field, object);
                    }
                    return Path.of(org.schema(), object, field);
                })
                .forEach(projection::add);
        ArrayNode found = Json.array();
        for (String id : ids) {
            Optional<Row> row = org.store().row(object, Ids.full(id)).filter(live -> !live.isDeleted());
            if (row.isPresent()) {
                found.add(projection.render(row.get(), call.rendering()));
            } else {
                found.addNull();
            }
        }
        return Reply.ok(found);
    }

    private static List<JsonNode> records(Call call) {
        List<JsonNode> records = new ArrayList<>();
        call.body().path("records").forEach(records::add);
        checkSize(records, LARGEST);
        return records;
    }

    private static void checkSize(List<JsonNode> rows, int largest) {
        if (rows.isEmpty()) {
            throw SalesforceError.bad("REQUIRED_FIELD_MISSING", "At least 1 record is required");
        }
        if (rows.size() > largest) {
            throw tooMany(largest);
        }
    }

    private static SalesforceError tooMany(int largest) {
        return SalesforceError.bad(
                "EXCEEDED_ID_LIMIT",
                "record limit reached. cannot submit more than " + largest + " records into this call");
    }

    private ObjectType object(JsonNode row) {
        String type = row.path("attributes").path("type").asText();
        return org.schema()
                .object(type)
                .orElseThrow(
                        () -> SalesforceError.bad("INVALID_TYPE", "sObject type '" + type + "' is not supported."));
    }

    private static Optional<String> id(JsonNode row) {
        return Optional.of(text(row, "Id")).filter(id -> !id.isBlank());
    }

    private static String text(JsonNode row, String name) {
        StringBuilder text = new StringBuilder();
        row.fields().forEachRemaining(entry -> {
            if (entry.getKey().equalsIgnoreCase(name) && !entry.getValue().isNull()) {
                text.append(entry.getValue().asText());
            }
        });
        return text.toString();
    }

    private Reply perRow(Call call, List<JsonNode> rows, Function<JsonNode, ObjectNode> work) {
        return perRow(call, rows, call.body().path("allOrNone").asBoolean(false), work);
    }

    private Reply perRow(Call call, List<JsonNode> rows, boolean allOrNone, Function<JsonNode, ObjectNode> work) {
        Writes.Mark start = org.writes().mark();
        List<ObjectNode> results = new ArrayList<>();
        boolean failed = false;
        for (JsonNode row : rows) {
            Writes.Mark mark = org.writes().mark();
            try {
                strike(call.outer());
                results.add(work.apply(row));
            } catch (SalesforceError e) {
                org.writes().rollBackTo(mark);
                results.add(e.row());
                failed = true;
            }
        }
        if (failed && allOrNone) {
            org.writes().rollBackTo(start);
            results.replaceAll(result -> result.path("success").asBoolean() ? rolledBack() : result);
        }
        ArrayNode list = Json.array();
        results.forEach(list::add);
        return Reply.ok(list);
    }

    private static ObjectNode rolledBack() {
        return SalesforceError.bad(
                        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
                        "Record rolled back because not all records were valid and the request was using AllOrNone header")
                .row();
    }

    /** The fault "partial-batch": another transaction holds the row. */
    private void strike(Request request) {
        if (org.context().faults().failsRow(request)) {
            throw SalesforceError.bad(
                    "UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record or 1 records");
        }
    }
}
