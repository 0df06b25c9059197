package dev.caravan.crm.webhook;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** HTTP Basic with the user and one of the secrets, for senders that log in instead of signing (RFC 7617). */
final class BasicLogin implements SignatureScheme {
    private static final String PREFIX = "basic ";

    @Override
    public String word() {
        return "basic";
    }

    @Override
    public boolean fits(WebhookCall call, ConnectionSettings.Webhook settings, Instant now) {
        String user = settings.username();
        String given = call.single("Authorization")
                .filter(value -> value.regionMatches(true, 0, PREFIX, 0, PREFIX.length()))
                .flatMap(
                        value -> Digests.base64(value.substring(PREFIX.length()).trim()))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElse("");
        int colon = given.indexOf(':');
        if (user == null || user.isEmpty() || colon < 0) {
            return false;
        }
        boolean isUser = Digests.same(
                Digests.sha256(Digests.bytes(given.substring(0, colon))), Digests.sha256(Digests.bytes(user)));
        return isUser & Digests.isOneOf(given.substring(colon + 1), settings.secrets());
    }
}
