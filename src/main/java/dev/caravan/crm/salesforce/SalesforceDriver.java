package dev.caravan.crm.salesforce;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.Capabilities;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Driver;
import dev.caravan.crm.http.ConsentForm;
import dev.caravan.crm.http.FixedToken;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.crm.http.OAuthLogin;
import dev.caravan.crm.http.OAuthTokens;
import dev.caravan.crm.http.RateSigns;
import dev.caravan.crm.http.TokenStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.Secret;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Opens Salesforce orgs. Kinds of login: {@code authorization-code} and {@code refresh-token} (the client secret may be
 * absent), {@code client-credentials} (only at the org's own domain), {@code password} (with the security token glued
 * to it), and {@code token} for a session that somebody else got.
 */
public final class SalesforceDriver implements Driver {
    private static final String LOGIN_SERVER = "https://login.salesforce.com";
    private static final String TOKEN_PATH = "/services/oauth2/token";

    /** (Salesforce help, "OAuth Web Server Flow": response_type code, a code challenge; revoke takes the token.) */
    private static final ConsentForm CONSENT = ConsentForm.at(
                    LOGIN_SERVER + "/services/oauth2/authorize", "api", "refresh_token", "openid")
            .with("response_type", "code")
            .proven()
            .ends(ConsentForm.Way.FORM, "/services/oauth2/revoke");

    private final CamelContext camel;
    private final TokenStore tokens;
    private final Clock clock;

    public SalesforceDriver(CamelContext camel, TokenStore tokens, Clock clock) {
        this.camel = camel;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "salesforce";
    }

    @Override
    public Capabilities capabilities() {
        return SalesforceObjects.CAPABILITIES;
    }

    @Override
    public Crm open(ConnectionName name, ConnectionSettings settings, CallGate gate) {
        SalesforceSettings own = SalesforceSettings.of(name, settings);
        Login login = login(name, settings, gate);
        CamelWire wire = new CamelWire(camel, "salesforce-" + name, own);
        return new SalesforceCrm(name, own, new SalesforceCalls(wire, login, gate, clock));
    }

    private Login login(ConnectionName name, ConnectionSettings settings, CallGate gate) {
        ConnectionSettings.Auth auth = settings.auth();
        if (auth.kind().equals("token")) {
            URI instance = address(name, "base-url", needed(name, "base-url", settings.baseUrl()));
            Secret token = OAuthLogin.secret(name, "token", auth.token());
            return new TokenLogin(
                    name.value(),
                    new FixedToken(name, token),
                    TokenLogin.Instance.at(RateSigns.usual(clock), instance));
        }
        String setting = auth.tokenUrl() != null ? "auth.token-url" : "base-url";
        URI server = address(name, setting, firstOf(auth.tokenUrl(), settings.baseUrl(), LOGIN_SERVER));
        if (auth.kind().equals("client-credentials") && "login.salesforce.com".equals(server.getHost())) {
            needed(name, "base-url", null);
        }
        boolean anywhere = Boolean.parseBoolean(settings.options().get(HttpCalls.PRIVATE_NETWORK));
        TokenLogin.Instance instance = new TokenLogin.Instance(RateSigns.usual(clock), server, anywhere);
        OAuthLogin form = form(name, auth);
        HttpCalls calls = HttpCalls.open(camel, name, settings, setting, server.toString(), gate, instance);
        ConsentForm page = CONSENT.of(name, settings, server.toString());
        String client = auth.clientId() == null ? "" : auth.clientId();
        return new TokenLogin(name.value(), new OAuthTokens(calls, form, tokens, clock, page, client), instance);
    }

    private static OAuthLogin form(ConnectionName name, ConnectionSettings.Auth auth) {
        boolean isByConsent = auth.kind().equals(OAuthLogin.BY_CONSENT);
        boolean isPublicClient = (isByConsent || auth.kind().equals("refresh-token")) && auth.clientSecret() == null;
        if (!isPublicClient && !auth.kind().equals("password")) {
            return OAuthLogin.of(name, auth, TOKEN_PATH);
        }
        Map<String, String> form = new LinkedHashMap<>();
        form.put("client_id", needed(name, "auth.client-id", auth.clientId()));
        if (isPublicClient) {
            form.put("grant_type", "refresh_token");
            return new OAuthLogin(
                    TOKEN_PATH,
                    form,
                    isByConsent ? null : OAuthLogin.secret(name, "refresh-token", auth.refreshToken()));
        }
        form.put("grant_type", "password");
        form.put(
                "client_secret",
                OAuthLogin.secret(name, "client-secret", auth.clientSecret()).reveal());
        form.put("username", needed(name, "auth.username", auth.username()));
        form.put(
                "password", OAuthLogin.secret(name, "password", auth.password()).reveal());
        return new OAuthLogin(TOKEN_PATH, form, null);
    }

    /** The server of an address, which may be written with or without the path of the token call. */
    private static URI address(ConnectionName name, String setting, String text) {
        String server = text.endsWith(TOKEN_PATH) ? text.substring(0, text.length() - TOKEN_PATH.length()) : text;
        try {
            URI uri = URI.create(server.endsWith("/") ? server.substring(0, server.length() - 1) : server);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw noAddress(name, setting);
        }
        throw noAddress(name, setting);
    }

    private static InvalidInputException noAddress(ConnectionName name, String setting) {
        return new InvalidInputException(
                ErrorCode.CONFIGURATION_INVALID,
                "caravan.connections." + name + "." + setting + " is no address. Write the org's own, such as"
                        + " https://acme.my.salesforce.com.");
    }

    private static String needed(ConnectionName name, String setting, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "caravan.connections." + name + "." + setting + " is missing. This kind of login needs it.");
        }
        return value;
    }

    private static String firstOf(@Nullable String first, @Nullable String second, String third) {
        return first != null ? first : second != null ? second : third;
    }
}
