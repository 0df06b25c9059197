package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.util.List;
import java.util.Optional;

/** Single records by id and by external id (REST guide, "sObject Rows", "sObject Rows by External ID"). */
final class RecordResource {
    private static final int FIRST_WITH_UPSERT_BODY = 46;

    private final Org org;

    RecordResource(Org org) {
        this.org = org;
    }

    void addTo(Resources resources) {
        resources
                .add("POST", "/sobjects/{type!}", this::create)
                .add("GET", "/sobjects/{type!}/{id}", this::get)
                .add("PATCH", "/sobjects/{type!}/{id}", this::update)
                .add("POST", "/sobjects/{type!}/{id}", this::overridden)
                .add("DELETE", "/sobjects/{type!}/{id}", this::delete)
                .add("GET", "/sobjects/{type!}/{field}/{value}", this::getByKey)
                .add("PATCH", "/sobjects/{type!}/{field}/{value}", this::upsert)
                .add("POST", "/sobjects/{type!}/{field}/{value}", this::upsertOverridden)
                .add("DELETE", "/sobjects/{type!}/{field}/{value}", this::deleteByKey);
    }

    private Reply create(Call call) {
        ObjectType object = org.object(call.path("type"));
        Row row = org.writes().insert(object, withoutOwnId(call));
        return Reply.created(saved(row), call.rendering().url(row));
    }

    private static ObjectNode saved(Row row) {
        ObjectNode saved = Json.object().put("id", row.id()).put("success", true);
        saved.putArray("errors");
        return saved;
    }

    private static JsonNode withoutOwnId(Call call) {
        refuse(call, "Id");
        return call.body();
    }

    /** The record is named by the path alone. */
    private static void refuse(Call call, String field) {
        call.body().fieldNames().forEachRemaining(name -> {
            if (name.equalsIgnoreCase(field)) {
                throw SalesforceError.bad(
                        "INVALID_FIELD", "The " + name + " field should not be specified in the sobject data.", name);
            }
        });
    }

    private Reply get(Call call) {
        ObjectType object = org.object(call.path("type"));
        return show(call, org.checks().inPath(object, call.path("id"), false));
    }

    private Reply show(Call call, Row row) {
        List<String> fields = call.list("fields");
        if (fields.isEmpty()) {
            return Reply.ok(call.rendering().whole(row));
        }
        Projection projection = new Projection(org.store());
        // Id is always part of the answer; a field that is asked for twice is shown once.
        fields.stream()
                .map(field -> Path.of(org.schema(), row.type(), field))
                .filter(path -> !path.key().equals("id"))
                .distinct()
                .forEach(projection::add);
        ObjectNode shown = projection.render(row, call.rendering());
        return Reply.ok(shown.put("Id", row.id()));
    }

    private Reply update(Call call) {
        ObjectType object = org.object(call.path("type"));
        refuse(call, "Id");
        org.writes().update(org.checks().inPath(object, call.path("id"), false), call.body());
        return Reply.of(204, null);
    }

    /** Clients that cannot send PATCH send POST with a parameter. */
    private Reply overridden(Call call) {
        String method = call.query("_HttpMethod").orElse("POST");
        return switch (method) {
            case "PATCH" -> update(call);
            case "DELETE" -> delete(call);
            // POST .../Contact/Id is the create form of the upsert resource.
            case "POST" -> call.path("id").equals("Id") ? create(call) : refused(method);
            default -> refused(method);
        };
    }

    private static Reply refused(String method) {
        throw SalesforceError.methodNotAllowed(method);
    }

    private Reply delete(Call call) {
        ObjectType object = org.object(call.path("type"));
        org.writes().delete(org.checks().inPath(object, call.path("id"), false));
        return Reply.of(204, null);
    }

    private Reply getByKey(Call call) {
        ObjectType object = org.object(call.path("type"));
        Field field = object.field(call.path("field"));
        if (field == null && Ids.full(call.path("field")) != null) {
            return related(call, org.checks().inPath(object, call.path("field"), false));
        }
        List<Row> rows = matches(call, object);
        return rows.size() > 1 ? choices(call, rows) : show(call, only(rows));
    }

    private static Row only(List<Row> rows) {
        if (rows.isEmpty()) {
            throw SalesforceError.notFound();
        }
        return rows.get(0);
    }

    private List<Row> matches(Call call, ObjectType object) {
        Field key = Checks.matchKey(object, call.path("field"));
        return org.checks().matches(object, key, call.path("value"));
    }

    /** The records that one value stands for, as their URLs. */
    private static Reply choices(Call call, List<Row> rows) {
        ArrayNode urls = Json.array();
        rows.forEach(row -> urls.add(call.rendering().url(row)));
        return Reply.of(300, urls);
    }

    /** {@code /sobjects/Contact/003.../Account}: the parent, or the list of children, by the relationship's name. */
    private Reply related(Call call, Row row) {
        String name = call.path("value");
        Optional<Field> parent = row.type().relationship(name);
        if (parent.isPresent()) {
            Row target = org.store().row(row.text(parent.get().name())).orElseThrow(SalesforceError::notFound);
            return show(call, target);
        }
        Schema.Child child = org.schema().children(row.type()).stream()
                .filter(candidate -> candidate.relationship().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(SalesforceError::notFound);
        ArrayNode records = Json.array();
        org.store().withValue(child.object(), child.field(), row.id()).stream()
                .filter(found -> !found.isDeleted())
                .forEach(found -> records.add(show(call, found).body()));
        ObjectNode list = Json.object().put("totalSize", records.size()).put("done", true);
        list.set("records", records);
        return Reply.ok(list);
    }

    private Reply upsertOverridden(Call call) {
        String method = call.query("_HttpMethod").orElse("POST");
        return method.equals("PATCH") ? upsert(call) : refused(method);
    }

    private Reply upsert(Call call) {
        ObjectType object = org.object(call.path("type"));
        Field key = Checks.matchKey(object, call.path("field"));
        refuse(call, key.name());
        refuse(call, "Id");
        List<Row> rows = matches(call, object);
        if (rows.size() > 1) {
            return choices(call, rows);
        }
        if (!rows.isEmpty()) {
            org.writes().update(rows.get(0), call.body());
            boolean silent = call.versionNumber() < FIRST_WITH_UPSERT_BODY;
            return silent ? Reply.of(204, null) : Reply.ok(saved(rows.get(0)).put("created", false));
        }
        if (call.isTrue("updateOnly") || key.type() == FieldType.ID) {
            throw SalesforceError.notFound();
        }
        ObjectNode body = Writes.withoutId(call.body()).put(key.name(), call.path("value"));
        Row row = org.writes().insert(object, body);
        return Reply.created(saved(row).put("created", true), call.rendering().url(row));
    }

    private Reply deleteByKey(Call call) {
        List<Row> rows = matches(call, org.object(call.path("type")));
        if (rows.size() > 1) {
            return choices(call, rows);
        }
        org.writes().delete(only(rows));
        return Reply.of(204, null);
    }
}
