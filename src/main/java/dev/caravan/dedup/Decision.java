package dev.caravan.dedup;

import dev.caravan.crm.Match;
import dev.caravan.hub.RecordKey;
import java.util.List;

/** What matching decided about one hub record. */
public sealed interface Decision {
    RecordKey record();

    /** Why, in one sentence without field values. */
    String reason();

    /** Word for the trail and the API: {@code found}, {@code new}, {@code held}, {@code skipped}, {@code waits}. */
    String word();

    /** The counterpart is known, or it is certain that there is none. */
    record Found(Match match, String reason) implements Decision {
        @Override
        public RecordKey record() {
            return match.record().key();
        }

        @Override
        public String word() {
            return match.isNew() ? "new" : "found";
        }
    }

    /** Several fit, and a person has to choose. */
    record Held(RecordKey record, String reason, List<ReviewEntry.Candidate> candidates) implements Decision {
        public Held {
            candidates = List.copyOf(candidates);
        }

        @Override
        public String word() {
            return "held";
        }
    }

    /** The record does not go to this connection, because another one stands for it there. */
    record Skipped(RecordKey record, String reason) implements Decision {
        @Override
        public String word() {
            return "skipped";
        }
    }

    /** Another hub record for the same thing goes first; ask again when that one is settled. */
    record Waits(RecordKey record, RecordKey first, String reason) implements Decision {
        @Override
        public String word() {
            return "waits";
        }
    }
}
