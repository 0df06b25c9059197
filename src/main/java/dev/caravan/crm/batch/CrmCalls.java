package dev.caravan.crm.batch;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.crm.budget.RateBudget;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Makes the calls of one connection: in their lane, only while it can be used, and with their result noted. */
final class CrmCalls {
    private final Connection connection;
    private final RateBudget budget;
    private final ConnectionHealth health;
    private final BatchListener listener;
    private final Clock clock;
    private final AtomicLong number = new AtomicLong();

    CrmCalls(Connection connection, RateBudget budget, ConnectionHealth health, BatchListener listener, Clock clock) {
        this.connection = connection;
        this.budget = budget;
        this.health = health;
        this.listener = listener;
        this.clock = clock;
    }

    Connection connection() {
        return connection;
    }

    ConnectionName name() {
        return connection.name();
    }

    Crm crm() {
        return connection.crm();
    }

    Clock clock() {
        return clock;
    }

    /** What a call is about, for metrics and messages. */
    record About(Lane lane, String object, String operation, int size, int capacity) {}

    /** Makes a call that has one result. */
    <T> T call(About about, Callable<T> work) throws Exception {
        return call(about, work, result -> "ok", result -> Optional.empty());
    }

    /** Makes a call that has one result per record; says which call it was. */
    Numbered write(About about, Callable<List<WriteResult>> work) throws Exception {
        String call = name() + " " + about.object() + " " + about.operation() + " #" + number.incrementAndGet()
                + ", records: " + about.size();
        return new Numbered(call, call(about, work, CrmCalls::word, CrmCalls::lockedOut));
    }

    record Numbered(String call, List<WriteResult> results) {}

    /** The name of one record in messages. */
    String what(String object, String id) {
        return name() + " " + object + " " + id;
    }

    private <T> T call(
            About about, Callable<T> work, Function<T, String> word, Function<T, Optional<CrmError>> lockedOut)
            throws Exception {
        health.check(name());
        Instant start = clock.instant();
        String result = "error";
        try {
            T done = budget.inLane(about.lane(), work);
            result = word.apply(done);
            lockedOut.apply(done).ifPresentOrElse(e -> health.failed(name(), e), () -> health.succeeded(name()));
            return done;
        } catch (CrmException e) {
            result = word(e.error());
            health.failed(name(), e.error());
            throw e;
        } finally {
            Duration took = Duration.between(start, clock.instant());
            listener.batch(name(), about.object(), about.operation(), about.size(), about.capacity(), took, result);
        }
    }

    private static String word(List<WriteResult> results) {
        long written =
                results.stream().filter(WriteResult.Written.class::isInstance).count();
        if (written == results.size()) {
            return "ok";
        }
        return written == 0 ? "refused" : "partial";
    }

    /** A driver may report a missing right record by record: when no record passed, the connection is what is wrong. */
    private static Optional<CrmError> lockedOut(List<WriteResult> results) {
        List<CrmError> errors = results.stream()
                .filter(WriteResult.Refused.class::isInstance)
                .map(r -> ((WriteResult.Refused) r).error())
                .filter(CrmError.Unauthorized.class::isInstance)
                .toList();
        return !errors.isEmpty() && errors.size() == results.size() ? Optional.of(errors.get(0)) : Optional.empty();
    }

    private static String word(CrmError error) {
        if (error instanceof CrmError.Transient) {
            return "transient";
        }
        if (error instanceof CrmError.RateLimited) {
            return "rate-limited";
        }
        return error instanceof CrmError.Unauthorized ? "unauthorized" : "rejected";
    }
}
