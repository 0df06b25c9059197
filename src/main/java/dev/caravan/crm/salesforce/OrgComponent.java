package dev.caravan.crm.salesforce;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.SalesforceEndpoint;
import org.apache.camel.component.salesforce.SalesforceHttpClient;
import org.apache.camel.component.salesforce.SalesforceLoginConfig;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.component.salesforce.internal.SalesforceSession;
import org.apache.camel.component.salesforce.internal.client.DefaultRawClient;
import org.apache.camel.component.salesforce.internal.client.RawClient;
import org.eclipse.jetty.client.ProtocolHandlers;
import org.eclipse.jetty.client.RedirectProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The Salesforce component of one connection, whose calls bring their own token and their whole address. The
 * component's own logins are out of the way: it would log in once for each call in flight when a session ends, forget
 * rotated refresh tokens, and revoke the session on stop.
 */
final class OrgComponent extends SalesforceComponent {
    private static final int MAX_ANSWER = 32 * 1024 * 1024;
    private static final int REQUEST_BUFFER = 32 * 1024;
    private static final long CONNECT_MILLIS = 10_000;

    private @Nullable SalesforceSession session;

    OrgComponent(CamelContext context, SalesforceSettings settings) {
        super(context);
        long millis = settings.callTimeout().toMillis();
        setLazyLogin(true);
        setHttpRequestTimeout(millis);
        // Below the request's time-out, a slow answer would be cut although the record may have been written.
        setHttpClientIdleTimeout(millis + 5_000);
        setHttpClientConnectionTimeout(Math.min(CONNECT_MILLIS, millis));
        setHttpMaxContentLength(MAX_ANSWER);
        // The usual 8 KB do not hold the request line of a long query.
        setHttpRequestBufferSize(REQUEST_BUFFER);
        // Without a package the component warns at every start that typed operations will not work; none is used.
        setPackages("dev.caravan.crm.salesforce");
        Map<String, Object> client = new HashMap<>();
        client.put("followRedirects", false);
        client.put("httpCookieStore", new HttpCookieStore.Empty());
        setHttpClientProperties(client);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ProtocolHandlers handlers = getHttpClient().getProtocolHandlers();
        handlers.remove("CamelSalesforceSecurityHandler");
        handlers.remove(WWWAuthenticationProtocolHandler.NAME);
        handlers.remove(RedirectProtocolHandler.NAME);
        session = new NoSession(getCamelContext(), getHttpClient(), getHttpRequestTimeout(), getLoginConfig());
    }

    @Override
    public @Nullable SalesforceSession getSession() {
        return session;
    }

    @Override
    public RawClient createRawClientFor(SalesforceEndpoint endpoint) throws SalesforceException {
        return new CallersTokenClient(getHttpClient(), getSession(), getLoginConfig());
    }

    /** Sends what the caller prepared and adds nothing. */
    private static final class CallersTokenClient extends DefaultRawClient {
        CallersTokenClient(
                SalesforceHttpClient client, @Nullable SalesforceSession session, SalesforceLoginConfig login)
                throws SalesforceException {
            super(client, "", session, login);
        }

        @Override
        protected void setAccessToken(Request request) {
            // The caller's Authorization header stands.
        }

        /** The component hands on Salesforce's own headers only; the org's time is in one of HTTP's. */
        @Override
        protected void doHttpRequest(Request request, ClientResponseCallback callback) {
            AtomicReference<@Nullable String> date = new AtomicReference<>();
            request.onResponseHeaders(response -> date.set(response.getHeaders().get(HttpHeader.DATE)));
            super.doHttpRequest(request, (body, headers, failure) -> {
                Map<String, String> more = new HashMap<>(headers);
                String told = date.get();
                if (told != null) {
                    more.put(CamelWire.DATE, told);
                }
                callback.onResponse(body, more, failure);
            });
        }
    }

    /** Always looks logged in, at no address. */
    private static final class NoSession extends SalesforceSession {
        NoSession(CamelContext context, SalesforceHttpClient client, long timeout, SalesforceLoginConfig login) {
            super(context, client, timeout, login);
        }

        @Override
        public String login(@Nullable String oldToken) {
            return "";
        }

        @Override
        public void logout() {
            // Nothing of the component's is logged in.
        }

        @Override
        public String getAccessToken() {
            return "";
        }

        @Override
        public String getInstanceUrl() {
            return "";
        }
    }
}
