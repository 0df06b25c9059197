package dev.caravan.crm.dynamics;

import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Condition.Operator;
import dev.caravan.filter.LikePattern;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns a condition into a {@code $filter}. It finds all records that meet the condition, and where Dataverse compares
 * otherwise than Caravan (texts without regard to case and accents, patterns with wildcards of its own) some that do
 * not: whoever reads them tests them once more. {@code not} is worked into the comparisons, so that nothing depends on
 * what Dataverse makes of empty fields. A value gets into the text through {@link #quoted} or as a number, a day, a
 * time or a GUID that was read as one.
 */
final class ODataFilter {
    static final String EVERYTHING = "";
    private static final int LISTED = 100;
    private static final int DIGITS = 15;

    private final Function<String, Optional<DynamicsField>> fields;
    private final String nothing;

    /** @param fields finds the field of a name; the condition was checked against the same */
    ODataFilter(DynamicsTable table, Function<String, Optional<DynamicsField>> fields) {
        this.fields = fields;
        this.nothing = table.idField() + " eq null";
    }

    /** The filter; an empty text when every record may meet the condition. */
    String of(Condition condition) {
        return compile(condition, false);
    }

    /** Whether a filter lets nothing through. */
    boolean isNothing(String filter) {
        return filter.equals(nothing);
    }

    /** A text in quotes; a quote in it is doubled. (OData 4.0, "URL conventions".) */
    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** The field equals one of the values; empty when none of them can be one of its. */
    static Optional<String> among(DynamicsField field, List<?> values) {
        List<String> literals = values.stream()
                .map(value -> literal(field, value))
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        if (literals.isEmpty()) {
            return Optional.empty();
        }
        if (literals.size() > LISTED && isText(field.schema())) {
            // Dataverse takes 500 conditions at most; a list is one.
            return Optional.of("Microsoft.Dynamics.CRM.In(PropertyName=" + quoted(field.name()) + ",PropertyValues=["
                    + String.join(",", literals) + "])");
        }
        List<String> tests = literals.stream()
                .map(literal -> field.shownName() + " eq " + literal)
                .toList();
        return Optional.of(tests.size() == 1 ? tests.get(0) : "(" + String.join(" or ", tests) + ")");
    }

    private String compile(Condition condition, boolean negated) {
        if (condition instanceof Condition.Everything) {
            return negated ? nothing : EVERYTHING;
        }
        if (condition instanceof Condition.Not not) {
            return compile(not.part(), !negated);
        }
        if (condition instanceof Condition.And and) {
            return negated ? any(and.parts(), true) : all(and.parts(), false);
        }
        if (condition instanceof Condition.Or or) {
            return negated ? all(or.parts(), true) : any(or.parts(), false);
        }
        if (condition instanceof Condition.Compare compare) {
            return compare(compare, negated);
        }
        if (condition instanceof Condition.In in) {
            return in(field(in.field()), in.values(), negated);
        }
        if (condition instanceof Condition.Like like) {
            return like(like, negated);
        }
        if (condition instanceof Condition.IsNull empty) {
            return field(empty.field()).shownName() + (negated ? " ne null" : " eq null");
        }
        throw new IllegalStateException("condition of an unknown kind: " + condition);
    }

    private String all(List<Condition> parts, boolean negated) {
        List<String> texts = texts(parts, negated);
        texts.removeIf(String::isEmpty);
        return texts.contains(nothing) ? nothing : joined(texts, " and ", EVERYTHING);
    }

    private String any(List<Condition> parts, boolean negated) {
        List<String> texts = texts(parts, negated);
        if (texts.contains(EVERYTHING)) {
            return EVERYTHING;
        }
        texts.removeIf(nothing::equals);
        return joined(texts, " or ", nothing);
    }

    private List<String> texts(List<Condition> parts, boolean negated) {
        List<String> texts = new ArrayList<>();
        parts.forEach(part -> texts.add(compile(part, negated)));
        return texts;
    }

    private static String joined(List<String> texts, String word, String whenNone) {
        if (texts.isEmpty()) {
            return whenNone;
        }
        return texts.size() == 1 ? texts.get(0) : "(" + String.join(word, texts) + ")";
    }

    private String compare(Condition.Compare compare, boolean negated) {
        DynamicsField field = field(compare.field());
        Operator operator = negated ? opposite(compare.operator()) : compare.operator();
        if (operator == Operator.EQUAL || operator == Operator.NOT_EQUAL) {
            return in(field, List.of(compare.value()), operator == Operator.NOT_EQUAL);
        }
        Optional<String> literal = literal(field, compare.value());
        if (!isExact(field, compare.value())
                || literal.isEmpty()
                || !hasOrder(field.schema().type())) {
            return negated ? EVERYTHING : field.shownName() + " ne null";
        }
        String sign =
                switch (operator) {
                    case LESS -> " lt ";
                    case LESS_OR_EQUAL -> " le ";
                    case GREATER -> " gt ";
                    default -> " ge ";
                };
        String test = field.shownName() + sign + literal.get();
        return negated ? orEmpty(field, test) : test;
    }

    private String in(DynamicsField field, List<Object> values, boolean negated) {
        if (field.schema().type() == Type.OPTIONS || field.schema().type() == Type.OTHER) {
            return negated ? EVERYTHING : field.shownName() + " ne null";
        }
        if (negated) {
            boolean isExact = values.stream().allMatch(value -> isExact(field, value));
            List<String> tests = values.stream()
                    .map(value -> literal(field, value))
                    .flatMap(Optional::stream)
                    .map(literal -> field.shownName() + " ne " + literal)
                    .toList();
            return !isExact || tests.isEmpty() || tests.size() > LISTED
                    ? EVERYTHING
                    : orEmpty(field, joined(tests, " and ", EVERYTHING));
        }
        boolean isFound = isText(field.schema()) || values.stream().allMatch(value -> isExact(field, value));
        return isFound ? among(field, values).orElse(nothing) : field.shownName() + " ne null";
    }

    /** What stands between the wildcards has to be in the text; where it stands is tested afterwards. */
    private String like(Condition.Like like, boolean negated) {
        DynamicsField field = field(like.field());
        if (negated) {
            return EVERYTHING;
        }
        List<String> tests = new ArrayList<>();
        if (isText(field.schema())) {
            for (String text : LikePattern.of(like.pattern()).texts()) {
                // A bracket would begin a class of characters, and so find less.
                if (text.indexOf('[') < 0) {
                    tests.add("contains(" + field.shownName() + "," + quoted(text) + ")");
                }
            }
        }
        return tests.isEmpty() ? field.shownName() + " ne null" : joined(tests, " and ", EVERYTHING);
    }

    /** Empty where the value can be none of the field's. */
    private static Optional<String> literal(DynamicsField field, Object value) {
        String text = value.toString();
        return switch (field.schema().type()) {
            case TEXT, EMAIL, PHONE, URL -> Optional.of(quoted(text)).filter(each -> !text.isEmpty());
            case OPTION -> Optional.of(text).filter(each -> each.matches("-?\\d{1,10}"));
            case NUMBER -> number(value);
            case INTEGER -> number(value).filter(each -> each.matches("-?\\d{1,18}"));
            case BOOLEAN -> Optional.of(text).filter(each -> each.matches("true|false"));
            case DATE -> day(value);
            case DATETIME -> time(value);
            case REFERENCE -> Optional.of(text.substring(text.indexOf(':') + 1)).filter(DynamicsTable::isId);
            default -> Optional.empty();
        };
    }

    private static Optional<String> number(Object value) {
        try {
            BigDecimal number = new BigDecimal(value.toString().strip());
            return Math.abs((long) number.scale()) > 40 || number.precision() > 40
                    ? Optional.empty()
                    : Optional.of(
                            number.signum() == 0
                                    ? "0"
                                    : number.stripTrailingZeros().toPlainString());
        } catch (NumberFormatException e) {
            // No number equals this.
            return Optional.empty();
        }
    }

    private static Optional<String> day(Object value) {
        return Optional.of(value)
                .filter(LocalDate.class::isInstance)
                .map(LocalDate.class::cast)
                .filter(day -> day.getYear() > 1753 && day.getYear() < 9999)
                .map(LocalDate::toString);
    }

    private static Optional<String> time(Object value) {
        return Optional.of(value)
                .filter(Instant.class::isInstance)
                .map(Instant.class::cast)
                .filter(ODataFilter::isKnown)
                .map(Instant::toString);
    }

    /** Whether Dataverse's comparison with the value and Caravan's are the same. */
    private static boolean isExact(DynamicsField field, Object value) {
        return switch (field.schema().type()) {
            case BOOLEAN, REFERENCE, OPTION -> true;
            case INTEGER, NUMBER ->
                value instanceof BigDecimal number
                        && number.precision() <= DIGITS
                        && Math.abs(number.scale()) <= DIGITS;
            case DATE -> day(value).isPresent();
            case DATETIME -> value instanceof Instant moment && moment.getNano() == 0 && isKnown(moment);
            default -> false;
        };
    }

    private static boolean isKnown(Instant moment) {
        int year = moment.atOffset(ZoneOffset.UTC).getYear();
        return year > 1753 && year < 9999;
    }

    private static boolean hasOrder(Type type) {
        return type == Type.INTEGER || type == Type.NUMBER || type == Type.DATE || type == Type.DATETIME;
    }

    private static boolean isText(FieldSchema schema) {
        return switch (schema.type()) {
            case TEXT, EMAIL, PHONE, URL -> true;
            default -> false;
        };
    }

    private static String orEmpty(DynamicsField field, String test) {
        return "(" + test + " or " + field.shownName() + " eq null)";
    }

    private static Operator opposite(Operator operator) {
        return switch (operator) {
            case EQUAL -> Operator.NOT_EQUAL;
            case NOT_EQUAL -> Operator.EQUAL;
            case LESS -> Operator.GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> Operator.GREATER;
            case GREATER -> Operator.LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> Operator.LESS;
        };
    }

    private DynamicsField field(String name) {
        return fields.apply(name)
                .orElseThrow(() -> new IllegalStateException("the condition was checked, and names '" + name + "'"));
    }
}
