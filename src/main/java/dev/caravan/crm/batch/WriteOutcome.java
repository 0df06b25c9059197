package dev.caravan.crm.batch;

import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import java.util.Optional;

/** How a write ended, apart from errors. */
public sealed interface WriteOutcome {

    /**
     * The CRM has the record.
     *
     * @param write what was sent in the end: it may have been aimed at another record than the one asked for
     * @param call which call it was, for the trail; empty when no call was needed
     * @param notAssociated why an association could not be made; the record itself is written all the same
     */
    record Done(Write write, WriteResult.Written written, String call, Optional<Exception> notAssociated)
            implements WriteOutcome {}

    /** Not written: the CRM has such a record already, and it belongs to another hub record. */
    record Skipped(String reason) implements WriteOutcome {}

    /** Not written: a person has to say which of several records it is. */
    record Held(String reason) implements WriteOutcome {}
}
