package dev.caravan.crm.http;

/**
 * The header, or the parameter of the query, in which a vendor wants its token.
 *
 * @param prefix what stands before the token, with the blank; empty for nothing
 * @param inQuery whether it is a parameter
 */
public record TokenHeader(String name, String prefix, boolean inQuery) {
    /** The header of RFC 6750. */
    public static final TokenHeader BEARER = new TokenHeader("Authorization", "Bearer ");

    /** No login at all. */
    public static final TokenHeader NONE = new TokenHeader("", "");

    /** A header. */
    public TokenHeader(String name, String prefix) {
        this(name, prefix, false);
    }

    /** A parameter of the query that holds nothing but the token. */
    public static TokenHeader inQuery(String name) {
        return new TokenHeader(name, "", true);
    }

    /** A header that holds nothing but the token. */
    public static TokenHeader plain(String name) {
        return new TokenHeader(name, "");
    }

    HttpCall on(HttpCall call, String token) {
        if (name.isEmpty()) {
            return call;
        }
        return inQuery ? call.asking(name, token) : call.with(name, prefix + token);
    }
}
