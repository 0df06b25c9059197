package dev.caravan.crm.batch;

import dev.caravan.crm.WriteResult;
import java.time.Instant;

/** Where a write stands after its batch was sent. */
sealed interface WriteStep {

    /**
     * The CRM has it.
     *
     * @param call which call it was, for the trail
     */
    record Wrote(PendingWrite pending, WriteResult.Written written, String call) implements WriteStep {}

    /** An earlier try to create it ended without an answer: it has to be looked for first. */
    record LookFirst(Instant since) implements WriteStep {}

    /** The CRM refused to create it and named the record that stands in the way. */
    record InTheWay(String existingId) implements WriteStep {}
}
