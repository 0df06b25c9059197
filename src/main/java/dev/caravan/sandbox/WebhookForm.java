package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a vendor writes and signs its webhooks, and what it takes for an acknowledgement. Called without any lock. */
public interface WebhookForm {
    /** The events as a JSON array, unsigned, up to 100 in a request. */
    WebhookForm PLAIN = (target, events, attempt) -> {
        ArrayNode all = Json.array();
        events.forEach(event -> all.add(event.body()));
        return new Call(Map.of("Content-Type", "application/json"), Json.write(all));
    };

    /**
     * One request.
     *
     * @param headers with {@code Content-Type}
     */
    record Call(Map<String, String> headers, byte[] body) {}

    /**
     * Writes one request; called anew for every attempt.
     *
     * @param events at least one, at most {@link #mostEvents}
     * @param attempt 0 for the first
     */
    Call write(WebhookTarget target, List<WebhookEvent> events, int attempt);

    /** Whether an answer says that the events were taken. */
    default boolean isAccepted(WebhookTarget target, int status, String body) {
        return status >= 200 && status <= 299;
    }

    /** Most events in one request. */
    default int mostEvents() {
        return 100;
    }

    /** Whether an event is sent to a target that has chosen its type; some kinds of targets are not told everything. */
    default boolean isFor(WebhookTarget target, WebhookEvent event) {
        return true;
    }

    /** Whether a request that begins with one event may hold another too. */
    default boolean goTogether(WebhookTarget target, WebhookEvent first, WebhookEvent other) {
        return true;
    }

    /**
     * Looks at the vendor's own settings of a target.
     *
     * @throws IllegalArgumentException if a value is not good; the message names it
     */
    default void check(WebhookTarget target) {}

    /** Keys that {@code POST /_sandbox/webhooks} may have beside the usual ones. */
    default Set<String> settings() {
        return Set.of();
    }
}
