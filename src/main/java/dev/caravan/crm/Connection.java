package dev.caravan.crm;

import dev.caravan.hub.ConnectionName;

/** One configured account with its open driver. */
public record Connection(ConnectionName name, ConnectionSettings settings, Crm crm, CallGate gate) {}
