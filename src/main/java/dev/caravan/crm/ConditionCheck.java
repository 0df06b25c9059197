package dev.caravan.crm;

import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Condition.Operator;
import dev.caravan.filter.Filters;
import dev.caravan.filter.Times;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Holds conditions against the fields that a CRM describes: a condition names those only, and compares each with values
 * of its type. Where nothing is described, as when the login may not see the fields, every condition passes.
 */
public record ConditionCheck(ObjectSchema schema) implements Filters.KnownFields {
    private static final int LONGEST_SHOWN = 60;
    private static final int LONGEST_NUMBER = 40;
    private static final Set<Type> WITHOUT_ORDER = Set.of(Type.BOOLEAN, Type.OPTIONS, Type.REFERENCE);
    private static final Set<Type> WITHOUT_PATTERN =
            Set.of(Type.INTEGER, Type.NUMBER, Type.BOOLEAN, Type.DATE, Type.DATETIME, Type.REFERENCE);

    @Override
    public Optional<String> mistake(Condition comparison) {
        try {
            fitted(comparison);
            return Optional.empty();
        } catch (UnfitException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * The same condition with each value in the type of its field: {@code '250'} for a number field as a number.
     *
     * @throws InvalidInputException when it names a field that there is not, or compares one with what it cannot hold
     */
    public Condition fit(Condition condition) {
        try {
            return Filters.replace(condition, this::fitted);
        } catch (UnfitException e) {
            throw new InvalidInputException(ErrorCode.FILTER_INVALID, "the condition has a mistake: " + e.getMessage());
        }
    }

    private Condition fitted(Condition condition) {
        if (schema.fields().isEmpty()) {
            return condition;
        }
        String name = Filters.fields(condition).iterator().next();
        FieldSchema field = schema.field(name).orElseThrow(() -> unknown(name));
        if (!field.searchable()) {
            throw new UnfitException("the CRM cannot search '" + name + "', as it does with long texts and fields made"
                    + " of others. Use another field.");
        }
        if (condition instanceof Condition.Compare compare) {
            return fitted(field, compare);
        }
        if (condition instanceof Condition.In in) {
            return fitted(field, in);
        }
        if (condition instanceof Condition.Like && WITHOUT_PATTERN.contains(field.type())) {
            throw new UnfitException("LIKE compares texts, and '" + name + "' holds " + kind(field.type()) + ". Use "
                    + (WITHOUT_ORDER.contains(field.type()) ? "=, <> or IN." : "=, <>, <, > or IN."));
        }
        return condition;
    }

    private static Condition fitted(FieldSchema field, Condition.Compare compare) {
        boolean equality = compare.operator() == Operator.EQUAL || compare.operator() == Operator.NOT_EQUAL;
        if (equality && compare.value().equals("")) {
            Condition empty = new Condition.IsNull(field.name());
            return compare.operator() == Operator.EQUAL ? empty : new Condition.Not(empty);
        }
        if (!equality && WITHOUT_ORDER.contains(field.type())) {
            throw new UnfitException("'" + field.name() + "' holds " + kind(field.type()) + ", which have no order. Use"
                    + " =, <> or IN.");
        }
        return new Condition.Compare(field.name(), compare.operator(), value(field, compare.value()));
    }

    private static Condition fitted(FieldSchema field, Condition.In in) {
        List<Object> values = in.values().stream()
                .filter(value -> !value.equals(""))
                .map(value -> value(field, value))
                .toList();
        Condition among = new Condition.In(field.name(), values);
        return values.size() == in.values().size()
                ? among
                : new Condition.Or(List.of(among, new Condition.IsNull(field.name())));
    }

    private static Object value(FieldSchema field, Object value) {
        return switch (field.type()) {
            case INTEGER, NUMBER -> number(field, value);
            case BOOLEAN -> truth(field, value);
            case DATE -> day(field, value);
            case DATETIME -> moment(field, value);
            case REFERENCE -> value instanceof BigDecimal number ? number.toPlainString() : value;
            case OTHER -> value;
            default -> text(field, value);
        };
    }

    private static BigDecimal number(FieldSchema field, Object value) {
        if (value instanceof BigDecimal number) {
            return number;
        }
        if (value instanceof Number number) {
            return new BigDecimal(number.toString());
        }
        try {
            String text = value.toString().strip();
            BigDecimal number = text.length() > LONGEST_NUMBER ? null : new BigDecimal(text);
            if (number != null && Math.abs((long) number.scale()) <= LONGEST_NUMBER) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw unfit(field, value, "Write for example: 1000000.");
        }
        throw unfit(field, value, "Write for example: 1000000.");
    }

    private static Boolean truth(FieldSchema field, Object value) {
        String word = value.toString().toLowerCase(Locale.ROOT);
        if (value instanceof BigDecimal || !word.equals("true") && !word.equals("false")) {
            throw unfit(field, value, "Write true or false.");
        }
        return word.equals("true");
    }

    private static LocalDate day(FieldSchema field, Object value) {
        String text = value.toString();
        if (value instanceof LocalDate day) {
            return day;
        }
        if (value instanceof String && text.length() == 10 && Times.parse(text) != null) {
            return LocalDate.parse(text);
        }
        throw unfit(field, value, "Write a day: '2026-01-31'.");
    }

    private static Instant moment(FieldSchema field, Object value) {
        if (value instanceof Instant moment) {
            return moment;
        }
        if (value instanceof LocalDate day) {
            return day.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        Instant moment = value instanceof String text ? Times.parse(text) : null;
        if (moment == null) {
            throw unfit(field, value, "Write '2026-01-31T10:00:00Z', or '2026-01-31' for the start of a day in UTC.");
        }
        return moment;
    }

    private static Object text(FieldSchema field, Object value) {
        if (value instanceof BigDecimal || value instanceof Boolean) {
            throw unfit(field, value, "Write it in quotes: '" + shown(value) + "'.");
        }
        return value;
    }

    private UnfitException unknown(String name) {
        return new UnfitException("'" + shown(name) + "' is no field of " + schema.object() + ". "
                + NearestName.hint(shown(name), schema.fields().keySet()));
    }

    private static UnfitException unfit(FieldSchema field, Object value, String cure) {
        return new UnfitException(
                "'" + field.name() + "' holds " + kind(field.type()) + ", and '" + shown(value) + "' is none. " + cure);
    }

    private static String shown(Object value) {
        String text = value.toString();
        return text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
    }

    private static String kind(Type type) {
        return switch (type) {
            case INTEGER, NUMBER -> "numbers";
            case BOOLEAN -> "true or false";
            case DATE -> "dates";
            case DATETIME -> "dates with times";
            case OPTIONS -> "lists of options";
            case REFERENCE -> "ids";
            default -> "texts";
        };
    }

    /** Ends the check; its message goes on after the condition or its place. */
    private static final class UnfitException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnfitException(String message) {
            super(message, null, false, false);
        }
    }
}
