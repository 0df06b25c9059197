package dev.caravan.crm.webhook;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says whether a webhook call is genuine, by the schemes that its connection lets in. */
public final class WebhookVerifier {
    private static final Map<String, SignatureScheme> SCHEMES = Stream.of(
                    new HubSpotV3(),
                    new HubSpotDigest("v2", true),
                    new HubSpotDigest("v1", false),
                    new StandardWebhooks(),
                    new PathToken(),
                    new BasicLogin(),
                    new HeaderSecret(),
                    new QueryKey(),
                    new BodyToken(),
                    new HmacHeader("HmacSHA256", "hmac-sha256"),
                    new HmacHeader("HmacSHA512", "hmac-sha512"),
                    new SalesforceOutbound())
            .collect(Collectors.toUnmodifiableMap(SignatureScheme::word, Function.identity()));

    private final Clock clock;

    public WebhookVerifier(Clock clock) {
        this.clock = clock;
    }

    /**
     * The scheme by which the call is genuine; empty when it is not. Weaker schemes are tried only where the connection
     * names them.
     *
     * @param usual schemes of the vendor, the usual one first
     */
    public Optional<String> verify(WebhookCall call, ConnectionSettings.Webhook settings, List<String> usual) {
        Set<String> allowed = new LinkedHashSet<>();
        String named = settings.scheme();
        if (named != null) {
            allowed.add(named);
        } else if (!usual.isEmpty()) {
            allowed.add(usual.get(0));
        }
        allowed.addAll(settings.accept());
        Instant now = clock.instant();
        return allowed.stream()
                .filter(word -> {
                    SignatureScheme scheme = SCHEMES.get(word);
                    return scheme != null && scheme.fits(call, settings, now);
                })
                .findFirst();
    }
}
