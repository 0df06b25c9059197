package dev.caravan.mapping;

/** Which side's value of a field counts (R47-R51). */
public enum Sync {
    /** Both ways; of two changes the later one wins. */
    NEWEST,
    /** The CRM overwrites the App: sent when the record is created, never onto an existing one. */
    CRM,
    /** The App overwrites the CRM; never pulled. */
    APP,
    /** Only into an empty field, on either side. */
    FILL_EMPTY,
    /** Never by itself; only by a manual export. */
    OFF;

    /** The word in the mapping file. */
    public String word() {
        return Words.of(this);
    }
}
