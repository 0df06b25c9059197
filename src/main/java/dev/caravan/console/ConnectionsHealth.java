package dev.caravan.console;

import dev.caravan.console.operations.ConnectionView;
import dev.caravan.console.operations.Operations;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.health.CompositeHealthContributor;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthContributor;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.NamedContributor;
import org.springframework.boot.actuate.health.Status;

/**
 * The health of each connection. A broken one is {@code DEGRADED} and not {@code DOWN}: its marks wait safely, and a
 * restart of Caravan would not help.
 */
public final class ConnectionsHealth implements CompositeHealthContributor {
    /** Works, but a person is needed for a part of it. Answered with 200. */
    public static final Status DEGRADED = new Status("DEGRADED");

    private final Operations operations;

    public ConnectionsHealth(Operations operations) {
        this.operations = operations;
    }

    @Override
    public @Nullable HealthContributor getContributor(String name) {
        return operations.connections().stream()
                .filter(connection -> connection.name().equals(name))
                .findFirst()
                .map(ConnectionsHealth::indicator)
                .orElse(null);
    }

    @Override
    public Iterator<NamedContributor<HealthContributor>> iterator() {
        List<NamedContributor<HealthContributor>> all = operations.connections().stream()
                .map(connection -> NamedContributor.of(connection.name(), (HealthContributor) indicator(connection)))
                .toList();
        return all.iterator();
    }

    private static HealthIndicator indicator(ConnectionView connection) {
        return () -> health(connection);
    }

    private static Health health(ConnectionView connection) {
        Health.Builder health =
                switch (connection.state()) {
                    case OPEN, PAUSED -> Health.up();
                    case BROKEN -> Health.status(DEGRADED);
                    case DISABLED -> Health.unknown();
                };
        health.withDetail("type", connection.type())
                .withDetail("state", connection.state().word())
                .withDetail("marksWaiting", connection.marksWaiting())
                .withDetail("oldestMarkAgeSeconds", connection.oldestMarkAgeSeconds());
        if (connection.pausedUntil() != null) {
            health.withDetail("pausedUntil", connection.pausedUntil());
        }
        return health.build();
    }
}
