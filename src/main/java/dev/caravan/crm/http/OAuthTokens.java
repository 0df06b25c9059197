package dev.caravan.crm.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.Consent;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens by refresh token or client credentials. One call to the login server at a time, shared by all who wait
 * for it, failures included; renewed a minute before they end; what the server gave is saved before it is used, as it
 * may have taken the old refresh token back.
 */
public final class OAuthTokens implements AccessTokens {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Duration EARLY = Duration.ofMinutes(1);
    /** How long tokens that a person gave are believed to be still wanted: another process may have withdrawn them. */
    private static final Duration BELIEVED = Duration.ofSeconds(10);

    private final HttpCalls server;
    private final OAuthLogin login;
    private final TokenStore store;
    private final Clock clock;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final @Nullable Consent consent;
    private volatile @Nullable TokenSet tokens;
    private volatile Instant looked = Instant.MIN;
    private volatile long attempts;
    private @Nullable TokenSet unsaved;
    private @Nullable RuntimeException lastFailure;

    /** @param server the login server; closed with this */
    public OAuthTokens(HttpCalls server, OAuthLogin login, TokenStore store, Clock clock) {
        this(server, login, store, clock, null, "");
    }

    /**
     * Tokens that a person may give.
     *
     * @param server the login server; closed with this
     * @param page where that is done; null for nowhere
     * @param client the client's id, for that page
     */
    public OAuthTokens(
            HttpCalls server,
            OAuthLogin login,
            TokenStore store,
            Clock clock,
            @Nullable ConsentForm page,
            String client) {
        this.server = server;
        this.login = login;
        this.store = store;
        this.clock = clock;
        this.consent = page == null ? null : new CodeConsent(this, client, page);
    }

    @Override
    public String current() {
        TokenSet held = tokens;
        if (held != null && isFresh(held) && isStillWanted(held)) {
            return held.access();
        }
        try {
            return renew(null);
        } catch (CrmException e) {
            if (held != null && e.error() instanceof CrmError.Transient && !hasEnded(held)) {
                // Renewed early, so there is time to try again with the next call.
                return held.access();
            }
            throw e;
        }
    }

    @Override
    public boolean canRenew() {
        return true;
    }

    @Override
    public String renewed(String refused) {
        TokenSet held = tokens;
        return held != null && !held.access().equals(refused) && isFresh(held) ? held.access() : renew(refused);
    }

    @Override
    public Optional<Consent> consent() {
        return Optional.ofNullable(consent);
    }

    /** Whether there are tokens to go on with, without asking the login server. */
    boolean areKept() {
        return stored().isPresent() || login.refresh() != null;
    }

    /** Exchanges what a person's consent has brought for tokens that are used from now on. */
    void exchange(Map<String, String> grant) {
        oneAtATime.lock();
        try {
            TokenSet fresh = ask(grant, null);
            if (fresh.refresh() == null) {
                throw new CrmException(
                        server.connection() + " login",
                        new CrmError.Unauthorized(
                                "the login server gave no refresh token; the scopes must allow one",
                                ErrorCode.CRM_UNAUTHORIZED),
                        null);
            }
            lastFailure = null;
            tokens = saved(fresh);
            looked = clock.instant();
        } finally {
            oneAtATime.unlock();
        }
    }

    /** @return whether the login server has taken the token back */
    boolean forget(ConsentForm.@Nullable End end) {
        oneAtATime.lock();
        try {
            String refresh = stored().map(TokenSet::refresh).orElse(configuredRefresh());
            boolean isEnded = end != null && refresh != null && isEnded(end, new Secret(refresh));
            store.remove(server.connection());
            tokens = null;
            unsaved = null;
            return isEnded;
        } finally {
            oneAtATime.unlock();
        }
    }

    private boolean isEnded(ConsentForm.End end, Secret token) {
        String form = "token=" + URLEncoder.encode(token.reveal(), StandardCharsets.UTF_8);
        HttpCall call =
                switch (end.way()) {
                    case PATH ->
                        new HttpCall("DELETE", end.path(), null, headers(), null, CallKind.GENERAL).about(token);
                    case QUERY -> new HttpCall("POST", end.path(), form, headers(), null, CallKind.GENERAL);
                    case FORM ->
                        new HttpCall(
                                "POST",
                                end.path(),
                                null,
                                headers(),
                                new HttpCall.Body(FORM, form.getBytes(StandardCharsets.US_ASCII)),
                                CallKind.GENERAL);
                };
        try {
            return server.call(call).isSuccess();
        } catch (CrmException e) {
            // What is forgotten here is of no use to us any more, whatever the vendor still thinks of it.
            return false;
        }
    }

    private boolean isStillWanted(TokenSet held) {
        Instant now = clock.instant();
        if (!login.needsConsent() || now.isBefore(looked.plus(BELIEVED))) {
            return true;
        }
        looked = now;
        boolean isWanted =
                stored().filter(each -> each.access().equals(held.access())).isPresent();
        if (!isWanted) {
            tokens = null;
        }
        return isWanted;
    }

    @Override
    public void close() {
        server.close();
    }

    private String renew(@Nullable String refused) {
        long seen = attempts;
        oneAtATime.lock();
        try {
            TokenSet held = tokens;
            if (held != null && !held.access().equals(refused) && isFresh(held)) {
                return held.access();
            }
            if (attempts != seen && lastFailure != null) {
                // Somebody tried while this thread waited: fifty threads must not become fifty refused logins.
                throw lastFailure;
            }
            return attempt(refused).access();
        } finally {
            oneAtATime.unlock();
        }
    }

    private TokenSet attempt(@Nullable String refused) {
        try {
            TokenSet fresh = obtain(refused);
            tokens = fresh;
            lastFailure = null;
            return fresh;
        } catch (RuntimeException e) {
            lastFailure = e;
            throw e;
        } finally {
            attempts++;
        }
    }

    private TokenSet obtain(@Nullable String refused) {
        if (unsaved != null) {
            return saved(unsaved);
        }
        Optional<TokenSet> stored = stored();
        if (stored.isPresent() && !stored.get().access().equals(refused) && isFresh(stored.get())) {
            return stored.get();
        }
        String refresh = stored.map(TokenSet::refresh).orElse(configuredRefresh());
        if (refresh == null && login.needsConsent()) {
            throw new CrmException(
                    server.connection() + " login",
                    new CrmError.Unauthorized(
                            "nobody has let Caravan into this account; run ./caravan connect " + server.connection()
                                    + " or open /connect",
                            ErrorCode.CRM_UNAUTHORIZED),
                    null);
        }
        try {
            return saved(ask(refresh == null ? Map.of() : Map.of("refresh_token", refresh), refresh));
        } catch (CrmException e) {
            if (e.error() instanceof CrmError.Unauthorized) {
                // Another node may have had the refresh token exchanged meanwhile.
                return stored().filter(each -> !Objects.equals(each.refresh(), refresh) && isFresh(each))
                        .orElseThrow(() -> e);
            }
            throw e;
        }
    }

    private TokenSet saved(TokenSet fresh) {
        unsaved = fresh;
        store.save(server.connection(), fresh);
        unsaved = null;
        return fresh;
    }

    private Optional<TokenSet> stored() {
        return store.load(server.connection()).filter(each -> each.grant().equals(login.digest()));
    }

    private @Nullable String configuredRefresh() {
        return login.refresh() == null ? null : login.refresh().reveal();
    }

    private TokenSet ask(Map<String, String> grant, @Nullable String refresh) {
        HttpCall call = new HttpCall(
                "POST",
                login.path(),
                null,
                headers(),
                new HttpCall.Body(FORM, login.body(grant).getBytes(StandardCharsets.US_ASCII)),
                CallKind.GENERAL);
        Instant asked = clock.instant();
        HttpAnswer answer = server.call(call);
        String what = server.connection() + " login";
        if (!answer.isSuccess()) {
            throw new CrmException(what, refusal(answer), null);
        }
        JsonNode json = Json.read(what, answer);
        String access = Json.text(json, "access_token");
        if (access == null || access.isEmpty()) {
            if (json.has("error")) {
                throw new CrmException(what, refusal(answer), null);
            }
            throw new CrmException(
                    what, new CrmError.Transient("the login server's answer holds no access_token", false), null);
        }
        String rotated = Json.text(json, "refresh_token");
        long seconds = json.path("expires_in").asLong(0);
        return new TokenSet(
                access,
                rotated == null ? refresh : rotated,
                seconds > 0 ? asked.plusSeconds(seconds) : null,
                login.digest());
    }

    private CrmError refusal(HttpAnswer answer) {
        int status = answer.status();
        String word = Json.text(Json.tryRead(answer.body()).orElse(Json.object()), "error");
        if (status == 429 || word != null && login.busy().contains(word)) {
            return new CrmError.RateLimited("the login server was asked too often", RetryAfter.of(answer, clock));
        }
        if (status >= 500 || status == 408) {
            return new CrmError.Transient("the login server answered HTTP " + status, false);
        }
        return new CrmError.Unauthorized(
                "the login server refuses (HTTP " + status + reason(answer) + "); connect the account again",
                ErrorCode.CRM_UNAUTHORIZED);
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>(login.headers());
        headers.put("Accept", "application/json");
        return headers;
    }

    /**
     * The server's word for the reason, such as {@code invalid_grant}; its sentences may quote a token and are left
     * out.
     */
    private static String reason(HttpAnswer answer) {
        JsonNode json = Json.tryRead(answer.body()).orElse(Json.object());
        String word = Json.text(json, "error");
        String reason = word == null ? Json.text(json, "status") : word;
        return reason != null && reason.matches("[A-Za-z][A-Za-z_-]{1,40}") ? ", " + reason : "";
    }

    private boolean hasEnded(TokenSet held) {
        Instant expires = held.expires();
        return expires != null && !clock.instant().isBefore(expires);
    }

    private boolean isFresh(TokenSet held) {
        Instant expires = held.expires();
        return expires == null || clock.instant().isBefore(expires.minus(EARLY));
    }
}
