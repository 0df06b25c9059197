package dev.caravan.hooks;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pipedrive: HTTP Basic. */
public final class PipedriveHook implements CrmHook {
    @Override
    public Map<String, String> settings(String address) {
        return Map.of("username", "hook", "secrets[0]", Forging.SECRET);
    }

    @Override
    public String target(String address) {
        return "{\"url\":\"" + address + "\",\"user\":\"hook\",\"password\":\"" + Forging.SECRET + "\"}";
    }

    @Override
    public List<String> words() {
        return List.of("\"person\"", "\"change\"", "\"987654\"");
    }

    @Override
    public String body(String object, String event, String id) {
        return "{\"meta\":{\"id\":\"e\",\"entity\":" + object + ",\"entity_id\":" + id + ",\"action\":" + event
                + "},\"data\":null,\"previous\":null}";
    }

    @Override
    public Call genuine(String address, byte[] body) {
        return login(address, body, "Basic ", "hook:" + Forging.SECRET);
    }

    @Override
    public Map<String, Call> forged(String address, byte[] body) {
        Map<String, Call> forged = new LinkedHashMap<>();
        forged.put("no login", new Call(address, body, "Content-Type", Forging.JSON));
        forged.put("another password", login(address, body, "Basic ", "hook:" + Forging.OTHER));
        forged.put("another user", login(address, body, "Basic ", "other:" + Forging.SECRET));
        forged.put("no user", login(address, body, "Basic ", ":" + Forging.SECRET));
        forged.put("no password", login(address, body, "Basic ", "hook:"));
        forged.put("the password alone", login(address, body, "Bearer ", Forging.SECRET));
        forged.put("more behind it", login(address, body, "Basic ", "hook:" + Forging.SECRET + "x"));
        forged.put("not Base64", new Call(address, body, "Authorization", "Basic hook:" + Forging.SECRET));
        forged.put("in the query", new Call(address + "?user=hook&password=" + Forging.SECRET, body));
        return forged;
    }

    private static Call login(String url, byte[] body, String kind, String login) {
        return new Call(
                url,
                body,
                "Content-Type",
                Forging.JSON,
                "Authorization",
                kind + Forging.base64(login.getBytes(StandardCharsets.UTF_8)));
    }
}
