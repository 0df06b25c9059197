package dev.caravan.connect;

import dev.caravan.crm.Consent;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Attempts that wait for the vendor's answer, in memory only. A state is good once, for {@link #LASTS}, and for the
 * session that began it. Safe for several threads.
 */
final class Attempts {
    /** How long a person may take on the vendor's page. */
    static final Duration LASTS = Duration.ofMinutes(10);

    private static final int MOST = 200;
    private static final int SECRET_BYTES = 32;

    private final Clock clock;
    private final SecureRandom random;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();

    Attempts(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    /**
     * One of them.
     *
     * @param session whoever began it
     */
    record Waiting(ConnectionName connection, String session, Consent.Attempt attempt, Instant ends) {}

    /** Begins one; the oldest gives way when there are too many. */
    synchronized Consent.Attempt begin(ConnectionName connection, String session, String redirectUri) {
        Instant now = clock.instant();
        waiting.values().removeIf(each -> !now.isBefore(each.ends()));
        Iterator<String> oldest = waiting.keySet().iterator();
        while (waiting.size() >= MOST && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
        Consent.Attempt attempt = new Consent.Attempt(redirectUri, secret(), secret());
        waiting.put(attempt.state(), new Waiting(connection, session, attempt, now.plus(LASTS)));
        return attempt;
    }

    /**
     * The attempt that an answer belongs to, which is used up by this, whatever becomes of it.
     *
     * @throws InvalidInputException when there is none for this session
     */
    synchronized Waiting end(@Nullable String state, String session) {
        Waiting found = state == null ? null : waiting.remove(state);
        if (found == null
                || !clock.instant().isBefore(found.ends())
                || !found.session().equals(session)) {
            throw new InvalidInputException(
                    ErrorCode.AUTHORIZATION_FAILED,
                    "this answer belongs to no attempt of yours: it was used already, is older than "
                            + LASTS.toMinutes() + " minutes, or was begun in another session.");
        }
        return found;
    }

    synchronized boolean has(@Nullable String state) {
        return state != null && waiting.containsKey(state);
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
