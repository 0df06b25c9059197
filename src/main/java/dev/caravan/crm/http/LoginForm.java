package dev.caravan.crm.http;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one vendor wants a connection to log in.
 *
 * @param baseUrl the vendor's own address; null where each account has its own, so that {@code base-url} is needed
 * @param tokenUrl where the vendor gives OAuth tokens; null where it has no OAuth
 * @param key header of a token or key that was given once; null where the vendor has none
 * @param issued header of a token that OAuth gave
 * @param basic whether a token call carries the client in an {@code Authorization: Basic} header instead of its form
 * @param more further fields of every token call, such as {@code scope}
 * @param busy the login server's words for being asked too often
 * @param consent how a person lets Caravan in; null where nobody can
 */
public record LoginForm(
        @Nullable String baseUrl,
        @Nullable String tokenUrl,
        @Nullable TokenHeader key,
        TokenHeader issued,
        boolean basic,
        Map<String, String> more,
        Set<String> busy,
        @Nullable ConsentForm consent) {
    public LoginForm {
        more = Map.copyOf(more);
        busy = Set.copyOf(busy);
    }

    /** A login at that address, with {@code Authorization: Bearer} for OAuth tokens and without a fixed key. */
    public static LoginForm at(@Nullable String baseUrl) {
        return new LoginForm(baseUrl, null, null, TokenHeader.BEARER, false, Map.of(), Set.of(), null);
    }

    /** With a token or key that is given once. */
    public LoginForm key(TokenHeader header) {
        return new LoginForm(baseUrl, tokenUrl, header, issued, basic, more, busy, consent);
    }

    /** With tokens by OAuth. */
    public LoginForm oauth(String url) {
        return new LoginForm(baseUrl, url, key, issued, basic, more, busy, consent);
    }

    /** With OAuth tokens in that header. */
    public LoginForm issuedIn(TokenHeader header) {
        return new LoginForm(baseUrl, tokenUrl, key, header, basic, more, busy, consent);
    }

    /** With the client in a header of the token call. */
    public LoginForm byBasic() {
        return new LoginForm(baseUrl, tokenUrl, key, issued, true, more, busy, consent);
    }

    /** With one more field in the form of every token call. */
    public LoginForm with(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(more);
        all.put(name, value);
        return new LoginForm(baseUrl, tokenUrl, key, issued, basic, all, busy, consent);
    }

    /** With the words by which the login server says that it is asked too often. */
    public LoginForm busyAt(String... words) {
        return new LoginForm(baseUrl, tokenUrl, key, issued, basic, more, Set.of(words), consent);
    }

    /** With a page on which a person lets Caravan in. */
    public LoginForm consent(ConsentForm page) {
        return new LoginForm(baseUrl, tokenUrl, key, issued, basic, more, busy, page);
    }
}
