package dev.caravan.crm.webhook;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import java.time.Instant;

/** One of the secrets as it is, in the header that the connection names, for senders that set a fixed header. */
final class HeaderSecret implements SignatureScheme {
    @Override
    public String word() {
        return "header";
    }

    @Override
    public boolean fits(WebhookCall call, ConnectionSettings.Webhook settings, Instant now) {
        String header = settings.header();
        return header != null
                && call.single(header)
                        .filter(given -> !given.isEmpty() && Digests.isOneOf(given, settings.secrets()))
                        .isPresent();
    }
}
