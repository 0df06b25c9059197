package dev.caravan.mapping;

/** What happens to fields of a record that the mapping does not name. */
public enum Others {
    /** They stay in the hub. */
    DROP,
    /** They go out under the hub's names. */
    SAME_NAME;

    /** The word in the mapping file. */
    public String word() {
        return Words.of(this);
    }
}
