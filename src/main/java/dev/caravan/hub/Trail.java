package dev.caravan.hub;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What happened to a record on its way through a route, for {@code explain} and the dead letter: {@code matched},
 * {@code mapped}, {@code sent}, {@code answered}. Holds personal data, so it goes to the database and never to a log.
 */
public final class Trail {
    private final Map<String, Object> notes = new LinkedHashMap<>();

    /**
     * Notes what a step did; a later note of the same step replaces the earlier one. The value must be plain JSON data.
     */
    public synchronized void note(String step, Object what) {
        notes.put(step, what);
    }

    /** The notes as JSON. */
    String json() {
        return RecordJson.write(notes());
    }

    /** The notes in the order in which the steps came. */
    public synchronized Map<String, Object> notes() {
        return Collections.unmodifiableMap(new LinkedHashMap<>(notes));
    }
}
