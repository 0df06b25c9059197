package dev.caravan.dedup;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A record that waited or waits for a person, because several CRM records fit it.
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
     * @param reason one sentence without field values
     * @param matchFields digest of the values that the match rules look at: a decision holds as long as it stays the
     *     same
     */
    public record Draft(
            ConnectionName connection,
            RecordKey record,
            String reason,
            List<Candidate> candidates,
            String matchFields) {
        public Draft {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * A CRM record that may be the counterpart.
     *
     * @param fields a few values by CRM field name that let a person tell the candidates apart; personal data, never
     *     for a log
     */
    public record Candidate(String id, Map<String, Object> fields) {
        public Candidate {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }
    }
}
