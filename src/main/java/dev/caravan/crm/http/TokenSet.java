package dev.caravan.crm.http;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of one connection as the login server gave them.
 *
 * @param access what calls carry
 * @param refresh what gets the next access token; null when the kind of login needs none
 * @param expires when the access token ends; null when the server did not say
 * @param grant digest of the configured login that these tokens descend from
 */
public record TokenSet(
        String access, @Nullable String refresh, @Nullable Instant expires, String grant) {
    /** Says nothing, so that no token reaches a log. */
    @Override
    public String toString() {
        return "TokenSet[***]";
    }
}
