package dev.caravan.filter;

import dev.caravan.filter.ConditionParser.RefusedException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import net.sf.jsqlparser.expression.BinaryExpression;
import net.sf.jsqlparser.expression.BooleanValue;
import net.sf.jsqlparser.expression.CaseExpression;
import net.sf.jsqlparser.expression.CastExpression;
import net.sf.jsqlparser.expression.DateTimeLiteralExpression;
import net.sf.jsqlparser.expression.DoubleValue;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.JdbcNamedParameter;
import net.sf.jsqlparser.expression.JdbcParameter;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.expression.NullValue;
import net.sf.jsqlparser.expression.SignedExpression;
import net.sf.jsqlparser.expression.StringValue;
import net.sf.jsqlparser.expression.operators.relational.ExistsExpression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.Select;
import org.jspecify.annotations.Nullable;

/** The values that may stand in a condition. */
final class Literals {
    private static final int LONGEST_NUMBER = 40;

    private final QuotedTexts texts;

    Literals(QuotedTexts texts) {
        this.texts = texts;
    }

    /** The value, or null for SQL's null. */
    @Nullable
    Object value(Expression e) {
        if (e instanceof NullValue) {
            return null;
        }
        if (e instanceof StringValue) {
            return typed(text(e));
        }
        if (e instanceof LongValue number) {
            return number(number.getStringValue());
        }
        if (e instanceof DoubleValue number) {
            return number(number.toString());
        }
        if (e instanceof SignedExpression signed && value(signed.getExpression()) instanceof BigDecimal number) {
            return signed.getSign() == '-' ? number.negate() : number;
        }
        if (e instanceof BooleanValue truth) {
            return truth.getValue();
        }
        if (e instanceof DateTimeLiteralExpression date) {
            return typed(texts.value(inner(date.getValue())));
        }
        if (e instanceof Column column) {
            return word(column);
        }
        throw refused(e);
    }

    /** A short exponent can make a number of gigabytes; nobody's records hold one. */
    private static BigDecimal number(String text) {
        try {
            BigDecimal number = text.length() > LONGEST_NUMBER ? null : new BigDecimal(text);
            if (number != null && Math.abs((long) number.scale()) <= LONGEST_NUMBER) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new RefusedException("has " + ConditionParser.shown(text) + ", which is no number. Write: 1000000.");
        }
        throw new RefusedException("has the number " + ConditionParser.shown(text) + ", which is longer than "
                + LONGEST_NUMBER + " digits. Shorten it.");
    }

    private static Boolean word(Column column) {
        String name = column.getFullyQualifiedName();
        if (name.equalsIgnoreCase("true") || name.equalsIgnoreCase("false")) {
            return Boolean.valueOf(name.toLowerCase(Locale.ROOT));
        }
        throw new RefusedException("compares with the field '" + name
                + "', which conditions cannot. If it is text, write it in quotes: '" + name + "'.");
    }

    /** Text of a pattern; anything else is refused. */
    String text(Expression e) {
        if (e instanceof StringValue text) {
            if (text.getPrefix() != null || !"'".equals(text.getQuoteStr())) {
                throw new RefusedException("has " + shown(e) + ". Write text as 'text', with nothing before it.");
            }
            return texts.value(text.getValue());
        }
        throw new RefusedException("has " + shown(e) + " where text in quotes belongs. Write: LIKE 'text%'.");
    }

    /** As it was written, cut for a message. */
    String shown(Expression e) {
        return ConditionParser.shown(texts.written(e.toString()));
    }

    RefusedException refused(Expression e) {
        String cure = e instanceof Column column
                ? "Compare it with a value, for example: " + unquoted(column) + " = true."
                : e instanceof Function || e instanceof Select
                        ? "Compare fields with values only."
                        : "Use = <> < <= > >= IN LIKE BETWEEN IS NULL AND OR NOT.";
        return new RefusedException("has " + kind(e) + " at " + shown(e) + ", which conditions do not know. " + cure);
    }

    static boolean isNumber(Expression e) {
        return e instanceof LongValue || e instanceof DoubleValue || e instanceof SignedExpression;
    }

    static String unquoted(Column column) {
        String name = column.getFullyQualifiedName();
        return name.startsWith("`") ? inner(name) : name;
    }

    private static String kind(Expression e) {
        if (e instanceof Function || e instanceof CastExpression) {
            return "a function";
        }
        if (e instanceof Select || e instanceof ExistsExpression) {
            return "a subselect";
        }
        if (e instanceof CaseExpression) {
            return "CASE";
        }
        if (e instanceof JdbcParameter || e instanceof JdbcNamedParameter) {
            return "a parameter";
        }
        if (e instanceof Column) {
            return "a field that is not compared";
        }
        return e instanceof BinaryExpression ? "arithmetic or an operator" : "something";
    }

    private static String inner(String quoted) {
        return quoted.length() < 2 ? quoted : quoted.substring(1, quoted.length() - 1);
    }

    private static Object typed(String text) {
        Instant time = Times.parse(text);
        if (time == null) {
            return text;
        }
        return text.length() == 10 ? LocalDate.parse(text) : time;
    }

    /** The point in time that a text or a number names, or null. */
    static @Nullable Instant instant(Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        if (value instanceof LocalDate date) {
            return date.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        return Times.parse(value.toString().strip());
    }
}
