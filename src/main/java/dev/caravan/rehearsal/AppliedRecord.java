package dev.caravan.rehearsal;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What became of one record of a plan.
 *
 * @param direction {@code push} or {@code pull}
 * @param outcome the word of the plan when it was carried out; {@code refused} when something moved since, {@code left}
 *     when the plan itself says that nothing can be done yet, {@code failed} when the CRM did not do it
 * @param reason what moved and since when, or what went wrong; empty when it was carried out
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AppliedRecord(
        String connection,
        String direction,
        String type,
        @Nullable String record,
        @Nullable String externalId,
        String outcome,
        String reason) {
    public static final String REFUSED = "refused";
    public static final String LEFT = "left";

    /** The same with a better reason. */
    AppliedRecord because(String better) {
        return new AppliedRecord(connection, direction, type, record, externalId, outcome, better);
    }

    static AppliedRecord of(PlannedRecord planned, String outcome, String reason) {
        return new AppliedRecord(
                planned.connection(),
                planned.direction(),
                planned.type(),
                planned.record(),
                planned.externalId(),
                outcome,
                reason);
    }
}
