package dev.caravan.problem;

/** A value that never appears in a log, a message or a dump: {@link #toString()} is {@code ***}. */
public record Secret(String reveal) {
    @Override
    public String toString() {
        return "***";
    }
}
