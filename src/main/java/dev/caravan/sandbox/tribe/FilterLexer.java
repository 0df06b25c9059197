package dev.caravan.sandbox.tribe;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts the text of a filter into its words. */
final class FilterLexer {
    private static final Pattern WORD = Pattern.compile("\\s*(?:"
            + "(?<text>'(?:[^']|'')*')"
            + "|(?<guid>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![\\w-])"
            + "|(?<time>\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,12})?)?(?:Z|[+-]\\d{2}:\\d{2}))"
            + "|(?<date>\\d{4}-\\d{2}-\\d{2})(?![\\w:-])"
            + "|(?<number>-?\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?)(?![\\w-])"
            + "|(?<name>[A-Za-z_]\\w*(?:/[A-Za-z_]\\w*)*)"
            + "|(?<sign>[(),]))");

    private static final int MOST = 10_000;

    private FilterLexer() {}

    /** Kinds of words. */
    enum Kind {
        TEXT,
        GUID,
        TIME,
        DATE,
        NUMBER,
        NAME,
        SIGN,
        END
    }

    /** @param text of a text without its quotes */
    record Token(Kind kind, String text) {
        boolean is(String word) {
            return text.equals(word) && (kind == Kind.NAME || kind == Kind.SIGN);
        }
    }

    /** @throws dev.caravan.sandbox.RefusedException with 400 at a character that belongs to nothing */
    static List<Token> tokens(String filter) {
        List<Token> tokens = new ArrayList<>();
        String text = filter.stripTrailing();
        Matcher matcher = WORD.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (tokens.size() > MOST || !matcher.find(at) || matcher.start() != at) {
                throw Wire.refused(400, "Invalid $filter: unexpected character at position " + at);
            }
            tokens.add(token(matcher));
            at = matcher.end();
        }
        tokens.add(new Token(Kind.END, ""));
        return tokens;
    }

    private static Token token(Matcher matcher) {
        for (Kind kind : Kind.values()) {
            String found = kind == Kind.END ? null : matcher.group(kind.name().toLowerCase(java.util.Locale.ROOT));
            if (found != null) {
                return new Token(
                        kind,
                        kind == Kind.TEXT
                                ? found.substring(1, found.length() - 1).replace("''", "'")
                                : found);
            }
        }
        throw new IllegalStateException("a word of no kind");
    }
}
