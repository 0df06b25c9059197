package dev.caravan.filter;

import dev.caravan.filter.ConditionParser.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts in quotes, taken out of a condition and replaced by their numbers before the library reads it. So what
 * stands in them is nothing but text: the library knows dots in double quotes and backslashes before quotes as
 * something else.
 */
final class QuotedTexts {
    private static final Pattern NUMBERED = Pattern.compile("'(\\d{1,6})'");

    private final StringBuilder condition = new StringBuilder();
    private final List<Text> texts = new ArrayList<>();

    /**
     * One of the texts.
     *
     * @param quoted as it was written
     * @param end place behind it in the numbered condition
     * @param longer by how many characters all up to here were longer as they were written
     */
    private record Text(String value, String quoted, int end, int longer) {}

    /** @throws RefusedException when a quote is not closed, or there is a comment */
    QuotedTexts(String written) {
        int i = 0;
        while (i < written.length()) {
            char c = written.charAt(i);
            if (c == '\'' || c == '"') {
                i = take(written, i, c);
            } else if (c == '`') {
                int end = written.indexOf('`', i + 1);
                int next = end < 0 ? written.length() : end + 1;
                condition.append(written, i, next);
                i = next;
            } else {
                if (written.startsWith("--", i) || written.startsWith("/*", i) || written.startsWith("//", i)) {
                    throw new RefusedException("has a comment at character " + (i + 1) + ". Leave it out.");
                }
                condition.append(c);
                i++;
            }
        }
    }

    /** The condition with numbers in the place of texts. */
    String numbered() {
        return condition.toString();
    }

    /** The text that a number in quotes stands for. */
    String value(String number) {
        return texts.get(Integer.parseInt(number)).value();
    }

    /** A piece of the numbered condition as it was written. */
    String written(String piece) {
        return NUMBERED.matcher(piece).replaceAll(found -> {
            int number = Integer.parseInt(found.group(1));
            return Matcher.quoteReplacement(
                    number < texts.size() ? texts.get(number).quoted() : found.group());
        });
    }

    /** Where a place of the numbered condition was in the written one; both count from 1. */
    int place(int numbered) {
        int longer = 0;
        for (Text text : texts) {
            if (text.end() < numbered) {
                longer = text.longer();
            }
        }
        return numbered + longer;
    }

    private int take(String written, int from, char quote) {
        StringBuilder value = new StringBuilder();
        int i = from + 1;
        while (i < written.length()) {
            char c = written.charAt(i);
            boolean isQuote = c == quote;
            if (isQuote && (i + 1 == written.length() || written.charAt(i + 1) != quote)) {
                condition.append('\'').append(texts.size()).append('\'');
                String quoted = written.substring(from, i + 1);
                texts.add(new Text(value.toString(), quoted, condition.length(), i + 1 - condition.length()));
                return i + 1;
            }
            value.append(c);
            i += isQuote ? 2 : 1;
        }
        throw new RefusedException(
                "cannot be read from character " + (from + 1) + " on: a quote is not closed. Write text as 'text'.");
    }
}
