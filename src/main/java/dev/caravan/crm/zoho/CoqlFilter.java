package dev.caravan.crm.zoho;

import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Condition.Operator;
import dev.caravan.filter.LikePattern;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Turns a condition into what follows {@code where}. The query finds all records that meet the condition, and where
 * COQL compares otherwise than Caravan, or cannot be asked, some that do not: whoever reads them tests them once more.
 * {@code NOT} is worked into the comparisons, so that nothing depends on what COQL makes of it. (Zoho's documentation,
 * "COQL".)
 */
final class CoqlFilter {
    static final String EVERYTHING = "id is not null";
    private static final String NOTHING = "id is null";
    private static final int IN_AT_MOST = 100;
    /** A double tells apart what has so many digits. */
    private static final int DIGITS = 15;

    private final ZohoFields fields;
    private final String module;

    private CoqlFilter(ZohoFields fields, String module) {
        this.fields = fields;
        this.module = module;
    }

    /** @param condition one that was held against the fields of the module */
    static String of(ZohoFields fields, String module, Condition condition) {
        return new CoqlFilter(fields, module).compile(condition, false);
    }

    /** A text as it stands in a query. */
    static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** The field equals one of the values, a hundred in each list. */
    static String in(String field, List<String> literals) {
        List<String> lists = new ArrayList<>();
        for (int from = 0; from < literals.size(); from += IN_AT_MOST) {
            List<String> part = literals.subList(from, Math.min(literals.size(), from + IN_AT_MOST));
            lists.add(field + " in (" + String.join(",", part) + ")");
        }
        return joined(lists, "or");
    }

    /** Conditions in pairs of pairs. (Zoho's documentation, "COQL": more than two need parentheses.) */
    static String joined(List<String> parts, String word) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        int half = (parts.size() + 1) / 2;
        String left = joined(parts.subList(0, half), word);
        String right = joined(parts.subList(half, parts.size()), word);
        return "(" + left + ") " + word + " (" + right + ")";
    }

    private String compile(Condition condition, boolean negated) {
        if (condition instanceof Condition.Everything) {
            return negated ? NOTHING : EVERYTHING;
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
        if (condition instanceof Condition.IsNull empty) {
            return canBeAsked(empty.field()) ? empty.field() + (negated ? " is not null" : " is null") : EVERYTHING;
        }
        if (condition instanceof Condition.Compare compare) {
            return compare(compare, negated);
        }
        if (condition instanceof Condition.In in) {
            return in(in, negated);
        }
        return like((Condition.Like) condition, negated);
    }

    private String all(List<Condition> parts, boolean negated) {
        List<String> texts = texts(parts, negated);
        texts.removeIf(EVERYTHING::equals);
        return texts.contains(NOTHING) ? NOTHING : texts.isEmpty() ? EVERYTHING : joined(texts, "and");
    }

    private String any(List<Condition> parts, boolean negated) {
        List<String> texts = texts(parts, negated);
        texts.removeIf(NOTHING::equals);
        return texts.contains(EVERYTHING) ? EVERYTHING : texts.isEmpty() ? NOTHING : joined(texts, "or");
    }

    private List<String> texts(List<Condition> parts, boolean negated) {
        List<String> texts = new ArrayList<>();
        parts.forEach(part -> texts.add(compile(part, negated)));
        return texts;
    }

    private String compare(Condition.Compare compare, boolean negated) {
        String field = compare.field();
        Operator operator = negated ? compare.operator().opposite() : compare.operator();
        if (operator == Operator.EQUAL || operator == Operator.NOT_EQUAL) {
            return in(new Condition.In(field, List.of(compare.value())), operator == Operator.NOT_EQUAL);
        }
        Optional<String> literal = exact(field, compare.value());
        if (literal.isEmpty()) {
            return negated || !canBeAsked(field) ? EVERYTHING : field + " is not null";
        }
        String test = field + " " + operator.sign() + " " + literal.get();
        return negated ? orEmpty(field, test) : test;
    }

    private String in(Condition.In in, boolean negated) {
        String field = in.field();
        if (!canBeAsked(field)) {
            return EVERYTHING;
        }
        List<String> literals = new ArrayList<>();
        for (Object value : in.values()) {
            Optional<String> literal = negated ? exact(field, value) : found(field, value);
            if (literal.isEmpty()) {
                return negated ? EVERYTHING : field + " is not null";
            }
            literals.add(literal.get());
        }
        if (literals.isEmpty()) {
            return negated ? EVERYTHING : NOTHING;
        }
        if (!negated) {
            return literals.size() == 1 ? field + " = " + literals.get(0) : in(field, literals);
        }
        if (literals.size() > IN_AT_MOST) {
            return EVERYTHING;
        }
        return orEmpty(
                field,
                literals.size() == 1
                        ? field + " != " + literals.get(0)
                        : field + " not in (" + String.join(",", literals) + ")");
    }

    /**
     * Asked for the longest plain text of the pattern: COQL knows no wildcard for one character and no escapes, and
     * what it takes for the same letter beyond ASCII is not said.
     */
    private String like(Condition.Like like, boolean negated) {
        String field = like.field();
        if (negated || !canBeAsked(field)) {
            return EVERYTHING;
        }
        if (like.pattern().isEmpty()) {
            return NOTHING;
        }
        Optional<String> longest = LikePattern.of(like.pattern()).texts().stream()
                .flatMap(text -> List.of(text.split("[%_\\\\]|[^ -~]")).stream())
                .filter(text -> !text.isBlank())
                .max(Comparator.comparingInt(String::length));
        return longest.isEmpty() || !isText(field)
                ? field + " is not null"
                : field + " like " + quoted("%" + longest.get() + "%");
    }

    private static String orEmpty(String field, String test) {
        return "(" + test + ") or (" + field + " is null)";
    }

    /** The value where COQL's comparison with it finds every record that it should. */
    private Optional<String> found(String field, Object value) {
        boolean isWord = isText(field) || fields.type(module, field) == Type.OPTION;
        return isWord && value instanceof String text ? Optional.of(quoted(text)) : exact(field, value);
    }

    /** The value where COQL's comparison with it and Caravan's are the same. */
    private Optional<String> exact(String field, Object value) {
        Type type = fields.type(module, field);
        if (type == null) {
            return Optional.empty();
        }
        return switch (type) {
            case INTEGER, NUMBER ->
                value instanceof BigDecimal number && number.precision() <= DIGITS && Math.abs(number.scale()) <= DIGITS
                        ? Optional.of(number.toPlainString())
                        : Optional.empty();
            case BOOLEAN -> value instanceof Boolean ? Optional.of(value.toString()) : Optional.empty();
            case REFERENCE ->
                value.toString().matches("\\d{1,19}") ? Optional.of(quoted(value.toString())) : Optional.empty();
            case DATE ->
                value instanceof LocalDate day && isKnown(day.getYear())
                        ? Optional.of(quoted(day.toString()))
                        : Optional.empty();
            case DATETIME ->
                value instanceof Instant moment
                                && moment.getNano() == 0
                                && isKnown(LocalDate.ofInstant(moment, java.time.ZoneOffset.UTC)
                                        .getYear())
                        ? Optional.of(quoted(ZohoValues.offset(moment.toString())))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static boolean isKnown(int year) {
        return year >= 1900 && year < 4000;
    }

    /** A field of many options and one of a kind that COQL may not know are tested on what was read. */
    private boolean canBeAsked(String field) {
        Type type = fields.type(module, field);
        return type != null && type != Type.OPTIONS && type != Type.OTHER && ZohoModules.isName(field);
    }

    private boolean isText(String field) {
        Type type = fields.type(module, field);
        return type == Type.TEXT || type == Type.EMAIL || type == Type.URL || type == Type.PHONE;
    }
}
