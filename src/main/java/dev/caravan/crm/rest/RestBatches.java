package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.UsualErrors;
import dev.caravan.crm.rest.ObjectForm.BatchForm;
import dev.caravan.crm.rest.ObjectForm.CallForm;
import dev.caravan.crm.rest.ObjectForm.ResultForm;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Calls for many records, and what became of each. A batch that the CRM refuses as a whole is halved until the records
 * that are to blame stand alone.
 */
final class RestBatches {
    private static final int MULTI_STATUS = 207;

    private final RestFields fields;
    private final RestRecords records;
    private final RestCalls calls;

    RestBatches(RestFields fields, RestRecords records, RestCalls calls) {
        this.fields = fields;
        this.records = records;
        this.calls = calls;
    }

    /**
     * One record of a batch.
     *
     * @param index of its result
     * @param id null for a new one
     * @param written names of the fields that are written
     */
    record Item(int index, @Nullable String id, Collection<String> written, ObjectNode values) {}

    /** Puts the result of each item in its place. */
    void write(String name, BatchForm form, List<Item> items, boolean creates, WriteResult[] results) {
        for (int from = 0; from < items.size(); from += form.most()) {
            part(name, form, items.subList(from, Math.min(items.size(), from + form.most())), creates, results);
        }
    }

    List<WriteResult> delete(String name, BatchForm form, List<String> ids) {
        WriteResult[] results = new WriteResult[ids.size()];
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            if (RestReader.isId(fields.object(name), ids.get(i))) {
                items.add(new Item(i, ids.get(i), Set.of(), Json.object()));
            } else {
                results[i] = new WriteResult.Written(ids.get(i), false, Map.of());
            }
        }
        write(name, form, items, false, results);
        for (int i = 0; i < results.length; i++) {
            boolean isGone = results[i] instanceof WriteResult.Refused refused
                    && refused.error() instanceof CrmError.Rejected rejected
                    && rejected.code() == ErrorCode.NOT_FOUND;
            if (isGone) {
                results[i] = new WriteResult.Written(ids.get(i), false, Map.of());
            }
        }
        return List.of(results);
    }

    private void part(String name, BatchForm form, List<Item> items, boolean creates, WriteResult[] results) {
        boolean isFirst = Arrays.stream(results).allMatch(Objects::isNull);
        try {
            JsonNode answer = send(name, form, items);
            unfold(name, form, items, answer, creates, results);
        } catch (CrmException e) {
            if (e.error() instanceof CrmError.Rejected && items.size() > 1) {
                int half = items.size() / 2;
                part(name, form, items.subList(0, half), creates, results);
                part(name, form, items.subList(half, items.size()), creates, results);
            } else if (isFirst && !(e.error() instanceof CrmError.Rejected)) {
                throw e;
            } else {
                items.forEach(item -> results[item.index()] = new WriteResult.Refused(e.error()));
            }
        }
    }

    private JsonNode send(String name, BatchForm form, List<Item> items) {
        ObjectForm object = fields.object(name);
        ArrayNode list = Json.array();
        for (int i = 0; i < items.size(); i++) {
            list.add(item(object, form, items.get(i), i));
        }
        CallForm call = form.call();
        JsonNode body = call.body() == null ? Json.object() : Templates.json(call.body(), Map.of("ids", list));
        if (form.items().steps().isEmpty()) {
            body = call.body() == null ? list : body;
        } else {
            form.items().put((ObjectNode) body, list);
        }
        return calls.send("POST", call, Map.of(), body).body();
    }

    private static JsonNode item(ObjectForm object, BatchForm form, Item item, int number) {
        String id = item.id();
        if (id != null && form.id().steps().isEmpty()) {
            return RestReader.id(object, id);
        }
        ObjectNode sent = Json.object();
        if (form.wrap().steps().isEmpty()) {
            sent.setAll(item.values());
        } else if (!item.values().isEmpty() || id == null) {
            form.wrap().put(sent, item.values());
        }
        if (id != null) {
            form.id().put(sent, RestReader.id(object, id));
        }
        if (form.ref() != null) {
            form.ref().put(sent, Templates.scalar(String.valueOf(number)));
        }
        return sent;
    }

    private void unfold(
            String name, BatchForm form, List<Item> items, JsonNode answer, boolean creates, WriteResult[] results) {
        FieldPath path = form.results();
        if (path == null) {
            items.forEach(item -> results[item.index()] = creates
                    ? unknown("the description does not say where the new ids are")
                    : new WriteResult.Written(Objects.requireNonNull(item.id()), false, Map.of()));
            return;
        }
        JsonNode list = calls.found(path, answer);
        Map<Integer, JsonNode> byPlace = new HashMap<>();
        FieldPath ref = form.result().ref();
        for (int i = 0; i < list.size(); i++) {
            String told = ref == null ? String.valueOf(i) : ref.text(list.get(i));
            if (told != null && told.matches("\\d{1,6}")) {
                byPlace.put(Integer.parseInt(told), list.get(i));
            }
        }
        boolean misses = ref == null && list.size() != items.size();
        for (int i = 0; i < items.size(); i++) {
            JsonNode result = misses ? null : byPlace.get(i);
            results[items.get(i).index()] = result == null
                    ? unknown("the answer holds no result of this record")
                    : result(name, form, items.get(i), result);
        }
    }

    private WriteResult result(String name, BatchForm form, Item item, JsonNode result) {
        ResultForm as = form.result();
        String status = as.status() == null ? null : as.status().text(result);
        int code = status != null && status.matches("[1-5]\\d{2}") ? Integer.parseInt(status) : 0;
        JsonNode error = as.error() == null ? Json.object() : as.error().in(result);
        boolean isError = as.error() != null && !error.isMissingNode() && !error.isNull() && !isEmpty(error);
        boolean failed = isError
                || code >= 400
                || !as.failed().isEmpty() && RestErrors.fits(as.failed(), result)
                || code == 0
                        && status != null
                        && !status.matches("(?i)ok|success|created|updated|deleted|unchanged|0|true");
        if (failed) {
            return new WriteResult.Refused(
                    calls.errors().meaning(code == 0 || code == MULTI_STATUS ? 400 : code, result));
        }
        String id = item.id() == null ? as.id().text(result) : item.id();
        if (id == null || id.isBlank()) {
            return unknown("the answer names no id of the new record");
        }
        JsonNode record = as.record().in(result);
        return new WriteResult.Written(id, item.id() == null, records.returned(name, record, item.written()));
    }

    private static boolean isEmpty(JsonNode error) {
        return error.isContainerNode()
                ? error.isEmpty()
                : error.asText().isBlank() || error.asText().equals("false");
    }

    private static WriteResult unknown(String why) {
        return new WriteResult.Refused(new CrmError.Transient(UsualErrors.words(200, why), true));
    }
}
