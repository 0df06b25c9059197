package dev.caravan.crm.webhook;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One of the secrets as the parameter {@code code} of the query, for senders that call {@code ...?code=<key>}. */
final class QueryKey implements SignatureScheme {
    private static final String NAME = "code";
    /** 128 bits in the letters of base64: an address is written down in more places than a header. */
    private static final int SHORTEST = 22;

    @Override
    public String word() {
        return "query";
    }

    @Override
    public boolean fits(WebhookCall call, ConnectionSettings.Webhook settings, Instant now) {
        List<String> given = new ArrayList<>();
        for (String pair : call.query().split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equals(NAME)) {
                given.add(decoded(pair.substring(equals + 1)));
            }
        }
        return given.size() == 1
                && given.get(0).length() >= SHORTEST
                && Digests.isOneOf(given.get(0), settings.secrets());
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // No key is written like this.
            return "";
        }
    }
}
