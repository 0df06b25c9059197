package dev.caravan.crm.salesforce;

import dev.caravan.crm.ConditionCheck;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Condition.Operator;
import dev.caravan.filter.Filters;
import dev.caravan.filter.LikePattern;
import dev.caravan.problem.InvalidInputException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Turns a condition into what follows {@code WHERE}. The statement finds all records that meet the condition, and where
 * SOQL compares otherwise than Caravan some that do not: it knows texts without regard to case and orders them by the
 * org's language. Whoever reads them tests them once more. {@code NOT} is worked into the comparisons, so that nothing
 * depends on what SOQL makes of it.
 */
final class SoqlFilter {
    private static final String NOTHING = "Id = null";
    private static final String EVERYTHING = "";
    private static final BigDecimal LARGEST_INTEGER = BigDecimal.valueOf(Integer.MAX_VALUE);
    /** A double tells apart what has so many digits. */
    private static final int DIGITS = 15;

    private final Columns columns;

    private SoqlFilter(Columns columns) {
        this.columns = columns;
    }

    /**
     * A condition and its statement.
     *
     * @param condition with the org's spelling of the fields, and each value in the type of its field
     * @param where empty text when every record may meet it
     */
    record Narrowed(Condition condition, String where) {}

    /**
     * Compiles a condition.
     *
     * @throws InvalidInputException when it names what the object does not have or cannot search, or compares it with
     *     what it cannot hold
     */
    static Narrowed of(String object, Columns columns, Condition condition) {
        Condition spelled = Filters.rename(
                condition,
                name -> columns.find(name).map(column -> column.schema().name()).orElse(name));
        Condition fitted = Filters.replace(
                new ConditionCheck(columns.schema(object)).fit(spelled), comparison -> longIds(columns, comparison));
        return new Narrowed(fitted, new SoqlFilter(columns).compile(fitted, false));
    }

    /** Records hold the long form of an id, whichever was asked for. */
    private static Condition longIds(Columns columns, Condition comparison) {
        String name = Filters.fields(comparison).iterator().next();
        if (columns.find(name).filter(c -> c.type() == Type.REFERENCE).isEmpty()) {
            return comparison;
        }
        if (comparison instanceof Condition.Compare c) {
            return new Condition.Compare(
                    name, c.operator(), Soql.longId(c.value().toString()));
        }
        return comparison instanceof Condition.In in
                ? new Condition.In(
                        name,
                        in.values().stream()
                                .map(id -> (Object) Soql.longId(id.toString()))
                                .toList())
                : comparison;
    }

    private String compile(Condition condition, boolean negated) {
        if (condition instanceof Condition.Everything) {
            return negated ? NOTHING : EVERYTHING;
        }
        if (condition instanceof Condition.And and) {
            return negated ? any(and.parts(), true) : all(and.parts(), false);
        }
        if (condition instanceof Condition.Or or) {
            return negated ? all(or.parts(), true) : any(or.parts(), false);
        }
        if (condition instanceof Condition.Not not) {
            return compile(not.part(), !negated);
        }
        if (condition instanceof Condition.Compare compare) {
            return compare(compare, negated);
        }
        if (condition instanceof Condition.In in) {
            return in(in, negated);
        }
        if (condition instanceof Condition.Like like) {
            return like(like, negated);
        }
        if (condition instanceof Condition.IsNull empty) {
            return Soql.field(empty.field()) + (negated ? " != null" : " = null");
        }
        throw new IllegalStateException("condition of an unknown kind: " + condition);
    }

    private String all(List<Condition> parts, boolean negated) {
        List<String> texts = texts(parts, negated);
        texts.removeIf(String::isEmpty);
        return texts.contains(NOTHING) ? NOTHING : join(texts, " AND ", EVERYTHING);
    }

    private String any(List<Condition> parts, boolean negated) {
        List<String> texts = texts(parts, negated);
        return texts.contains(EVERYTHING) ? EVERYTHING : join(texts, " OR ", NOTHING);
    }

    private List<String> texts(List<Condition> parts, boolean negated) {
        List<String> texts = new ArrayList<>();
        parts.forEach(part -> texts.add(compile(part, negated)));
        return texts;
    }

    private static String join(List<String> texts, String word, String whenNone) {
        if (texts.isEmpty()) {
            return whenNone;
        }
        return texts.size() == 1 ? texts.get(0) : "(" + String.join(word, texts) + ")";
    }

    private String compare(Condition.Compare compare, boolean negated) {
        Column column = column(compare.field());
        String field = Soql.field(compare.field());
        Operator operator = negated ? compare.operator().opposite() : compare.operator();
        if (operator == Operator.EQUAL || operator == Operator.NOT_EQUAL) {
            Condition.In one = new Condition.In(compare.field(), List.of(compare.value()));
            return in(one, operator == Operator.NOT_EQUAL);
        }
        if (!isExact(column, compare.value())) {
            return negated ? EVERYTHING : field + " != null";
        }
        String test = field + " " + ordered(column, operator, compare.value());
        return negated ? orEmpty(field, test) : test;
    }

    private String in(Condition.In in, boolean negated) {
        Column column = column(in.field());
        String field = Soql.field(in.field());
        if (negated && !in.values().stream().allMatch(value -> isExact(column, value))) {
            return EVERYTHING;
        }
        if (!in.values().stream().allMatch(value -> isFound(column, value))) {
            return field + " != null";
        }
        List<String> literals = in.values().stream()
                .filter(value -> canHold(column, value))
                .map(value -> Soql.literal(column, value).orElseThrow())
                .distinct()
                .toList();
        if (literals.isEmpty()) {
            return negated ? EVERYTHING : NOTHING;
        }
        String list = "(" + String.join(",", literals) + ")";
        if (column.type() == Type.OPTIONS) {
            return field + " INCLUDES " + list;
        }
        if (literals.size() == 1) {
            // SOQL's != holds for empty fields already.
            return field + (negated ? " != " : " = ") + literals.get(0);
        }
        return negated ? orEmpty(field, field + " NOT IN " + list) : field + " IN " + list;
    }

    private String like(Condition.Like like, boolean negated) {
        String field = Soql.field(like.field());
        if (negated) {
            return EVERYTHING;
        }
        LikePattern pattern = LikePattern.of(like.pattern());
        if (like.pattern().isEmpty() || isLonger(column(like.field()), String.join("", pattern.texts()))) {
            return NOTHING;
        }
        return pattern.isAny() || !column(like.field()).isText()
                ? field + " != null"
                : field + " LIKE " + Soql.pattern(pattern);
    }

    /** Whether a comparison with the value finds every record that it should. */
    private static boolean isFound(Column column, Object value) {
        boolean isText = value instanceof String;
        return column.type() == Type.REFERENCE
                || (column.isText() || column.type() == Type.OPTIONS ? isText : isExact(column, value));
    }

    /** Whether SOQL's comparison with the value and Caravan's are the same. */
    private static boolean isExact(Column column, Object value) {
        return switch (column.type()) {
            case BOOLEAN, REFERENCE -> true;
            case INTEGER -> value instanceof BigDecimal number && number.abs().compareTo(LARGEST_INTEGER) <= 0;
            case NUMBER ->
                value instanceof BigDecimal number
                        && number.precision() <= DIGITS
                        && Math.abs(number.scale()) <= DIGITS;
            case DATE -> value instanceof LocalDate day && isKnown(day.getYear());
            case DATETIME ->
                value instanceof Instant moment
                        && moment.getNano() % 1_000_000 == 0
                        && isKnown(moment.atOffset(ZoneOffset.UTC).getYear());
            case OPTION ->
                column.schema().isClosed()
                        && column.schema().options().stream()
                                .anyMatch(option -> option.name().equals(value));
            default -> false;
        };
    }

    /** (Salesforce SOQL guide, "Date formats": years 1700 to 4000.) */
    private static boolean isKnown(int year) {
        return year >= 1700 && year < 4000;
    }

    private static boolean canHold(Column column, Object value) {
        return switch (column.type()) {
            case INTEGER -> value instanceof BigDecimal number && isWhole(number);
            case REFERENCE -> Soql.isId(value.toString());
            default -> !(value instanceof String text) || !isLonger(column, text);
        };
    }

    private static boolean isLonger(Column column, String text) {
        int most = column.schema().maxLength();
        return most > 0 && text.codePointCount(0, text.length()) > most;
    }

    /** A whole number is not compared with a fraction, which SOQL might refuse. */
    private static String ordered(Column column, Operator operator, Object value) {
        if (column.type() == Type.INTEGER && value instanceof BigDecimal number && !isWhole(number)) {
            boolean less = operator == Operator.LESS || operator == Operator.LESS_OR_EQUAL;
            BigDecimal bound = number.setScale(0, less ? RoundingMode.FLOOR : RoundingMode.CEILING);
            return (less ? "<= " : ">= ") + Soql.literal(column, bound).orElseThrow();
        }
        return operator.sign() + " " + Soql.literal(column, value).orElseThrow();
    }

    private static boolean isWhole(BigDecimal number) {
        return number.stripTrailingZeros().scale() <= 0;
    }

    private static String orEmpty(String field, String test) {
        return "(" + test + " OR " + field + " = null)";
    }

    private Column column(String field) {
        return Objects.requireNonNull(columns.find(field).orElse(null), "the condition was checked");
    }
}
