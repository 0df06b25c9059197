package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Where webhooks go.
 *
 * <pre>{@code
 * {"url": "http://127.0.0.1:8080/webhooks/hubspot", "secret": "sandbox-secret", "events": ["*"],
 *  "maxConcurrentRequests": 1, "gatherMillis": 20, "timeoutMillis": 5000, "retries": 10, "retryMillis": 500}
 * }</pre>
 *
 * @param secret for signatures
 * @param events patterns of {@link WebhookEvent#type}; {@code *} stands for any text
 * @param concurrent most requests under way at once; with 1 they are made in the order of the events
 * @param gather how long the first event of a request waits for others
 * @param timeout without an answer for so long, a request has failed
 * @param retries how often a failed request is made again
 * @param gap time before the first retry; it doubles with each one, up to a minute
 * @param settings as written, with whatever the vendor's form looks for
 */
public record WebhookTarget(
        URI url,
        String secret,
        List<Pattern> events,
        int concurrent,
        Duration gather,
        Duration timeout,
        int retries,
        Duration gap,
        ObjectNode settings) {
    private static final Set<String> KEYS = Set.of(
            "url",
            "secret",
            "events",
            "maxConcurrentRequests",
            "gatherMillis",
            "timeoutMillis",
            "retries",
            "retryMillis");
    private static final Duration LONGEST_GAP = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 20;

    /**
     * Reads one target.
     *
     * @param more keys of the vendor's own
     * @throws IllegalArgumentException if a key or a value is not good; the message names it
     */
    public static WebhookTarget read(JsonNode wanted, Set<String> more) {
        if (!(wanted instanceof ObjectNode written)) {
            throw new IllegalArgumentException("a webhook target must be a JSON object with a 'url'");
        }
        for (Iterator<String> names = written.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!KEYS.contains(name) && !more.contains(name)) {
                Set<String> known = new TreeSet<>(KEYS);
                known.addAll(more);
                throw new IllegalArgumentException("a webhook target has no '" + name + "'; it may have " + known);
            }
        }
        String url = written.path("url").asText("");
        if (!url.matches("https?://[^\\s/]+(/\\S*)?")) {
            throw new IllegalArgumentException("webhook url '" + url + "' must be an http or https URL");
        }
        List<Pattern> events = new ArrayList<>();
        written.path("events").forEach(event -> events.add(pattern(event.asText())));
        return new WebhookTarget(
                URI.create(url),
                written.path("secret").asText(Tokens.CLIENT_SECRET),
                events.isEmpty() ? List.of(pattern("*")) : List.copyOf(events),
                (int) number(written, "maxConcurrentRequests", 1, 1, 100),
                Duration.ofMillis(number(written, "gatherMillis", 20, 0, 60_000)),
                Duration.ofMillis(number(written, "timeoutMillis", 5000, 1, 600_000)),
                (int) number(written, "retries", 10, 0, 1000),
                Duration.ofMillis(number(written, "retryMillis", 500, 1, 60_000)),
                written.deepCopy());
    }

    /** Whether events of a type go here. */
    public boolean wants(WebhookEvent event) {
        return events.stream()
                .anyMatch(pattern -> pattern.matcher(event.type()).matches());
    }

    /** Time from a failed attempt to the next. */
    Duration gapAfter(int attempt) {
        Duration grown = gap.multipliedBy(1L << Math.min(attempt, MOST_DOUBLINGS));
        return grown.compareTo(LONGEST_GAP) > 0 ? LONGEST_GAP : grown;
    }

    /** For people: everything but the secret. */
    ObjectNode show() {
        ObjectNode shown = settings.deepCopy();
        shown.remove("secret");
        return shown;
    }

    private static long number(ObjectNode written, String name, long usual, long least, long most) {
        long value = written.path(name).asLong(usual);
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "webhook " + name + " " + value + " must be " + least + " to " + most);
        }
        return value;
    }

    private static Pattern pattern(String written) {
        StringBuilder regex = new StringBuilder();
        for (String part : written.split("\\*", -1)) {
            regex.append(regex.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        return Pattern.compile(regex.toString());
    }
}
