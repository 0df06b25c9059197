package dev.caravan.hub;

import org.jspecify.annotations.Nullable;

/**
 * Brings what a CRM holds together with the hub's record. Called inside the transaction that stores the result, with
 * record and link as they are then; must be quick and must not call anybody.
 */
@FunctionalInterface
public interface PullMerge {

    /**
     * What follows for the hub's record.
     *
     * @param record the hub's record, null when there is none yet
     * @param link how the two agreed last, null when they meet for the first time
     */
    PullMerged merge(Pulled pulled, @Nullable HubRecord record, @Nullable Link link);

    /** Whether a person of whom the CRM names no company gets the one that the fields speak of. */
    default boolean isCompanyInferred() {
        return false;
    }

    /** Whether a record whose company the hub does not have, and does not get, waits for a person. */
    default boolean isHeldWithoutCompany() {
        return false;
    }
}
