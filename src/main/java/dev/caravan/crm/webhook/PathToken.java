package dev.caravan.crm.webhook;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import java.time.Instant;

/** A secret last part of the path, for senders that cannot sign. */
final class PathToken implements SignatureScheme {
    /** 128 bits in the letters of base64. */
    private static final int SHORTEST = 22;

    @Override
    public String word() {
        return "token";
    }

    @Override
    public boolean fits(WebhookCall call, ConnectionSettings.Webhook settings, Instant now) {
        String last = call.path().substring(call.path().lastIndexOf('/') + 1);
        return last.length() >= SHORTEST && Digests.isOneOf(last, settings.tokens());
    }
}
