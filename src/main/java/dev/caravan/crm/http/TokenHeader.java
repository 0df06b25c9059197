package dev.caravan.crm.http;

/**
 * The header in which a vendor wants its token.
 *
 * @param prefix what stands before the token, with the blank; empty for nothing
 */
public record TokenHeader(String name, String prefix) {
    /** The header of RFC 6750. */
    public static final TokenHeader BEARER = new TokenHeader("Authorization", "Bearer ");

    /** A header that holds nothing but the token. */
    public static TokenHeader plain(String name) {
        return new TokenHeader(name, "");
    }

    HttpCall on(HttpCall call, String token) {
        return call.with(name, prefix + token);
    }
}
