package dev.caravan.mapping;

/**
 * What may be taken from the CRM (R43).
 *
 * @param create whether records that the hub does not have are created
 * @param update whether records that the hub has are updated
 * @param duplicates what happens to the fields of a record that the hub has already when the two meet for the first
 *     time
 */
public record PullPolicy(boolean create, boolean update, Duplicates duplicates) {
    /** Everything is pulled; the hub's own values stay. */
    public static final PullPolicy ALL = new PullPolicy(true, true, Duplicates.UPDATE_MISSING);

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
