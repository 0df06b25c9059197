package dev.caravan.crm.salesforce;

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
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes and removes records by sObject Collections, row by row independent of each other. */
final class RecordWriter {
    private static final String ACCOUNT_ID = "AccountId";
    private static final int SHORTEST_HIDDEN = 3;

    private final SalesforceCalls calls;
    private final SalesforceSettings settings;
    private final String connection;

    RecordWriter(SalesforceCalls calls, SalesforceSettings settings, String connection) {
        this.calls = calls;
        this.settings = settings;
        this.connection = connection;
    }

    /**
     * Updates first: they can be repeated without harm, so a batch that is refused later may be sent again as a whole.
     *
     * @return one result per write, in their order
     */
    List<WriteResult> write(String object, List<Write> writes) {
        List<@Nullable WriteResult> results = new ArrayList<>(Collections.nCopies(writes.size(), null));
        List<Row> updates = new ArrayList<>();
        List<Row> creates = new ArrayList<>();
        for (int i = 0; i < writes.size(); i++) {
            Row row = new Row(i, writes.get(i), values(object, writes.get(i)));
            Optional<CrmError> mistake = row.mistake();
            if (mistake.isPresent()) {
                results.set(i, new WriteResult.Refused(mistake.get()));
            } else {
                (row.write().isCreate() ? creates : updates).add(row);
            }
        }
        send(object, updates, "update", false, results);
        send(object, creates, "create", !updates.isEmpty(), results);
        return complete(results);
    }

    /**
     * Removes records; they go to the recycle bin.
     *
     * @return one result per id, in their order
     */
    List<WriteResult> delete(String object, List<String> ids) {
        List<String> known = ids.stream().filter(Soql::isId).distinct().toList();
        Map<String, WriteResult> byId = new LinkedHashMap<>();
        if (!known.isEmpty()) {
            Map<String, String> query = new LinkedHashMap<>();
            query.put("ids", String.join(",", known));
            query.put("allOrNone", "false");
            Ask ask = new Ask(
                    what(object, "delete"), "DELETE", collections(), query, Map.of(), null, object, known.size());
            JsonNode rows = rows(ask, known.size());
            for (int i = 0; i < known.size(); i++) {
                byId.put(known.get(i), removed(known.get(i), rows.get(i), object));
            }
        }
        return ids.stream().map(id -> byId.getOrDefault(id, noId())).toList();
    }

    private void send(
            String object, List<Row> rows, String action, boolean othersAreDone, List<@Nullable WriteResult> results) {
        if (rows.isEmpty()) {
            return;
        }
        // Children of one account lock it: side by side in one call they do so once.
        rows.sort(Comparator.comparing(Row::account));
        Optional<String> key = action.equals("create") ? settings.upsertField(object) : Optional.empty();
        try {
            JsonNode answer = rows(ask(object, rows, action, key), rows.size());
            for (int i = 0; i < rows.size(); i++) {
                results.set(rows.get(i).index(), result(object, rows.get(i), answer.get(i)));
            }
        } catch (CrmException e) {
            CrmError error = hidden(e.error(), rows);
            boolean forOneRow = rows.size() == 1 && error instanceof CrmError.Rejected;
            boolean forTheseRows = othersAreDone && !(error instanceof CrmError.BatchRejected);
            if (!forOneRow && !forTheseRows) {
                throw new CrmException(what(object, action), error, e);
            }
            rows.forEach(row -> results.set(row.index(), new WriteResult.Refused(error)));
        }
    }

    private Ask ask(String object, List<Row> rows, String action, Optional<String> key) {
        ObjectNode body = Json.object();
        body.put("allOrNone", false);
        ArrayNode records = body.putArray("records");
        for (Row row : rows) {
            ObjectNode record = records.addObject();
            record.putObject("attributes").put("type", object);
            if (row.write().id() != null) {
                record.put("id", row.write().id());
            }
            row.values().forEach((field, value) -> record.set(field, Values.toJson(value)));
            key.ifPresent(
                    field -> record.put(field, SalesforceObjects.key(row.write().record())));
        }
        boolean plainCreate = action.equals("create") && key.isEmpty();
        String path =
                collections() + key.map(field -> "/" + object + "/" + field).orElse("");
        return new Ask(
                what(object, action),
                plainCreate ? "POST" : "PATCH",
                path,
                Map.of(),
                object.equals(SalesforceObjects.LEAD) && !settings.autoAssign()
                        ? Map.of("Sforce-Auto-Assign", "FALSE")
                        : Map.of(),
                body,
                object,
                rows.size());
    }

    private JsonNode rows(Ask ask, int expected) {
        JsonNode answer = calls.send(ask);
        if (!answer.isArray() || answer.size() != expected) {
            String detail = "Salesforce answered " + answer.size() + " rows for " + expected;
            throw new CrmException(ask.what(), new CrmError.Transient(detail, true), null);
        }
        return answer;
    }

    private static WriteResult result(String object, Row row, JsonNode answer) {
        if (answer.path("success").asBoolean()) {
            boolean created = row.write().isCreate() && answer.path("created").asBoolean(true);
            return new WriteResult.Written(answer.path("id").asText(row.write().id()), created, Map.of());
        }
        Refusal refusal = Refusal.of(answer.path("errors"), object);
        return new WriteResult.Refused(
                hidden(SalesforceErrors.ofRow(refusal, row.write().isCreate()), List.of(row)));
    }

    private static WriteResult removed(String id, JsonNode answer, String object) {
        if (!answer.path("success").asBoolean()) {
            CrmError error = SalesforceErrors.ofRow(Refusal.of(answer.path("errors"), object), false);
            boolean gone = error instanceof CrmError.Rejected rejected && rejected.code() == ErrorCode.NOT_FOUND;
            if (!gone) {
                return new WriteResult.Refused(error);
            }
        }
        return new WriteResult.Written(id, false, Map.of());
    }

    private static WriteResult noId() {
        return new WriteResult.Refused(
                new CrmError.Rejected("the id has not the form of a Salesforce id", ErrorCode.INVALID_VALUE));
    }

    private static List<WriteResult> complete(List<@Nullable WriteResult> results) {
        List<WriteResult> complete = new ArrayList<>(results.size());
        for (WriteResult result : results) {
            if (result == null) {
                throw new IllegalStateException("a write was left without a result");
            }
            complete.add(result);
        }
        return complete;
    }

    /**
     * An association that is a field travels with the record. One more account of an existing record would replace its
     * account: left out.
     */
    private static Map<String, @Nullable Object> values(String object, Write write) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(write.values());
        for (AssociateTo to : write.associations()) {
            Optional<String> field = SalesforceObjects.associationField(object, to.object());
            if (field.isPresent() && (write.isCreate() || to.kind() != AssociateTo.Kind.ADDITIONAL)) {
                values.putIfAbsent(field.get(), to.id());
            }
        }
        return values;
    }

    /** Salesforce quotes wrong values in its errors: what was sent is taken out again. */
    private static CrmError hidden(CrmError error, List<Row> rows) {
        String detail = error.detail();
        for (String text : rows.stream()
                .flatMap(row -> row.texts().stream())
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList()) {
            detail = detail.replace(text, "***");
        }
        if (error instanceof CrmError.Rejected rejected) {
            return new CrmError.Rejected(detail, rejected.code(), rejected.existingId());
        }
        if (error instanceof CrmError.BatchRejected rejected) {
            return new CrmError.BatchRejected(detail, rejected.code());
        }
        if (error instanceof CrmError.Transient passing) {
            return new CrmError.Transient(detail, passing.outcomeUnknown());
        }
        return error;
    }

    private String collections() {
        return settings.dataPath() + "/composite/sobjects";
    }

    private String what(String object, String action) {
        return connection + " " + object + " " + action;
    }

    /**
     * One write on its way.
     *
     * @param index its place among the writes
     */
    private record Row(int index, Write write, Map<String, @Nullable Object> values) {
        String account() {
            return values.get(ACCOUNT_ID) instanceof String account ? account : "";
        }

        /** What Salesforce need not be asked about, and what it might take wrongly. */
        Optional<CrmError> mistake() {
            String id = write.id();
            if (id != null && !Soql.isId(id)) {
                return Optional.of(
                        new CrmError.Rejected("the id has not the form of a Salesforce id", ErrorCode.NOT_FOUND));
            }
            for (Map.Entry<String, @Nullable Object> value : values.entrySet()) {
                String field = value.getKey();
                if (field.toLowerCase(Locale.ROOT).matches("id|attributes")
                        || !field.matches("[A-Za-z][A-Za-z0-9_]*")) {
                    return Optional.of(new CrmError.Rejected(
                            "'" + field + "' is no field that can be written", ErrorCode.INVALID_FIELD));
                }
                if (value.getValue() instanceof String text && Soql.isBroken(text)) {
                    return Optional.of(new CrmError.Rejected(
                            "the text for '" + field + "' holds half of a surrogate pair", ErrorCode.INVALID_VALUE));
                }
            }
            return Optional.empty();
        }

        List<String> texts() {
            List<String> texts = new ArrayList<>();
            for (Object value : values.values()) {
                for (Object part : value instanceof Collection<?> parts ? parts : Collections.singletonList(value)) {
                    if (part instanceof String text && text.length() >= SHORTEST_HIDDEN && !values.containsKey(text)) {
                        texts.add(text);
                    }
                }
            }
            return texts;
        }
    }
}
