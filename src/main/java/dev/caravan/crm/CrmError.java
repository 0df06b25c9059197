package dev.caravan.crm;

import dev.caravan.problem.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/** Why a CRM did not do what was asked, by what the runtime has to do next. */
public sealed interface CrmError {
    /** In the vendor's own words, without field values of the record. */
    String detail();

    /**
     * The same call may pass later.
     *
     * @param outcomeUnknown true when the CRM may have done it all the same: a time-out or a connection that broke
     *     after the request was sent
     */
    record Transient(String detail, boolean outcomeUnknown) implements CrmError {}

    /** The whole connection has to pause; empty when the vendor named no time. */
    record RateLimited(String detail, Optional<Duration> retryAfter) implements CrmError {}

    /** Every call of this connection will fail until a person or a token refresh helps. */
    record Unauthorized(String detail, ErrorCode code) implements CrmError {}

    /**
     * This record will never pass as it is.
     *
     * @param existingId the record that stands in the way, when the code is {@code DUPLICATE_VALUE} and the CRM named
     *     it
     */
    record Rejected(String detail, ErrorCode code, Optional<String> existingId) implements CrmError {
        public Rejected(String detail, ErrorCode code) {
            this(detail, code, Optional.empty());
        }
    }

    /**
     * The call was refused as a whole because of one or more of its records, and the CRM did not say which: the runtime
     * halves the batch to find them. Never reported for a call with one record.
     */
    record BatchRejected(String detail, ErrorCode code) implements CrmError {}
}
