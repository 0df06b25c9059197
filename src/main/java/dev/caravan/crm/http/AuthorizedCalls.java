package dev.caravan.crm.http;

import dev.caravan.hub.ConnectionName;

/** Calls that carry the connection's access token; one that is refused with 401 is made once more with a new token. */
public final class AuthorizedCalls implements AutoCloseable {
    private final HttpCalls calls;
    private final AccessTokens tokens;
    private final TokenHeader header;

    /** Calls with {@code Authorization: Bearer}. */
    public AuthorizedCalls(HttpCalls calls, AccessTokens tokens) {
        this(calls, tokens, TokenHeader.BEARER);
    }

    public AuthorizedCalls(HttpCalls calls, AccessTokens tokens, TokenHeader header) {
        this.calls = calls;
        this.tokens = tokens;
        this.header = header;
    }

    public ConnectionName connection() {
        return calls.connection();
    }

    /** Connection, method and path: the start of a message about this call. */
    public String name(HttpCall call) {
        return calls.name(call);
    }

    /**
     * Makes one call with a valid token.
     *
     * @throws dev.caravan.crm.CrmException as {@link HttpCalls#call} does, and unauthorized when no valid token can be
     *     had
     */
    public HttpAnswer call(HttpCall call) {
        String token = tokens.current();
        HttpAnswer answer = calls.call(header.on(call, token));
        if (answer.status() != 401 || !tokens.canRenew()) {
            return answer;
        }
        return calls.call(header.on(call, tokens.renewed(token)));
    }

    @Override
    public void close() {
        calls.close();
        tokens.close();
    }
}
