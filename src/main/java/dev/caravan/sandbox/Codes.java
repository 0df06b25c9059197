package dev.caravan.sandbox;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Authorization codes of one vendor (RFC 6749, section 4.1; RFC 7636): each is good once, for a while, with the address
 * that it was sent to and the verifier of its challenge.
 */
public final class Codes {
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<String, Grant> open = new HashMap<>();

    Codes(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    private record Grant(String target, String challenge, String method, Instant end) {}

    /** A new code for who asks with this request, which has been looked at already. */
    public synchronized String issue(Request request, Duration life) {
        String code = "code-" + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        open.put(
                code,
                new Grant(
                        request.query("redirect_uri").orElse(""),
                        request.query("code_challenge").orElse(""),
                        request.query("code_challenge_method").orElse("plain"),
                        clock.instant().plus(life)));
        return code;
    }

    /** Uses a code up, and says whether it was good. */
    public synchronized boolean redeem(Map<String, String> form) {
        String code = form.getOrDefault("code", "");
        if (code.equals(Tokens.CODE)) {
            return true;
        }
        Grant grant = open.remove(code);
        return grant != null
                && clock.instant().isBefore(grant.end())
                && grant.target().equals(form.get("redirect_uri"))
                && isProven(grant, form.getOrDefault("code_verifier", ""));
    }

    synchronized void reset() {
        open.clear();
    }

    private static boolean isProven(Grant grant, String verifier) {
        if (grant.challenge().isEmpty()) {
            return true;
        }
        return grant.challenge().equals(grant.method().equals("S256") ? digest(verifier) : verifier);
    }

    private static String digest(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
