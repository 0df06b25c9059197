package dev.caravan.dedup;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.RecordKey;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record that waited or waits for a person: several records of the other side fit it, or its company is missing.
 *
 * @param decidedBy the person's login name; {@code caravan} when the entry became obsolete
 */
public record ReviewEntry(
        long id,
        Draft held,
        Instant openedAt,
        boolean isOpen,
        Optional<ReviewDecision> decision,
        Optional<String> decidedBy,
        Optional<Instant> decidedAt) {

    /** Word of the status as it is stored and shown. */
    public String status() {
        return isOpen ? "open" : "resolved";
    }

    /**
     * A record as it goes into the queue.
     *
     * @param record for a pull, the CRM's id stands in the place of the hub's
     * @param reason one sentence without field values
     * @param matchFields digest of the values that the match rules look at: a decision holds as long as it stays the
     *     same
     * @param waitsFor what the record waits for, and goes on with by itself once it is there; null when a person has to
     *     choose among candidates
     * @param shown what a person is shown of a record that the hub does not have, by hub field; personal data, never
     *     for a log
     */
    public record Draft(
            ConnectionName connection,
            Direction direction,
            RecordKey record,
            String reason,
            List<Candidate> candidates,
            String matchFields,
            @Nullable String waitsFor,
            Map<String, Object> shown) {
        /** In the place of a digest: the decision holds whatever the record's values are. */
        static final String ANY_VALUES = "";

        public Draft {
            candidates = List.copyOf(candidates);
            shown = Collections.unmodifiableMap(new LinkedHashMap<>(shown));
        }

        /** Whether the question is which CRM record is the one whose creation ended without an answer. */
        boolean isUnanswered() {
            return waitsFor == null && matchFields.equals(ANY_VALUES);
        }

        /** A hub record that several CRM records fit. */
        public Draft(
                ConnectionName connection,
                RecordKey record,
                String reason,
                List<Candidate> candidates,
                String matchFields) {
            this(connection, Direction.PUSH, record, reason, candidates, matchFields, null, Map.of());
        }
    }

    /**
     * A record that may be the counterpart: one of the CRM, for a pull one of the hub.
     *
     * @param fields a few values by that side's field name that let a person tell the candidates apart; personal data,
     *     never for a log
     */
    public record Candidate(String id, Map<String, Object> fields) {
        public Candidate {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }
}
