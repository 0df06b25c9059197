package dev.caravan.cli;

import java.util.Map;

/** Colours of the words that outcomes and findings are told by. */
final class Tints {
    private static final Map<String, String> STYLES = Map.ofEntries(
            Map.entry("created", "green"),
            Map.entry("updated", "green"),
            Map.entry("ok", "green"),
            Map.entry("on", "green"),
            Map.entry("unchanged", "faint"),
            Map.entry("skipped", "faint"),
            Map.entry("off", "faint"),
            Map.entry("held", "yellow"),
            Map.entry("warning", "yellow"),
            Map.entry("paused", "yellow"),
            Map.entry("unlinked", "yellow"),
            Map.entry("deleted", "red"),
            Map.entry("waits", "yellow"),
            Map.entry("refused", "red"),
            Map.entry("left", "faint"),
            Map.entry("failed", "red"),
            Map.entry("error", "red"),
            Map.entry("open", "red"));

    private Tints() {}

    /** A style of picocli; empty for a word without one. */
    static String of(String word) {
        return STYLES.getOrDefault(word, "");
    }
}
