package dev.caravan.crm.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.problem.ErrorCode;
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
    private static final Duration EARLY = Duration.ofMinutes(1);

    private final HttpCalls server;
    private final OAuthLogin login;
    private final TokenStore store;
    private final Clock clock;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private volatile @Nullable TokenSet tokens;
    private volatile long attempts;
    private @Nullable TokenSet unsaved;
    private @Nullable RuntimeException lastFailure;

    /** @param server the login server; closed with this */
    public OAuthTokens(HttpCalls server, OAuthLogin login, TokenStore store, Clock clock) {
        this.server = server;
        this.login = login;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public String current() {
        TokenSet held = tokens;
        if (held != null && isFresh(held)) {
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
        try {
            return saved(ask(refresh));
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

    private TokenSet ask(@Nullable String refresh) {
        HttpCall call = new HttpCall(
                "POST",
                login.path(),
                null,
                headers(),
                new HttpCall.Body(
                        "application/x-www-form-urlencoded", login.body(refresh).getBytes(StandardCharsets.US_ASCII)),
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
