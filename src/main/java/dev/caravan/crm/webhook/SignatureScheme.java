package dev.caravan.crm.webhook;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import java.time.Instant;

/** One way of showing that a webhook call is genuine. */
interface SignatureScheme {

    /** The word in {@code webhook.scheme} and {@code webhook.accept}. */
    String word();

    /**
     * Whether the call is genuine under one of the secrets. Reads nothing of the body but its bytes, and says nothing
     * about what is wrong.
     */
    boolean fits(WebhookCall call, ConnectionSettings.Webhook settings, Instant now);
}
