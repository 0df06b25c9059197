package dev.caravan.pull;

import java.util.Locale;

/** What an import takes (R69-R71). */
public enum ImportKind {
    /** Every record of the object. */
    ALL,
    /** The records that meet a condition. */
    FILTER,
    /** The records in a list or view that somebody saved in the CRM. */
    LIST;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
        return word;
    }

    static ImportKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
