package dev.caravan.hub;

import java.util.Optional;

/** What persons decided about records that cannot go on without their company. */
@FunctionalInterface
public interface Verdicts {
    /** Nobody decided anything. */
    Verdicts NONE = (mark, question) -> Optional.empty();

    /** The decision about the record of a mark, as long as it is the same company that is missing. */
    Optional<Verdict> of(ChangeMark mark, Question.MissingCompany question);

    /** A decision. */
    enum Verdict {
        /** The record goes without its company. */
        GO_ON,
        /** The record does not go. */
        LEAVE_OUT
    }
}
