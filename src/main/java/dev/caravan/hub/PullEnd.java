package dev.caravan.hub;

import org.jspecify.annotations.Nullable;

/** How taking a CRM's record into the hub ended. */
public sealed interface PullEnd {

    /**
     * It is decided.
     *
     * @param record the hub's record; null when there is none
     */
    record Done(Outcome outcome, @Nullable RecordKey record) implements PullEnd {}

    /** Another record of the CRM has to be taken first; it is marked. */
    record Waits(RecordType type, String externalId) implements PullEnd {}

    /** The hub has no such company, and the record is not to go without it. */
    record Orphan(ExternalId company) implements PullEnd {}

    /** What was looked up before does not hold any more: to be matched again at once. */
    record Again(String why) implements PullEnd {}
}
