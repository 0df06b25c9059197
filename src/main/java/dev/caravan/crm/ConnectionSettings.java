package dev.caravan.crm;

import dev.caravan.problem.Secret;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
        @DefaultValue Map<String, String> options) {
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
     * @param kind {@code token}, {@code refresh-token}, {@code client-credentials} or {@code password}
     * @param tokenUrl where tokens are asked for; null for the vendor's own address
     */
    public record Auth(
            @DefaultValue("token") String kind,
            @Nullable Secret token,
            @Nullable String clientId,
            @Nullable Secret clientSecret,
            @Nullable Secret refreshToken,
            @Nullable String username,
            @Nullable Secret password,
            @Nullable String tokenUrl) {}

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
}
