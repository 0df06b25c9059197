package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.rest.ObjectForm.CallForm;
import dev.caravan.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls as the description says them. Safe for several threads. */
final class RestCalls implements AutoCloseable {
    private static final String CONTENT_TYPE = "Content-Type";
    private static final int MOST_PAGES = 100_000;
    /** How far back a walk goes, in records, when those before a place have moved. */
    private static final long[] BACK = {10, 100, 1_000};

    private final JsonApi api;
    private final RestErrors errors;
    private final Map<String, String> headers;
    private final Links links;

    RestCalls(JsonApi api, RestErrors errors, Map<String, String> headers, Links links) {
        this.api = api;
        this.errors = errors;
        this.headers = headers;
        this.links = links;
    }

    /** An answer with its JSON; an empty object where there is none. */
    record Got(HttpAnswer answer, JsonNode body) {}

    /** A page of a list; null on the last page. */
    record Page(List<JsonNode> records, @Nullable String next) {}

    /** Connection and what was tried: the start of a message. */
    String name(String what) {
        return api.name(what);
    }

    RestErrors errors() {
        return errors;
    }

    /**
     * Makes a call.
     *
     * @param usual method where the description names none
     * @param values for the places of the call
     * @param body null for the call's own, or none
     */
    Got send(String usual, CallForm call, Map<String, JsonNode> values, @Nullable JsonNode body) {
        Query query = new Query();
        call.query().forEach((name, value) -> query.add(name, Templates.text(value, values)));
        return send(usual, call, values, query, body);
    }

    private Got send(String usual, CallForm call, Map<String, JsonNode> values, Query query, @Nullable JsonNode body) {
        String path = Templates.path(Objects.requireNonNullElse(call.path(), "/"), values);
        JsonNode own = call.body();
        JsonNode sent = body != null ? body : own == null ? null : Templates.json(own, values);
        return got(
                call,
                new HttpCall(
                        Objects.requireNonNullElse(call.method(), usual),
                        path,
                        query.text(),
                        headers(call.headers()),
                        sent == null ? null : body(call, sent),
                        CallKind.GENERAL));
    }

    private Got got(CallForm call, HttpCall http) {
        HttpAnswer answer = api.answer(http);
        if (answer.body().length == 0 || call.answer().equals("none")) {
            return new Got(answer, Json.object());
        }
        JsonNode body = Json.read(api.name(http.toString()), answer);
        Optional<CrmError> hidden = errors.hidden(body);
        if (hidden.isPresent()) {
            throw new CrmException(api.name(http.toString()), hidden.get(), null);
        }
        return new Got(answer, body);
    }

    /**
     * One page of a list.
     *
     * @param more parameters beside the list's own
     * @param cursor from the page before, null for the first
     */
    Page page(ListForm list, Map<String, JsonNode> values, Map<String, String> more, @Nullable String cursor) {
        Paging paging = new Paging(list.paging());
        Got got = turned(list, paging, values, more, cursor);
        List<JsonNode> records = records(list, got.body());
        if (cursor == null || !paging.hasMoved(records, cursor)) {
            List<JsonNode> fresh = paging.withoutOverlap(records, cursor);
            return new Page(fresh, paging.next(got, fresh, cursor, links));
        }
        String place = cursor;
        for (long back : BACK) {
            place = paging.before(cursor, back);
            got = turned(list, paging, values, more, place);
            records = records(list, got.body());
            if (paging.holdsLast(records, cursor)) {
                break;
            }
        }
        return new Page(records, paging.next(got, records, place, links));
    }

    private Got turned(
            ListForm list,
            Paging paging,
            Map<String, JsonNode> values,
            Map<String, String> more,
            @Nullable String cursor) {
        if (cursor != null && paging.isLink()) {
            return got(list.call(), links.call(method(list), cursor, headers(list.headers())));
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        list.query().forEach((name, value) -> parameters.put(name, Templates.text(value, values)));
        parameters.putAll(more);
        JsonNode own = list.body();
        JsonNode body = own == null ? null : Templates.json(own, values);
        if (body == null && paging.isInBody()) {
            body = Json.object();
        }
        paging.turn(parameters, body, cursor);
        Query query = new Query();
        parameters.forEach(query::add);
        return send(method(list), list.call(), values, query, body);
    }

    /** Every record of a list. */
    List<JsonNode> all(ListForm list, Map<String, JsonNode> values) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = null;
        int pages = 0;
        do {
            Page page = page(list, values, Map.of(), cursor);
            all.addAll(page.records());
            cursor = page.next();
        } while (cursor != null && ++pages < MOST_PAGES);
        return all;
    }

    /** What a path leads to in an answer; nothing where the CRM says that there is nothing. */
    JsonNode found(FieldPath path, JsonNode body) {
        JsonNode found = path.in(body);
        boolean isElsewhere = found.isMissingNode()
                && body.isObject()
                && !body.isEmpty()
                && !path.top().isEmpty()
                && !body.has(path.top());
        if (isElsewhere) {
            // A description that looks in the wrong place must not pass for a CRM without records.
            throw new CrmException(
                    name("answer"),
                    new CrmError.Rejected(
                            "there is no '" + path.top() + "' in the answer, where the description looks for records",
                            ErrorCode.CRM_REJECTED),
                    null);
        }
        return found;
    }

    @Override
    public void close() {
        api.close();
    }

    private List<JsonNode> records(ListForm list, JsonNode body) {
        JsonNode found = found(list.records(), body);
        List<JsonNode> records = new ArrayList<>();
        if (found.isArray()) {
            found.forEach(each -> records.add(list.record().in(each)));
        } else if (found.isObject() && !found.isEmpty()) {
            records.add(list.record().in(found));
        }
        return records;
    }

    private Map<String, String> headers(Map<String, String> own) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("Accept", "application/json");
        headers.forEach((name, value) -> replace(all, name, value));
        own.forEach((name, value) -> replace(all, name, value));
        // It goes with the body.
        all.keySet().removeIf(CONTENT_TYPE::equalsIgnoreCase);
        return all;
    }

    private static String method(ListForm list) {
        return Objects.requireNonNullElse(list.method(), list.body() == null ? "GET" : "POST");
    }

    private static void replace(Map<String, String> all, String name, String value) {
        all.keySet().removeIf(name::equalsIgnoreCase);
        all.put(name, value);
    }

    private HttpCall.Body body(CallForm call, JsonNode sent) {
        if (!call.encoding().equals("form") || !(sent instanceof ObjectNode object)) {
            return new HttpCall.Body(contentType(call.headers()).orElse("application/json"), Json.write(sent));
        }
        Query form = new Query();
        object.properties()
                .forEach(each -> form.add(
                        each.getKey(),
                        each.getValue().isContainerNode()
                                ? each.getValue().toString()
                                : each.getValue().asText("")));
        return new HttpCall.Body(
                "application/x-www-form-urlencoded", form.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private Optional<String> contentType(Map<String, String> own) {
        return Stream.of(own, headers)
                .flatMap(each -> each.entrySet().stream())
                .filter(each -> each.getKey().equalsIgnoreCase(CONTENT_TYPE))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
