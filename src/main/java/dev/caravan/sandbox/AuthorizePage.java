package dev.caravan.sandbox;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The page on which a person lets an app in. A browser would show a question here; the sandbox agrees at once, and
 * sends the browser back with a code.
 */
public final class AuthorizePage {
    private final Tokens tokens;
    private final Duration life;

    /** @param life of a code */
    public AuthorizePage(Tokens tokens, Duration life) {
        this.tokens = tokens;
        this.life = life;
    }

    /** Sends back with a code, the state, and what the vendor adds; 400 for an unknown app or no address. */
    public Answer handle(Request request, Map<String, String> more) {
        String target = request.query("redirect_uri").orElse("");
        if (!target.matches("https?://.+") || target.contains("#") || !isClient(request)) {
            return Answer.text(400, "text/html", "<html><body>client_id or redirect_uri is not known</body></html>");
        }
        Map<String, String> query = new LinkedHashMap<>();
        query.put("code", tokens.codes().issue(request, life));
        request.query("state").ifPresent(state -> query.put("state", state));
        query.putAll(more);
        String text = query.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return Answer.empty(302).with("Location", target + (target.contains("?") ? "&" : "?") + text);
    }

    /** The same where the vendor adds nothing. */
    public Answer handle(Request request) {
        return handle(request, Map.of());
    }

    private static boolean isClient(Request request) {
        return request.query("client_id").orElse("").equals(Tokens.CLIENT_ID);
    }
}
