package dev.caravan.hooks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Dynamics: a secret in a header. */
public final class DynamicsHook implements CrmHook {
    @Override
    public Map<String, String> settings(String address) {
        return Map.of("header", "x-caravan-key", "secrets[0]", Forging.SECRET);
    }

    @Override
    public String target(String address) {
        return "{\"url\":\"" + address + "\",\"secret\":\"" + Forging.SECRET + "\",\"header\":\"x-caravan-key\"}";
    }

    @Override
    public List<String> words() {
        return List.of("\"contact\"", "\"Update\"", "\"7a4814f9-b0b8-4a11-a812-000d3a122b89\"");
    }

    @Override
    public String body(String object, String event, String id) {
        return "{\"MessageName\":" + event + ",\"PrimaryEntityName\":" + object + ",\"PrimaryEntityId\":" + id
                + ",\"InputParameters\":null}";
    }

    @Override
    public Call genuine(String address, byte[] body) {
        return new Call(address, body, "Content-Type", Forging.JSON, "x-caravan-key", Forging.SECRET);
    }

    @Override
    public Map<String, Call> forged(String address, byte[] body) {
        Map<String, Call> forged = new LinkedHashMap<>();
        forged.put("no secret", new Call(address, body, "Content-Type", Forging.JSON));
        forged.put("another secret", Forging.with(genuine(address, body), 3, Forging.OTHER));
        forged.put("an empty one", Forging.with(genuine(address, body), 3, ""));
        forged.put("more behind it", Forging.with(genuine(address, body), 3, Forging.SECRET + "x"));
        forged.put("in capitals", Forging.with(genuine(address, body), 3, Forging.SECRET.toUpperCase(Locale.ROOT)));
        forged.put("in another header", Forging.with(genuine(address, body), 2, "x-other-key"));
        forged.put("in the query", new Call(address + "?code=" + Forging.SECRET, body));
        forged.put(
                "twice",
                new Call(
                        address,
                        body,
                        "Content-Type",
                        Forging.JSON,
                        "x-caravan-key",
                        Forging.SECRET,
                        "x-caravan-key",
                        Forging.SECRET));
        return forged;
    }
}
