package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Consent;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.http.AuthorizedCalls;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.UsualErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Questions to Dataverse, and their pages. Several questions, or a long one, go in a batch: it counts as one request,
 * and takes addresses of up to 64 KB. (Dataverse docs, "Execute batch operations".)
 */
final class Reads {
    private static final int LONG = 7_000;
    private static final String ANNOTATIONS = "odata.include-annotations=\"Microsoft.Dynamics.CRM.lookuplogicalname\"";

    private final JsonApi api;
    private final Batches batches;
    private final DynamicsErrors errors;
    private final String base;

    Reads(AuthorizedCalls calls, DynamicsErrors errors, String base) {
        this.api = new JsonApi(calls, errors);
        this.batches = new Batches(calls, errors, base);
        this.errors = errors;
        this.base = base;
    }

    /** One question: what stands behind the address of the service, and its query. */
    record Question(String path, String query) {
        int length() {
            return path.length() + query.length();
        }
    }

    Batches batches() {
        return batches;
    }

    String name(String what) {
        return api.name(what);
    }

    JsonNode one(String path, String query) {
        return one(path, query, 0);
    }

    /** @param page most records in the answer; 0 for as many as Dataverse likes */
    JsonNode one(String path, String query, int page) {
        HttpCall call = call(new Question(path, query), page);
        if (path.length() + query.length() <= LONG) {
            return api.send(call);
        }
        return answer(call, batches.batched(List.of(call)).get(0));
    }

    /** The answers to several questions, in their order; whatever goes wrong with one goes wrong with all. */
    List<JsonNode> all(List<Question> questions) {
        if (questions.size() == 1) {
            return List.of(one(questions.get(0).path(), questions.get(0).query()));
        }
        List<HttpCall> calls =
                questions.stream().map(question -> call(question, 0)).toList();
        List<@Nullable HttpAnswer> answers = batches.batched(calls);
        List<JsonNode> all = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            all.add(answer(calls.get(i), answers.get(i)));
        }
        return all;
    }

    /** The same, with an empty object in the place of an answer that is refused as unknown. */
    List<JsonNode> known(List<Question> questions) {
        List<HttpCall> calls =
                questions.stream().map(question -> call(question, 0)).toList();
        List<@Nullable HttpAnswer> answers = batches.batched(calls);
        List<JsonNode> all = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            try {
                all.add(answer(calls.get(i), answers.get(i)));
            } catch (CrmException e) {
                if (i == 0 || !(e.error() instanceof CrmError.Rejected)) {
                    throw e;
                }
                all.add(Json.object());
            }
        }
        return all;
    }

    /** Every record of every page. */
    List<JsonNode> records(String path, JsonNode first) {
        List<JsonNode> records = new ArrayList<>();
        JsonNode page = first;
        while (true) {
            page.path("value").forEach(records::add);
            String next = next(page);
            if (next == null) {
                return records;
            }
            page = one(path, next);
        }
    }

    @Nullable
    JsonNode find(String path, String query) {
        try {
            return one(path, query);
        } catch (CrmException e) {
            if (UsualErrors.isNotFound(e)) {
                return null;
            }
            throw e;
        }
    }

    /** The query of the next page, as Dataverse has encoded it; null at the end. */
    static @Nullable String next(JsonNode page) {
        String link = Json.text(page, "@odata.nextLink");
        int question = link == null ? -1 : link.indexOf('?');
        return question < 0 ? null : Objects.requireNonNull(link).substring(question + 1);
    }

    Optional<Consent> consent() {
        return api.consent();
    }

    void close() {
        api.close();
    }

    private HttpCall call(Question question, int page) {
        String prefer = page == 0 ? ANNOTATIONS : ANNOTATIONS + ",odata.maxpagesize=" + page;
        return HttpCall.get(base + "/" + question.path(), question.query().isEmpty() ? null : question.query())
                .with("OData-MaxVersion", "4.0")
                .with("OData-Version", "4.0")
                .with("If-None-Match", "null")
                .with("Prefer", prefer);
    }

    private JsonNode answer(HttpCall call, @Nullable HttpAnswer answer) {
        if (answer == null) {
            throw new CrmException(
                    api.name(call.toString()), new CrmError.Transient("the batch holds no answer to it", false), null);
        }
        JsonNode body = Json.tryRead(answer.body()).orElse(Json.object());
        if (!answer.isSuccess()) {
            throw new CrmException(api.name(call.toString()), errors.of(answer, body), null);
        }
        return Json.read(api.name(call.toString()), answer);
    }
}
