package dev.caravan.crm.budget;

import dev.caravan.crm.CrmError;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Keeps calls away from one connection that is down or does not let Caravan in. Not thread-safe: its owner locks. */
final class Breaker {
    private static final int FAILURES_TO_OPEN = 5;
    private static final Duration SHORTEST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private ConnectionStatus status = new ConnectionStatus.Active();
    private int failures;
    private boolean onTrial;
    private Duration openFor = SHORTEST;
    private @Nullable Instant nextProbe;

    ConnectionStatus status() {
        return status;
    }

    /** A call did what it was asked to, or the CRM said no to the records themselves. */
    void succeeded() {
        status = new ConnectionStatus.Active();
        failures = 0;
        onTrial = false;
        openFor = SHORTEST;
        nextProbe = null;
    }

    /** A call failed. Calls that were under way when the connection closed change nothing. */
    void failed(CrmError error, Instant now) {
        if (error instanceof CrmError.Unauthorized unauthorized) {
            shut(unauthorized, now);
        } else if (error instanceof CrmError.Transient && nextProbe == null) {
            failures++;
            if (onTrial || failures >= FAILURES_TO_OPEN) {
                open(error.detail(), now);
            }
        } else if (error instanceof CrmError.Rejected || error instanceof CrmError.BatchRejected) {
            succeeded();
        }
    }

    /** A probe was answered: real calls go out, but the first failure of one closes the connection again for longer. */
    void probed() {
        onTrial = onTrial || status instanceof ConnectionStatus.Unreachable;
        status = new ConnectionStatus.Active();
        failures = 0;
        nextProbe = null;
    }

    void probeFailed(CrmError error, Instant now) {
        if (error instanceof CrmError.Unauthorized unauthorized) {
            shut(unauthorized, now);
        }
        grow();
        nextProbe = now.plus(status instanceof ConnectionStatus.Broken ? LONGEST : openFor);
    }

    /** Takes the right to make a probe, when one is due. */
    boolean takeProbe(Instant now) {
        if (nextProbe == null || now.isBefore(nextProbe)) {
            return false;
        }
        nextProbe = now.plus(LONGEST);
        return true;
    }

    /** Time until the next probe; zero when nothing is wrong. */
    Duration untilProbe(Instant now) {
        if (nextProbe == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, nextProbe);
        return left.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : left;
    }

    private void shut(CrmError.Unauthorized error, Instant now) {
        if (!(status instanceof ConnectionStatus.Broken)) {
            status = new ConnectionStatus.Broken(error.detail(), error.code(), now);
            nextProbe = now.plus(LONGEST);
        }
    }

    private void open(String reason, Instant now) {
        if (onTrial) {
            grow();
        }
        status = new ConnectionStatus.Unreachable(reason, now);
        nextProbe = now.plus(openFor);
    }

    private void grow() {
        Duration twice = openFor.multipliedBy(2);
        openFor = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    }
}
