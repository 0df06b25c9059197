package dev.caravan.mapping;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a record's mapping needs to know besides the record and its match.
 *
 * @param companyObject the CRM's object for companies; null when it is not known or has no such object
 * @param companyId the CRM's id of the record's company; null when the record has none or it is not linked
 * @param ownerId the CRM user who owns the record if it is created; null leaves it to the CRM
 * @param manual whether a person pushes just this record: that overrides every push setting (R137)
 * @param skew by how much the clocks of CRM and hub may differ, where what changes in the CRM is pulled; null when
 *     nothing is pulled, so that the hub has the last word
 * @param known origins of values that the CRM itself said, see {@link dev.caravan.crm.Crm#ownOrigins}
 * @param links what an activity is linked with in the CRM
 */
public record PlanContext(
        @Nullable String companyObject,
        @Nullable String companyId,
        @Nullable String ownerId,
        boolean manual,
        @Nullable Duration skew,
        Set<String> known,
        List<LinkedTo> links) {
    public PlanContext {
        links = List.copyOf(links);
    }

    /** Nothing is known. */
    public static final PlanContext NONE = new PlanContext(null, null, null, false, null, Set.of(), List.of());

    /** The record's company in the CRM. */
    public static PlanContext company(String object, @Nullable String id) {
        return new PlanContext(object, id, null, false, null, Set.of(), List.of());
    }

    /** The same for a record that a person pushes. */
    public PlanContext manually() {
        return new PlanContext(companyObject, companyId, ownerId, true, skew, known, links);
    }

    /** The same with an owner for a new record. */
    public PlanContext owner(@Nullable String id) {
        return new PlanContext(companyObject, companyId, id, manual, skew, known, links);
    }

    /** The same where the CRM's own changes are pulled. */
    public PlanContext twoWay(Duration clockSkew) {
        return new PlanContext(companyObject, companyId, ownerId, manual, clockSkew, known, links);
    }

    /** The same where the CRM itself says things by a front door of the hub. */
    public PlanContext knowing(Set<String> origins) {
        return new PlanContext(companyObject, companyId, ownerId, manual, skew, origins, links);
    }

    /** The same for an activity that is linked with these. */
    public PlanContext linked(List<LinkedTo> with) {
        return new PlanContext(companyObject, companyId, ownerId, manual, skew, known, with);
    }
}
