package dev.caravan.mapping;

/** What happens when the record has no value for a mapped field (R146). */
public enum OnEmpty {
    /** The record fails with {@code REQUIRED_FIELD_MISSING}. */
    ERROR,
    /** The field is left out. */
    SKIP_FIELD,
    /** The record is skipped. */
    SKIP_RECORD,
    /** A value that was agreed before is emptied in the CRM; otherwise the field is left out. */
    CLEAR;

    /** The word in the mapping file. */
    public String word() {
        return Words.of(this);
    }
}
