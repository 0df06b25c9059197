package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.OneByOne;
import dev.caravan.crm.http.Typed;
import dev.caravan.crm.rest.ObjectForm.BatchForm;
import dev.caravan.crm.rest.ObjectForm.CallForm;
import dev.caravan.crm.rest.ObjectForm.UpsertForm;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Creates, updates and deletes records, in batches where the CRM takes them. */
final class RestWriter {
    private static final int CREATED = 201;

    private final RestFields fields;
    private final RestRecords records;
    private final RestCalls calls;
    private final RestReader reader;
    private final RestBatches batches;

    RestWriter(RestFields fields, RestRecords records, RestCalls calls, RestReader reader) {
        this.fields = fields;
        this.records = records;
        this.calls = calls;
        this.reader = reader;
        this.batches = new RestBatches(fields, records, calls);
    }

    List<WriteResult> write(String name, List<Write> writes) {
        ObjectForm object = fields.object(name);
        WriteResult[] results = new WriteResult[writes.size()];
        List<RestBatches.Item> creates = new ArrayList<>();
        List<RestBatches.Item> updates = new ArrayList<>();
        List<Integer> single = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            Write write = writes.get(i);
            BatchForm batch =
                    write.isCreate() ? object.batch().create() : object.batch().update();
            if (batch == null || writes.size() == 1 && hasSingle(object, write) || goesByUniqueField(object, write)) {
                single.add(i);
                continue;
            }
            try {
                String id = write.id();
                ObjectNode values = values(name, write, id == null ? Json.object() : current(object, write, id));
                (write.isCreate() ? creates : updates)
                        .add(new RestBatches.Item(i, id, write.values().keySet(), values));
            } catch (CrmException e) {
                results[i] = new WriteResult.Refused(e.error());
            }
        }
        if (single.size() == writes.size()) {
            return OneByOne.write(writes, write -> one(name, write));
        }
        if (!creates.isEmpty()) {
            batches.write(name, Objects.requireNonNull(object.batch().create()), creates, true, results);
        }
        if (!updates.isEmpty()) {
            batches.write(name, Objects.requireNonNull(object.batch().update()), updates, false, results);
        }
        for (int i : single) {
            results[i] = refusedAlone(() -> one(name, writes.get(i)));
        }
        return List.of(results);
    }

    List<WriteResult> delete(String name, List<String> ids) {
        ObjectForm object = fields.object(name);
        BatchForm batch = object.batch().delete();
        CallForm call = object.delete();
        if (batch != null && (ids.size() > 1 || call == null)) {
            return batches.delete(name, batch, ids);
        }
        return OneByOne.delete(ids, id -> {
            if (call == null) {
                throw refused(name, "the description has no 'delete'", ErrorCode.CRM_REJECTED);
            }
            if (RestReader.isId(object, id)) {
                calls.send("DELETE", call, Map.of("id", RestReader.id(object, id)), null);
            }
        });
    }

    private WriteResult one(String name, Write write) {
        ObjectForm object = fields.object(name);
        String id = write.id();
        if (goesByUniqueField(object, write)) {
            return upserted(name, object, Objects.requireNonNull(object.upsert()), write);
        }
        CallForm call = id == null ? object.create() : object.update();
        if (call == null) {
            throw refused(
                    name,
                    "the description has no '" + (id == null ? "create" : "update") + "'",
                    ErrorCode.CRM_REJECTED);
        }
        if (id != null && !RestReader.isId(object, id)) {
            throw refused(name, "this is no id of a record", ErrorCode.NOT_FOUND);
        }
        Map<String, JsonNode> places = id == null ? Map.of() : Map.of("id", RestReader.id(object, id));
        ObjectNode values = values(name, write, id == null ? Json.object() : current(object, write, id));
        RestCalls.Got got = calls.send(
                id == null ? "POST" : "PATCH", call, places, wrapped(call.body(), call.wrap(), values, places));
        JsonNode record = call.record().in(got.body());
        String written = id != null ? id : newId(object, call, got);
        if (written == null || written.isBlank()) {
            throw new CrmException(
                    calls.name(name), new CrmError.Transient("the answer names no id of the new record", true), null);
        }
        return new WriteResult.Written(
                written,
                id == null,
                records.returned(name, record, write.values().keySet()));
    }

    private WriteResult upserted(String name, ObjectForm object, UpsertForm form, Write write) {
        JsonNode value = fields.find(name, form.field())
                .map(field -> field.json(write.values().get(form.field())))
                .orElseThrow();
        Map<String, JsonNode> places = Map.of("value", value);
        ObjectNode values = values(name, write, Json.object());
        CallForm call = form.call();
        RestCalls.Got got = calls.send("PUT", call, places, wrapped(call.body(), call.wrap(), values, places));
        FieldPath created = form.created();
        boolean isNew = created == null ? got.answer().status() == CREATED : DescribedField.isTrue(created, got.body());
        String id = newId(object, call, got);
        if (id == null || id.isBlank()) {
            throw new CrmException(
                    calls.name(name), new CrmError.Transient("the answer names no id of the record", true), null);
        }
        JsonNode record = call.record().in(got.body());
        return new WriteResult.Written(
                id, isNew, records.returned(name, record, write.values().keySet()));
    }

    /** What is sent of a write: its values, and what would be lost of the record without them. */
    private ObjectNode values(String name, Write write, ObjectNode base) {
        ObjectNode body = base;
        for (Map.Entry<String, @Nullable Object> each : write.values().entrySet()) {
            RestField field = fields.find(name, each.getKey())
                    .orElseThrow(
                            () -> refused(name, each.getKey() + ": there is no such field", ErrorCode.INVALID_FIELD));
            Object value = each.getValue();
            if (field.schema().readOnly()) {
                throw refused(name, field.name() + ": the field cannot be written", ErrorCode.INVALID_FIELD);
            }
            if (!Typed.isWhole(value)) {
                throw refused(name, field.name() + ": the value holds half a character", ErrorCode.INVALID_VALUE);
            }
            if (field.isNoOption(value)) {
                throw refused(name, field.name() + ": the value is none of its options", ErrorCode.INVALID_VALUE);
            }
            if (!write.isCreate() || !RestField.isEmpty(value)) {
                field.write().put(body, field.json(value));
            }
        }
        return body;
    }

    /** Of the record as it is now what the CRM would take as removed if it did not come again. */
    private ObjectNode current(ObjectForm object, Write write, String id) {
        ObjectNode kept = Json.object();
        boolean isWhole = object.merge().equals("record");
        List<FieldPath> parts = write.values().keySet().stream()
                .flatMap(field -> fields.find(write.object(), field).stream())
                .map(RestField::write)
                .filter(path -> switch (object.merge()) {
                    case "lists" -> path.isPartOfList();
                    case "parts" -> path.isNested();
                    default -> false;
                })
                .toList();
        if (!isWhole && parts.isEmpty()) {
            return kept;
        }
        JsonNode record = reader.one(object, id);
        if (!(record instanceof ObjectNode there)) {
            throw refused(write.object(), "the record is gone", ErrorCode.NOT_FOUND);
        }
        return isWhole ? writable(write.object(), there) : parts(object, there, parts);
    }

    private static ObjectNode parts(ObjectForm object, ObjectNode record, List<FieldPath> parts) {
        ObjectNode kept = Json.object();
        boolean lists = object.merge().equals("lists");
        for (FieldPath path : parts) {
            FieldPath whole =
                    lists ? path.beforeList() : new FieldPath(path.steps().subList(0, 1));
            JsonNode now = whole.in(record);
            if (!now.isMissingNode() && !now.isNull()) {
                whole.put(kept, now.deepCopy());
            }
        }
        return kept;
    }

    /** Of a record what may be written back. */
    private ObjectNode writable(String name, ObjectNode record) {
        ObjectNode kept = Json.object();
        for (RestField known : fields.all(name)) {
            JsonNode now = known.read().in(record);
            if (!known.schema().readOnly() && !now.isMissingNode() && !now.isNull()) {
                if (known.write().isPartOfList()) {
                    FieldPath whole = known.write().beforeList();
                    whole.put(kept, known.read().beforeList().in(record).deepCopy());
                } else {
                    known.write().put(kept, now.deepCopy());
                }
            }
        }
        return kept;
    }

    static JsonNode wrapped(
            @Nullable JsonNode template, FieldPath wrap, ObjectNode values, Map<String, JsonNode> places) {
        JsonNode base = template == null ? Json.object() : Templates.json(template, places);
        if (wrap.steps().isEmpty()) {
            if (base instanceof ObjectNode object) {
                object.setAll(values);
                return object;
            }
            return Json.array().add(values);
        }
        ObjectNode body = (ObjectNode) base;
        if (wrap.in(body) instanceof ObjectNode there) {
            there.setAll(values);
        } else {
            wrap.put(body, values);
        }
        return body;
    }

    private @Nullable String newId(ObjectForm object, CallForm call, RestCalls.Got got) {
        FieldPath own = call.newId();
        if (own != null) {
            return own.text(got.body());
        }
        String id = object.id().text(call.record().in(got.body()));
        if (id != null) {
            return id;
        }
        return got.answer()
                .header("Location")
                .map(location -> location.replaceFirst("[?#].*$", "").replaceFirst("/$", ""))
                .map(location -> location.substring(location.lastIndexOf('/') + 1))
                .orElse(null);
    }

    private boolean goesByUniqueField(ObjectForm object, Write write) {
        UpsertForm upsert = object.upsert();
        return write.isCreate()
                && upsert != null
                && !RestField.isEmpty(write.values().get(upsert.field()));
    }

    private static boolean hasSingle(ObjectForm object, Write write) {
        return (write.isCreate() ? object.create() : object.update()) != null;
    }

    private static WriteResult refusedAlone(java.util.function.Supplier<WriteResult> work) {
        try {
            return work.get();
        } catch (CrmException e) {
            return new WriteResult.Refused(e.error());
        }
    }

    private CrmException refused(String name, String why, ErrorCode code) {
        return new CrmException(calls.name(name), new CrmError.Rejected(why, code), null);
    }
}
