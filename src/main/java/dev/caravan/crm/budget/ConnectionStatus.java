package dev.caravan.crm.budget;

import dev.caravan.problem.ErrorCode;
import java.time.Instant;

/** Whether a connection can be used. */
public sealed interface ConnectionStatus {
    /** Word for the console, the API and the metric tag; part of the public API. */
    String word();

    /** Calls go out. */
    record Active() implements ConnectionStatus {
        @Override
        public String word() {
            return "active";
        }
    }

    /** The vendor asked for a pause. */
    record Paused(Instant until) implements ConnectionStatus {
        @Override
        public String word() {
            return "paused";
        }
    }

    /** Several calls in a row got no usable answer; asked again now and then. */
    record Unreachable(String reason, Instant since) implements ConnectionStatus {
        @Override
        public String word() {
            return "unreachable";
        }
    }

    /** The CRM does not let Caravan in; waits for a person, and is asked once a minute. */
    record Broken(String reason, ErrorCode code, Instant since) implements ConnectionStatus {
        @Override
        public String word() {
            return "broken";
        }
    }

    /** Switched off, in the settings or by a person. */
    record Disabled() implements ConnectionStatus {
        @Override
        public String word() {
            return "disabled";
        }
    }
}
