package dev.caravan.sandbox.salesforce;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement cut into tokens, with a place to read from. */
final class SoqlTokens {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s+|(?<time>\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?:Z|[+-]\\d{2}:?\\d{2}))?)"
                    + "|(?<number>[+-]?\\d+(?:\\.\\d+)?)(?![\\w-])|(?<word>[A-Za-z_][\\w.]*)"
                    + "|(?<symbol><=|>=|!=|<>|[(),=<>:])",
            Pattern.DOTALL);

    /** What a token is. */
    enum Kind {
        WORD,
        TEXT,
        NUMBER,
        TIME,
        SYMBOL,
        END
    }

    /** One token; the text of a quoted literal is given without quotes and escapes. */
    record Token(Kind kind, String text, int at) {
        boolean is(String word) {
            return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equalsIgnoreCase(word);
        }
    }

    private final String statement;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    SoqlTokens(String statement) {
        this.statement = statement;
        Matcher matcher = TOKEN.matcher(statement);
        int at = 0;
        while (at < statement.length()) {
            if (statement.charAt(at) == '\'') {
                int end = endOfText(at);
                tokens.add(new Token(Kind.TEXT, unescape(statement.substring(at, end), at), at));
                at = end;
                continue;
            }
            if (!matcher.find(at) || matcher.start() != at) {
                throw lexical(at);
            }
            add(matcher, at);
            at = matcher.end();
        }
        tokens.add(new Token(Kind.END, "<EOF>", statement.length()));
    }

    /** By hand: an expression would need a level of the stack for every character. */
    private int endOfText(int from) {
        for (int i = from + 1; i < statement.length(); i++) {
            if (statement.charAt(i) == '\\') {
                i++;
            } else if (statement.charAt(i) == '\'') {
                return i + 1;
            }
        }
        throw lexical(from);
    }

    private void add(Matcher matcher, int at) {
        if (matcher.group("time") != null) {
            tokens.add(new Token(Kind.TIME, matcher.group(), at));
        } else if (matcher.group("number") != null) {
            tokens.add(new Token(Kind.NUMBER, matcher.group(), at));
        } else if (matcher.group("word") != null) {
            tokens.add(new Token(Kind.WORD, matcher.group(), at));
        } else if (matcher.group("symbol") != null) {
            tokens.add(new Token(Kind.SYMBOL, matcher.group(), at));
        }
    }

    /** The escapes that SOQL knows; {@code \%} and {@code \_} stay as they are for LIKE. */
    private String unescape(String quoted, int at) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = quoted.charAt(++i);
            switch (Character.toLowerCase(escaped)) {
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case '"', '\'', '\\' -> text.append(escaped);
                case '%', '_' -> text.append('\\').append(escaped);
                case 'u' -> {
                    text.append(unicode(quoted, i + 1, at));
                    i += 4;
                }
                default ->
                    throw SalesforceError.malformedQuery("Illegal character sequence '\\" + escaped + "' in string");
            }
        }
        return text.toString();
    }

    private char unicode(String quoted, int from, int at) {
        if (from + 4 > quoted.length() - 1 || !quoted.substring(from, from + 4).matches("[0-9A-Fa-f]{4}")) {
            throw lexical(at);
        }
        return (char) Integer.parseInt(quoted.substring(from, from + 4), 16);
    }

    List<Token> all() {
        return List.copyOf(tokens);
    }

    Token peek() {
        return tokens.get(next);
    }

    Token peek(int ahead) {
        return tokens.get(Math.min(next + ahead, tokens.size() - 1));
    }

    Token take() {
        Token token = peek();
        if (token.kind() != Kind.END) {
            next++;
        }
        return token;
    }

    boolean takeIf(String word) {
        if (peek().is(word)) {
            next++;
            return true;
        }
        return false;
    }

    boolean takeIf(String first, String second) {
        if (peek().is(first) && peek(1).is(second)) {
            next += 2;
            return true;
        }
        return false;
    }

    void expect(String word) {
        if (!takeIf(word)) {
            throw unexpected(peek());
        }
    }

    String word() {
        Token token = take();
        if (token.kind() != Kind.WORD) {
            throw unexpected(token);
        }
        return token.text();
    }

    int count() {
        Token token = take();
        if (token.kind() != Kind.NUMBER || !token.text().matches("\\d{1,9}")) {
            throw unexpected(token);
        }
        return Integer.parseInt(token.text());
    }

    SalesforceError unexpected(Token token) {
        String what = token.kind() == Kind.END ? "unexpected token: <EOF>" : "unexpected token: '" + token.text() + "'";
        return SalesforceError.malformedQuery(where(token.at()) + what);
    }

    private SalesforceError lexical(int at) {
        return SalesforceError.malformedQuery(
                where(at) + "line 1:" + at + " no viable alternative at character '" + statement.charAt(at) + "'");
    }

    private String where(int at) {
        int from = Math.max(0, at - 30);
        String excerpt = statement.substring(from, Math.min(statement.length(), at + 30));
        return "\n" + excerpt.replace('\n', ' ') + "\n" + " ".repeat(at - from) + "^\nERROR at Row:1:Column:" + (at + 1)
                + "\n";
    }
}
