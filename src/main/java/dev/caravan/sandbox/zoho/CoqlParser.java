package dev.caravan.sandbox.zoho;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a COQL query: {@code select .. from .. where .. order by .. limit .. offset ..}. Conditions stand in pairs:
 * three of them need parentheses around two.
 */
final class CoqlParser {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*('(?:[^'\\\\]++|\\\\.)*+'|[A-Za-z_][\\w.]*|-?\\d+(?:\\.\\d+)?|<=|>=|!=|[=<>(),*])", Pattern.DOTALL);

    private final List<String> tokens = new ArrayList<>();
    private int at;

    private CoqlParser(String text) {
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (matcher.find(end) && matcher.start() == end) {
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        if (!text.substring(end).isBlank()) {
            throw Wire.refused(400, "SYNTAX_ERROR", "error occured while parsing the query", "near", "token");
        }
    }

    /** A query; {@code columns} may be aggregates such as {@code COUNT(id)}. */
    record Query(
            List<String> columns,
            String module,
            Expression where,
            List<String> order,
            boolean down,
            int limit,
            int offset) {}

    /** A condition. */
    sealed interface Expression {}

    /** Two conditions, of which both or one must hold. */
    record Pair(boolean and, Expression left, Expression right) implements Expression {}

    /** One comparison; values without their quotes. */
    record Test(String field, String operator, List<String> values) implements Expression {}

    /** @throws dev.caravan.sandbox.RefusedException with {@code SYNTAX_ERROR} */
    static Query parse(String text) {
        CoqlParser parser = new CoqlParser(text);
        return parser.query();
    }

    private Query query() {
        expect("select");
        List<String> columns = new ArrayList<>();
        do {
            columns.add(column());
        } while (take(","));
        expect("from");
        String module = next();
        if (!take("where")) {
            throw Wire.refused(400, "SYNTAX_ERROR", "missing clause", "clause", "where");
        }
        Expression where = expression();
        List<String> order = new ArrayList<>();
        boolean down = false;
        if (take("order")) {
            expect("by");
            do {
                order.add(next());
                down = take("desc");
                take("asc");
            } while (take(","));
        }
        int limit = take("limit") ? number() : 200;
        int offset = take("offset") ? number() : 0;
        if (at < tokens.size() || limit > 2_000 || limit < 1) {
            throw syntax();
        }
        return new Query(columns, module, where, order, down, limit, offset);
    }

    private String column() {
        String name = next();
        if (take("(")) {
            name = name.toUpperCase(Locale.ROOT) + "(" + next() + ")";
            expect(")");
        }
        return name;
    }

    /** One condition, or two; never three in a row. */
    private Expression expression() {
        Expression left = part();
        boolean and = take("and");
        if (and || take("or")) {
            Expression right = part();
            if (is("and") || is("or")) {
                throw syntax();
            }
            return new Pair(and, left, right);
        }
        return left;
    }

    private Expression part() {
        if (take("(")) {
            Expression inner = expression();
            expect(")");
            return inner;
        }
        String field = next();
        String operator = next().toLowerCase(Locale.ROOT);
        List<String> values = new ArrayList<>();
        switch (operator) {
            case "is" -> {
                operator = take("not") ? "is not null" : "is null";
                expect("null");
            }
            case "not" -> {
                operator = "not " + next().toLowerCase(Locale.ROOT);
                values(operator, values);
            }
            default -> values(operator, values);
        }
        return new Test(field, operator, values);
    }

    private void values(String operator, List<String> values) {
        switch (operator) {
            case "in", "not in" -> {
                expect("(");
                do {
                    values.add(value());
                } while (take(","));
                expect(")");
                if (values.size() > 100) {
                    throw Wire.refused(400, "LIMIT_EXCEEDED", "too many values", "operator", "in");
                }
            }
            case "between", "not between" -> {
                values.add(value());
                expect("and");
                values.add(value());
            }
            case "=", "!=", "<", "<=", ">", ">=", "like", "not like" -> values.add(value());
            default -> throw syntax();
        }
    }

    private String value() {
        String token = next();
        if (token.startsWith("'")) {
            return token.substring(1, token.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        if (token.matches("-?\\d+(\\.\\d+)?|true|false")) {
            return token;
        }
        throw syntax();
    }

    private int number() {
        String token = next();
        if (!token.matches("\\d{1,9}")) {
            throw syntax();
        }
        return Integer.parseInt(token);
    }

    private boolean is(String word) {
        return at < tokens.size() && tokens.get(at).equalsIgnoreCase(word);
    }

    private boolean take(String word) {
        boolean there = is(word);
        at += there ? 1 : 0;
        return there;
    }

    private void expect(String word) {
        if (!take(word)) {
            throw syntax();
        }
    }

    private String next() {
        if (at == tokens.size()) {
            throw syntax();
        }
        return tokens.get(at++);
    }

    private RuntimeException syntax() {
        String near = at < tokens.size() ? tokens.get(at) : "end";
        return Wire.refused(400, "SYNTAX_ERROR", "error occured while parsing the query", "near", near);
    }
}
