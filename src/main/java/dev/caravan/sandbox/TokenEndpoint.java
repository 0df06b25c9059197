package dev.caravan.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * A token call of OAuth (RFC 6749): grants {@code refresh_token}, {@code authorization_code} and, where the vendor has
 * it, {@code client_credentials}. How answers look is the vendor's business.
 */
public final class TokenEndpoint {
    private final Tokens tokens;
    private final Style style;
    private final Voice voice;

    /**
     * What vendors differ in.
     *
     * @param prefix start of an access token
     * @param life of an access token
     * @param inHeader whether the client may stand in {@code Authorization: Basic}
     * @param inForm whether the client may stand in the form
     * @param byClient whether there is the grant {@code client_credentials}
     */
    public record Style(String prefix, Duration life, boolean inHeader, boolean inForm, boolean byClient) {}

    /** Writes the vendor's answers. */
    public interface Voice {
        /** @param grant the {@code grant_type} */
        Answer granted(Tokens.Issued issued, String grant);

        /** @param error word of RFC 6749, section 5.2 */
        Answer refused(String error);
    }

    public TokenEndpoint(Tokens tokens, Style style, Voice voice) {
        this.tokens = tokens;
        this.style = style;
        this.voice = voice;
    }

    /** Answers one token call; its form may stand in the body or in the query. */
    public Answer handle(Request request) {
        Map<String, String> form = request.form();
        request.queries().forEach((name, values) -> form.putIfAbsent(name, values.get(0)));
        String[] basic = basic(request);
        String client = basic.length == 2 ? basic[0] : style.inForm() ? form.getOrDefault("client_id", "") : "";
        String secret = basic.length == 2 ? basic[1] : style.inForm() ? form.getOrDefault("client_secret", "") : "";
        if (!tokens.isClient(client, secret)) {
            tokens.refused();
            return voice.refused("invalid_client");
        }
        String grant = form.getOrDefault("grant_type", "");
        switch (grant) {
            case "refresh_token":
                return tokens.refresh(request, form.getOrDefault("refresh_token", ""), style.prefix(), style.life())
                        .map(issued -> voice.granted(issued, grant))
                        .orElseGet(() -> voice.refused("invalid_grant"));
            case "authorization_code":
                if (tokens.codes().redeem(form)) {
                    return voice.granted(tokens.issue(request, style.prefix(), style.life()), grant);
                }
                tokens.refused();
                return voice.refused("invalid_grant");
            case "client_credentials":
                if (style.byClient()) {
                    return voice.granted(tokens.issue(request, style.prefix(), style.life()), grant);
                }
                break;
            default:
                break;
        }
        tokens.refused();
        return voice.refused("unsupported_grant_type");
    }

    private String[] basic(Request request) {
        String header = request.header("Authorization").orElse("");
        if (!style.inHeader() || !header.regionMatches(true, 0, "basic ", 0, 6)) {
            return new String[0];
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(header.substring(6).trim());
            return new String(decoded, StandardCharsets.UTF_8).split(":", 2);
        } catch (IllegalArgumentException e) {
            return new String[0];
        }
    }
}
