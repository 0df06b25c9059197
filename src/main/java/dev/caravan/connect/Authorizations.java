package dev.caravan.connect;

import dev.caravan.crm.Consent;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lets Caravan into accounts: sends a person to the vendor's page, and takes the answer. */
public final class Authorizations {
    /** Path of the address that vendors send the browser back to. */
    public static final String CALLBACK = "/connect/callback";

    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,59}");

    private final Function<ConnectionName, Crm> crms;
    private final Supplier<String> redirectUri;
    private final Attempts attempts;

    /**
     * @param crms the open connection of a name; throws {@link InvalidInputException} where there is none
     * @param redirectUri as it is registered with every vendor, ends in {@value #CALLBACK}
     */
    public Authorizations(
            Function<ConnectionName, Crm> crms, Supplier<String> redirectUri, Clock clock, SecureRandom random) {
        this.crms = crms;
        this.redirectUri = redirectUri;
        this.attempts = new Attempts(clock, random);
    }

    /**
     * A connection that was let in.
     *
     * @param user as whom, in the vendor's words; null when the CRM could not be asked yet
     */
    public record Connected(
            ConnectionName connection, @Nullable String user) {}

    /** Where vendors send the browser back to. */
    public String redirectUri() {
        return redirectUri.get();
    }

    /**
     * Begins an attempt.
     *
     * @param session the login session, or process, that alone may take the answer
     * @return the address of the vendor's page
     * @throws InvalidInputException when the connection is unknown, off, or does not log in in this way
     */
    public String begin(ConnectionName connection, String session) {
        Consent consent = consent(connection);
        return consent.page(attempts.begin(connection, session, redirectUri()));
    }

    /** Whether an attempt with this state waits for its answer. */
    public boolean awaits(@Nullable String state) {
        return attempts.has(state);
    }

    /**
     * Takes the vendor's answer.
     *
     * @param answer the parameters with which the browser came back, each once
     * @throws InvalidInputException when it is not the answer to an attempt of this session, or says no
     * @throws CrmException when the vendor does not take its own code
     */
    public Connected finish(Map<String, String> answer, String session) {
        Attempts.Waiting waiting = attempts.end(answer.get("state"), session);
        ConnectionName connection = waiting.connection();
        String error = answer.get("error");
        if (error != null) {
            throw refused(connection + " was not connected: the CRM answers "
                    + (WORD.matcher(error).matches() ? error : "with an error") + ".");
        }
        String code = answer.get("code");
        if (code == null || code.isBlank()) {
            throw refused(connection + " was not connected: the CRM's answer holds no code.");
        }
        consent(connection).take(code, waiting.attempt());
        return new Connected(connection, user(connection).orElse(null));
    }

    /**
     * Takes the consent back.
     *
     * @return whether the vendor has obeyed too
     */
    public boolean withdraw(ConnectionName connection) {
        return consent(connection).withdraw();
    }

    /** How a person lets Caravan into this connection. */
    private Consent consent(ConnectionName connection) {
        return crms.apply(connection)
                .consent()
                .orElseThrow(() -> new InvalidInputException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "connection '" + connection
                                + "' does not log in by a person's consent. Set caravan.connections." + connection
                                + ".auth.kind: authorization-code, where the CRM has that"));
    }

    private Optional<String> user(ConnectionName connection) {
        try {
            return Optional.of(crms.apply(connection).whoAmI());
        } catch (CrmException e) {
            return Optional.empty();
        }
    }

    private static InvalidInputException refused(String message) {
        return new InvalidInputException(ErrorCode.AUTHORIZATION_FAILED, message);
    }
}
