package dev.caravan.sandbox.app;

import dev.caravan.sandbox.Request;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Whether a call is genuine, as the Standard Webhooks specification has a receiver find out. */
final class Signatures {
    private static final long TOLERANCE = 300;

    private final Clock clock;
    private List<String> secrets;

    Signatures(Clock clock, List<String> secrets) {
        this.clock = clock;
        this.secrets = List.copyOf(secrets);
    }

    synchronized void accept(List<String> others) {
        secrets = List.copyOf(others);
    }

    /** Why the call is refused; empty text when it is genuine. */
    synchronized String refusal(Request request) {
        String id = request.header("webhook-id").orElse("");
        String time = request.header("webhook-timestamp").orElse("");
        String given = request.header("webhook-signature").orElse("");
        if (id.isEmpty() || id.contains(".") || !time.matches("\\d{1,12}") || given.isEmpty()) {
            return "a header is missing or malformed";
        }
        if (Math.abs(clock.instant().getEpochSecond() - Long.parseLong(time)) > TOLERANCE) {
            return "the timestamp is not of now";
        }
        List<byte[]> offered = new ArrayList<>();
        for (String each : given.split(" ")) {
            String[] parts = each.split(",", 2);
            if (parts.length == 2 && parts[0].equals("v1")) {
                offered.add(parts[1].getBytes(StandardCharsets.US_ASCII));
            }
        }
        for (String secret : secrets) {
            byte[] expected = expected(secret, id + "." + time + ".", request.body());
            if (offered.stream().anyMatch(o -> MessageDigest.isEqual(o, expected))) {
                return "";
            }
        }
        return "no signature fits";
    }

    private static byte[] expected(String secret, String start, byte[] body) {
        byte[] head = start.getBytes(StandardCharsets.UTF_8);
        byte[] content = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, content, head.length, body.length);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.replaceFirst("^whsec_", "")), "HmacSHA256"));
            return Base64.getEncoder().encode(mac.doFinal(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }
}
