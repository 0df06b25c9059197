package dev.caravan.crm.webhook;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import dev.caravan.problem.Secret;
import java.time.Instant;

/**
 * HubSpot's present signature: Base64 of HMAC-SHA256 over method, public address, body and time in milliseconds.
 * (HubSpot docs, "Validating requests", v3.)
 */
final class HubSpotV3 implements SignatureScheme {
    @Override
    public String word() {
        return "hubspot-v3";
    }

    @Override
    public boolean fits(WebhookCall call, ConnectionSettings.Webhook settings, Instant now) {
        String address = settings.publicUrl();
        String time = call.single("X-HubSpot-Request-Timestamp").orElse("");
        byte[] given =
                call.single("X-HubSpot-Signature-v3").flatMap(Digests::base64).orElse(new byte[0]);
        Long millis = Digests.number(time).orElse(null);
        if (address == null || millis == null || !Digests.isFresh(Instant.ofEpochMilli(millis), now)) {
            return false;
        }
        byte[] start = Digests.bytes(call.method() + address);
        boolean fits = false;
        for (Secret secret : settings.secrets()) {
            byte[] own = Digests.hmac(Digests.bytes(secret.reveal()), start, call.body(), Digests.bytes(time));
            fits |= Digests.same(own, given);
        }
        return fits;
    }
}
