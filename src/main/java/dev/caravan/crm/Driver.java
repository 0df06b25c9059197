package dev.caravan.crm;

import dev.caravan.hub.ConnectionName;

/** Opens connections of one vendor. */
public interface Driver {

    /** The vendor's word in {@code caravan.connections.<name>.type}. */
    String type();

    /** What the driver can do at this CRM. */
    Capabilities capabilities();

    /**
     * Makes the connection ready without calling the CRM: an unreachable CRM must not stop the start.
     *
     * @throws dev.caravan.problem.InvalidInputException when a needed setting or secret is missing; names the setting
     */
    Crm open(ConnectionName name, ConnectionSettings settings, CallGate gate);
}
