package dev.caravan.crm.http;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Clock;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of connections possible: what every HTTP driver is given to open its connections with.
 *
 * @param tokens where tokens of OAuth are kept
 */
public record Sessions(CamelContext camel, TokenStore tokens, Clock clock) {

    /**
     * Calls that log in as the vendor wants and as the settings say, without a call so far.
     *
     * @param signs how this vendor says that it was called too often
     * @throws InvalidInputException when a setting or a secret is missing or wrong; names the setting
     */
    public AuthorizedCalls open(
            ConnectionName name, ConnectionSettings settings, CallGate gate, RateSigns signs, LoginForm form) {
        String base = Objects.requireNonNullElse(settings.baseUrl(), Objects.requireNonNullElse(form.baseUrl(), ""));
        if (base.isEmpty()) {
            throw wrong("caravan.connections." + name + ".base-url is missing. Write the address of the account's API");
        }
        TokenHeader key = form.key();
        if (settings.auth().kind().equals("token")) {
            if (key == null) {
                throw kind(name, settings, "authorization-code, refresh-token or client-credentials");
            }
            FixedToken token = new FixedToken(
                    name, OAuthLogin.secret(name, "token", settings.auth().token()));
            return new AuthorizedCalls(server(name, settings, "base-url", base, gate, signs), token, key);
        }
        OAuthTokens issued = issued(name, settings, gate, form);
        return new AuthorizedCalls(server(name, settings, "base-url", base, gate, signs), issued, form.issued());
    }

    private OAuthTokens issued(ConnectionName name, ConnectionSettings settings, CallGate gate, LoginForm form) {
        @Nullable String own = form.tokenUrl();
        if (own == null) {
            throw kind(name, settings, "token");
        }
        String url = Objects.requireNonNullElse(settings.auth().tokenUrl(), own);
        OAuthLogin login = OAuthLogin.of(name, settings.auth(), OAuthLogin.path(url))
                .with(form.more())
                .busyAt(form.busy());
        String server = OAuthLogin.server(url);
        ConsentForm page = form.consent();
        return new OAuthTokens(
                server(name, settings, "auth.token-url", server, gate, RateSigns.usual(clock)),
                form.basic() ? login.byBasic() : login,
                tokens,
                clock,
                page == null ? null : page.of(name, settings, settings.auth().tokenUrl() == null ? null : server),
                Objects.requireNonNullElse(settings.auth().clientId(), ""));
    }

    private HttpCalls server(
            ConnectionName name,
            ConnectionSettings settings,
            String setting,
            String address,
            CallGate gate,
            RateSigns signs) {
        return HttpCalls.open(camel, name, settings, setting, address, gate, signs);
    }

    private static InvalidInputException kind(ConnectionName name, ConnectionSettings settings, String right) {
        return wrong("caravan.connections." + name + ".auth.kind is '"
                + settings.auth().kind() + "', which this CRM does not have. Use " + right);
    }

    private static InvalidInputException wrong(String message) {
        return new InvalidInputException(ErrorCode.CONFIGURATION_INVALID, message);
    }
}
