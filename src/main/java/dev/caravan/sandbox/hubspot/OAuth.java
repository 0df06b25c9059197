package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.AuthorizePage;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import dev.caravan.sandbox.SandboxContext;
import dev.caravan.sandbox.Tokens;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** OAuth and account calls. */
final class OAuth {
    static final int PORTAL = 62_515;
    static final int APP = 54_321;
    private static final int USER = 9001;
    private static final String DOMAIN = "sandbox.example.com";
    private static final String USER_EMAIL = "ada.north@example.com";
    /** HubSpot names none; this is the longest that RFC 6749 recommends. */
    private static final Duration CODE_LIFE = Duration.ofMinutes(10);

    private static final Duration LIFE = Duration.ofMinutes(30);
    private static final List<String> SCOPES = List.of(
            "oauth",
            "crm.objects.contacts.read",
            "crm.objects.contacts.write",
            "crm.objects.companies.read",
            "crm.objects.companies.write",
            "crm.objects.deals.read",
            "crm.objects.deals.write",
            "crm.objects.leads.read",
            "crm.objects.leads.write",
            "crm.schemas.contacts.read",
            "crm.schemas.contacts.write",
            "crm.schemas.companies.read",
            "crm.schemas.companies.write",
            "crm.schemas.deals.read",
            "crm.schemas.deals.write",
            "crm.lists.read",
            "crm.lists.write",
            "crm.objects.owners.read",
            "sales-email-read");

    private final SandboxContext context;
    private final Tokens tokens;

    OAuth(SandboxContext context) {
        this.context = context;
        this.tokens = context.tokens();
    }

    void routes(Routes routes, List<String> versions) {
        routes.add("GET", "/oauth/authorize", new AuthorizePage(tokens, CODE_LIFE)::handle)
                .add("POST", "/oauth/v1/token", request -> token(request, false))
                .add("POST", "/oauth/v3/token", request -> token(request, true))
                .add("POST", "/oauth/v3/token/introspect", this::introspect)
                .add("POST", "/oauth/v3/token/revoke", this::revoke)
                .add("GET", "/oauth/v1/access-tokens/{token}", this::accessToken)
                .add("GET", "/oauth/v1/refresh-tokens/{token}", this::refreshToken)
                .add("DELETE", "/oauth/v1/refresh-tokens/{token}", this::removeRefreshToken)
                .add("GET", "/account-info/v3/details", request -> account())
                .add("GET", "/integrations/v1/me", request -> account());
        for (String version : versions) {
            String base = "/oauth/" + version + "/token";
            routes.add("POST", base, request -> token(request, true))
                    .add("POST", base + "/introspect", this::introspect)
                    .add("POST", base + "/revoke", this::revoke)
                    .add("GET", "/account-info/" + version + "/details", request -> account());
        }
    }

    private Answer token(Request request, boolean isNewer) {
        Map<String, String> form = request.form();
        String grant = form.getOrDefault("grant_type", "");
        if (!tokens.isClient(form.getOrDefault("client_id", ""), form.getOrDefault("client_secret", ""))) {
            boolean known = form.getOrDefault("client_id", "").equals(Tokens.CLIENT_ID);
            throw refused(
                    request,
                    isNewer,
                    known ? "BAD_CLIENT_SECRET" : "BAD_CLIENT_ID",
                    known ? "missing or invalid client secret" : "missing or unknown client id",
                    "invalid_client");
        }
        return switch (grant) {
            case "refresh_token" ->
                tokens.refresh(request, form.getOrDefault("refresh_token", ""), "CExx", LIFE)
                        .map(issued -> issued(issued, isNewer, "access_token"))
                        // Tokens has counted this refusal itself.
                        .orElseThrow(() -> new RefusedException(refusal(
                                request,
                                isNewer,
                                "BAD_REFRESH_TOKEN",
                                "missing or invalid refresh token",
                                "invalid_grant")));
            case "authorization_code" -> {
                if (!tokens.codes().redeem(form)) {
                    throw refused(request, isNewer, "BAD_AUTH_CODE", "missing or unknown auth code", "invalid_grant");
                }
                yield issued(tokens.issue(request, "CExx", LIFE), isNewer, "access_token");
            }
            case "client_credentials" -> issued(tokens.issue(request, "CExx", LIFE), isNewer, "client_credentials");
            default ->
                throw refused(
                        request,
                        isNewer,
                        "BAD_GRANT_TYPE",
                        "missing or unknown grant_type '" + grant + "'",
                        "unsupported_grant_type");
        };
    }

    private static Answer issued(Tokens.Issued issued, boolean isNewer, String use) {
        ObjectNode body = Json.object();
        body.put("token_type", "bearer");
        if (use.equals("access_token")) {
            body.put("refresh_token", issued.refreshToken());
        }
        body.put("access_token", issued.accessToken());
        body.put("expires_in", issued.life().toSeconds());
        if (isNewer) {
            body.put("hub_id", PORTAL);
            body.put("user_id", USER);
            body.put("token_use", use);
            body.set("scopes", Json.tree(SCOPES));
        }
        return Answer.json(200, body);
    }

    private Answer accessToken(Request request) {
        String token = request.path("token");
        if (tokens.look(token) != Tokens.State.VALID) {
            throw Problem.notFound("access token is unknown or expired");
        }
        ObjectNode body = Json.object();
        body.put("token", token);
        body.put("user", USER_EMAIL);
        body.put("hub_domain", DOMAIN);
        body.set("scopes", Json.tree(SCOPES));
        body.put("hub_id", PORTAL);
        body.put("app_id", APP);
        body.put("expires_in", secondsLeft(token));
        body.put("user_id", USER);
        body.put("token_type", "access");
        return Answer.json(200, body);
    }

    private Answer refreshToken(Request request) {
        String token = request.path("token");
        if (!tokens.isRefreshToken(token)) {
            throw Problem.notFound("refresh token is unknown");
        }
        ObjectNode body = Json.object();
        body.put("token", token);
        body.put("user", USER_EMAIL);
        body.put("hub_domain", DOMAIN);
        body.set("scopes", Json.tree(SCOPES));
        body.put("hub_id", PORTAL);
        body.put("client_id", Tokens.CLIENT_ID);
        body.put("user_id", USER);
        body.put("token_type", "refresh");
        return Answer.json(200, body);
    }

    private Answer removeRefreshToken(Request request) {
        tokens.revoke(request.path("token"));
        request.markCommitted();
        return Answer.empty(204);
    }

    private Answer introspect(Request request) {
        String token = request.form().getOrDefault("token", "");
        boolean isRefresh = tokens.isRefreshToken(token);
        ObjectNode body = Json.object();
        boolean active = isRefresh || tokens.look(token) == Tokens.State.VALID;
        body.put("active", active);
        if (active) {
            body.put("token_use", isRefresh ? "refresh_token" : "access_token");
            body.put("token_type", "bearer");
            body.put("client_id", Tokens.CLIENT_ID);
            body.put("hub_id", PORTAL);
            body.put("user_id", USER);
            body.set("scopes", Json.tree(SCOPES));
            if (!isRefresh) {
                body.put("expires_in", secondsLeft(token));
            }
        }
        return Answer.json(200, body);
    }

    private Answer revoke(Request request) {
        tokens.revoke(request.form().getOrDefault("token", ""));
        request.markCommitted();
        return Answer.json(200, Json.object());
    }

    private Answer account() {
        ObjectNode body = Json.object();
        body.put("portalId", PORTAL);
        body.put("accountType", "DEVELOPER_TEST");
        body.put("timeZone", "Etc/UTC");
        body.put("companyCurrency", "EUR");
        body.putArray("additionalCurrencies").add("USD");
        body.put("utcOffset", "+00:00");
        body.put("utcOffsetMilliseconds", 0);
        body.put("uiDomain", "app.hubspot.com");
        body.put("dataHostingLocation", "na1");
        return Answer.json(200, body);
    }

    private long secondsLeft(String token) {
        Instant now = context.clock().instant();
        return tokens.end(token)
                .map(end -> Duration.between(now, end).toSeconds())
                .orElse(LIFE.toSeconds());
    }

    private RefusedException refused(Request request, boolean isNewer, String status, String message, String standard) {
        tokens.refused();
        return new RefusedException(refusal(request, isNewer, status, message, standard));
    }

    private static Answer refusal(Request request, boolean isNewer, String status, String message, String standard) {
        ObjectNode body = Json.object();
        body.put("status", status);
        body.put("message", message);
        body.put("correlationId", request.id());
        if (isNewer) {
            body.put("error", standard);
            body.put("error_description", message);
        }
        return Answer.json(400, body);
    }
}
