package dev.caravan.mapping;

import org.jspecify.annotations.Nullable;

/**
 * What may be taken from the CRM (R43).
 *
 * @param create whether records that the hub does not have are created
 * @param update whether records that the hub has are updated
 * @param duplicates what happens to the fields of a record that the hub has already when the two meet for the first
 *     time; null when each field's own rule decides, under which the CRM wins where both ways are open (R63)
 * @param inferCompany whether a person of whom the CRM names no company gets the one of the e-mail's domain, or of the
 *     company's name (R87)
 */
public record PullPolicy(
        boolean create, boolean update, @Nullable Duplicates duplicates, boolean inferCompany) {
    /** Everything is pulled, each field by its own rule. */
    public static final PullPolicy ALL = new PullPolicy(true, true, null, false);

    /** R75-R77. */
    public enum Duplicates {
        /** The hub's record stays as it is. */
        SKIP,
        /** All fields get the CRM's values. */
        OVERWRITE_ALL,
        /** Only empty fields are filled. */
        UPDATE_MISSING
    }
}
