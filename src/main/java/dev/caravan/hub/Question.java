package dev.caravan.hub;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person is asked about a record that cannot go on without its company.
 *
 * @param company the company that is missing: for a push its id in the hub, for a pull its id in the CRM
 * @param shown what the person is shown of a record that the hub does not have, by hub field; empty for one of the hub.
 *     Personal data, never for a log
 */
public record Question(String company, Map<String, @Nullable Object> shown) {
    public Question {
        shown = Collections.unmodifiableMap(new LinkedHashMap<>(shown));
    }

    /** What the record of such a mark waits for, as one word. */
    public String waitsFor(Direction direction) {
        return ChangeMark.waitsFor(direction, RecordType.COMPANY, company);
    }
}
