package dev.caravan.console.gate;

import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Names of headers and query parameters that pass the gate. Whatever is not named stays outside, so that no caller can
 * set a header that steers a Camel component.
 */
final class AllowList {
    private static final Set<String> EVERYWHERE = Set.of(
            "accept",
            "accept-language",
            "content-length",
            "content-type",
            "host",
            "if-modified-since",
            "if-none-match",
            "idempotency-key",
            "traceparent",
            "user-agent",
            "x-request-id");
    private static final Set<String> CLOUD_EVENT = Set.of(
            "ce-datacontenttype",
            "ce-dataschema",
            "ce-id",
            "ce-source",
            "ce-specversion",
            "ce-subject",
            "ce-time",
            "ce-type");
    /** What the CRMs and Slack sign with, by the table in docs/security.md. */
    private static final Set<String> SIGNATURES = Set.of(
            "authorization",
            "soapaction",
            "stripe-signature",
            "webhook-id",
            "webhook-signature",
            "webhook-timestamp",
            "x-caravan-key",
            "x-caravan-signature",
            "x-caravan-timestamp",
            "x-github-delivery",
            "x-hub-signature-256",
            "x-hubspot-request-timestamp",
            "x-hubspot-signature",
            "x-hubspot-signature-v3",
            "x-hubspot-signature-version",
            "x-slack-request-timestamp",
            "x-slack-signature",
            "x-tribe-signature");

    private static final Set<String> API_QUERY = Set.of(
            "after",
            "all",
            "code",
            "connection",
            "cursor",
            "direction",
            "dryRun",
            "field",
            "fields",
            "filter",
            "format",
            "id",
            "ids",
            "in",
            "key",
            "lane",
            "limit",
            "origin",
            "outcome",
            "preview",
            "reason",
            "refresh",
            "route",
            "since",
            "state",
            "status",
            "type",
            "until",
            "value");
    private static final Set<String> WEBHOOK_QUERY = Set.of("code", "challenge", "validationToken");

    private final Set<String> headers;
    private final Set<String> query;

    private final Supplier<Set<String>> more;

    private AllowList(
            Collection<Set<String>> headers, Set<String> query, GateSettings settings, Supplier<Set<String>> more) {
        this.more = more;
        this.headers = new TreeSet<>();
        headers.forEach(this.headers::addAll);
        settings.headers().forEach(name -> this.headers.add(name.toLowerCase(Locale.ROOT)));
        this.query = new TreeSet<>(query);
        this.query.addAll(settings.query());
    }

    /** For the API, where the login has been checked already and is nobody's business behind the gate. */
    static AllowList api(GateSettings settings) {
        return new AllowList(Set.of(EVERYWHERE, CLOUD_EVENT), API_QUERY, settings, Set::of);
    }

    /**
     * For the webhooks.
     *
     * @param signed further headers that the connections' webhooks are signed with, in any case
     */
    static AllowList webhooks(GateSettings settings, Supplier<Set<String>> signed) {
        return new AllowList(Set.of(EVERYWHERE, SIGNATURES), WEBHOOK_QUERY, settings, signed);
    }

    boolean passesHeader(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return headers.contains(lower)
                || !lower.startsWith("camel")
                        && !lower.equals("cookie")
                        && more.get().stream().anyMatch(lower::equalsIgnoreCase);
    }

    boolean passesQuery(String name) {
        return query.contains(name);
    }
}
