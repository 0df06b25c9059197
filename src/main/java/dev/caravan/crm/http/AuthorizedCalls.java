package dev.caravan.crm.http;

import dev.caravan.crm.Consent;
import dev.caravan.hub.ConnectionName;
import java.util.Optional;
import java.util.function.Function;

/** Calls that carry the connection's access token; one that is refused with 401 is made once more with a new token. */
public final class AuthorizedCalls implements AutoCloseable {
    private final HttpCalls calls;
    private final AccessTokens tokens;
    private final TokenHeader header;
    private final int doubted;
    private final int tries;

    /** Calls with {@code Authorization: Bearer}. */
    public AuthorizedCalls(HttpCalls calls, AccessTokens tokens) {
        this(calls, tokens, TokenHeader.BEARER);
    }

    public AuthorizedCalls(HttpCalls calls, AccessTokens tokens, TokenHeader header) {
        this(calls, tokens, header, 0, 0);
    }

    private AuthorizedCalls(HttpCalls calls, AccessTokens tokens, TokenHeader header, int doubted, int tries) {
        this.calls = calls;
        this.tokens = tokens;
        this.header = header;
        this.doubted = doubted;
        this.tries = tries;
    }

    /**
     * The same calls, for a vendor that now and then refuses a login that is good: a call that ends in the status is
     * made again at once.
     *
     * @param times how often at most
     */
    public AuthorizedCalls doubting(int status, int times) {
        return new AuthorizedCalls(calls, tokens, header, status, times);
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
        for (int again = 0; again < tries && answer.status() == doubted; again++) {
            answer = calls.call(header.on(call, token));
        }
        if (answer.status() != 401 || !tokens.canRenew()) {
            return answer;
        }
        return calls.call(header.on(call, tokens.renewed(token)));
    }

    /**
     * Makes a call of which the token is a part, as some vendors want it when they are asked about it.
     *
     * @throws dev.caravan.crm.CrmException as {@link #call} does
     */
    public HttpAnswer call(Function<String, HttpCall> about) {
        return call(about.apply(tokens.current()));
    }

    /** How a person lets Caravan in; empty where that is not how it logs in. */
    public Optional<Consent> consent() {
        return tokens.consent();
    }

    @Override
    public void close() {
        calls.close();
        tokens.close();
    }
}
