package dev.caravan.crm.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Consent;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A vendor's API as JSON in, JSON out; what is no success becomes a {@link CrmException}. Safe for several threads. */
public final class JsonApi implements AutoCloseable {
    private final AuthorizedCalls calls;
    private final Errors errors;
    private final UnaryOperator<HttpCall> prices;

    /** What a vendor's answers mean: its table of errors. */
    @FunctionalInterface
    public interface Errors {
        /**
         * The meaning of an answer that is no success.
         *
         * @param body the answer's JSON; an empty object when it was none
         */
        CrmError of(HttpAnswer answer, JsonNode body);

        /** The mistake in an answer that says success and is none; for vendors that answer 200 with an error. */
        default Optional<CrmError> hidden(JsonNode body) {
            return Optional.empty();
        }
    }

    public JsonApi(AuthorizedCalls calls, Errors errors) {
        this(calls, errors, UnaryOperator.identity());
    }

    /** @param prices says of each call among what kind it counts and what it costs; see {@link HttpCall#priced} */
    public JsonApi(AuthorizedCalls calls, Errors errors, UnaryOperator<HttpCall> prices) {
        this.calls = calls;
        this.errors = errors;
        this.prices = prices;
    }

    public ConnectionName connection() {
        return calls.connection();
    }

    /** Connection and what was tried: the start of a message. */
    public String name(String what) {
        return calls.connection() + " " + what;
    }

    public JsonNode get(String path, Query query) {
        return send(HttpCall.get(path, query.text()));
    }

    public JsonNode get(String path) {
        return send(HttpCall.get(path, null));
    }

    public JsonNode post(String path, Object body) {
        return send(HttpCall.json("POST", path, body));
    }

    public JsonNode put(String path, Object body) {
        return send(HttpCall.json("PUT", path, body));
    }

    public JsonNode patch(String path, Object body) {
        return send(HttpCall.json("PATCH", path, body));
    }

    public JsonNode delete(String path) {
        return send(HttpCall.delete(path, null));
    }

    /**
     * Makes one call.
     *
     * @return the answer's JSON; an empty object for an answer without a body, such as 204 and 304
     * @throws CrmException when the answer is no success, or a success without a whole JSON document
     */
    public JsonNode send(HttpCall call) {
        HttpAnswer answer = answer(call);
        if (answer.body().length == 0) {
            return Json.object();
        }
        JsonNode body = Json.read(calls.name(call), answer);
        Optional<CrmError> hidden = errors.hidden(body);
        if (hidden.isPresent()) {
            throw new CrmException(calls.name(call), hidden.get(), null);
        }
        return body;
    }

    /**
     * The same for a call of which the headers matter, or the status among the successes; 304 counts as one.
     *
     * @throws CrmException when the answer is no success
     */
    public HttpAnswer answer(HttpCall call) {
        HttpAnswer answer = calls.call(prices.apply(call));
        if (answer.isSuccess() || answer.status() == 304) {
            return answer;
        }
        JsonNode body = Json.tryRead(answer.body()).orElse(Json.object());
        throw new CrmException(calls.name(call), errors.of(answer, body), null);
    }

    /** How a person lets Caravan in; see {@link AuthorizedCalls#consent}. */
    public Optional<Consent> consent() {
        return calls.consent();
    }

    /** The JSON under a path; null when the vendor says that there is no such thing. */
    public @Nullable JsonNode find(String path, Query query) {
        try {
            return get(path, query);
        } catch (CrmException e) {
            if (UsualErrors.isNotFound(e)) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        calls.close();
    }
}
