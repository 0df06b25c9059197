package dev.caravan.crm;

import dev.caravan.problem.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * One account, as written below {@code caravan.connections.<name>}.
 *
 * @param type the driver: {@code hubspot}, {@code salesforce}, ...
 * @param enabled false keeps everything about the connection but makes no call
 * @param baseUrl where the CRM answers; null for the vendor's own address
 * @param uniqueFields record type to the CRM's unique field that holds the hub's id, for example {@code contact:
 *     caravan_id}; none means that creates are guarded by an intent instead
 * @param concurrency calls under way at once, 1-32
 * @param callTimeout longest wait for one answer
 * @param options what only this vendor knows, such as {@code api-version}
 * @param webhook how calls of this CRM's webhooks are verified
 * @param onCrmDelete what follows when a linked record is deleted in the CRM
 * @param pull whether what changes in the CRM is taken into the hub
 * @param poll how often the CRM is asked what changed, where it is taken; zero for never
 */
public record ConnectionSettings(
        String type,
        @DefaultValue("true") boolean enabled,
        @Nullable String baseUrl,
        @DefaultValue Auth auth,
        @DefaultValue Map<String, String> uniqueFields,
        @DefaultValue("4") int concurrency,
        @DefaultValue("30s") Duration callTimeout,
        @DefaultValue Budget budget,
        @DefaultValue Map<String, String> options,
        @DefaultValue Webhook webhook,
        @DefaultValue("unlink") OnCrmDelete onCrmDelete,
        @DefaultValue("false") boolean pull,
        @DefaultValue("60s") Duration poll) {
    public ConnectionSettings {
        if (concurrency < 1 || concurrency > 32) {
            throw new IllegalArgumentException("concurrency must be 1-32 and is " + concurrency);
        }
        uniqueFields = Map.copyOf(uniqueFields);
        options = Map.copyOf(options);
    }

    /**
     * How Caravan logs in. Which of these are needed depends on the kind.
     *
     * @param kind {@code token}, {@code authorization-code}, {@code refresh-token}, {@code client-credentials} or
     *     {@code password}
     * @param tokenUrl where tokens are asked for; null for the vendor's own address
     * @param authorizeUrl the page on which a person lets Caravan in; null for the vendor's own
     * @param scopes what that person is asked for; empty for what the driver needs
     */
    public record Auth(
            @DefaultValue("token") String kind,
            @Nullable Secret token,
            @Nullable String clientId,
            @Nullable Secret clientSecret,
            @Nullable Secret refreshToken,
            @Nullable String username,
            @Nullable Secret password,
            @Nullable String tokenUrl,
            @Nullable String authorizeUrl,
            @DefaultValue List<String> scopes) {
        @ConstructorBinding
        public Auth {
            scopes = List.copyOf(scopes);
        }

        /** A login for which nobody is asked. */
        public Auth(
                String kind,
                @Nullable Secret token,
                @Nullable String clientId,
                @Nullable Secret clientSecret,
                @Nullable Secret refreshToken,
                @Nullable String username,
                @Nullable Secret password,
                @Nullable String tokenUrl) {
            this(kind, token, clientId, clientSecret, refreshToken, username, password, tokenUrl, null, List.of());
        }
    }

    /**
     * How much of a vendor's rate limit this connection may use.
     *
     * @param share part of the limit that Caravan takes, 0.01-1; the rest is left to the CRM's other users
     * @param reserve calls per day kept back for live changes
     * @param pauseAtLeast shortest pause after a refusal that named no time
     * @param pauseAtMost longest pause after a refusal that named no time
     */
    public record Budget(
            @DefaultValue("0.95") double share,
            @DefaultValue("500") long reserve,
            @DefaultValue("2s") Duration pauseAtLeast,
            @DefaultValue("5m") Duration pauseAtMost) {
        public Budget {
            if (share < 0.01 || share > 1) {
                throw new IllegalArgumentException("share must be 0.01-1 and is " + share);
            }
        }
    }

    /**
     * How webhook calls of this connection are verified. Without a secret or a token every call is refused.
     *
     * @param scheme word of the signature scheme; null for the vendor's usual one
     * @param accept further schemes that are let in, such as the weaker {@code hubspot-v2}; none by default
     * @param secrets what calls are signed with; several while one is being replaced
     * @param tokens secret last parts of the path, {@code /webhooks/<connection>/<token>}, for senders that cannot
     *     sign; several while one is being replaced; each at least 22 characters (128 bits)
     * @param username for senders that log in by HTTP Basic, with a secret as the password
     * @param publicUrl the address that the CRM calls, as it was entered there: part of some signatures
     * @param organization Salesforce organization id that outbound messages have to name
     * @param header name of the header that carries the signature, for the configurable scheme
     */
    public record Webhook(
            @Nullable String scheme,
            @DefaultValue List<String> accept,
            @DefaultValue List<Secret> secrets,
            @DefaultValue List<Secret> tokens,
            @Nullable String username,
            @Nullable String publicUrl,
            @Nullable String organization,
            @Nullable String header) {
        /** Nothing is set, so every call is refused. */
        public static final Webhook NONE = new Webhook(null, List.of(), List.of(), List.of(), null, null, null, null);

        public Webhook {
            accept = List.copyOf(accept);
            secrets = List.copyOf(secrets);
            tokens = List.copyOf(tokens);
        }
    }

    /** What follows when a linked record is deleted in the CRM. */
    public enum OnCrmDelete {
        /** The hub's record stays, is no longer linked, and is not created there again by itself. */
        UNLINK,
        /** The hub's record is deleted too; other CRMs keep theirs. */
        DELETE,
        /** The hub's record is no longer linked; its next change creates it there again. */
        IGNORE
    }
}
