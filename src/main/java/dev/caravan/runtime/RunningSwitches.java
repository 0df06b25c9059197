package dev.caravan.runtime;

import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.hub.ConnectionName;

/** The switches of the connections as this process follows them. */
final class RunningSwitches {
    private final ConnectionSwitches switches;
    private final ConnectionHealth health;

    RunningSwitches(ConnectionSwitches switches, ConnectionHealth health) {
        this.switches = switches;
        this.health = health;
    }

    /** Follows what was said in the meantime, also by commands and other processes. */
    void follow() {
        health.switchedOff(CrmConfiguration.names(switches.off()));
    }

    /** Lets a connection go on; false when it was neither switched off nor stopped. */
    boolean enable(ConnectionName connection) {
        ConnectionSwitches.Before before = switches.enable(connection.value());
        if (before.wasStopped()) {
            health.probed(connection);
        }
        follow();
        return before.wasOff() || before.wasStopped();
    }

    /** Switches a connection off; false when it was off. */
    boolean disable(ConnectionName connection, String by) {
        boolean wasOn = switches.disable(connection.value(), by);
        follow();
        return wasOn;
    }
}
