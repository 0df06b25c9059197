package dev.caravan.sandbox.tribe;

import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.tribe.FilterLexer.Kind;
import dev.caravan.sandbox.tribe.FilterLexer.Token;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code $filter}: comparisons, {@code and}, {@code or}, {@code not}, and {@code contains}, {@code startswith},
 * {@code endswith}, which take no regard of case; {@code in} and {@code has} are refused. (TribeCRM's documentation,
 * "OData".)
 */
final class FilterParser {
    private static final int DEEPEST = 200;
    private static final Map<String, IntPredicate> COMPARISONS = Map.of(
            "eq", order -> order == 0,
            "ne", order -> order != 0,
            "gt", order -> order > 0,
            "ge", order -> order >= 0,
            "lt", order -> order < 0,
            "le", order -> order <= 0);
    private static final Map<String, BiPredicate<String, String>> FUNCTIONS =
            Map.of("contains", String::contains, "startswith", String::startsWith, "endswith", String::endsWith);
    private static final Set<String> MISSING = Set.of("in", "has");

    private final Names names;
    private final Entity entity;
    private final List<Token> tokens;
    private int at;
    private int depth;

    private FilterParser(Names names, Entity entity, List<Token> tokens) {
        this.names = names;
        this.entity = entity;
        this.tokens = tokens;
    }

    /** @throws RefusedException with 400 when it is none, or names what there is not */
    static Predicate<Row> parse(Names names, Entity entity, String filter) {
        FilterParser parser = new FilterParser(names, entity, FilterLexer.tokens(filter));
        Predicate<Row> whole = parser.or();
        if (parser.peek().kind() != Kind.END) {
            throw parser.unexpected();
        }
        return whole;
    }

    private Predicate<Row> or() {
        Predicate<Row> left = and();
        while (accept("or")) {
            left = left.or(and());
        }
        return left;
    }

    private Predicate<Row> and() {
        Predicate<Row> left = not();
        while (accept("and")) {
            left = left.and(not());
        }
        return left;
    }

    private Predicate<Row> not() {
        if (++depth > DEEPEST) {
            throw Wire.refused(400, "Invalid $filter: nested too deeply");
        }
        Predicate<Row> found = accept("not") ? not().negate() : primary();
        depth--;
        return found;
    }

    private Predicate<Row> primary() {
        if (accept("(")) {
            Predicate<Row> inner = or();
            expect(")");
            return inner;
        }
        Token first = next();
        if (first.kind() != Kind.NAME) {
            throw unexpected();
        }
        if (peek().is("(")) {
            return function(first.text());
        }
        Path path = Path.of(entity, first.text());
        Token operator = next();
        if (MISSING.contains(operator.text())) {
            throw Wire.refused(400, "Invalid $filter: the operator '" + operator.text() + "' is not supported");
        }
        IntPredicate fits = operator.kind() == Kind.NAME ? COMPARISONS.get(operator.text()) : null;
        if (fits == null) {
            throw unexpected();
        }
        return comparison(path, operator.text(), fits, next());
    }

    private Predicate<Row> function(String name) {
        BiPredicate<String, String> fits = FUNCTIONS.get(name);
        if (fits == null) {
            throw Wire.refused(400, "Invalid $filter: the function '" + name + "' is not supported");
        }
        expect("(");
        Token field = next();
        expect(",");
        Token part = next();
        expect(")");
        if (field.kind() != Kind.NAME || part.kind() != Kind.TEXT) {
            throw unexpected();
        }
        Path path = Path.of(entity, field.text());
        if (path.kind() != Kind.TEXT) {
            throw Wire.refused(400, "Invalid $filter: '" + field.text() + "' is no text");
        }
        String wanted = part.text().toLowerCase(Locale.ROOT);
        return row -> {
            String value = path.value(names, row);
            return value != null && fits.test(value.toLowerCase(Locale.ROOT), wanted);
        };
    }

    private Predicate<Row> comparison(Path path, String operator, IntPredicate fits, Token literal) {
        if (literal.is("null")) {
            if (!operator.equals("eq") && !operator.equals("ne")) {
                return row -> false;
            }
            return row -> path.value(names, row) == null == operator.equals("eq");
        }
        Kind kind = literal.is("true") || literal.is("false") ? Kind.NAME : literal.kind();
        if (kind != path.kind() || kind == Kind.NAME && !literal.text().matches("true|false")) {
            throw Wire.refused(400, "Invalid $filter: '" + path.text() + "' cannot be compared with " + literal.text());
        }
        return row -> {
            String value = path.value(names, row);
            return value == null ? operator.equals("ne") : fits.test(order(kind, value, literal.text()));
        };
    }

    private static int order(Kind kind, String value, String literal) {
        return switch (kind) {
            case NUMBER -> new BigDecimal(value).compareTo(new BigDecimal(literal));
            case TIME -> time(value).compareTo(time(literal));
            // The database takes no regard of case.
            default -> value.compareToIgnoreCase(literal);
        };
    }

    private static java.time.Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Wire.refused(400, "Invalid $filter: there is no such time");
        }
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Token next() {
        Token token = tokens.get(at);
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    private boolean accept(String word) {
        boolean is = peek().is(word);
        at += is ? 1 : 0;
        return is;
    }

    private void expect(String word) {
        if (!accept(word)) {
            throw unexpected();
        }
    }

    private RefusedException unexpected() {
        return Wire.refused(400, "Invalid $filter: syntax error near '" + peek().text() + "'");
    }

    /**
     * A field, over references.
     *
     * @param navs references that lead to it
     * @param field its name; empty where a reference itself is meant
     * @param kind of literals that it can be compared with
     */
    record Path(String text, List<Entity.Nav> navs, String field, Kind kind) {
        /** @throws RefusedException with 400 when there is no such thing */
        static Path of(Entity start, String text) {
            List<Entity.Nav> navs = new java.util.ArrayList<>();
            Entity entity = start;
            String[] steps = text.split("/");
            for (int i = 0; i < steps.length; i++) {
                Entity.Nav nav = Schema.nav(entity, steps[i]).orElse(null);
                if (nav == null && i == steps.length - 1) {
                    return new Path(text, navs, steps[i], kind(entity, steps[i]));
                }
                if (nav == null || nav.isMany()) {
                    throw unknown(entity, steps[i]);
                }
                navs.add(nav);
                entity = Schema.of(nav.to());
            }
            return new Path(text, navs, "", Kind.SIGN);
        }

        @Nullable
        String value(Names names, Row start) {
            Row row = start;
            for (Entity.Nav nav : navs) {
                row = names.follow(row, nav).orElse(null);
                if (row == null) {
                    return null;
                }
            }
            var value = names.value(row, field.isEmpty() ? "ID" : field);
            return value.isNull() ? null : value.asText();
        }

        private static Kind kind(Entity entity, String field) {
            dev.caravan.sandbox.store.Field.Type type = Schema.field(entity, field)
                    .map(dev.caravan.sandbox.store.Field::type)
                    .orElse(Schema.COMPUTED.get(field));
            if (type == null) {
                throw unknown(entity, field);
            }
            return switch (type) {
                case REFERENCE -> Kind.GUID;
                case INTEGER, NUMBER -> Kind.NUMBER;
                case BOOLEAN -> Kind.NAME;
                case DATE -> Kind.DATE;
                case TIME -> Kind.TIME;
                default -> Kind.TEXT;
            };
        }

        private static RefusedException unknown(Entity entity, String name) {
            return Wire.refused(400, "The property '" + name + "' does not exist in type '" + entity.type() + "'");
        }
    }
}
