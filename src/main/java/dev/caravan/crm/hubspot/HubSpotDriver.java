package dev.caravan.crm.hubspot;

import dev.caravan.crm.CallGate;
import dev.caravan.crm.Capabilities;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Driver;
import dev.caravan.crm.http.AccessTokens;
import dev.caravan.crm.http.AuthorizedCalls;
import dev.caravan.crm.http.ConsentForm;
import dev.caravan.crm.http.FixedToken;
import dev.caravan.crm.http.HttpCalls;
import dev.caravan.crm.http.OAuthLogin;
import dev.caravan.crm.http.OAuthTokens;
import dev.caravan.crm.http.TokenStore;
import dev.caravan.hub.ConnectionName;
import java.time.Clock;
import java.util.Objects;
import org.apache.camel.CamelContext;

/** Opens HubSpot accounts by private app token, service key or OAuth refresh token. */
public final class HubSpotDriver implements Driver {
    private static final String BASE = "https://api.hubapi.com";

    /** (HubSpot docs, "OAuth": scopes with blanks between them; the token call takes a code verifier.) */
    private static final ConsentForm CONSENT = ConsentForm.at(
                    "https://app.hubspot.com/oauth/authorize",
                    "oauth",
                    "crm.objects.companies.read",
                    "crm.objects.companies.write",
                    "crm.objects.contacts.read",
                    "crm.objects.contacts.write",
                    "crm.objects.deals.read",
                    "crm.objects.deals.write",
                    "crm.schemas.companies.read",
                    "crm.schemas.contacts.read",
                    "crm.schemas.deals.read",
                    "crm.lists.read",
                    "crm.objects.owners.read")
            .proven();

    private final CamelContext camel;
    private final TokenStore store;
    private final Clock clock;

    public HubSpotDriver(CamelContext camel, TokenStore store, Clock clock) {
        this.camel = camel;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public String type() {
        return "hubspot";
    }

    @Override
    public Capabilities capabilities() {
        return HubSpotObjects.CAPABILITIES;
    }

    @Override
    public Crm open(ConnectionName name, ConnectionSettings settings, CallGate gate) {
        HubSpotSettings own = HubSpotSettings.of(name, settings);
        HubSpotRates rates = new HubSpotRates(clock);
        String base = Objects.requireNonNullElse(settings.baseUrl(), BASE);
        AccessTokens tokens = tokens(name, settings, base, own, gate, rates);
        HttpCalls calls = HttpCalls.open(camel, name, settings, "base-url", base, gate, rates);
        return new HubSpotCrm(new HubSpotApi(new AuthorizedCalls(calls, tokens), rates), own, clock);
    }

    private AccessTokens tokens(
            ConnectionName name,
            ConnectionSettings settings,
            String base,
            HubSpotSettings own,
            CallGate gate,
            HubSpotRates rates) {
        ConnectionSettings.Auth auth = settings.auth();
        if (auth.kind().equals("token")) {
            return new FixedToken(name, OAuthLogin.secret(name, "token", auth.token()));
        }
        String tokenUrl = auth.tokenUrl();
        String path = tokenUrl == null ? own.paths().token() : OAuthLogin.path(tokenUrl);
        OAuthLogin login = OAuthLogin.of(name, auth, path);
        String server = tokenUrl == null ? base : OAuthLogin.server(tokenUrl);
        HttpCalls calls = HttpCalls.open(
                camel, name, settings, tokenUrl == null ? "base-url" : "auth.token-url", server, gate, rates);
        boolean isOwn = settings.baseUrl() == null && tokenUrl == null;
        ConsentForm page = CONSENT.ends(ConsentForm.Way.PATH, own.paths().refreshToken())
                .of(name, settings, isOwn ? null : server);
        return new OAuthTokens(calls, login, store, clock, page, Objects.requireNonNullElse(auth.clientId(), ""));
    }
}
