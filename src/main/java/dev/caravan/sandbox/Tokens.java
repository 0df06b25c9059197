package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Credentials of one vendor. Accepted from the start: token or API key {@code sandbox}, client {@code sandbox-client}
 * with secret {@code sandbox-secret}, refresh token {@code sandbox-refresh}, authorization code {@code sandbox-code};
 * besides them only what was issued here.
 */
public final class Tokens {
    /** Token and API key that is always there. */
    public static final String TOKEN = "sandbox";

    public static final String CLIENT_ID = "sandbox-client";
    public static final String CLIENT_SECRET = "sandbox-secret";
    public static final String REFRESH_TOKEN = "sandbox-refresh";
    public static final String CODE = "sandbox-code";

    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, Instant> access = new HashMap<>();
    private final Set<String> refresh = new HashSet<>();
    private final Codes codes;
    private boolean fixedTokenGood;
    private boolean rotate;
    private Optional<Duration> life = Optional.empty();
    private long issued;
    private long refusedCalls;

    public Tokens(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
        this.codes = new Codes(clock, random);
        reset();
    }

    /** The authorization codes. */
    public Codes codes() {
        return codes;
    }

    /** What is known about a token. */
    public enum State {
        VALID,
        /** Was issued here and has run out. */
        EXPIRED,
        /** Never issued here, or revoked. */
        UNKNOWN
    }

    /**
     * An answer to a token call.
     *
     * @param refreshToken the one to use from now on; the same as before without rotation
     */
    public record Issued(String accessToken, String refreshToken, Duration life) {}

    /** Looks at an access token or API key. */
    public synchronized State look(String token) {
        if (token.equals(TOKEN)) {
            return fixedTokenGood ? State.VALID : State.UNKNOWN;
        }
        Instant end = access.get(token);
        if (end == null) {
            return State.UNKNOWN;
        }
        return clock.instant().isBefore(end) ? State.VALID : State.EXPIRED;
    }

    /** When an issued token runs out; empty for the fixed one and for unknown ones. */
    public synchronized Optional<Instant> end(String token) {
        return Optional.ofNullable(access.get(token));
    }

    /** Whether these are the credentials of the one client. */
    public boolean isClient(String id, String secret) {
        return id.equals(CLIENT_ID) && secret.equals(CLIENT_SECRET);
    }

    /** Whether a refresh token is good. */
    public synchronized boolean isRefreshToken(String token) {
        return refresh.contains(token);
    }

    /**
     * Issues an access token for a good refresh token. With rotation the refresh token is used up and the answer holds
     * its successor.
     *
     * @param prefix start of the access token, as the vendor's look
     * @param usual the vendor's life time; {@code PUT /_sandbox/tokens} may overrule it
     * @return empty if the refresh token is not good
     */
    public synchronized Optional<Issued> refresh(Request request, String refreshToken, String prefix, Duration usual) {
        if (!refresh.contains(refreshToken)) {
            refusedCalls++;
            return Optional.empty();
        }
        String next = refreshToken;
        if (rotate) {
            refresh.remove(refreshToken);
            next = "sandbox-refresh-" + word();
            refresh.add(next);
        }
        return Optional.of(issue(request, prefix, usual, next));
    }

    /** Issues an access token, with a refresh token of its own, for whoever has proved himself in another way. */
    public synchronized Issued issue(Request request, String prefix, Duration usual) {
        String mine = rotate ? "sandbox-refresh-" + word() : REFRESH_TOKEN;
        refresh.add(mine);
        return issue(request, prefix, usual, mine);
    }

    /** Counts a token call that was refused for another reason than its refresh token. */
    public synchronized void refused() {
        refusedCalls++;
    }

    /** From now on the token (access or refresh) is unknown; says whether it was known. */
    public synchronized boolean revoke(String token) {
        if (token.equals(TOKEN)) {
            boolean was = fixedTokenGood;
            fixedTokenGood = false;
            return was;
        }
        boolean wasAccess = access.remove(token) != null;
        return refresh.remove(token) || wasAccess;
    }

    /**
     * Makes every issued access token unknown; with {@code all} the fixed token and every refresh token too, until
     * reset.
     */
    public synchronized void revokeAll(boolean all) {
        access.clear();
        if (all) {
            fixedTokenGood = false;
            refresh.clear();
        }
    }

    /** Makes every issued access token run out now. */
    public synchronized void expireAll() {
        access.replaceAll((token, end) -> clock.instant());
    }

    synchronized void reset() {
        access.clear();
        codes.reset();
        refresh.clear();
        refresh.add(REFRESH_TOKEN);
        fixedTokenGood = true;
        rotate = false;
        life = Optional.empty();
        issued = 0;
        refusedCalls = 0;
    }

    synchronized void configure(JsonNode wanted) {
        rotate = wanted.path("rotate").asBoolean(rotate);
        if (wanted.path("lifeMillis").isNumber()) {
            life = Optional.of(Duration.ofMillis(wanted.path("lifeMillis").asLong()));
        }
        if (wanted.path("expire").asBoolean(false)) {
            expireAll();
        }
    }

    synchronized ObjectNode show() {
        ObjectNode shown = Json.object();
        shown.put("rotate", rotate);
        life.ifPresent(set -> shown.put("lifeMillis", set.toMillis()));
        shown.put("issued", issued);
        shown.put("refused", refusedCalls);
        return shown;
    }

    private Issued issue(Request request, String prefix, Duration usual, String refreshToken) {
        Duration lasting = life.orElse(usual);
        String token = prefix + word();
        access.put(token, clock.instant().plus(lasting));
        issued++;
        request.markCommitted();
        return new Issued(token, refreshToken, lasting);
    }

    private String word() {
        return Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
    }
}
