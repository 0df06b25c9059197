package dev.caravan.sandbox.salesforce;

import dev.caravan.sandbox.salesforce.SoqlQuery.Aggregate;
import dev.caravan.sandbox.salesforce.SoqlQuery.Children;
import dev.caravan.sandbox.salesforce.SoqlQuery.Column;
import dev.caravan.sandbox.salesforce.SoqlQuery.FieldSet;
import dev.caravan.sandbox.salesforce.SoqlQuery.Item;
import dev.caravan.sandbox.salesforce.SoqlQuery.Order;
import dev.caravan.sandbox.salesforce.SoqlQuery.Where;
import dev.caravan.sandbox.salesforce.SoqlTokens.Kind;
import dev.caravan.sandbox.salesforce.SoqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads SOQL (SOQL and SOSL reference, "SOQL SELECT Syntax"). */
final class SoqlParser {
    private static final int LONGEST = 100_000;
    private static final Set<String> AGGREGATES = Set.of("COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX");
    private static final Set<String> CLAUSES =
            Set.of("USING", "WHERE", "WITH", "GROUP", "ORDER", "LIMIT", "OFFSET", "FOR", "ALL", "HAVING");

    private final SoqlTokens tokens;

    private SoqlParser(String statement) {
        tokens = new SoqlTokens(statement);
    }

    static SoqlQuery parse(String statement) {
        if (statement.length() > LONGEST) {
            throw SalesforceError.bad(
                    "QUERY_TOO_COMPLICATED",
                    "Query is either selecting too many fields or the filter conditions are too complicated.");
        }
        SoqlParser parser = new SoqlParser(statement);
        SoqlQuery query = parser.query();
        if (parser.tokens.peek().kind() != Kind.END) {
            throw parser.tokens.unexpected(parser.tokens.peek());
        }
        return query;
    }

    /** The condition and what follows it, as SOSL writes it inside {@code RETURNING T(fields WHERE ...)}. */
    static SoqlQuery returning(String object, String inner) {
        String fields = inner.isBlank() ? "Id" : inner;
        int clause = firstClause(fields);
        return parse("SELECT " + fields.substring(0, clause) + " FROM " + object + " " + fields.substring(clause));
    }

    private static int firstClause(String fields) {
        for (Token token : new SoqlTokens(fields).all()) {
            if (token.kind() == Kind.WORD && CLAUSES.contains(token.text().toUpperCase(Locale.ROOT))) {
                return token.at();
            }
        }
        return fields.length();
    }

    private SoqlQuery query() {
        tokens.expect("SELECT");
        List<Item> select = new ArrayList<>();
        do {
            select.add(item());
        } while (tokens.takeIf(","));
        tokens.expect("FROM");
        String from = tokens.word();
        String alias = alias();
        boolean mine = scope();
        Where where = tokens.takeIf("WHERE") ? new SoqlConditions(tokens, this::query).where() : null;
        if (tokens.takeIf("WITH")) {
            tokens.word();
        }
        List<String> groupBy = groupBy();
        List<Order> orderBy = orderBy();
        int limit = tokens.takeIf("LIMIT") ? tokens.count() : -1;
        int offset = tokens.takeIf("OFFSET") ? tokens.count() : 0;
        if (tokens.takeIf("FOR")) {
            tokens.word();
        }
        return new SoqlQuery(select, from, alias, mine, where, groupBy, orderBy, limit, offset);
    }

    private Item item() {
        if (tokens.takeIf("(")) {
            SoqlQuery children = query();
            tokens.expect(")");
            return new Children(children);
        }
        String word = tokens.word();
        if (!tokens.takeIf("(")) {
            return new Column(word, columnAlias());
        }
        String function = word.toUpperCase(Locale.ROOT);
        String inner = tokens.peek().is(")") ? null : tokens.word();
        tokens.expect(")");
        if (function.equals("FIELDS") && inner != null) {
            return new FieldSet(inner.toUpperCase(Locale.ROOT));
        }
        if (!AGGREGATES.contains(function) || (inner == null && !function.equals("COUNT"))) {
            throw SalesforceError.malformedQuery("Invalid function: " + word);
        }
        return new Aggregate(function, inner, columnAlias());
    }

    private @Nullable String columnAlias() {
        return tokens.peek().kind() == Kind.WORD && !tokens.peek().is("FROM") ? tokens.word() : null;
    }

    private @Nullable String alias() {
        if (tokens.takeIf("AS")) {
            return tokens.word();
        }
        Token token = tokens.peek();
        boolean named =
                token.kind() == Kind.WORD && !CLAUSES.contains(token.text().toUpperCase(Locale.ROOT));
        return named ? tokens.word() : null;
    }

    private boolean scope() {
        if (!tokens.takeIf("USING")) {
            return false;
        }
        tokens.expect("SCOPE");
        return tokens.word().equalsIgnoreCase("mine");
    }

    private List<String> groupBy() {
        List<String> paths = new ArrayList<>();
        if (tokens.takeIf("GROUP", "BY")) {
            do {
                paths.add(tokens.word());
            } while (tokens.takeIf(","));
        }
        return paths;
    }

    private List<Order> orderBy() {
        List<Order> orders = new ArrayList<>();
        if (tokens.takeIf("ORDER", "BY")) {
            do {
                orders.add(order());
            } while (tokens.takeIf(","));
        }
        return orders;
    }

    private Order order() {
        String path = tokens.word();
        if (AGGREGATES.contains(path.toUpperCase(Locale.ROOT)) && tokens.takeIf("(")) {
            path = path + "(" + (tokens.peek().is(")") ? "" : tokens.word()) + ")";
            tokens.expect(")");
        }
        boolean descending = tokens.takeIf("DESC");
        if (!descending) {
            tokens.takeIf("ASC");
        }
        boolean last = false;
        if (tokens.takeIf("NULLS")) {
            last = tokens.takeIf("LAST");
            if (!last) {
                tokens.expect("FIRST");
            }
        }
        return new Order(path, descending, last);
    }
}
