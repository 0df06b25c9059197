package dev.caravan.hub;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a person is asked about a record that cannot go on by itself. */
public sealed interface Question {

    /**
     * Whether the record goes without its company.
     *
     * @param company the company that is missing: for a push its id in the hub, for a pull its id in the CRM
     * @param shown what the person is shown of a record that the hub does not have, by hub field; empty for one of the
     *     hub. Personal data, never for a log
     */
    record MissingCompany(String company, Map<String, @Nullable Object> shown) implements Question {
        public MissingCompany {
            shown = Collections.unmodifiableMap(new LinkedHashMap<>(shown));
        }

        /** What the record of such a mark waits for, as one word. */
        public String waitsFor(Direction direction) {
            return ChangeMark.waitsFor(direction, RecordType.COMPANY, company);
        }
    }

    /**
     * Which of these records of the CRM is the one whose creation ended without an answer; none when nothing could be
     * looked for.
     */
    record WhichOne(List<Seen> candidates) implements Question {
        public WhichOne {
            candidates = List.copyOf(candidates);
        }

        /** @param fields by the CRM's field name; personal data, never for a log */
        public record Seen(String id, Map<String, @Nullable Object> fields) {
            public Seen {
                fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
            }
        }
    }
}
