package dev.caravan.hooks;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Custom: signed over time and body, as the description of the docs has it. */
public final class CustomHook implements CrmHook {
    @Override
    public Map<String, String> settings(String address) {
        return Map.of("secrets[0]", Forging.SECRET);
    }

    @Override
    public String target(String address) {
        return "{\"url\":\"" + address + "\",\"secret\":\"" + Forging.SECRET + "\"}";
    }

    @Override
    public List<String> words() {
        return List.of("\"people\"", "\"people.updated\"", "987654");
    }

    @Override
    public String body(String object, String event, String id) {
        return "{\"events\":[{\"id\":\"e-1\",\"type\":" + event + ",\"record\":{\"kind\":" + object + ",\"id\":" + id
                + "},\"at\":\"2026-01-01T00:00:00Z\"}]}";
    }

    @Override
    public Call genuine(String address, byte[] body) {
        return signed(address, body, Forging.SECRET, Forging.seconds());
    }

    @Override
    public Map<String, Call> forged(String address, byte[] body) {
        Map<String, Call> forged = new LinkedHashMap<>();
        Call good = genuine(address, body);
        forged.put("unsigned", new Call(address, body, "Content-Type", Forging.JSON));
        forged.put("another secret", signed(address, body, Forging.OTHER, Forging.seconds()));
        forged.put("another body", new Call(address, Forging.longer(body), good.headers()));
        forged.put("another time", Forging.with(good, 3, String.valueOf(Forging.seconds() + 7)));
        forged.put("no time", Forging.with(good, 3, ""));
        forged.put("an old call", signed(address, body, Forging.SECRET, Forging.seconds() - 3_600));
        forged.put("no prefix", Forging.with(good, 5, good.headers().get(5).substring("sha256=".length())));
        forged.put("half a signature", Forging.with(good, 5, "sha256=00"));
        return forged;
    }

    private static Call signed(String address, byte[] body, String secret, long seconds) {
        byte[] before = (seconds + ".").getBytes(StandardCharsets.UTF_8);
        return new Call(
                address,
                body,
                "Content-Type",
                Forging.JSON,
                "X-Custom-Timestamp",
                String.valueOf(seconds),
                "X-Custom-Signature",
                "sha256=" + HexFormat.of().formatHex(Forging.mac("HmacSHA256", secret, before, body)));
    }
}
