package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What goes wrong on the way of a webhook; the part {@code webhooks} of the faults.
 *
 * <pre>{@code
 * {"duplicate": {"probability": 0.2, "times": 1}, "delay": {"probability": 1, "millis": 50, "jitterMillis": 200},
 *  "reorder": {"window": 10, "millis": 200}, "drop": {"probability": 0.01}}
 * }</pre>
 *
 * <p>An event is lost with {@code drop}; comes {@code times} more with {@code duplicate}; each of its copies waits with
 * {@code delay}; and up to {@code window} events that come within {@code millis} go on in an order drawn by lot. Not
 * safe for threads but for its own draws.
 */
final class WebhookFaults {
    /** Nothing goes wrong. */
    static final WebhookFaults NONE = new WebhookFaults(Json.object());

    private static final Map<String, Set<String>> KEYS = Map.of(
            "duplicate", Set.of("probability", "times"),
            "delay", Set.of("probability", "millis", "jitterMillis"),
            "reorder", Set.of("window", "millis"),
            "drop", Set.of("probability"));
    private static final long USUAL_WINDOW_MILLIS = 200;
    private static final int USUAL_WINDOW = 10;
    private static final long USUAL_DELAY = 100;

    private final ObjectNode written;

    private WebhookFaults(ObjectNode written) {
        this.written = written;
    }

    /**
     * Reads the part {@code webhooks}; a missing one is {@link #NONE}.
     *
     * @throws IllegalArgumentException if a key or a value is not good; the message names it
     */
    static WebhookFaults read(JsonNode wanted) {
        if (!(wanted instanceof ObjectNode object)) {
            return NONE;
        }
        object.fields().forEachRemaining(fault -> {
            Set<String> keys = KEYS.get(fault.getKey());
            if (keys == null) {
                throw new IllegalArgumentException(
                        "webhook faults have no '" + fault.getKey() + "'; choose from " + KEYS.keySet());
            }
            fault.getValue().fieldNames().forEachRemaining(name -> {
                if (!keys.contains(name)) {
                    throw new IllegalArgumentException("webhook fault '" + fault.getKey() + "' has no '" + name
                            + "'; it may have " + keys);
                }
            });
            double probability = fault.getValue().path("probability").asDouble(1);
            if (probability < 0 || probability > 1) {
                throw new IllegalArgumentException("fault probability " + probability + " must be 0-1");
            }
        });
        return new WebhookFaults(object.deepCopy());
    }

    ObjectNode show() {
        return written.deepCopy();
    }

    /** Draws whether an event is lost. */
    boolean drops(Random random) {
        return strikes("drop", random);
    }

    /** Draws how often an event is sent: at least once. */
    int copies(Random random) {
        return strikes("duplicate", random)
                ? 1 + written.path("duplicate").path("times").asInt(1)
                : 1;
    }

    /** Draws how long one copy of an event waits; zero for most. */
    Duration delay(Random random) {
        if (!strikes("delay", random)) {
            return Duration.ZERO;
        }
        JsonNode delay = written.path("delay");
        long jitter = delay.path("jitterMillis").asLong(0);
        long more;
        synchronized (random) {
            more = jitter > 0 ? random.nextLong(jitter + 1) : 0;
        }
        return Duration.ofMillis(delay.path("millis").asLong(USUAL_DELAY) + more);
    }

    /** So many events are shuffled; 1 for none. */
    int window() {
        return written.has("reorder") ? written.path("reorder").path("window").asInt(USUAL_WINDOW) : 1;
    }

    /** A window that is not full goes on after so long. */
    Duration windowTime() {
        return Duration.ofMillis(written.path("reorder").path("millis").asLong(USUAL_WINDOW_MILLIS));
    }

    /** Shuffles in place; says how many are at another place than before. */
    static <T> int shuffle(List<T> window, Random random) {
        List<T> before = new ArrayList<>(window);
        synchronized (random) {
            Collections.shuffle(window, random);
        }
        Map<T, Integer> places = new IdentityHashMap<>();
        for (int i = 0; i < before.size(); i++) {
            places.put(before.get(i), i);
        }
        int moved = 0;
        for (int i = 0; i < window.size(); i++) {
            moved += Integer.valueOf(i).equals(places.get(window.get(i))) ? 0 : 1;
        }
        return moved;
    }

    private boolean strikes(String fault, Random random) {
        JsonNode node = written.path(fault);
        if (!node.isObject()) {
            return false;
        }
        double probability = node.path("probability").asDouble(1);
        synchronized (random) {
            return probability >= 1 || random.nextDouble() < probability;
        }
    }
}
