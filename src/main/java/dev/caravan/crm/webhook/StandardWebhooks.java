package dev.caravan.crm.webhook;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import dev.caravan.problem.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * Standard Webhooks: HMAC-SHA256 over id, time in seconds and body; one of several signatures has to fit. (Standard
 * Webhooks specification, "Signature scheme", symmetric.)
 */
final class StandardWebhooks implements SignatureScheme {
    private static final String PREFIX = "whsec_";

    @Override
    public String word() {
        return "standard";
    }

    @Override
    public boolean fits(WebhookCall call, ConnectionSettings.Webhook settings, Instant now) {
        String id = call.single("webhook-id").orElse("");
        String time = call.single("webhook-timestamp").orElse("");
        String signatures = call.single("webhook-signature").orElse("");
        Long seconds = Digests.number(time).orElse(null);
        if (id.isEmpty() || seconds == null || !Digests.isFresh(Instant.ofEpochSecond(seconds), now)) {
            return false;
        }
        byte[] start = Digests.bytes(id + "." + time + ".");
        boolean fits = false;
        for (Secret secret : settings.secrets()) {
            Optional<byte[]> key = key(secret.reveal());
            byte[] own = Digests.hmac(key.orElse(new byte[] {0}), start, call.body());
            for (String each : signatures.split(" ")) {
                Optional<byte[]> given = each.startsWith("v1,") ? Digests.base64(each.substring(3)) : Optional.empty();
                fits |= key.isPresent() && given.isPresent() && Digests.same(own, given.get());
            }
        }
        return fits;
    }

    private static Optional<byte[]> key(String secret) {
        return Digests.base64(secret.startsWith(PREFIX) ? secret.substring(PREFIX.length()) : secret)
                .filter(k -> k.length > 0);
    }
}
