package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.WebhookForm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a record-triggered flow sends by an HTTP callout: which records changed, signed after Standard Webhooks.
 *
 * <pre>{@code
 * {"id": "msg_5f0c...", "events": [{"object": "Contact", "id": "003...", "change": "updated", "at": "2026-01-05T10:00:00Z"}]}
 * }</pre>
 */
final class FlowCallout {
    private static final String SECRET_PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID_DIGITS = 32;

    private final Clock clock;

    FlowCallout(Clock clock) {
        this.clock = clock;
    }

    WebhookForm.Call write(String secret, List<JsonNode> notices) {
        String id = id(notices);
        ObjectNode message = Json.object().put("id", id);
        ArrayNode events = message.putArray("events");
        notices.forEach(notice -> events.add(((ObjectNode) notice.deepCopy()).without(ChangeNotices.NOTIFICATION)));
        byte[] body = Json.write(message);
        String timestamp = String.valueOf(clock.instant().getEpochSecond());
        return new WebhookForm.Call(
                Map.of(
                        "Content-Type",
                        "application/json",
                        "webhook-id",
                        id,
                        "webhook-timestamp",
                        timestamp,
                        "webhook-signature",
                        "v1," + signature(key(secret), id + "." + timestamp + ".", body)),
                body);
    }

    /**
     * The bytes of a secret, which are base64 with or without {@code whsec_} before them.
     *
     * @throws IllegalArgumentException if it is no base64
     */
    static byte[] key(String secret) {
        try {
            return Base64.getDecoder()
                    .decode(secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "the webhook secret of a flow must be base64, with or without '" + SECRET_PREFIX + "' before it",
                    e);
        }
    }

    /** The same for the same notices, so that a request which is made again keeps its id. */
    private static String id(List<JsonNode> notices) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            notices.forEach(notice -> digest.update(
                    notice.path(ChangeNotices.NOTIFICATION).asText().getBytes(StandardCharsets.US_ASCII)));
            return "msg_" + HexFormat.of().formatHex(digest.digest()).substring(0, ID_DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static String signature(byte[] key, String head, byte[] body) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(head.getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }
}
