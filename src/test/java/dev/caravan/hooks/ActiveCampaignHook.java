package dev.caravan.hooks;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** ActiveCampaign: forms, let in by a token in the path. */
public final class ActiveCampaignHook implements CrmHook {
    private static final String FORM = "application/x-www-form-urlencoded";

    @Override
    public Map<String, String> settings(String address) {
        return Map.of("tokens[0]", Forging.SECRET);
    }

    @Override
    public String target(String address) {
        return "{\"url\":\"" + address + "/" + Forging.SECRET + "\"}";
    }

    @Override
    public List<String> words() {
        return List.of("\"contact\"", "\"update\"", "\"987654\"");
    }

    @Override
    public String body(String object, String event, String id) {
        return "type=" + encoded(event) + "&" + encoded(object) + "%5Bid%5D=" + encoded(id);
    }

    @Override
    public Call genuine(String address, byte[] body) {
        return new Call(address + "/" + Forging.SECRET, body, "Content-Type", FORM);
    }

    @Override
    public Map<String, Call> forged(String address, byte[] body) {
        Map<String, Call> forged = Forging.inPath(address, body, FORM);
        byte[] within = (new String(body, StandardCharsets.UTF_8) + "&token=" + Forging.SECRET)
                .getBytes(StandardCharsets.UTF_8);
        forged.put("in the body", new Call(address + "/x", within, "Content-Type", FORM));
        forged.put("further back", new Call(address + "/x/" + Forging.SECRET, body, "Content-Type", FORM));
        return forged;
    }

    private static String encoded(String json) {
        return URLEncoder.encode(Forging.bare(json), StandardCharsets.UTF_8);
    }
}
