package dev.caravan.sandbox.hubspot;

import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.WebhookEvent;
import dev.caravan.sandbox.WebhookForm;
import dev.caravan.sandbox.WebhookTarget;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HubSpot's webhook requests: arrays of events with a signature (HubSpot docs, "Validating requests"). Version 3 is
 * always there; a target with {@code "signature": "v1"} or {@code "v2"} gets that one besides.
 */
final class WebhookSignature implements WebhookForm {
    private static final String METHOD = "POST";
    private static final String ALGORITHM = "HmacSHA256";
    /** The percent-codes that HubSpot decodes before it signs. */
    private static final Pattern DECODED = Pattern.compile("%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", Pattern.CASE_INSENSITIVE);

    private final Clock clock;

    WebhookSignature(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Call write(WebhookTarget target, List<WebhookEvent> events, int attempt) {
        ArrayNode all = Json.array();
        for (WebhookEvent event : events) {
            ObjectNode body = event.body().deepCopy();
            all.add(body.put("attemptNumber", attempt));
        }
        byte[] body = Json.write(all);
        String text = new String(body, StandardCharsets.UTF_8);
        String timestamp = String.valueOf(clock.millis());
        String url = target.url().toString();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        headers.put("X-HubSpot-Request-Timestamp", timestamp);
        headers.put("X-HubSpot-Signature-v3", v3(target.secret(), METHOD + decoded(url) + text + timestamp));
        switch (target.settings().path("signature").asText("v3")) {
            case "v1" -> {
                headers.put("X-HubSpot-Signature", sha256(target.secret() + text));
                headers.put("X-HubSpot-Signature-Version", "v1");
            }
            case "v2" -> {
                headers.put("X-HubSpot-Signature", sha256(target.secret() + METHOD + url + text));
                headers.put("X-HubSpot-Signature-Version", "v2");
            }
            default -> {}
        }
        return new Call(headers, body);
    }

    @Override
    public Set<String> settings() {
        return Set.of("signature");
    }

    private static String v3(String secret, String signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    private static String sha256(String signed) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(signed.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static String decoded(String url) {
        return DECODED.matcher(url)
                .replaceAll(found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }
}
