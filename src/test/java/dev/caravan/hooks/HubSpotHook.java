package dev.caravan.hooks;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** HubSpot: signed over method, address, body and time. */
public final class HubSpotHook implements CrmHook {
    private static final long TOO_OLD_SECONDS = 301;

    @Override
    public Map<String, String> settings(String address) {
        return Map.of("secrets[0]", Forging.SECRET, "public-url", address);
    }

    @Override
    public String target(String address) {
        return "{\"url\":\"" + address + "\",\"secret\":\"" + Forging.SECRET + "\",\"events\":[\"*\"]}";
    }

    @Override
    public List<String> words() {
        return List.of("\"contact\"", "\"creation\"", "987654");
    }

    @Override
    public String body(String object, String event, String id) {
        String type = object.startsWith("\"") && event.startsWith("\"")
                ? object.substring(0, object.length() - 1) + "." + event.substring(1)
                : object;
        return "[{\"eventId\":1,\"occurredAt\":1764060000000,\"subscriptionType\":" + type + ",\"objectId\":" + id
                + "}]";
    }

    @Override
    public Call genuine(String address, byte[] body) {
        return signed(address, address, body, body, Forging.SECRET, Forging.seconds());
    }

    @Override
    public Map<String, Call> forged(String address, byte[] body) {
        Map<String, Call> forged = new LinkedHashMap<>();
        forged.put("unsigned", new Call(address, body, "Content-Type", Forging.JSON));
        forged.put("another secret", signed(address, address, body, body, Forging.OTHER, Forging.seconds()));
        forged.put(
                "another body",
                signed(address, address, body, Forging.longer(body), Forging.SECRET, Forging.seconds()));
        forged.put(
                "signed for another address",
                signed(address + "x", address, body, body, Forging.SECRET, Forging.seconds()));
        forged.put(
                "an old call",
                signed(address, address, body, body, Forging.SECRET, Forging.seconds() - TOO_OLD_SECONDS));
        forged.put(
                "a later time", Forging.with(genuine(address, body), 3, String.valueOf(Forging.seconds() * 1_000 + 5)));
        forged.put("half a signature", Forging.with(genuine(address, body), 5, "AAAA"));
        forged.put(
                "an older scheme",
                new Call(
                        address,
                        body,
                        "Content-Type",
                        Forging.JSON,
                        "X-HubSpot-Signature",
                        Forging.hex("SHA-256", Forging.SECRET, body)));
        return forged;
    }

    private static Call signed(String as, String to, byte[] over, byte[] body, String secret, long seconds) {
        String millis = String.valueOf(seconds * 1_000);
        return new Call(
                to,
                body,
                "Content-Type",
                Forging.JSON,
                "X-HubSpot-Request-Timestamp",
                millis,
                "X-HubSpot-Signature-v3",
                Forging.base64(Forging.mac("HmacSHA256", secret, bytes("POST" + as), over, bytes(millis))));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
