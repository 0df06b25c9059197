package dev.caravan.runtime;

import dev.caravan.console.operations.Standing;
import dev.caravan.crm.Connection;
import dev.caravan.crm.Connections;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.crm.budget.ConnectionStatus;
import dev.caravan.hub.ConnectionName;

/** Whether connections are on and let in. */
final class Standings {
    private final Connections connections;
    private final ConnectionHealth health;
    private final IntegrationUsers users;

    Standings(Connections connections, ConnectionHealth health, IntegrationUsers users) {
        this.connections = connections;
        this.health = health;
        this.users = users;
    }

    /** The standing of a configured connection, without a call to its CRM. */
    Standing of(ConnectionName name) {
        Connection connection = connections.find(name).orElse(null);
        if (connection == null || health.status(name) instanceof ConnectionStatus.Disabled) {
            return Standing.DISABLED;
        }
        boolean isBroken = health.status(name) instanceof ConnectionStatus.Broken;
        if (connection.crm().consent().isPresent() && (isBroken || !isLetIn(connection))) {
            return Standing.NEEDS_AUTHORIZATION;
        }
        return !isBroken && users.of(name).isPresent() ? Standing.ACTIVE : Standing.ENABLED;
    }

    private static boolean isLetIn(Connection connection) {
        try {
            return connection.crm().consent().filter(c -> c.isGiven()).isPresent();
        } catch (CrmException e) {
            return false; // what is stored cannot be opened, so it takes a person again
        }
    }
}
