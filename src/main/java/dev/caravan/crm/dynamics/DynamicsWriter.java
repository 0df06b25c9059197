package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes records, many in one batch, each with a fate of its own; {@code CreateMultiple} and its like would undo all
 * for one, as a change set does, which is made for one record alone. An update says {@code If-Match: *}, without which
 * it would create a record that is gone. A create goes by the alternate key where there is one, and so may be repeated.
 * (Dataverse docs, "Update and delete table rows", "Upsert".)
 */
final class DynamicsWriter {
    private static final Pattern ID = Pattern.compile("\\(([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\\)");

    private final Reads reads;
    private final DynamicsErrors errors;
    private final DynamicsSettings settings;
    private final DynamicsFields fields;
    private final DynamicsRecords records;
    private final Parties parties;
    private final Requests requests;

    DynamicsWriter(
            Reads reads,
            DynamicsErrors errors,
            DynamicsSettings settings,
            DynamicsFields fields,
            DynamicsRecords records) {
        this.reads = reads;
        this.errors = errors;
        this.settings = settings;
        this.fields = fields;
        this.records = records;
        this.parties = new Parties(reads);
        this.requests = new Requests(reads, settings, fields, parties);
    }

    List<WriteResult> write(String set, List<Write> writes) {
        DynamicsTable table = fields.table(set);
        // Asked for before the first write: failing afterwards would lose what Dataverse answered.
        fields.get(set);
        @Nullable WriteResult[] results = new WriteResult[writes.size()];
        List<Integer> sent = new ArrayList<>();
        List<List<HttpCall>> calls = new ArrayList<>();
        Parties.Known known = parties.known(fields, set, writes);
        for (int i = 0; i < writes.size(); i++) {
            Write write = writes.get(i);
            String id = write.id();
            try {
                if (id != null && write.values().isEmpty()) {
                    results[i] = new WriteResult.Written(id, false, Map.of());
                } else {
                    calls.add(requests.of(table, write, known));
                    sent.add(i);
                }
            } catch (CrmException e) {
                results[i] = new WriteResult.Refused(e.error());
            }
        }
        if (!calls.isEmpty()) {
            List<List<HttpAnswer>> answers = made(set, calls);
            for (int i = 0; i < sent.size(); i++) {
                results[sent.get(i)] = result(
                        table,
                        writes.get(sent.get(i)),
                        answers.get(i),
                        calls.get(i).size());
            }
        }
        alreadyThere(table, writes, results);
        return raised(set, Arrays.stream(results).map(Objects::requireNonNull).toList());
    }

    List<WriteResult> delete(String set, List<String> ids) {
        DynamicsTable table = fields.table(set);
        List<List<HttpCall>> calls = new ArrayList<>();
        List<String> sent = new ArrayList<>();
        for (String id : ids) {
            if (DynamicsTable.isId(id)) {
                calls.add(List.of(requests.plain("DELETE", table.one(id), null)));
                sent.add(id);
            }
        }
        Map<String, WriteResult> results = new LinkedHashMap<>();
        if (!calls.isEmpty()) {
            List<List<HttpAnswer>> answers = made(set, calls);
            for (int i = 0; i < sent.size(); i++) {
                results.put(
                        sent.get(i),
                        deleted(sent.get(i), answers.get(i).stream().findFirst().orElse(null)));
            }
        }
        return raised(
                set,
                ids.stream()
                        .map(id -> results.getOrDefault(id, new WriteResult.Written(id, false, Map.of())))
                        .toList());
    }

    /** A batch that is refused as a whole, as one that is too large, may pass in halves. */
    private List<List<HttpAnswer>> made(String set, List<List<HttpCall>> calls) {
        try {
            return reads.batches().made(calls);
        } catch (CrmException e) {
            if (calls.size() > 1 && e.error() instanceof CrmError.Rejected rejected) {
                throw new CrmException(
                        reads.name(set), new CrmError.BatchRejected(rejected.detail(), rejected.code()), e);
            }
            throw e;
        }
    }

    /**
     * @param answers one to each request of the record, or the one failure of all of them
     * @param requests how many the record took
     */
    private WriteResult result(DynamicsTable table, Write write, List<HttpAnswer> answers, int requests) {
        Optional<HttpAnswer> failure =
                answers.stream().filter(each -> !each.isSuccess()).findFirst();
        if (failure.isEmpty() && answers.size() < requests) {
            return new WriteResult.Refused(new CrmError.Transient("the batch holds no answer to it", true));
        }
        HttpAnswer answer = failure.orElseGet(() -> answers.get(0));
        if (failure.isPresent()) {
            CrmError error = errors.ofWrite(answer, Objects.requireNonNullElse(write.id(), ""));
            if (error instanceof CrmError.Rejected rejected && rejected.code() == ErrorCode.INVALID_FIELD) {
                fields.forget(table.set());
            }
            return new WriteResult.Refused(error);
        }
        JsonNode stored = answer.body().length == 0
                ? Json.object()
                : Json.tryRead(answer.body()).orElse(null);
        if (stored == null) {
            return new WriteResult.Refused(
                    new CrmError.Transient("the answer (" + answer + ") is not a whole JSON document", true));
        }
        String id = Json.text(stored, table.idField());
        if (id == null) {
            Matcher named = ID.matcher(answer.header("OData-EntityId").orElse(""));
            id = named.find() ? named.group(1) : write.id();
        }
        if (id == null) {
            return new WriteResult.Refused(new CrmError.Transient("the answer names no id", true));
        }
        // 204 says not whether a key was there already; then nothing but the word in the log is wrong.
        boolean isCreated = write.isCreate() && answer.status() != 200;
        return new WriteResult.Written(
                id.toLowerCase(java.util.Locale.ROOT),
                isCreated,
                stored.isEmpty() ? Map.of() : returned(table, write, stored, requests > 1));
    }

    /** What was stored; of parties nothing is said, and what was set afterwards is as it was sent. */
    private Map<String, @Nullable Object> returned(
            DynamicsTable table, Write write, JsonNode stored, boolean isSetAfterwards) {
        List<String> told = write.values().keySet().stream()
                .filter(name -> fields.find(table.set(), name)
                        .filter(DynamicsField::isParties)
                        .isEmpty())
                .filter(name -> !isSetAfterwards || !name.equals(Requests.STATE) && !name.equals(Requests.STATUS))
                .toList();
        return records.values(table.set(), stored, told);
    }

    /** Creates that did not go by an address and met their own key: an earlier one got through. */
    private void alreadyThere(DynamicsTable table, List<Write> writes, @Nullable WriteResult[] results) {
        Optional<String> unique = settings.uniqueField(table.set());
        for (int i = 0; i < writes.size() && unique.isPresent(); i++) {
            Write write = writes.get(i);
            boolean isDuplicate = results[i] instanceof WriteResult.Refused refused
                    && refused.error() instanceof CrmError.Rejected rejected
                    && rejected.code() == ErrorCode.DUPLICATE_VALUE;
            if (write.isCreate()
                    && isDuplicate
                    && !Requests.isPlain(write.record().id())) {
                String query = new ODataQuery()
                        .select(List.of(table.idField()))
                        .add(
                                "$filter",
                                unique.get() + " eq "
                                        + ODataFilter.quoted(write.record().id()))
                        .text();
                String id =
                        Json.text(reads.one(table.set(), query).path("value").path(0), table.idField());
                if (id != null) {
                    Write update = write.onto(id, write.how());
                    List<HttpCall> calls = requests.of(table, update, new Parties.Known(Map.of()));
                    results[i] = result(
                            table, update, reads.batches().made(List.of(calls)).get(0), calls.size());
                }
            }
        }
    }

    private WriteResult deleted(String id, @Nullable HttpAnswer answer) {
        if (answer == null) {
            return new WriteResult.Refused(new CrmError.Transient("the batch holds no answer to it", true));
        }
        boolean isWhole =
                answer.body().length == 0 || Json.tryRead(answer.body()).isPresent();
        if (answer.isSuccess() && isWhole) {
            return new WriteResult.Written(id, false, Map.of());
        }
        if (answer.isSuccess()) {
            return new WriteResult.Refused(new CrmError.Transient("the answer is no JSON document", true));
        }
        CrmError error = errors.ofWrite(answer, id);
        boolean isGone = error instanceof CrmError.Rejected rejected && rejected.code() == ErrorCode.NOT_FOUND;
        return isGone ? new WriteResult.Written(id, false, Map.of()) : new WriteResult.Refused(error);
    }

    /** What befell the connection and not a record is the failure of the call. */
    private List<WriteResult> raised(String set, List<WriteResult> results) {
        if (results.size() == 1
                && results.get(0) instanceof WriteResult.Refused refused
                && !(refused.error() instanceof CrmError.Rejected)) {
            throw new CrmException(reads.name(set), refused.error(), null);
        }
        return results;
    }
}
