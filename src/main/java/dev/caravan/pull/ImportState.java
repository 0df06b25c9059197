package dev.caravan.pull;

import java.util.Locale;

/** How an import stands. */
public enum ImportState {
    /** Its records are being listed, or what was listed is being worked on. */
    RUNNING,
    /** Waits for its next time. */
    WAITING,
    /** Stopped by a person, to go on where it was. */
    PAUSED,
    /** Everything was listed and worked on. */
    DONE,
    /** Ended by a person. */
    CANCELLED,
    /** Cannot go on as it is; the reason says why. */
    FAILED;

    private final String word = name().toLowerCase(Locale.ROOT);

    public String word() {
        return word;
    }

    /** Whether nothing more will happen by itself. */
    public boolean isEnd() {
        return this == DONE || this == CANCELLED || this == FAILED;
    }

    static ImportState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
