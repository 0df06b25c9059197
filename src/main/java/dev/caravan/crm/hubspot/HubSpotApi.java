package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.Consent;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.http.AuthorizedCalls;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON in, JSON out; what is no success becomes a {@link CrmException}. */
final class HubSpotApi implements AutoCloseable {
    private final AuthorizedCalls calls;
    private final HubSpotRates rates;

    HubSpotApi(AuthorizedCalls calls, HubSpotRates rates) {
        this.calls = calls;
        this.rates = rates;
    }

    /** Connection and what was tried: the start of a message. */
    String name(String what) {
        return calls.connection() + " " + what;
    }

    JsonNode get(String path, @Nullable String query) {
        return send(HttpCall.get(path, query));
    }

    /** A call about the token that it carries itself. */
    JsonNode aboutToken(String path) {
        return read(
                HttpCall.get(path, null),
                calls.call(token -> HttpCall.get(path, null).about(new Secret(token))));
    }

    Optional<Consent> consent() {
        return calls.consent();
    }

    JsonNode post(String path, JsonNode body) {
        return send(HttpCall.postJson(path, body, CallKind.GENERAL));
    }

    JsonNode search(String path, JsonNode body) {
        return send(HttpCall.postJson(path, body, CallKind.SEARCH));
    }

    @Override
    public void close() {
        calls.close();
    }

    private JsonNode send(HttpCall call) {
        return read(call, calls.call(call));
    }

    private JsonNode read(HttpCall call, HttpAnswer answer) {
        if (answer.status() == 204) {
            return Json.object();
        }
        if (answer.isSuccess()) {
            return Json.read(calls.name(call), answer);
        }
        JsonNode body = Json.tryRead(answer.body()).orElse(Json.object());
        throw new CrmException(calls.name(call), HubSpotErrors.of(answer.status(), body, rates.pause(answer)), null);
    }
}
