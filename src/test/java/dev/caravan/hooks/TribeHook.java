package dev.caravan.hooks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tribe: signed over the body. */
public final class TribeHook implements CrmHook {
    @Override
    public Map<String, String> settings(String address) {
        return Map.of("header", "X-Tribe-Signature", "secrets[0]", Forging.SECRET);
    }

    @Override
    public String target(String address) {
        return "{\"url\":\"" + address + "\",\"secret\":\"" + Forging.SECRET + "\"}";
    }

    @Override
    public List<String> words() {
        return List.of("\"Relationship\"", "\"UpdateMutation\"", "\"9fcb346f-bd58-423d-b7da-1952f9449827\"");
    }

    @Override
    public String body(String object, String event, String id) {
        String type = object.startsWith("\"") && event.startsWith("\"")
                ? object.substring(0, object.length() - 1) + event.substring(1)
                : object;
        // The kind of record stands in the name of its id.
        String name = object.equals("\"Relationship\"") ? "relationshipId" : "nonsenseId";
        return "{\"webhookId\":\"w\",\"payload\":{\"type\":" + type + ",\"" + name + "\":" + id + "}}";
    }

    @Override
    public Call genuine(String address, byte[] body) {
        return signed(address, body, Forging.base64(Forging.mac("HmacSHA512", Forging.SECRET, body)));
    }

    @Override
    public Map<String, Call> forged(String address, byte[] body) {
        Map<String, Call> forged = new LinkedHashMap<>();
        forged.put("unsigned", new Call(address, body, "Content-Type", Forging.JSON));
        forged.put(
                "another secret",
                signed(address, body, Forging.base64(Forging.mac("HmacSHA512", Forging.OTHER, body))));
        forged.put(
                "another body",
                new Call(address, Forging.longer(body), genuine(address, body).headers()));
        forged.put(
                "another digest",
                signed(address, body, Forging.base64(Forging.mac("HmacSHA256", Forging.SECRET, body))));
        forged.put("half a signature", signed(address, body, "AAAA"));
        forged.put("an empty one", signed(address, body, ""));
        forged.put("in another header", Forging.with(genuine(address, body), 2, "X-Other-Signature"));
        return forged;
    }

    private static Call signed(String address, byte[] body, String signature) {
        return new Call(address, body, "Content-Type", Forging.JSON, "X-Tribe-Signature", signature);
    }
}
