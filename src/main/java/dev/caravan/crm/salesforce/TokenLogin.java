package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.Consent;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.http.AccessTokens;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.RateSigns;
import dev.caravan.problem.ErrorCode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sessions from the connection's access tokens: one login at a time, rotated refresh tokens saved before they are used.
 */
final class TokenLogin implements Login {
    private final String connection;
    private final AccessTokens tokens;
    private final Instance instance;

    TokenLogin(String connection, AccessTokens tokens, Instance instance) {
        this.connection = connection;
        this.tokens = tokens;
        this.instance = instance;
    }

    @Override
    public Session session() {
        return with(tokens.current());
    }

    @Override
    public Session renew(Session refused) {
        return with(tokens.renewed(refused.token()));
    }

    @Override
    public Optional<Consent> consent() {
        return tokens.consent();
    }

    @Override
    public void close() {
        tokens.close();
    }

    private Session with(String token) {
        String known = instance.url();
        if (known != null) {
            return new Session(token, checked(known));
        }
        // The token outlived a restart, and where it is good for is said by a login only.
        String fresh = tokens.renewed(token);
        String url = instance.url();
        if (url == null) {
            throw new CrmException(
                    connection + " login",
                    new CrmError.Transient("the login server's answer holds no instance_url", false),
                    null);
        }
        return new Session(fresh, checked(url));
    }

    private String checked(String url) {
        if (!instance.isTrusted(url)) {
            throw new CrmException(
                    connection + " login",
                    new CrmError.Unauthorized(
                            "the login server names an instance outside of Salesforce; check the connection's base-url, or set its"
                                    + " option private-network: true",
                            ErrorCode.CONFIGURATION_INVALID),
                    null);
        }
        return url;
    }

    /**
     * Where the org answers: learned from the login server's answers, which carry it next to the token. It may change
     * when Salesforce moves the org.
     */
    static final class Instance implements RateSigns {
        /** Salesforce's own domains: the public ones, the American government's and the one for China. */
        private static final List<String> DOMAINS = List.of(".salesforce.com", ".salesforce.mil", ".sfcrmapps.cn");

        private final RateSigns usual;
        private final String loginHost;
        private final boolean anywhere;
        private volatile @Nullable String url;

        /**
         * @param usual what else the login server's answers say
         * @param loginUrl an instance on the same server is trusted too
         * @param anywhere whether any address will do
         */
        Instance(RateSigns usual, URI loginUrl, boolean anywhere) {
            this.usual = usual;
            this.loginHost = String.valueOf(loginUrl.getHost());
            this.anywhere = anywhere;
        }

        /** An instance that is known without a login. */
        static Instance at(RateSigns usual, URI url) {
            Instance instance = new Instance(usual, url, false);
            instance.url = withoutSlash(url.toString());
            return instance;
        }

        /** Without a slash at the end; null before the first login. */
        @Nullable
        String url() {
            return url;
        }

        @Override
        public Optional<CrmError.RateLimited> refusal(HttpAnswer answer) {
            return usual.refusal(answer);
        }

        @Override
        public void learn(HttpAnswer answer, CallKind kind, CallGate gate) {
            usual.learn(answer, kind, gate);
            Optional<JsonNode> json = answer.isSuccess() ? Json.tryRead(answer.body()) : Optional.empty();
            String named = json.map(body -> Json.text(body, "instance_url")).orElse(null);
            if (named != null && !named.isBlank()) {
                url = withoutSlash(named);
            }
        }

        /** Whether a token may be sent there. */
        boolean isTrusted(String address) {
            try {
                URI uri = new URI(address);
                String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
                boolean bare = uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
                boolean sameServer = host.equalsIgnoreCase(loginHost);
                boolean secure = "https".equalsIgnoreCase(uri.getScheme());
                boolean plain = "http".equalsIgnoreCase(uri.getScheme()) && (sameServer || anywhere);
                return bare
                        && (secure || plain)
                        && (anywhere || sameServer || DOMAINS.stream().anyMatch(host::endsWith));
            } catch (URISyntaxException e) {
                return false; // no address at all
            }
        }

        private static String withoutSlash(String address) {
            return address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        }
    }
}
