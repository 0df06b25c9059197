package dev.caravan.hub;

import dev.caravan.problem.ErrorCode;
import org.jspecify.annotations.Nullable;

/** How the work on one change mark ended. Every mark is settled with exactly one. */
public sealed interface Outcome {
    /** Word for the sync log and the metric tag; part of the public API. */
    String word();

    /** One sentence for the sync log; no field values. */
    String message();

    /** The CRM (or the hub) had no such record and has one now. */
    record Created(String message) implements Outcome {
        @Override
        public String word() {
            return "created";
        }
    }

    /** The other side had the record and got new values. */
    record Updated(String message) implements Outcome {
        @Override
        public String word() {
            return "updated";
        }
    }

    /** Both sides agreed already; no call that writes was made. */
    record Unchanged(String message) implements Outcome {
        @Override
        public String word() {
            return "unchanged";
        }
    }

    /** A rule of the mapping or the match said that this record does not go there. */
    record Skipped(String message) implements Outcome {
        @Override
        public String word() {
            return "skipped";
        }
    }

    /**
     * Waits for a person in the review queue.
     *
     * @param question put into the queue when the mark is settled; null when the record stands there already
     */
    record Held(String message, @Nullable Question question) implements Outcome {
        public Held(String message) {
            this(message, null);
        }

        @Override
        public String word() {
            return "held";
        }
    }

    /** Failed for good; kept as a dead letter. */
    record Failed(ErrorCode code, String message) implements Outcome {
        @Override
        public String word() {
            return "failed";
        }
    }
}
