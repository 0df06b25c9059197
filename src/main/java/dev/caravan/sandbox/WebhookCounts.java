package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts what became of webhooks: events, but for {@link What#REQUESTS}. Safe for threads. */
final class WebhookCounts {
    /** Each counted once per attempt, so that an event can be sent and refused several times. */
    enum What {
        REQUESTS,
        SENT,
        ACCEPTED,
        REFUSED,
        RETRIED,
        /** All retries are used up. */
        ABANDONED,
        DUPLICATED,
        DELAYED,
        REORDERED,
        DROPPED
    }

    private final Map<What, Long> counts = new EnumMap<>(What.class);

    synchronized void add(What what, long number) {
        counts.merge(what, number, Long::sum);
    }

    synchronized void reset() {
        counts.clear();
    }

    synchronized ObjectNode show() {
        ObjectNode shown = Json.object();
        for (What what : What.values()) {
            shown.put(what.name().toLowerCase(Locale.ROOT), counts.getOrDefault(what, 0L));
        }
        return shown;
    }
}
