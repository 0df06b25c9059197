package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.AuthorizePage;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.TokenEndpoint;
import dev.caravan.sandbox.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How the login server of Microsoft Entra answers. */
final class EntraVoice implements TokenEndpoint.Voice {
    private static final TokenEndpoint.Style STYLE =
            new TokenEndpoint.Style("eyJ0eXAi.", Duration.ofSeconds(3_599), true, true, true);
    private static final String OFFLINE = "offline_access";
    /** How long a code is good. */
    private static final Duration CODE_LIFE = Duration.ofMinutes(10);

    private final boolean isOffline;

    private EntraVoice(boolean isOffline) {
        this.isOffline = isOffline;
    }

    /** The page of consent, which wants a code to be asked for, and for something. */
    static Answer page(Request request, Tokens tokens) {
        AuthorizePage page = new AuthorizePage(tokens, CODE_LIFE);
        boolean isCode = request.query("response_type").orElse("").equals("code");
        if (!isCode || request.query("scope").orElse("").isBlank()) {
            return page.refuse(request, "invalid_request");
        }
        return page.handle(request, Map.of("session_state", TableDefinition.id("session")));
    }

    /** A token call of the older kind, which names no scope. */
    static Answer unscoped(Request request, Tokens tokens) {
        return new TokenEndpoint(tokens, STYLE, new EntraVoice(true)).handle(request);
    }

    /** Without a scope, or with one that does not fit the grant, there is no token. */
    static Answer scoped(Request request, Tokens tokens) {
        String scope = request.form().getOrDefault("scope", "");
        String grant = request.form().getOrDefault("grant_type", "");
        if (scope.isEmpty() && grant.equals("client_credentials")) {
            return refusal(
                    400, "invalid_request", 900144, "The request body must contain the following parameter: 'scope'.");
        }
        if (grant.equals("client_credentials") && !scope.endsWith("/.default")) {
            return refusal(
                    400,
                    "invalid_scope",
                    1002012,
                    "The provided value for scope is not valid. Client credential flows must have a scope value with"
                            + " /.default suffixed to the resource identifier (application ID URI).");
        }
        boolean isOffline =
                grant.equals("refresh_token") || List.of(scope.split(" ")).contains(OFFLINE);
        return new TokenEndpoint(tokens, STYLE, new EntraVoice(isOffline)).handle(request);
    }

    @Override
    public Answer granted(Tokens.Issued issued, String grant) {
        ObjectNode body = Json.object();
        body.put("token_type", "Bearer");
        body.put("expires_in", issued.life().toSeconds());
        body.put("ext_expires_in", issued.life().toSeconds());
        body.put("access_token", issued.accessToken());
        if (!grant.equals("client_credentials")) {
            body.put("scope", "user_impersonation");
            if (isOffline) {
                body.put("refresh_token", issued.refreshToken());
            }
        }
        return Answer.json(200, body);
    }

    @Override
    public Answer refused(String error) {
        return switch (error) {
            case "invalid_client" -> refusal(401, error, 7000215, "Invalid client secret provided.");
            case "invalid_grant" ->
                refusal(400, error, 70008, "The provided authorization code or refresh token has expired.");
            default -> refusal(400, error, 70003, "The app requested an unsupported grant type.");
        };
    }

    private static Answer refusal(int status, String error, int code, String words) {
        ObjectNode body = Json.object();
        body.put("error", error);
        body.put("error_description", "AADSTS" + code + ": " + words);
        body.putArray("error_codes").add(code);
        body.put("timestamp", "2026-01-01 10:00:00Z");
        body.put("trace_id", TableDefinition.id("trace"));
        body.put("correlation_id", TableDefinition.id("correlation"));
        return Answer.json(status, body);
    }
}
