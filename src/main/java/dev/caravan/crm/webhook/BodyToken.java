package dev.caravan.crm.webhook;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * One of the secrets as the JSON member {@code token} of the body, for senders that send back what they were given at
 * the subscription. Reads the bytes without understanding them: a token that stands there twice fits nothing.
 */
final class BodyToken implements SignatureScheme {
    private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"\\\\]{1,200})\"");

    @Override
    public String word() {
        return "body-token";
    }

    @Override
    public boolean fits(WebhookCall call, ConnectionSettings.Webhook settings, Instant now) {
        String body = new String(call.body(), StandardCharsets.UTF_8);
        var found = TOKEN.matcher(body).results().limit(2).toList();
        return found.size() == 1 && Digests.isOneOf(found.get(0).group(1), settings.secrets());
    }
}
