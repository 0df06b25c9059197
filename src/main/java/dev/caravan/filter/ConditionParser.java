package dev.caravan.filter;

import dev.caravan.filter.Condition.Operator;
import dev.caravan.filter.Filters.KnownFields;
import dev.caravan.filter.Filters.Parsed;
import java.util.ArrayList;
import java.util.List;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.NotExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.conditional.AndExpression;
import net.sf.jsqlparser.expression.operators.conditional.OrExpression;
import net.sf.jsqlparser.expression.operators.relational.Between;
import net.sf.jsqlparser.expression.operators.relational.ComparisonOperator;
import net.sf.jsqlparser.expression.operators.relational.EqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ExpressionList;
import net.sf.jsqlparser.expression.operators.relational.GreaterThan;
import net.sf.jsqlparser.expression.operators.relational.GreaterThanEquals;
import net.sf.jsqlparser.expression.operators.relational.InExpression;
import net.sf.jsqlparser.expression.operators.relational.IsBooleanExpression;
import net.sf.jsqlparser.expression.operators.relational.IsNullExpression;
import net.sf.jsqlparser.expression.operators.relational.LikeExpression;
import net.sf.jsqlparser.expression.operators.relational.MinorThan;
import net.sf.jsqlparser.expression.operators.relational.MinorThanEquals;
import net.sf.jsqlparser.expression.operators.relational.NotEqualsTo;
import net.sf.jsqlparser.expression.operators.relational.ParenthesedExpressionList;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.Node;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.Token;
import net.sf.jsqlparser.parser.TokenMgrException;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.Select;
import org.jspecify.annotations.Nullable;

/** Turns the library's expression into a {@link Condition} and refuses by name whatever else SQL has. */
final class ConditionParser {
    private static final int LONGEST = 20_000;
    private static final int DEEPEST = 25;

    private final KnownFields fields;
    private final QuotedTexts texts;
    private final Literals literals;

    private ConditionParser(KnownFields fields, QuotedTexts texts) {
        this.fields = fields;
        this.texts = texts;
        this.literals = new Literals(texts);
    }

    static Parsed read(String text, KnownFields fields) {
        if (text.isBlank()) {
            return wrong("the condition is empty. Write for example: stage = 'Customer'.");
        }
        String shown = shown(text);
        if (text.length() > LONGEST) {
            return wrong("the condition " + shown + " is longer than " + LONGEST + " characters. Shorten it.");
        }
        try {
            return new Parsed(new ConditionParser(fields, new QuotedTexts(text)).condition(), "");
        } catch (RefusedException e) {
            return wrong("the condition " + shown + " " + e.getMessage());
        } catch (StackOverflowError e) {
            // Thousands of operators in a row: the library goes down one level for each.
            return wrong("the condition " + shown + " is too long for one condition. Shorten it.");
        }
    }

    private Condition condition() {
        String numbered = texts.numbered();
        if (Nesting.of(numbered) > DEEPEST) {
            throw new RefusedException(
                    "has more than " + DEEPEST + " nested parentheses or repeated words. Flatten it.");
        }
        try {
            return condition(expression(numbered));
        } catch (ParseException e) {
            throw new RefusedException(place(numbered, e.currentToken));
        } catch (TokenMgrException e) {
            throw new RefusedException("holds a character that does not belong there. Write text as 'text'.");
        }
    }

    /** Quick first; the thorough mode of the library is slow on nested parentheses. */
    private static Expression expression(String text) throws ParseException {
        try {
            return whole(new CCJSqlParser(text).withAllowComplexParsing(false));
        } catch (ParseException quick) {
            return whole(new CCJSqlParser(text).withAllowComplexParsing(true));
        }
    }

    private static Expression whole(CCJSqlParser parser) throws ParseException {
        Expression found = parser.Expression();
        Token next = parser.getNextToken();
        if (next.kind != 0) {
            ParseException e = new ParseException("text after the end");
            Token before = new Token();
            before.next = next;
            e.currentToken = before;
            throw e;
        }
        return found;
    }

    private Condition condition(Expression e) {
        if (e instanceof AndExpression || e instanceof OrExpression) {
            return junction(e);
        }
        if (e instanceof NotExpression not) {
            return new Condition.Not(condition(not.getExpression()));
        }
        if (e instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
            return condition((Expression) list.get(0));
        }
        if (e instanceof ComparisonOperator comparison) {
            return comparison(comparison);
        }
        if (e instanceof InExpression in) {
            return in(in);
        }
        if (e instanceof LikeExpression like) {
            return like(like);
        }
        if (e instanceof IsNullExpression none) {
            return maybeNot(
                    none.isNot(),
                    known(none.getLeftExpression(), new Condition.IsNull(field(none.getLeftExpression()))));
        }
        if (e instanceof IsBooleanExpression is) {
            Condition truth = new Condition.Compare(field(is.getLeftExpression()), Operator.EQUAL, is.isTrue());
            return maybeNot(is.isNot(), known(is.getLeftExpression(), truth));
        }
        if (e instanceof Between between) {
            return between(between);
        }
        throw literals.refused(e);
    }

    private Condition junction(Expression e) {
        boolean and = e instanceof AndExpression;
        List<Condition> parts = new ArrayList<>();
        Expression rest = e;
        // The library nests a chain to the left; a loop keeps a long one off the stack.
        while (and ? rest instanceof AndExpression : rest instanceof OrExpression) {
            var pair = (net.sf.jsqlparser.expression.BinaryExpression) rest;
            parts.add(0, condition(pair.getRightExpression()));
            rest = pair.getLeftExpression();
        }
        parts.add(0, condition(rest));
        return and ? new Condition.And(parts) : new Condition.Or(parts);
    }

    private Condition comparison(ComparisonOperator c) {
        Operator operator = operator(c);
        if (c.getLeftExpression() instanceof StringValue && c.getRightExpression() instanceof Column) {
            throw new RefusedException("has a value on the left of '" + operator.sign()
                    + "'. Write the field first: field " + operator.sign() + " value.");
        }
        String field = field(c.getLeftExpression());
        Object value = literals.value(c.getRightExpression());
        if (value == null) {
            throw new RefusedException("compares '" + field + "' with null. Write: " + field
                    + (operator == Operator.NOT_EQUAL ? " IS NOT NULL." : " IS NULL."));
        }
        if (value.equals("") && (operator == Operator.EQUAL || operator == Operator.NOT_EQUAL)) {
            return maybeNot(operator == Operator.NOT_EQUAL, known(c.getLeftExpression(), new Condition.IsNull(field)));
        }
        return known(c.getLeftExpression(), new Condition.Compare(field, operator, value));
    }

    private Operator operator(ComparisonOperator c) {
        if (c instanceof EqualsTo) {
            return Operator.EQUAL;
        }
        if (c instanceof NotEqualsTo) {
            return Operator.NOT_EQUAL;
        }
        if (c instanceof MinorThan) {
            return Operator.LESS;
        }
        if (c instanceof MinorThanEquals) {
            return Operator.LESS_OR_EQUAL;
        }
        if (c instanceof GreaterThan) {
            return Operator.GREATER;
        }
        if (c instanceof GreaterThanEquals) {
            return Operator.GREATER_OR_EQUAL;
        }
        throw literals.refused(c);
    }

    private Condition in(InExpression in) {
        String field = field(in.getLeftExpression());
        if (in.getRightExpression() instanceof Select select) {
            throw literals.refused(select);
        }
        if (!(in.getRightExpression() instanceof ExpressionList<?> list)) {
            throw new RefusedException("has something else than a list after IN. Write: " + field + " IN ('a', 'b').");
        }
        List<Object> values = new ArrayList<>(list.size());
        for (Object item : list) {
            Object value = literals.value((Expression) item);
            if (value == null) {
                throw new RefusedException("has null in the list of '" + field + "'. Write: OR " + field + " IS NULL.");
            }
            values.add(value);
        }
        boolean orEmpty = values.removeIf(""::equals);
        Condition among = known(in.getLeftExpression(), new Condition.In(field, values));
        return maybeNot(in.isNot(), orEmpty ? new Condition.Or(List.of(among, new Condition.IsNull(field))) : among);
    }

    private Condition like(LikeExpression like) {
        String word = like.getLikeKeyWord().toString();
        if (!word.equals("LIKE") && !word.equals("ILIKE") || like.isUseBinary()) {
            throw new RefusedException("uses " + word + (like.isUseBinary() ? " BINARY" : "")
                    + ", which conditions do not know. Use LIKE with % and _.");
        }
        if (like.getEscape() != null) {
            throw new RefusedException("uses ESCAPE, which conditions do not know. Write \\% for a percent sign and"
                    + " \\_ for an underscore.");
        }
        String field = field(like.getLeftExpression());
        Condition fits = new Condition.Like(field, literals.text(like.getRightExpression()));
        return maybeNot(like.isNot(), known(like.getLeftExpression(), fits));
    }

    private Condition between(Between b) {
        String field = field(b.getLeftExpression());
        Object from = literals.value(b.getBetweenExpressionStart());
        Object to = literals.value(b.getBetweenExpressionEnd());
        if (from == null || to == null) {
            throw new RefusedException("has null as a bound of '" + field + "'. Use >= or <= alone.");
        }
        return maybeNot(
                b.isNot(),
                new Condition.And(List.of(
                        known(b.getLeftExpression(), new Condition.Compare(field, Operator.GREATER_OR_EQUAL, from)),
                        known(b.getLeftExpression(), new Condition.Compare(field, Operator.LESS_OR_EQUAL, to)))));
    }

    private static Condition maybeNot(boolean not, Condition condition) {
        return not ? new Condition.Not(condition) : condition;
    }

    private String field(Expression e) {
        if (e instanceof Column column) {
            return Literals.unquoted(column);
        }
        if (e instanceof ParenthesedExpressionList<?> list && list.size() == 1) {
            return field((Expression) list.get(0));
        }
        if (e instanceof StringValue || Literals.isNumber(e)) {
            throw new RefusedException(
                    "has the value " + literals.shown(e) + " where a field belongs. Write the field first.");
        }
        throw literals.refused(e);
    }

    /** The comparison, unless there is something wrong with it: then its place is named. */
    private Condition known(Expression field, Condition comparison) {
        fields.mistake(comparison).ifPresent(mistake -> {
            Node node = field instanceof Column column ? column.getASTNode() : null;
            Token first = node == null ? null : node.jjtGetFirstToken();
            throw new RefusedException((first == null
                            ? "has a mistake: "
                            : "has a mistake at character " + texts.place(first.absoluteBegin) + ": ")
                    + mistake);
        });
        return comparison;
    }

    private String place(String numbered, @Nullable Token current) {
        Token at = current == null ? null : current.next;
        if (at == null || at.kind == 0) {
            return "ends too early. A comparison is: field = value.";
        }
        int from = Math.max(0, Math.min(numbered.length(), at.absoluteBegin - 1));
        return "cannot be read from " + shown(texts.written(numbered.substring(from))) + " on (character "
                + texts.place(from + 1)
                + "). A comparison is: field = value. A field that is called like a word of SQL is written `field`.";
    }

    /** Quoted for a message, at most 60 characters of it. */
    static String shown(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return "\u00ab" + (line.length() > 60 ? line.substring(0, 57) + "..." : line) + "\u00bb";
    }

    private static Parsed wrong(String problem) {
        return new Parsed(null, problem);
    }

    /** Ends the reading of a condition; its message goes on after the quoted condition. */
    static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message, null, false, false);
        }
    }
}
