package dev.caravan.hub;

/** Which way a change travels; the sync log says {@code From App} for push and {@code To App} for pull. */
public enum Direction {
    PUSH,
    PULL;

    private final String word = name().toLowerCase(java.util.Locale.ROOT);

    public String word() {
        return word;
    }

    /** The direction that a stored word names. */
    public static Direction of(String word) {
        return valueOf(word.toUpperCase(java.util.Locale.ROOT));
    }
}
