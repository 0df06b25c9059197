package dev.caravan.crm.rest;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.http.AuthorizedCalls;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.crm.http.LoginForm;
import dev.caravan.crm.http.OAuthLogin;
import dev.caravan.crm.http.RateSigns;
import dev.caravan.crm.http.Sessions;
import dev.caravan.crm.http.TokenHeader;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Logs in as the description says, with the connection's secrets. Both addresses are public ones unless the connection
 * says otherwise: a description may come from somebody else.
 */
record RestLogin(ConnectionName name, ConnectionSettings settings, Description.AuthForm form, String baseUrl) {

    static RestLogin of(ConnectionName name, ConnectionSettings settings, Description description) {
        String base =
                Objects.requireNonNullElse(settings.baseUrl(), Objects.requireNonNullElse(description.baseUrl(), ""));
        if (base.isEmpty()) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "caravan.connections." + name
                            + ".base-url is missing, and the description has no baseUrl. Write the"
                            + " address of the CRM's API");
        }
        return new RestLogin(name, settings, description.auth(), base);
    }

    /** The address without a slash at its end. */
    URI base() {
        return URI.create(baseUrl.endsWith("/") ? baseUrl.substring(0, baseUrl.length() - 1) : baseUrl);
    }

    /** Calls that are logged in; none is made here. */
    AuthorizedCalls open(Sessions sessions, CallGate gate, RateSigns signs) {
        HttpCalls.mustBePublic(name, settings, "base-url", baseUrl);
        String tokenUrl = tokenUrl();
        if (tokenUrl != null) {
            HttpCalls.mustBePublic(name, settings, "auth.token-url", OAuthLogin.server(tokenUrl));
        }
        return sessions.open(name, known(tokenUrl), gate, signs, login(tokenUrl));
    }

    private LoginForm login(@Nullable String tokenUrl) {
        TokenHeader header =
                switch (form.kind()) {
                    case "none" -> TokenHeader.NONE;
                    case "basic" -> new TokenHeader("Authorization", "Basic ");
                    default ->
                        form.in().equals("query")
                                ? TokenHeader.inQuery(form.name())
                                : new TokenHeader(form.name(), form.prefix());
                };
        LoginForm login = LoginForm.at(baseUrl).key(header).issuedIn(header);
        if (tokenUrl != null) {
            login = login.oauth(tokenUrl);
        }
        if (form.client().equals("basic")) {
            login = login.byBasic();
        }
        if (form.scope() != null) {
            login = login.with("scope", form.scope());
        }
        for (var more : form.more().entrySet()) {
            login = login.with(more.getKey(), more.getValue());
        }
        return login;
    }

    /** The settings with the kind of login that the description names. */
    private ConnectionSettings known(@Nullable String tokenUrl) {
        ConnectionSettings.Auth own = settings.auth();
        Secret token =
                switch (form.kind()) {
                    case "none" -> new Secret("none");
                    case "basic" -> basic(own);
                    default -> own.token();
                };
        String kind = isIssued() ? form.kind() : "token";
        ConnectionSettings.Auth auth = new ConnectionSettings.Auth(
                kind,
                token,
                own.clientId(),
                own.clientSecret(),
                own.refreshToken(),
                own.username(),
                own.password(),
                tokenUrl);
        return new ConnectionSettings(
                settings.type(),
                settings.enabled(),
                baseUrl,
                auth,
                settings.uniqueFields(),
                settings.concurrency(),
                settings.callTimeout(),
                settings.budget(),
                settings.options(),
                settings.webhook(),
                settings.onCrmDelete(),
                settings.pull(),
                settings.poll());
    }

    private Secret basic(ConnectionSettings.Auth own) {
        String user = own.username();
        if (user == null || user.isBlank()) {
            throw new InvalidInputException(
                    ErrorCode.SECRET_MISSING,
                    "connection '" + name + "' needs caravan.connections." + name + ".auth.username. Set it or its"
                            + " environment variable");
        }
        // Some CRMs take a key as the user and want no password.
        String password = own.password() == null ? "" : own.password().reveal();
        return new Secret(Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    private boolean isIssued() {
        return form.kind().equals("client-credentials") || form.kind().equals("refresh-token");
    }

    private @Nullable String tokenUrl() {
        if (!isIssued()) {
            return null;
        }
        String url =
                Objects.requireNonNullElse(settings.auth().tokenUrl(), Objects.requireNonNullElse(form.tokenUrl(), ""));
        return url.startsWith("/") ? OAuthLogin.server(baseUrl) + url : url;
    }
}
