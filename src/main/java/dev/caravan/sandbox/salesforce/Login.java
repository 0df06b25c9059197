package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.AuthorizePage;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import dev.caravan.sandbox.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tokens and who is behind them (Salesforce help, "OAuth Authorization Flows"; SOAP guide, "login()"). */
final class Login {
    private static final Duration SESSION = Duration.ofHours(2);
    /** Salesforce's pages name none; this is the longest that RFC 6749 recommends. */
    private static final Duration CODE_LIFE = Duration.ofMinutes(10);

    private static final String PREFIX = Org.ID.substring(0, 15) + "!AQ";
    private static final Pattern PASSWORD = Pattern.compile("<(?:\\w+:)?password>([^<]*)<");

    private final Org org;
    private final Tokens tokens;

    Login(Org org) {
        this.org = org;
        this.tokens = org.context().tokens();
    }

    void addTo(Routes routes) {
        routes.add("POST", "/services/oauth2/token", this::token)
                .add("GET", "/services/oauth2/authorize", this::authorize)
                .add("GET", "/services/oauth2/revoke", this::revoke)
                .add("POST", "/services/oauth2/revoke", this::revoke)
                .add("POST", "/services/oauth2/introspect", this::introspect)
                .add("GET", "/services/oauth2/userinfo", this::identity)
                .add("POST", "/services/oauth2/userinfo", this::identity)
                .add("GET", "/id/{org}/{user}", this::identity)
                .add("POST", "/services/Soap/u/{version}", this::soap);
    }

    private Answer token(Request request) {
        Map<String, String> form = request.form();
        String grant = form.getOrDefault("grant_type", "");
        Tokens.Issued issued =
                switch (grant) {
                    case "password" -> password(request, form);
                    case "client_credentials" -> clientCredentials(request, form);
                    case "refresh_token" -> refresh(request, form);
                    case "authorization_code" -> code(request, form);
                    case "urn:ietf:params:oauth:grant-type:jwt-bearer" -> jwt(request, form);
                    default -> throw refused("unsupported_grant_type", "grant type not supported");
                };
        ObjectNode reply = Json.object().put("access_token", issued.accessToken());
        boolean rotated =
                grant.equals("refresh_token") && !issued.refreshToken().equals(form.get("refresh_token"));
        if (grant.equals("authorization_code") || rotated) {
            reply.put("refresh_token", issued.refreshToken());
        }
        String base = org.context().baseUrl().get();
        String time = String.valueOf(org.context().clock().millis());
        String signature = Base64.getEncoder().encodeToString(("caravan-" + time).getBytes(StandardCharsets.UTF_8));
        reply.put("instance_url", base)
                .put("id", identityUrl())
                .put("token_type", "Bearer")
                .put("issued_at", time)
                .put("signature", signature)
                .put("scope", "id api refresh_token");
        return Answer.json(200, reply).with("Cache-Control", "no-cache, no-store");
    }

    private String identityUrl() {
        return org.context().baseUrl().get() + "/id/" + Org.ID + "/" + org.me();
    }

    private RefusedException refused(String error, String description) {
        tokens.refused();
        return new RefusedException(
                Answer.json(400, Json.object().put("error", error).put("error_description", description)));
    }

    /** Client id and secret may come in the form or by HTTP Basic. */
    private void checkClient(Request request, Map<String, String> form, boolean secretNeeded) {
        String id = form.getOrDefault("client_id", "");
        String secret = form.getOrDefault("client_secret", "");
        String basic = request.header("Authorization")
                .filter(value -> value.startsWith("Basic "))
                .orElse("");
        if (id.isEmpty() && !basic.isEmpty()) {
            String[] both = decode(basic.substring(6)).split(":", 2);
            id = both[0];
            secret = both.length > 1 ? both[1] : "";
        }
        if (!id.equals(Tokens.CLIENT_ID)) {
            throw refused("invalid_client_id", "client identifier invalid");
        }
        if ((secretNeeded || !secret.isEmpty()) && !tokens.isClient(id, secret)) {
            throw refused("invalid_client", "invalid client credentials");
        }
    }

    private String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64.strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused("invalid_client", "invalid client credentials");
        }
    }

    private Tokens.Issued password(Request request, Map<String, String> form) {
        checkClient(request, form, true);
        if (form.getOrDefault("username", "").isBlank() || !isPassword(form.getOrDefault("password", ""))) {
            throw refused("invalid_grant", "authentication failure");
        }
        return tokens.issue(request, PREFIX, SESSION);
    }

    /** The security token is glued to the password, so only its start counts. */
    private static boolean isPassword(String password) {
        return password.startsWith(Tokens.TOKEN);
    }

    private Tokens.Issued clientCredentials(Request request, Map<String, String> form) {
        checkClient(request, form, true);
        return tokens.issue(request, PREFIX, SESSION);
    }

    private Tokens.Issued refresh(Request request, Map<String, String> form) {
        checkClient(request, form, false);
        return tokens.refresh(request, form.getOrDefault("refresh_token", ""), PREFIX, SESSION)
                .orElseThrow(() -> refused("invalid_grant", "expired access/refresh token"));
    }

    private Tokens.Issued code(Request request, Map<String, String> form) {
        checkClient(request, form, false);
        if (!tokens.codes().redeem(form)) {
            throw refused("invalid_grant", "expired authorization code");
        }
        return tokens.issue(request, PREFIX, SESSION);
    }

    /**
     * The certificate belongs to the app's setup, which a sandbox does not have: claims are checked, the signature is
     * not.
     */
    private Tokens.Issued jwt(Request request, Map<String, String> form) {
        String[] parts = form.getOrDefault("assertion", "").split("\\.");
        JsonNode claims = parts.length == 3 ? claims(parts[1]) : Json.object();
        if (!Tokens.CLIENT_ID.equals(claims.path("iss").asText())) {
            throw refused("invalid_client_id", "client identifier invalid");
        }
        long end = claims.path("exp").asLong();
        if (end <= org.context().clock().instant().getEpochSecond()) {
            throw refused("invalid_grant", "assertion is not within its validity period");
        }
        if (claims.path("sub").asText().isBlank() || claims.path("aud").asText().isBlank()) {
            throw refused("invalid_grant", "user hasn't approved this consumer");
        }
        return tokens.issue(request, PREFIX, SESSION);
    }

    private JsonNode claims(String part) {
        try {
            return Json.read(Base64.getUrlDecoder().decode(part));
        } catch (IOException | IllegalArgumentException e) {
            throw refused("invalid_grant", "invalid assertion");
        }
    }

    /** A browser would show a page of consent here; the sandbox agrees at once. */
    private Answer authorize(Request request) {
        String target = request.query("redirect_uri").orElse("");
        if (target.isEmpty() || !request.query("client_id").equals(Optional.of(Tokens.CLIENT_ID))) {
            throw refused("invalid_client_id", "client identifier invalid");
        }
        return new AuthorizePage(tokens, CODE_LIFE).handle(request);
    }

    private Answer revoke(Request request) {
        String token = request.query("token").orElseGet(() -> request.form().getOrDefault("token", ""));
        if (!tokens.revoke(token)) {
            return Answer.json(
                    400,
                    Json.object()
                            .put("error", "unsupported_token_type")
                            .put("error_description", "this token type is not supported"));
        }
        return Answer.empty(200);
    }

    private Answer introspect(Request request) {
        Map<String, String> form = request.form();
        checkClient(request, form, true);
        String token = form.getOrDefault("token", "");
        boolean active = tokens.look(token) == Tokens.State.VALID || tokens.isRefreshToken(token);
        ObjectNode reply = Json.object().put("active", active);
        if (active) {
            reply.put("scope", "id api refresh_token")
                    .put("client_id", Tokens.CLIENT_ID)
                    .put("sub", identityUrl())
                    .put("token_type", tokens.isRefreshToken(token) ? "refresh_token" : "access_token");
            tokens.end(token).ifPresent(end -> reply.put("exp", end.getEpochSecond()));
        }
        return Answer.json(200, reply);
    }

    private Answer identity(Request request) {
        Row user = org.reading(() -> org.store().row(org.me()).orElseThrow(SalesforceError::notFound));
        String base = org.context().baseUrl().get();
        ObjectNode reply = Json.object()
                .put("id", identityUrl())
                .put("sub", identityUrl())
                .put("asserted_user", true)
                .put("user_id", user.id())
                .put("organization_id", Org.ID)
                .put("username", user.text("Username"))
                .put("preferred_username", user.text("Username"))
                .put("nickname", user.text("Alias"))
                .put("nick_name", user.text("Alias"))
                .put("name", user.text("Name"))
                .put("display_name", user.text("Name"))
                .put("given_name", user.text("FirstName"))
                .put("first_name", user.text("FirstName"))
                .put("family_name", user.text("LastName"))
                .put("last_name", user.text("LastName"))
                .put("email", user.text("Email"))
                .put("email_verified", true)
                .put("active", true)
                .put("user_type", "STANDARD")
                .put("language", "en_US")
                .put("locale", "en_GB")
                .put("utcOffset", 0)
                .put("zoneinfo", "Europe/Amsterdam");
        reply.putObject("urls")
                .put("rest", base + "/services/data/v{version}/")
                .put("sobjects", base + "/services/data/v{version}/sobjects/")
                .put("query", base + "/services/data/v{version}/query/")
                .put("search", base + "/services/data/v{version}/search/")
                .put("recent", base + "/services/data/v{version}/recent/");
        return Answer.json(200, reply);
    }

    /** The one SOAP call that clients make before they turn to REST: login, and logout after it. */
    private Answer soap(Request request) {
        String envelope = request.text();
        if (envelope.contains("logout")) {
            return xml(200, "<logoutResponse/>");
        }
        Matcher password = PASSWORD.matcher(envelope);
        if (!password.find() || !isPassword(password.group(1))) {
            tokens.refused();
            return xml(
                    500,
                    "<soapenv:Fault><faultcode>INVALID_LOGIN</faultcode><faultstring>INVALID_LOGIN: Invalid username, password, security token; or user locked out.</faultstring></soapenv:Fault>");
        }
        String server = org.context().baseUrl().get() + "/services/Soap/u/" + request.path("version") + "/" + Org.ID;
        String session = tokens.issue(request, PREFIX, SESSION).accessToken();
        return xml(
                200,
                "<loginResponse><result><metadataServerUrl>" + server
                        + "</metadataServerUrl><passwordExpired>false</passwordExpired>"
                        + "<sandbox>true</sandbox><serverUrl>" + server + "</serverUrl><sessionId>" + session
                        + "</sessionId><userId>"
                        + org.me() + "</userId><userInfo><organizationId>" + Org.ID + "</organizationId><userId>"
                        + org.me()
                        + "</userId><sessionSecondsValid>" + SESSION.toSeconds()
                        + "</sessionSecondsValid></userInfo></result></loginResponse>");
    }

    private static Answer xml(int status, String body) {
        return Answer.text(
                status,
                "text/xml;charset=UTF-8",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns=\"urn:partner.soap.sforce.com\"><soapenv:Body>"
                        + body + "</soapenv:Body></soapenv:Envelope>");
    }
}
