package dev.caravan.mapping;

/** When a value is written (R145). */
public enum Send {
    /** Only with a new record. */
    CREATE,
    /** Only onto an existing record. */
    UPDATE,
    /** With both. */
    ALWAYS;

    boolean onCreate() {
        return this != UPDATE;
    }

    boolean onUpdate() {
        return this != CREATE;
    }
}
