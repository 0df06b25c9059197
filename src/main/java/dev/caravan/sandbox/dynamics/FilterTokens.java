package dev.caravan.sandbox.dynamics;

import java.util.ArrayList;
import java.util.List;

/** The words of a {@code $filter}. */
final class FilterTokens {
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    /** @param isText whether it stood in quotes */
    record Token(String text, boolean isText) {
        boolean is(String sign) {
            return !isText && text.equals(sign);
        }
    }

    FilterTokens(String filter) {
        int i = 0;
        while (i < filter.length()) {
            char c = filter.charAt(i);
            if (Character.isWhitespace(c)) {
                i++;
            } else if ("(),[]".indexOf(c) >= 0) {
                tokens.add(new Token(String.valueOf(c), false));
                i++;
            } else if (c == '\'' || c == '"') {
                i = quoted(filter, i, c);
            } else {
                int end = i;
                while (end < filter.length() && " \t\r\n(),[]'\"".indexOf(filter.charAt(end)) < 0) {
                    end++;
                }
                word(filter.substring(i, end));
                i = end;
            }
        }
    }

    boolean isAtEnd() {
        return next >= tokens.size();
    }

    Token peek() {
        return isAtEnd() ? new Token("", false) : tokens.get(next);
    }

    Token take() {
        if (isAtEnd()) {
            throw Wire.syntax("Expression expected at position " + next + " in the $filter.");
        }
        return tokens.get(next++);
    }

    boolean takeIf(String sign) {
        boolean is = !isAtEnd() && tokens.get(next).is(sign);
        next += is ? 1 : 0;
        return is;
    }

    void expect(String sign) {
        if (!takeIf(sign)) {
            throw Wire.syntax("Syntax error in the $filter: '" + sign + "' expected, '" + peek().text() + "' found.");
        }
    }

    /** Puts a word in front of what is left. */
    void push(String word) {
        tokens.add(next, new Token(word, false));
    }

    private int quoted(String filter, int start, char quote) {
        StringBuilder text = new StringBuilder();
        int i = start + 1;
        while (i < filter.length()) {
            char c = filter.charAt(i);
            boolean isDoubled = c == quote && i + 1 < filter.length() && filter.charAt(i + 1) == quote;
            if (c == quote && !isDoubled) {
                tokens.add(new Token(text.toString(), true));
                return i + 1;
            }
            text.append(c);
            i += isDoubled ? 2 : 1;
        }
        throw Wire.syntax(
                "There is an unterminated string literal at position " + filter.length() + " in the $filter.");
    }

    /** A parameter and its value are written together: {@code PropertyName='x'}. */
    private void word(String word) {
        if (word.endsWith("=") && word.length() > 1) {
            tokens.add(new Token(word.substring(0, word.length() - 1), false));
            tokens.add(new Token("=", false));
        } else if (word.contains("=") && !word.startsWith("=")) {
            int equals = word.indexOf('=');
            tokens.add(new Token(word.substring(0, equals), false));
            tokens.add(new Token("=", false));
            tokens.add(new Token(word.substring(equals + 1), false));
        } else {
            tokens.add(new Token(word, false));
        }
    }
}
