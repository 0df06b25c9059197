package dev.caravan.sandbox.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Notes and tasks. A note names what it is of by {@code reltype} and {@code relid}; a task by {@code ownerType} and
 * {@code relid}, which answers show as {@code reltype}.
 */
final class Activities {
    private static final String DEAL = "Deal";
    private static final String CONTACT = "Subscriber";
    private static final Map<String, String> KINDS =
            Map.of(CONTACT, Schema.CONTACTS, DEAL, Schema.DEALS, "CustomerAccount", Schema.ACCOUNTS);
    private static final Map<String, String> OWNERS = Map.of("contact", CONTACT, "deal", DEAL);

    /** Filter of the list of tasks to the field that it compares. */
    private static final Map<String, String> FILTERS = Map.of(
            "title", "title",
            "note", "note",
            "reltype", "reltype",
            "relid", "relid",
            "status", "status",
            "d_tasktypeid", "dealTasktype",
            "assignee_userid", "assignee");

    private final Store store;
    private final Writes writes;

    Activities(Store store, Writes writes) {
        this.store = store;
        this.writes = writes;
    }

    /** The reference names 201 for every call of tasks but their deletion. */
    void add(Routes routes, String base) {
        routes.add("GET", base + "/notes", request -> Wire.ok(Wire.page(request, Schema.NOTES, rows(Schema.NOTES))))
                .add("GET", base + "/contacts/{id}/notes", this::ofContact)
                .add("POST", base + "/notes", this::newNote)
                .add("GET", base + "/notes/{id}", request -> shown(200, writes.live(Schema.NOTES, request.path("id"))))
                .add("PUT", base + "/notes/{id}", this::changedNote)
                .add("DELETE", base + "/notes/{id}", request -> writes.delete(request, Schema.NOTES))
                .add("GET", base + "/dealTasktypes", this::types)
                .add("GET", base + "/dealTasks", this::tasks)
                .add("POST", base + "/dealTasks", this::newTask)
                .add(
                        "GET",
                        base + "/dealTasks/{id}",
                        request -> shown(201, writes.live(Schema.TASKS, request.path("id"))))
                .add("PUT", base + "/dealTasks/{id}", this::changedTask)
                .add("DELETE", base + "/dealTasks/{id}", request -> writes.delete(request, Schema.TASKS));
    }

    private Answer ofContact(Request request) {
        Row contact = writes.live(Schema.CONTACTS, request.path("id"));
        List<Row> rows = new ArrayList<>(store.withValue(store.kind(Schema.NOTES), "relid", contact.id()));
        rows.removeIf(row -> !row.text("reltype").equals(CONTACT));
        ObjectNode body = Wire.page(request, Schema.NOTES, rows);
        body.remove("meta");
        return Wire.ok(body);
    }

    private Answer newNote(Request request) {
        Kind kind = store.kind(Schema.NOTES);
        Row row = store.create(request, kind, checked(kind, values(request, kind)));
        ObjectNode body = Json.object();
        ArrayNode contacts = body.putArray("contacts");
        if (row.text("reltype").equals(CONTACT)) {
            contacts.add(Wire.record(writes.live(Schema.CONTACTS, row.text("relid"))));
        }
        body.set("note", Wire.record(row));
        return Answer.json(201, body);
    }

    /** All three of a note are needed. */
    private Answer changedNote(Request request) {
        Row row = writes.live(Schema.NOTES, request.path("id"));
        store.update(request, row, checked(row.kind(), values(request, row.kind())));
        return shown(200, row);
    }

    private Answer types(Request request) {
        return Wire.ok(Wire.paged(request, "dealTasktypes", Schema.TASK_TYPES, type -> {
            ObjectNode shown = Json.object().put("id", type.value()).put("title", type.label());
            shown.put("status", "1").put("defduration", "15").putNull("cdate").putNull("udate");
            shown.putArray("links");
            return shown;
        }));
    }

    private Answer tasks(Request request) {
        List<Row> rows = new ArrayList<>(rows(Schema.TASKS));
        FILTERS.forEach((filter, field) -> request.query("filters[" + filter + "]")
                .filter(value -> !value.isEmpty())
                .ifPresent(value -> rows.removeIf(
                        row -> !Wire.record(row).path(field).asText().equals(value))));
        return Answer.json(201, Wire.page(request, Schema.TASKS, rows));
    }

    private Answer newTask(Request request) {
        Kind kind = store.kind(Schema.TASKS);
        ObjectNode values = values(request, kind);
        owner(request, values, DEAL);
        return shown(201, store.create(request, kind, checked(kind, values)));
    }

    private Answer changedTask(Request request) {
        Row row = writes.live(Schema.TASKS, request.path("id"));
        ObjectNode values = values(request, row.kind());
        owner(request, values, row.text("reltype"));
        ObjectNode all = row.values().deepCopy();
        all.setAll(values);
        checked(row.kind(), all);
        store.update(request, row, values);
        ObjectNode shown = Wire.record(row);
        // The answer to a change has it under another name.
        shown.put("ownerType", shown.path("owner").path("type").asText()).remove("reltype");
        return Wire.one(201, "dealTask", shown);
    }

    private static void owner(Request request, ObjectNode values, String usual) {
        String word = request.json().path("dealTask").path("ownerType").asText("");
        values.put("reltype", word.isEmpty() ? usual : OWNERS.getOrDefault(word, word));
    }

    private static ObjectNode values(Request request, Kind kind) {
        JsonNode given = request.json().path(Writes.singular(kind.name()));
        if (!given.isObject()) {
            throw Wire.malformed();
        }
        ObjectNode values = Json.object();
        for (Field field : kind.fields()) {
            JsonNode value = given.path(field.name());
            if (!value.isMissingNode()) {
                values.put(field.name(), value.isNull() ? "" : value.asText());
            }
        }
        return values;
    }

    /** All values of a note or a task. */
    ObjectNode checked(Kind kind, ObjectNode values) {
        for (Field field : kind.fields()) {
            if (field.required() && values.path(field.name()).asText("").isEmpty()) {
                throw Wire.invalid("field_missing", "The " + field.name() + " was not provided.", field.name());
            }
        }
        String of = KINDS.getOrDefault(values.path("reltype").asText(""), "");
        boolean isTask = kind.name().equals(Schema.TASKS);
        boolean fits = !of.isEmpty() && !(isTask && of.equals(Schema.ACCOUNTS));
        if (!fits || store.live(store.kind(of), values.path("relid").asText()) == null) {
            throw Wire.invalid("field_invalid", "The related record does not exist.", "relid");
        }
        if (isTask) {
            among(values, "dealTasktype", Schema.TASK_TYPES);
            among(values, "assignee", Schema.USERS);
            for (String time : List.of("duedate", "edate")) {
                String text = values.path(time).asText("");
                if (!text.isEmpty() && Wire.moment(text).isEmpty()) {
                    throw Wire.invalid("field_invalid", "The " + time + " is not valid.", time);
                }
            }
            if (!values.path("status").asText("0").matches("[01]?")) {
                throw Wire.invalid("field_invalid", "The status is not valid.", "status");
            }
        }
        return values;
    }

    private static void among(ObjectNode values, String field, List<Field.Option> options) {
        String value = values.path(field).asText("");
        if (!value.isEmpty()
                && options.stream().noneMatch(option -> option.value().equals(value))) {
            throw Wire.invalid("field_invalid", "The " + field + " does not exist.", field);
        }
    }

    private static Answer shown(int status, Row row) {
        return Wire.one(status, Writes.singular(row.kind().name()), Wire.record(row));
    }

    private List<Row> rows(String kind) {
        return store.rows(store.kind(kind));
    }
}
