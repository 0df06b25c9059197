package dev.caravan.sandbox.store;

/**
 * Why values are not taken.
 *
 * @param field name of the field
 * @param existingId of the row that holds a unique value already; else empty
 */
public record Mistake(Kind what, String field, String existingId) {
    /** Kinds of mistakes. */
    public enum Kind {
        MISSING,
        UNKNOWN,
        READ_ONLY,
        WRONG_TYPE,
        NO_OPTION,
        TOO_LONG,
        NOT_UNIQUE,
        NO_SUCH_REFERENCE
    }
}
