package dev.caravan.sandbox.salesforce;

import dev.caravan.sandbox.salesforce.SoqlQuery.And;
import dev.caravan.sandbox.salesforce.SoqlQuery.Bool;
import dev.caravan.sandbox.salesforce.SoqlQuery.Compare;
import dev.caravan.sandbox.salesforce.SoqlQuery.Day;
import dev.caravan.sandbox.salesforce.SoqlQuery.In;
import dev.caravan.sandbox.salesforce.SoqlQuery.InQuery;
import dev.caravan.sandbox.salesforce.SoqlQuery.Includes;
import dev.caravan.sandbox.salesforce.SoqlQuery.Literal;
import dev.caravan.sandbox.salesforce.SoqlQuery.Moment;
import dev.caravan.sandbox.salesforce.SoqlQuery.Not;
import dev.caravan.sandbox.salesforce.SoqlQuery.Null;
import dev.caravan.sandbox.salesforce.SoqlQuery.Or;
import dev.caravan.sandbox.salesforce.SoqlQuery.Span;
import dev.caravan.sandbox.salesforce.SoqlQuery.Text;
import dev.caravan.sandbox.salesforce.SoqlQuery.Where;
import dev.caravan.sandbox.salesforce.SoqlTokens.Kind;
import dev.caravan.sandbox.salesforce.SoqlTokens.Token;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Reads what follows WHERE. */
final class SoqlConditions {
    private static final Set<String> OPERATORS = Set.of("=", "!=", "<>", "<", "<=", ">", ">=");

    private final SoqlTokens tokens;
    private final Supplier<SoqlQuery> subQuery;

    /** @param subQuery reads a nested statement from the same tokens */
    SoqlConditions(SoqlTokens tokens, Supplier<SoqlQuery> subQuery) {
        this.tokens = tokens;
        this.subQuery = subQuery;
    }

    /** AND and OR do not mix on one level without parentheses; Salesforce refuses that too. */
    Where where() {
        Where first = operand();
        boolean and = tokens.peek().is("AND");
        String word = and ? "AND" : "OR";
        if (!tokens.peek().is(word)) {
            return first;
        }
        List<Where> parts = new ArrayList<>(List.of(first));
        while (tokens.takeIf(word)) {
            parts.add(operand());
        }
        if (tokens.peek().is(and ? "OR" : "AND")) {
            throw tokens.unexpected(tokens.peek());
        }
        return and ? new And(parts) : new Or(parts);
    }

    private Where operand() {
        if (tokens.takeIf("NOT")) {
            return new Not(operand());
        }
        if (tokens.takeIf("(")) {
            Where inner = where();
            tokens.expect(")");
            return inner;
        }
        return comparison(tokens.word());
    }

    private Where comparison(String path) {
        Token operator = tokens.take();
        if (operator.kind() == Kind.SYMBOL && OPERATORS.contains(operator.text())) {
            return new Compare(path, operator.text().equals("<>") ? "!=" : operator.text(), literal());
        }
        if (operator.is("LIKE")) {
            return new Compare(path, "LIKE", literal());
        }
        if (operator.is("IN")) {
            return in(path, false);
        }
        if (operator.is("NOT")) {
            tokens.expect("IN");
            return in(path, true);
        }
        if (operator.is("INCLUDES") || operator.is("EXCLUDES")) {
            tokens.expect("(");
            return new Includes(path, operator.is("EXCLUDES"), literals());
        }
        throw tokens.unexpected(operator);
    }

    private Where in(String path, boolean negated) {
        tokens.expect("(");
        if (tokens.peek().is("SELECT")) {
            SoqlQuery query = subQuery.get();
            tokens.expect(")");
            return new InQuery(path, negated, query);
        }
        return new In(path, negated, literals());
    }

    private List<Literal> literals() {
        List<Literal> values = new ArrayList<>();
        do {
            values.add(literal());
        } while (tokens.takeIf(","));
        tokens.expect(")");
        return values;
    }

    private Literal literal() {
        Token token = tokens.take();
        return switch (token.kind()) {
            case TEXT -> new Text(token.text());
            case NUMBER -> new SoqlQuery.Number(new BigDecimal(token.text()));
            case TIME -> time(token);
            case WORD -> word(token);
            default -> throw tokens.unexpected(token);
        };
    }

    private Literal time(Token token) {
        try {
            return token.text().length() == 10
                    ? new Day(LocalDate.parse(token.text()))
                    : new Moment(Values.instant(token.text()));
        } catch (DateTimeException e) {
            throw tokens.unexpected(token);
        }
    }

    private Literal word(Token token) {
        if (token.is("null")) {
            return new Null();
        }
        if (token.is("true") || token.is("false")) {
            return new Bool(token.is("true"));
        }
        int n = tokens.takeIf(":") ? tokens.count() : 0;
        if (!DateSpan.isName(token.text(), n)) {
            throw tokens.unexpected(token);
        }
        return new Span(token.text(), n);
    }
}
