package dev.caravan.crm;

import dev.caravan.hub.ConnectionName;

/** Opens connections of one vendor. */
public interface Driver {

    /** The vendor's word in {@code caravan.connections.<name>.type}. */
    String type();

    /** What the driver can do at this CRM. */
    Capabilities capabilities();

    /**
     * What it can do at the CRM of one connection, where connections differ in that.
     *
     * @throws dev.caravan.problem.InvalidInputException when the settings do not say it
     */
    default Capabilities capabilities(ConnectionName name, ConnectionSettings settings) {
        return capabilities();
    }

    /**
     * Makes the connection ready without calling the CRM: an unreachable CRM must not stop the start.
     *
     * @throws dev.caravan.problem.InvalidInputException when a needed setting or secret is missing; names the setting
     */
    Crm open(ConnectionName name, ConnectionSettings settings, CallGate gate);
}
