package dev.caravan.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A pattern of {@code LIKE}: {@code %} stands for any text and {@code _} for one character; with a backslash before
 * them they stand for themselves, as does a doubled backslash. Compares without regard to case. Safe to share between
 * threads.
 */
public final class LikePattern {
    private static final int ANY = -1;
    private static final int ONE = -2;
    /** Its small form has two characters; folded to one it would equal a plain i. */
    private static final int CAPITAL_I_WITH_DOT = 0x130;

    private final int[] parts;

    private LikePattern(int[] parts) {
        this.parts = parts;
    }

    /** Every text is a pattern; a backslash before any other character is one. */
    public static LikePattern of(String text) {
        int[] points = text.codePoints().toArray();
        int[] parts = new int[points.length];
        int size = 0;
        for (int i = 0; i < points.length; i++) {
            int point = points[i];
            boolean escapes = point == '\\' && i + 1 < points.length && isSpecial(points[i + 1]);
            parts[size++] = escapes ? points[++i] : point == '%' ? ANY : point == '_' ? ONE : point;
        }
        return new LikePattern(java.util.Arrays.copyOf(parts, size));
    }

    /** Whether it fits whatever is not empty. */
    public boolean isAny() {
        for (int part : parts) {
            if (part != ANY) {
                return false;
            }
        }
        return parts.length > 0;
    }

    /** The texts between the wildcards, in their order, none of them empty. */
    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int part : parts) {
            if (part >= 0) {
                text.appendCodePoint(part);
            } else if (!text.isEmpty()) {
                texts.add(text.toString());
                text.setLength(0);
            }
        }
        if (!text.isEmpty()) {
            texts.add(text.toString());
        }
        return texts;
    }

    /** The pattern in another notation that has {@code %} and {@code _} too; gives each other character its form. */
    public String written(IntFunction<String> character) {
        StringBuilder written = new StringBuilder();
        for (int part : parts) {
            written.append(part == ANY ? "%" : part == ONE ? "_" : character.apply(part));
        }
        return written.toString();
    }

    /** Two pointers and one memory of the last %, so that no pattern is slow. */
    public boolean fits(String text) {
        int t = 0;
        int p = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            int point = text.codePointAt(t);
            if (p < parts.length && parts[p] == ANY) {
                star = p++;
                mark = t;
            } else if (p < parts.length && (parts[p] == ONE || folded(parts[p]) == folded(point))) {
                p++;
                t += Character.charCount(point);
            } else if (star >= 0) {
                p = star + 1;
                mark += Character.charCount(text.codePointAt(mark));
                t = mark;
            } else {
                return false;
            }
        }
        while (p < parts.length && parts[p] == ANY) {
            p++;
        }
        return p == parts.length;
    }

    private static boolean isSpecial(int point) {
        return point == '%' || point == '_' || point == '\\';
    }

    private static int folded(int point) {
        return point == CAPITAL_I_WITH_DOT ? point : Character.toLowerCase(point);
    }
}
