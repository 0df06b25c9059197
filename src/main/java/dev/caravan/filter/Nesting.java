package dev.caravan.filter;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How deep the parser would have to go, found out before it does: each level costs it stack and, at worst, time. */
final class Nesting {
    /** Quoted texts are passed over; a word or sign that goes before another of its kind is a level, like a bracket. */
    private static final Pattern PIECE = Pattern.compile(
            "'[^']*+'?+|\"[^\"]*+\"?+|`[^`]*+`?+|(?<open>[(\\[{])|(?<close>[)\\]}])"
                    + "|(?<before>\\b(?:NOT|CASE|WHEN|PRIOR|INTERVAL)\\b|[-+~!])|\\w++|[^\\s\\w]",
            Pattern.CASE_INSENSITIVE);

    private Nesting() {}

    static int of(String text) {
        int depth = 0;
        int inRow = 0;
        int deepest = 0;
        Matcher piece = PIECE.matcher(text);
        while (piece.find()) {
            if (piece.group("open") != null) {
                depth++;
            } else if (piece.group("close") != null) {
                depth--;
            }
            inRow = piece.group("before") != null ? inRow + 1 : 0;
            deepest = Math.max(deepest, Math.max(depth, inRow));
        }
        return deepest;
    }
}
