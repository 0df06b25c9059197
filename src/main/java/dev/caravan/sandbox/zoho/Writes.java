package dev.caravan.sandbox.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Mistake;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Creates, updates, upserts and deletes of up to 100 records; each record has its own outcome, in the order sent. */
final class Writes {
    private static final int MOST = 100;

    private final Store store;

    Writes(Store store) {
        this.store = store;
    }

    Answer create(Request request, Kind kind) {
        ArrayNode outcomes = Json.array();
        int at = 0;
        for (JsonNode each : data(request)) {
            outcomes.add(write(request, kind, null, each, at++));
        }
        return Wire.outcomes(201, outcomes);
    }

    Answer update(Request request, Kind kind) {
        ArrayNode outcomes = Json.array();
        int at = 0;
        for (JsonNode each : data(request)) {
            String id =
                    request.hasPath("id") ? request.path("id") : each.path("id").asText();
            Row row = store.live(kind, id);
            outcomes.add(row == null ? noSuchId(at, id) : write(request, kind, row, each, at));
            at++;
        }
        return Wire.outcomes(200, outcomes);
    }

    /** Only fields that are unique may tell duplicates, and those of the system. */
    Answer upsert(Request request, Kind kind) {
        List<String> checked = new ArrayList<>();
        request.json().path("duplicate_check_fields").forEach(name -> checked.add(name.asText()));
        if (checked.isEmpty()) {
            checked.add(systemField(kind));
        }
        for (String name : checked) {
            boolean legal = name.equals(systemField(kind))
                    || kind.field(name).filter(Field::unique).isPresent();
            if (!legal) {
                throw Wire.refused(400, "INVALID_DATA", "invalid data", "api_name", "duplicate_check_fields");
            }
        }
        ArrayNode outcomes = Json.array();
        int at = 0;
        for (JsonNode each : data(request)) {
            String by = "";
            Row row = null;
            for (String name : checked) {
                List<Row> found = row == null
                        ? store.withValue(kind, name, each.path(name).asText(""))
                        : List.of();
                if (!found.isEmpty()) {
                    row = found.get(0);
                    by = name;
                }
            }
            ObjectNode outcome = write(request, kind, row, each, at++);
            if (outcome.path("status").asText().equals("success")) {
                outcome.put("action", row == null ? "insert" : "update");
                outcome.put("duplicate_field", by.isEmpty() ? null : by);
            }
            outcomes.add(outcome);
        }
        return Wire.outcomes(200, outcomes);
    }

    Answer delete(Request request, Kind kind) {
        String ids = request.hasPath("id")
                ? request.path("id")
                : request.query("ids")
                        .orElseThrow(() -> Wire.refused(
                                400,
                                "REQUIRED_PARAM_MISSING",
                                "One of the expected parameter is missing",
                                "param_name",
                                "ids"));
        List<String> all = List.of(ids.split(","));
        if (all.size() > MOST) {
            throw Wire.refused(400, "LIMIT_EXCEEDED", "You cannot give more than 100 record ids", "param_name", "ids");
        }
        ArrayNode outcomes = Json.array();
        for (String id : all) {
            Row row = store.live(kind, id);
            if (row == null) {
                outcomes.add(Wire.error(
                        "INVALID_DATA",
                        "the related id given seems to be invalid",
                        Json.object().put("id", id)));
            } else {
                store.delete(request, row);
                outcomes.add(Wire.success("record deleted", Json.object().put("id", id)));
            }
        }
        return Wire.outcomes(200, outcomes);
    }

    /** Values as rows keep them; fails with the outcome of the one record. */
    ObjectNode entered(Kind kind, ObjectNode values, @Nullable Row row) {
        ObjectNode kept = kept(kind, values, row == null);
        ObjectNode mistake = mistake(kind, kept, row, 0);
        if (mistake != null) {
            throw new RefusedException(Answer.json(400, mistake));
        }
        return kept;
    }

    private ObjectNode write(Request request, Kind kind, @Nullable Row row, JsonNode sent, int at) {
        if (!(sent instanceof ObjectNode values)) {
            return Wire.error("INVALID_DATA", "invalid data", Json.object().put("expected_data_type", "jsonobject"));
        }
        if (store.context().faults().failsRow(request)) {
            return Wire.error("INTERNAL_ERROR", "Internal Server Error", Json.object());
        }
        ObjectNode kept = kept(kind, values, row == null);
        ObjectNode mistake = mistake(kind, kept, row, at);
        if (mistake != null) {
            return mistake;
        }
        Row written = row;
        if (written == null) {
            written = store.create(request, kind, kept);
        } else {
            store.update(request, written, kept);
        }
        ObjectNode details = Json.object().put("id", written.id());
        details.put("Created_Time", Wire.time(written.createdAt()));
        details.put("Modified_Time", Wire.time(written.modifiedAt()));
        details.set("Created_By", Wire.user(Schema.USERS.get(0).value()));
        details.set("Modified_By", Wire.user(Schema.USERS.get(0).value()));
        details.put("$approval_state", "approved");
        return Wire.success(row == null ? "record added" : "record updated", details);
    }

    /** What no field has the name of is ignored, without a word. */
    private static ObjectNode kept(Kind kind, ObjectNode values, boolean isNew) {
        ObjectNode kept = Json.object();
        for (Map.Entry<String, JsonNode> each : values.properties()) {
            Field field = kind.field(each.getKey()).orElse(null);
            if (field != null && !Schema.OF_THE_SERVER.contains(field.name())) {
                JsonNode value = each.getValue();
                boolean refers =
                        field.type() == Field.Type.REFERENCE || field.name().equals("Owner");
                kept.set(field.name(), refers && value.isObject() ? value.path("id") : value);
            }
        }
        if (kind.name().equals(Schema.NOTES)) {
            Notes.keep(kept, values, isNew);
        }
        return kept;
    }

    private @Nullable ObjectNode mistake(Kind kind, ObjectNode values, @Nullable Row row, int at) {
        List<ObjectNode> errors = new ArrayList<>();
        for (Mistake mistake : store.mistakes(kind, values, row)) {
            errors.add(error(kind, mistake, at));
        }
        if (kind.name().equals(Schema.NOTES)) {
            ObjectNode wrong = wrongNote(values, row == null, at);
            if (wrong != null) {
                return wrong;
            }
        }
        if (values.hasNonNull(Schema.WHAT) && !isThere(values)) {
            errors.add(error(kind, new Mistake(Mistake.Kind.NO_SUCH_REFERENCE, Schema.WHAT, ""), at));
        }
        if (values.has("Call_Duration")
                && !values.path("Call_Duration").asText().matches("\\d{1,4}:\\d{2}")) {
            errors.add(error(kind, new Mistake(Mistake.Kind.WRONG_TYPE, "Call_Duration", ""), at));
        }
        for (Map.Entry<String, JsonNode> each : values.properties()) {
            boolean isTime = kind.field(each.getKey())
                    .filter(field -> field.type() == Field.Type.TIME)
                    .isPresent();
            if (isTime && each.getValue().asText().endsWith("Z")) {
                errors.add(error(kind, new Mistake(Mistake.Kind.WRONG_TYPE, each.getKey(), ""), at));
            }
        }
        if (errors.size() < 2) {
            return errors.isEmpty() ? null : errors.get(0);
        }
        ObjectNode details = Json.object();
        ArrayNode all = details.putArray("errors");
        errors.forEach(all::add);
        return Wire.error("MULTIPLE_OR_MULTI_ERRORS", "multiple or multi errors occured", details);
    }

    private @Nullable ObjectNode wrongNote(ObjectNode note, boolean isNew, int at) {
        String module = note.path(Schema.SE_MODULE).asText();
        boolean isThere = Schema.PARENTS.contains(module)
                && store.live(store.kind(module), note.path(Schema.PARENT).asText()) != null;
        if (note.hasNonNull(Schema.PARENT) && !isThere) {
            Mistake mistake = new Mistake(Mistake.Kind.NO_SUCH_REFERENCE, Schema.PARENT, "");
            return error(store.kind(Schema.NOTES), mistake, at);
        }
        boolean isEmpty = note.path("Note_Title").asText("").isEmpty()
                && note.path("Note_Content").asText("").isEmpty();
        if (!isEmpty || !isNew && (note.has("Note_Title") != note.has("Note_Content"))) {
            return null;
        }
        ObjectNode details = Json.object();
        ArrayNode expected = details.putArray("expected_fields");
        for (String name : List.of("Note_Content", "Note_Title")) {
            expected.addObject().put("api_name", name).put("json_path", "$.data[" + at + "]." + name);
        }
        return Wire.error("EXPECTED_FIELD_MISSING", "Either one of the fields is expected", details);
    }

    /** What an activity is about is looked for in the module that is named beside it. */
    private boolean isThere(ObjectNode values) {
        String module = values.path(Schema.SE_MODULE).asText();
        return (module.equals(Schema.ACCOUNTS) || module.equals(Schema.DEALS))
                && store.live(store.kind(module), values.path(Schema.WHAT).asText()) != null;
    }

    private ObjectNode error(Kind kind, Mistake mistake, int at) {
        String name = mistake.field();
        ObjectNode details = Json.object().put("api_name", name);
        details.put("json_path", "$.data[" + at + "]." + name);
        Field field = kind.field(name).orElseThrow();
        return switch (mistake.what()) {
            case MISSING -> Wire.error("MANDATORY_NOT_FOUND", "required field not found", details);
            case NO_SUCH_REFERENCE -> Wire.error("INVALID_DATA", "the related id given seems to be invalid", details);
            case TOO_LONG -> Wire.error("INVALID_DATA", "invalid data", details.put("maximum_length", field.longest()));
            case NO_OPTION -> {
                ArrayNode supported = details.putArray("supported_values");
                field.options().forEach(each -> supported.add(each.value()));
                yield Wire.error("INVALID_DATA", "invalid data", details);
            }
            case NOT_UNIQUE -> {
                details.put("id", mistake.existingId()).put("more_records", false);
                ObjectNode other = details.putObject("duplicate_record").put("id", mistake.existingId());
                other.putObject("module").put("api_name", kind.name());
                yield Wire.error("DUPLICATE_DATA", "duplicate data", details);
            }
            default ->
                Wire.error("INVALID_DATA", "invalid data", details.put("expected_data_type", Schema.word(field)));
        };
    }

    private static ObjectNode noSuchId(int at, String id) {
        ObjectNode details = Json.object().put("api_name", "id").put("id", id);
        return Wire.error(
                "INVALID_DATA", "the id given seems to be invalid", details.put("json_path", "$.data[" + at + "].id"));
    }

    private static String systemField(Kind kind) {
        return switch (kind.name()) {
            case Schema.ACCOUNTS -> "Account_Name";
            case Schema.DEALS -> "Deal_Name";
            default -> "Email";
        };
    }

    private static JsonNode data(Request request) {
        JsonNode data = request.json().path("data");
        if (!data.isArray() || data.isEmpty()) {
            throw Wire.refused(400, "MANDATORY_NOT_FOUND", "required field not found", "api_name", "data");
        }
        if (data.size() > MOST) {
            throw Wire.refused(400, "INVALID_DATA", "invalid data", "maximum_length", String.valueOf(MOST));
        }
        return data;
    }
}
