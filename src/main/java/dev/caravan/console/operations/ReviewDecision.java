package dev.caravan.console.operations;

/** What a person decided about a held record. */
public sealed interface ReviewDecision {

    /** It is the same as this candidate of the CRM or the hub. */
    record LinkTo(String candidate) implements ReviewDecision {}

    /** It is new. */
    record Create() implements ReviewDecision {}

    /** It does not go there. */
    record Skip() implements ReviewDecision {}
}
