package dev.caravan.crm.batch;

import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import java.util.List;
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

    /**
     * Not written: an earlier try to create it ended without an answer, and a person has to say which record it is.
     *
     * @param candidates those of the CRM that could be it; none when nothing could be looked for
     */
    record Held(String reason, List<CrmRecord> candidates) implements WriteOutcome {}
}
