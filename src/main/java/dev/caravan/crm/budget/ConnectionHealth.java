package dev.caravan.crm.budget;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Which connections can be used. While one cannot, its marks stay in the database, and one cheap call at most a minute
 * finds out when it is back: a CRM that is down for hours costs nothing.
 */
public final class ConnectionHealth {
    private static final Duration DISABLED_FOR = Duration.ofHours(1);

    private final Map<ConnectionName, Breaker> breakers = new ConcurrentHashMap<>();
    private final List<StatusListener> listeners = new CopyOnWriteArrayList<>();
    private final RateBudgets budgets;
    private final Set<ConnectionName> disabled;
    private final Clock clock;
    private volatile Set<ConnectionName> switchedOff = Set.of();

    /** @param disabled connections that are configured and switched off */
    public ConnectionHealth(RateBudgets budgets, Set<ConnectionName> disabled, Clock clock) {
        this.budgets = budgets;
        this.disabled = Set.copyOf(disabled);
        this.clock = clock;
    }

    /** Told, on the thread that noticed it, when a connection changes between active, unreachable and broken. */
    @FunctionalInterface
    public interface StatusListener {
        void changed(ConnectionName connection, ConnectionStatus before, ConnectionStatus now);
    }

    /** Calls back on every change from now on. */
    public void onChange(StatusListener listener) {
        listeners.add(listener);
    }

    /**
     * These, and no others, are switched off by a person from now on: nothing is claimed for them and no call is made,
     * until they are no longer among these.
     */
    public void switchedOff(Set<ConnectionName> connections) {
        switchedOff = Set.copyOf(connections);
    }

    /** Whether a connection of that name is configured and switched off in the settings, so that it never runs. */
    public boolean isDisabled(String connection) {
        return disabled.stream().anyMatch(c -> c.value().equals(connection));
    }

    public ConnectionStatus status(ConnectionName connection) {
        if (isOff(connection)) {
            return new ConnectionStatus.Disabled();
        }
        Breaker breaker = breaker(connection);
        ConnectionStatus status;
        synchronized (breaker) {
            status = breaker.status();
        }
        Optional<Instant> pausedUntil = budgets.find(connection).flatMap(RateBudget::pausedUntil);
        return status instanceof ConnectionStatus.Active && pausedUntil.isPresent()
                ? new ConnectionStatus.Paused(pausedUntil.get())
                : status;
    }

    /** Whether work for the connection makes sense now. */
    public boolean mayClaim(ConnectionName connection) {
        return status(connection) instanceof ConnectionStatus.Active;
    }

    /** When to ask again; zero when the connection can be used. */
    public Duration untilUsable(ConnectionName connection) {
        ConnectionStatus status = status(connection);
        if (status instanceof ConnectionStatus.Disabled) {
            return DISABLED_FOR;
        }
        if (status instanceof ConnectionStatus.Paused paused) {
            Duration left = Duration.between(clock.instant(), paused.until());
            return left.isNegative() ? Duration.ZERO : left;
        }
        Breaker breaker = breaker(connection);
        synchronized (breaker) {
            return breaker.untilProbe(clock.instant());
        }
    }

    /**
     * Lets a call pass, or says why it need not be tried. Pauses are the budget's business.
     *
     * @throws CrmException with {@code Unauthorized} for a broken connection, {@code Transient} for one that is
     *     unreachable or disabled
     */
    public void check(ConnectionName connection) {
        ConnectionStatus status = status(connection);
        if (status instanceof ConnectionStatus.Broken broken) {
            throw new CrmException(
                    connection.value(),
                    new CrmError.Unauthorized("broken since " + broken.since() + ": " + broken.reason(), broken.code()),
                    null);
        }
        if (status instanceof ConnectionStatus.Unreachable unreachable) {
            throw new CrmException(
                    connection.value(),
                    new CrmError.Transient(
                            "not reachable since " + unreachable.since() + ": " + unreachable.reason(), false),
                    null);
        }
        checkOn(connection);
    }

    /**
     * Lets a call pass unless its connection is switched off.
     *
     * @throws CrmException with {@code Transient}
     */
    public void checkOn(ConnectionName connection) {
        if (isOff(connection)) {
            String where = disabled.contains(connection) ? "switched off in the settings" : "switched off by a person";
            throw new CrmException(connection.value(), new CrmError.Transient(where, false), null);
        }
    }

    private boolean isOff(ConnectionName connection) {
        return disabled.contains(connection) || switchedOff.contains(connection);
    }

    /** A call was answered as it should be. */
    public void succeeded(ConnectionName connection) {
        change(connection, Breaker::succeeded);
    }

    /** A call failed as a whole. */
    public void failed(ConnectionName connection, CrmError error) {
        change(connection, b -> b.failed(error, clock.instant()));
    }

    /** Takes the right to make a probe; true at most once a minute, and only while one is due. */
    public boolean takeProbe(ConnectionName connection) {
        Breaker breaker = breaker(connection);
        synchronized (breaker) {
            return !isOff(connection) && breaker.takeProbe(clock.instant());
        }
    }

    /** A probe was answered. */
    public void probed(ConnectionName connection) {
        change(connection, Breaker::probed);
    }

    /** A probe failed. */
    public void probeFailed(ConnectionName connection, CrmError error) {
        change(connection, b -> b.probeFailed(error, clock.instant()));
    }

    private void change(ConnectionName connection, Consumer<Breaker> step) {
        Breaker breaker = breaker(connection);
        ConnectionStatus before;
        ConnectionStatus now;
        synchronized (breaker) {
            before = breaker.status();
            step.accept(breaker);
            now = breaker.status();
        }
        if (!before.word().equals(now.word())) {
            listeners.forEach(l -> l.changed(connection, before, now));
        }
    }

    private Breaker breaker(ConnectionName connection) {
        return breakers.computeIfAbsent(connection, c -> new Breaker());
    }
}
