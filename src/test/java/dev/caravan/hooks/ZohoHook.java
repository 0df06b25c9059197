package dev.caravan.hooks;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Zoho: a token in the body. */
public final class ZohoHook implements CrmHook {
    private static final String TOKEN = ",\"token\":\"" + Forging.SECRET + "\"";

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
        return List.of("\"Contacts\"", "\"update\"", "\"5725767000000987654\"");
    }

    @Override
    public String body(String object, String event, String id) {
        return "{\"module\":" + object + ",\"operation\":" + event + ",\"ids\":[" + id + "]" + TOKEN + "}";
    }

    @Override
    public boolean isProvedByBody() {
        return true;
    }

    @Override
    public Call genuine(String address, byte[] body) {
        return new Call(address, body, "Content-Type", Forging.JSON);
    }

    @Override
    public Map<String, Call> forged(String address, byte[] body) {
        Map<String, Call> forged = new LinkedHashMap<>();
        for (String instead : List.of(
                "",
                ",\"token\":\"wrong\"",
                ",\"token\":\"\"",
                ",\"token\":null",
                ",\"token\":[\"" + Forging.SECRET + "\"]",
                ",\"token\":\"" + Forging.SECRET + "x\"",
                ",\"token\":\"" + Forging.SECRET.toUpperCase(Locale.ROOT) + "\"",
                TOKEN + ",\"token\":\"x\"",
                ",\"Token\":\"" + Forging.SECRET + "\"",
                ",\"note\":\"\\\"token\\\":\\\"" + Forging.SECRET + "\\\"\"")) {
            byte[] said = new String(body, StandardCharsets.UTF_8)
                    .replace(TOKEN, instead)
                    .getBytes(StandardCharsets.UTF_8);
            forged.put("instead of the token: " + instead, new Call(address, said, "Content-Type", Forging.JSON));
        }
        byte[] without =
                new String(body, StandardCharsets.UTF_8).replace(TOKEN, "").getBytes(StandardCharsets.UTF_8);
        forged.put("in the query", new Call(address + "?token=" + Forging.SECRET, without, "token", Forging.SECRET));
        forged.put("nothing", new Call(address, new byte[0]));
        return forged;
    }
}
