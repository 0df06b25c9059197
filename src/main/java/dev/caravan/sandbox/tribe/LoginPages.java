package dev.caravan.sandbox.tribe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.AuthorizePage;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.TokenEndpoint;
import dev.caravan.sandbox.Tokens;
import java.time.Duration;
import java.util.Map;

/**
 * The login server: tokens of a day, a refresh token where a user has logged in, and the page at which he does, which
 * here agrees at once.
 */
final class LoginPages implements TokenEndpoint.Voice {
    private static final String SCOPE = "read write offline";
    private static final int SHORTEST_STATE = 8;
    /** How long a code is good is not documented. */
    private static final Duration CODE_LIFE = Duration.ofMinutes(10);

    private final AuthorizePage page;

    LoginPages(Tokens tokens) {
        this.page = new AuthorizePage(tokens, CODE_LIFE);
    }

    @Override
    public Answer granted(Tokens.Issued issued, String grant) {
        ObjectNode body = Json.object()
                .put("access_token", issued.accessToken())
                .put("token_type", "bearer")
                .put("expires_in", issued.life().toSeconds())
                .put("scope", SCOPE);
        if (!grant.equals("client_credentials")) {
            body.put("refresh_token", issued.refreshToken());
        }
        return Answer.json(200, body);
    }

    @Override
    public Answer refused(String error) {
        int status = error.equals("invalid_client") ? 401 : 400;
        ObjectNode body = Json.object().put("error", error);
        body.put(
                "error_description",
                error.equals("invalid_client") ? "Client authentication failed" : "The grant is not valid");
        return Answer.json(status, body.put("status_code", status));
    }

    /** Sends the browser back with a code, or with an error where the state is too short to be a secret. */
    Answer ask(Request request) {
        if (request.query("state").orElse("").length() < SHORTEST_STATE) {
            return page.refuse(request, "invalid_state");
        }
        if (!request.query("response_type").orElse("").equals("code")) {
            return page.refuse(request, "unsupported_response_type");
        }
        return page.handle(request, Map.of("scope", SCOPE));
    }
}
