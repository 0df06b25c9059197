package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.crm.CallGate;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.Consent;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.http.Json;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Sends calls with a good session, through the connection's gate, and turns every refusal into a {@link CrmException}.
 */
final class SalesforceCalls implements AutoCloseable {
    private static final Duration QUOTA_WINDOW = Duration.ofHours(24);
    private static final String USAGE = "api-usage=";

    private final CamelWire wire;
    private final Login login;
    private final CallGate gate;
    private final Clock clock;

    SalesforceCalls(CamelWire wire, Login login, CallGate gate, Clock clock) {
        this.wire = wire;
        this.login = login;
        this.gate = gate;
        this.clock = clock;
    }

    /**
     * An answer and when it was asked for.
     *
     * @param askedAt by the org's clock, to the second, rather too early than too late: what was there then is in the
     *     answer
     */
    record Told(JsonNode body, Instant askedAt) {}

    /**
     * Makes one call, and once more with a new session if the first one was refused for its session.
     *
     * @return the answer's body; a missing node when it was empty
     */
    JsonNode send(Ask ask) {
        return ask(ask).body();
    }

    /** As {@link #send}, with the org's time. */
    Told ask(Ask ask) {
        Login.Session session = login.session();
        Reply reply = once(ask, session);
        if (reply.isSessionRefused()) {
            reply = once(ask, login.renew(session));
        }
        return new Told(bodyOf(ask, reply), reply.askedAt());
    }

    Optional<Consent> consent() {
        return login.consent();
    }

    @Override
    public void close() {
        wire.close();
        login.close();
    }

    private Reply once(Ask ask, Login.Session session) {
        gate.enter(CallKind.GENERAL);
        Instant sent = clock.instant();
        CamelWire.Answer answer = wire.exchange(ask, session);
        Throwable failure = answer.failure();
        if (failure != null) {
            throw new CrmException(ask.what(), unreached(failure), null);
        }
        learn(answer.limitInfo());
        JsonNode body = parse(answer.body());
        Reply reply = new Reply(answer.status(), body, Refusal.of(body, ask.object()), askedAt(answer.date(), sent));
        if (!reply.isGood() && reply.error(ask) instanceof CrmError.RateLimited limited) {
            gate.refused(CallKind.GENERAL, limited.retryAfter(), limited.detail());
        } else {
            gate.answered(CallKind.GENERAL);
        }
        return reply;
    }

    /**
     * The answer's date less the time that the answer took, as a slow query shows what was there when it began. An
     * answer without a date came at the time of its arrival (RFC 9110, 6.6.1).
     */
    private Instant askedAt(@Nullable String date, Instant sent) {
        if (date == null) {
            return sent;
        }
        try {
            Instant answered = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
            Duration took = Duration.between(sent, clock.instant());
            return took.isNegative() ? answered : answered.minus(took);
        } catch (DateTimeException e) {
            return sent; // no date at all
        }
    }

    private static JsonNode bodyOf(Ask ask, Reply reply) {
        if (!reply.isGood()) {
            throw new CrmException(ask.what(), reply.error(ask), null);
        }
        JsonNode body = reply.body();
        if (body == null) {
            String detail = "HTTP " + reply.status() + " with an answer that is no JSON";
            throw new CrmException(ask.what(), new CrmError.Transient(detail, true), null);
        }
        return body;
    }

    /** {@code api-usage=18/5000}; more entries may follow (Salesforce REST guide, "Limit Info Header"). */
    private void learn(@Nullable String limitInfo) {
        if (limitInfo == null) {
            return;
        }
        for (String entry : limitInfo.split("[;,]")) {
            String text = entry.strip();
            int slash = text.indexOf('/');
            if (text.startsWith(USAGE) && slash > 0) {
                try {
                    long used = Long.parseLong(text.substring(USAGE.length(), slash));
                    long allowed = Long.parseLong(text.substring(slash + 1));
                    gate.learned(CallKind.GENERAL, allowed, Math.max(0, allowed - used), QUOTA_WINDOW);
                } catch (NumberFormatException e) {
                    return; // a form that nobody documented says nothing
                }
            }
        }
    }

    /** Null for what is no JSON: a maintenance page is HTML, and its status says what it means. */
    private static @Nullable JsonNode parse(byte[] body) {
        return body.length == 0 ? MissingNode.getInstance() : Json.tryRead(body).orElse(null);
    }

    /** The failure's own text may hold the address, and with it a query's values: only its kind is told. */
    private static CrmError unreached(Throwable failure) {
        boolean neverSent = false;
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            neverSent |= cause instanceof ConnectException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof UnresolvedAddressException
                    || cause instanceof SSLHandshakeException
                    || cause instanceof RejectedExecutionException;
            failure = cause;
        }
        String kind = failure.getClass().getSimpleName();
        String detail =
                neverSent ? "Salesforce cannot be reached (" + kind + ")" : "no answer from Salesforce (" + kind + ")";
        return new CrmError.Transient(detail, !neverSent);
    }

    /** @param body null when the answer is no JSON */
    private record Reply(int status, @Nullable JsonNode body, Refusal refusal, Instant askedAt) {
        boolean isGood() {
            return status >= 200 && status < 300;
        }

        /**
         * The user info endpoint words an ended session as 403; a moved instance is a redirect until the next login.
         */
        boolean isSessionRefused() {
            boolean expired = SalesforceErrors.meaning(refusal.code()) == SalesforceErrors.Meaning.LOGIN;
            return status == 401 || (status == 403 && (expired || body == null)) || isMoved();
        }

        private boolean isMoved() {
            return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        }

        CrmError error(Ask ask) {
            return SalesforceErrors.ofCall(status, refusal, ask.rows());
        }
    }
}
