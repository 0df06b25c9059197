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
        return isKnown(request) ? back(request, "code", tokens.codes().issue(request, life), more) : unknown();
    }

    /** The same where the vendor adds nothing. */
    public Answer handle(Request request) {
        return handle(request, Map.of());
    }

    /** Sends back with a word for what is wrong instead of a code. */
    public Answer refuse(Request request, String error) {
        return isKnown(request) ? back(request, "error", error, Map.of()) : unknown();
    }

    private static Answer back(Request request, String name, String value, Map<String, String> more) {
        String target = request.query("redirect_uri").orElse("");
        Map<String, String> query = new LinkedHashMap<>();
        query.put(name, value);
        request.query("state").ifPresent(state -> query.put("state", state));
        query.putAll(more);
        String text = query.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return Answer.empty(302).with("Location", target + (target.contains("?") ? "&" : "?") + text);
    }

    private static boolean isKnown(Request request) {
        String target = request.query("redirect_uri").orElse("");
        boolean isClient = request.query("client_id").orElse("").equals(Tokens.CLIENT_ID);
        return isClient && target.matches("https?://.+") && !target.contains("#");
    }

    private static Answer unknown() {
        return Answer.text(400, "text/html", "<html><body>client_id or redirect_uri is not known</body></html>");
    }
}
