package dev.caravan.crm.component;

import dev.caravan.crm.Connection;
import dev.caravan.crm.WebhookCall;

/** Says whether a call is genuine; the verifier of the application. */
@FunctionalInterface
public interface WebhookCheck {

    /** Whether the call is signed as the connection wants it. */
    boolean isGenuine(Connection connection, WebhookCall call);
}
