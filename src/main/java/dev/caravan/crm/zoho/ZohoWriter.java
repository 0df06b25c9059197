package dev.caravan.crm.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.AuthorizedCalls;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.Typed;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes and deletes up to a hundred records in a call. Each record has its outcome in the order sent, whatever the
 * status of the answer: 200 or 201 where all were taken, 207 where some were, 400 where none was. (Zoho's
 * documentation, "Insert records", "Update records", "Upsert records", "Delete records".) What is safe to repeat goes
 * first and plain creates last.
 */
final class ZohoWriter {
    private static final int IDS = 50;

    private final AuthorizedCalls calls;
    private final ZohoSettings settings;
    private final ZohoFields fields;
    private final ZohoErrors errors = new ZohoErrors();

    ZohoWriter(AuthorizedCalls calls, ZohoSettings settings, ZohoFields fields) {
        this.calls = calls;
        this.settings = settings;
        this.fields = fields;
    }

    /** One call: its records and their places among the writes. */
    private record Part(
            String method, String path, @Nullable String unique, List<Integer> places, ArrayNode data) {
        Part(String method, String path, @Nullable String unique) {
            this(method, path, unique, new ArrayList<>(), Json.array());
        }

        void add(int place, ObjectNode record) {
            places.add(place);
            data.add(record);
        }
    }

    List<WriteResult> write(String module, List<Write> writes) {
        // Asked for before the first write: failing afterwards would lose what Zoho answered.
        fields.get(module);
        @Nullable WriteResult[] results = new WriteResult[writes.size()];
        boolean begun = false;
        for (Part part : parts(module, writes, results)) {
            if (!part.places().isEmpty()) {
                begun |= run(part, results, begun);
            }
        }
        return Arrays.stream(results).map(Objects::requireNonNull).toList();
    }

    List<WriteResult> delete(String module, List<String> ids) {
        List<WriteResult> results = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += IDS) {
            List<String> part = ids.subList(from, Math.min(ids.size(), from + IDS));
            Query query = new Query().add("ids", String.join(",", part));
            HttpCall call = ZohoRates.priced(HttpCall.delete(path(module), query.text()), part.size());
            List<JsonNode> outcomes = outcomes(call, part.size());
            for (int i = 0; i < part.size(); i++) {
                results.add(deleted(part.get(i), outcomes.get(i)));
            }
        }
        return results;
    }

    private List<Part> parts(String module, List<Write> writes, @Nullable WriteResult[] results) {
        @Nullable String unique = settings.uniqueField(module).orElse(null);
        Part updates = new Part("PUT", path(module), null);
        Part creates = unique == null
                ? new Part("POST", path(module), null)
                : new Part("POST", path(module) + "/upsert", unique);
        for (int i = 0; i < writes.size(); i++) {
            Write write = writes.get(i);
            String id = write.id();
            Optional<CrmError> wrong = wrong(module, write);
            if (wrong.isPresent()) {
                results[i] = new WriteResult.Refused(wrong.get());
            } else if (id != null) {
                ObjectNode record = record(module, write);
                if (record.isEmpty()) {
                    results[i] = new WriteResult.Written(id, false, Map.of());
                } else {
                    updates.add(i, record.put("id", id));
                }
            } else {
                ObjectNode record = record(module, write);
                creates.add(
                        i,
                        unique == null
                                ? record
                                : record.put(unique, write.record().id()));
            }
        }
        return List.of(updates, creates);
    }

    /** Sends one part; says whether Zoho may have changed something. */
    private boolean run(Part part, @Nullable WriteResult[] results, boolean begun) {
        ObjectNode body = Json.object();
        body.set("data", part.data());
        if (part.unique() != null) {
            body.putArray("duplicate_check_fields").add(part.unique());
        }
        if (!settings.automations()) {
            body.putArray("trigger");
        }
        int size = part.places().size();
        HttpCall call = ZohoRates.priced(HttpCall.json(part.method(), part.path(), body), size);
        try {
            List<JsonNode> outcomes = outcomes(call, size);
            for (int i = 0; i < size; i++) {
                results[part.places().get(i)] = result(part, outcomes.get(i));
            }
            return true;
        } catch (CrmException e) {
            if (e.error() instanceof CrmError.Rejected rejected && size > 1 && rejected.code() != ErrorCode.NOT_FOUND) {
                throw new CrmException(
                        calls.name(call), new CrmError.BatchRejected(rejected.detail(), rejected.code()), e);
            }
            if (!begun && !(e.error() instanceof CrmError.Rejected)) {
                throw e;
            }
            part.places().forEach(place -> results[place] = new WriteResult.Refused(e.error()));
            return begun;
        }
    }

    private static WriteResult result(Part part, JsonNode outcome) {
        if (!isSuccess(outcome)) {
            return new WriteResult.Refused(ZohoErrors.ofRecord(outcome));
        }
        String id = Json.text(outcome.path("details"), "id");
        if (id == null) {
            return new WriteResult.Refused(new CrmError.Transient("Zoho's outcome names no id", true));
        }
        boolean created = part.unique() != null
                ? "insert".equals(Json.text(outcome, "action"))
                : part.method().equals("POST");
        return new WriteResult.Written(id, created, Map.of());
    }

    private static WriteResult deleted(String id, JsonNode outcome) {
        if (isSuccess(outcome)) {
            return new WriteResult.Written(id, false, Map.of());
        }
        CrmError error = ZohoErrors.ofRecord(outcome);
        boolean isGone = error instanceof CrmError.Rejected rejected && rejected.code() == ErrorCode.NOT_FOUND;
        return isGone ? new WriteResult.Written(id, false, Map.of()) : new WriteResult.Refused(error);
    }

    /** One outcome per record, also where the status says that none was taken. */
    private List<JsonNode> outcomes(HttpCall call, int size) {
        HttpAnswer answer = calls.call(call);
        JsonNode body = answer.isSuccess()
                ? Json.read(calls.name(call), answer)
                : Json.tryRead(answer.body()).orElse(Json.object());
        List<JsonNode> outcomes = new ArrayList<>();
        body.path("data").forEach(outcomes::add);
        if (outcomes.size() == size && (answer.isSuccess() || answer.status() == 400)) {
            return outcomes;
        }
        CrmError lost = new CrmError.Transient("the answer holds " + outcomes.size() + " outcomes of " + size, true);
        CrmError error = answer.isSuccess() ? errors.hidden(body).orElse(lost) : errors.of(answer, body);
        throw new CrmException(calls.name(call), error, null);
    }

    private ObjectNode record(String module, Write write) {
        ObjectNode record = Json.object();
        write.values().forEach((name, value) -> record.set(name, ZohoValues.written(value, fields.type(module, name))));
        if (ZohoNotes.is(module)) {
            ZohoNotes.hangOn(record, write);
        }
        if (record.hasNonNull(ZohoModules.WHAT)) {
            String id = record.path(ZohoModules.WHAT).path("id").asText();
            write.associations().stream()
                    .filter(to -> to.id().equals(id))
                    .filter(to -> ZohoModules.reference(module, to.object())
                            .filter(ZohoModules.WHAT::equals)
                            .isPresent())
                    .reduce((first, last) -> last)
                    .ifPresent(to -> record.put("$se_module", to.object()));
        }
        return record;
    }

    /** Zoho ignores names that it does not know, without a word: they are refused here. */
    private Optional<CrmError> wrong(String module, Write write) {
        for (Map.Entry<String, @Nullable Object> each : write.values().entrySet()) {
            if (!fields.has(module, each.getKey())) {
                fields.forget(module);
                return Optional.of(new CrmError.Rejected(
                        each.getKey() + ": " + module + " have no such field", ErrorCode.INVALID_FIELD));
            }
            if (!Typed.isWhole(each.getValue())) {
                return Optional.of(new CrmError.Rejected(
                        each.getKey() + ": the value holds half a character", ErrorCode.INVALID_VALUE));
            }
        }
        boolean hangs = !ZohoNotes.is(module)
                || !write.isCreate()
                || !write.associations().isEmpty();
        return hangs
                ? Optional.empty()
                : Optional.of(new CrmError.Rejected(
                        ZohoModules.PARENT + ": a note hangs on a record", ErrorCode.REQUIRED_FIELD_MISSING));
    }

    private static boolean isSuccess(JsonNode outcome) {
        return "success".equals(Json.text(outcome, "status"));
    }

    private String path(String module) {
        return settings.base() + "/" + ZohoModules.checked(module);
    }
}
