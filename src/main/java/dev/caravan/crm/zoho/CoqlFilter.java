package dev.caravan.crm.zoho;

import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Condition.Operator;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A condition as COQL says it, in pairs. Where COQL cannot say it the text lets more records through, never fewer, and
 * {@link #isExact} is false: whoever asks compares again. As everywhere in Caravan, an empty field meets whatever is
 * negated and no order.
 */
final class CoqlFilter {
    static final String EVERYTHING = "id is not null";
    private static final String NOTHING = "id is null";
    private static final int IN_AT_MOST = 100;

    private final ZohoFields fields;
    private final String module;
    private boolean isExact = true;

    private CoqlFilter(ZohoFields fields, String module) {
        this.fields = fields;
        this.module = module;
    }

    /** What stands behind {@code where}. */
    record Where(String text, boolean isExact) {}

    /** @throws InvalidInputException when it names a field that the module does not have */
    static Where of(ZohoFields fields, String module, Condition condition) {
        CoqlFilter filter = new CoqlFilter(fields, module);
        String text = filter.compile(condition, false);
        return new Where(text, filter.isExact);
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
            return negated ? all(and.parts(), true, "or") : all(and.parts(), false, "and");
        }
        if (condition instanceof Condition.Or or) {
            return negated ? all(or.parts(), true, "and") : all(or.parts(), false, "or");
        }
        if (condition instanceof Condition.IsNull empty) {
            String field = known(empty.field());
            return isListed(field) ? inexact() : field + (negated ? " is not null" : " is null");
        }
        if (condition instanceof Condition.Compare compare) {
            return compare(compare, negated);
        }
        if (condition instanceof Condition.In in) {
            return in(in, negated);
        }
        return like((Condition.Like) condition, negated);
    }

    private String all(List<Condition> parts, boolean negated, String word) {
        if (parts.isEmpty()) {
            return word.equals("and") ? EVERYTHING : NOTHING;
        }
        return joined(parts.stream().map(part -> compile(part, negated)).toList(), word);
    }

    private String compare(Condition.Compare compare, boolean negated) {
        String field = known(compare.field());
        Operator operator = negated ? opposite(compare.operator()) : compare.operator();
        String literal = literal(field, compare.value());
        if (literal == null || isListed(field)) {
            return inexact();
        }
        boolean orEmpty = operator == Operator.NOT_EQUAL || negated && operator != Operator.EQUAL;
        String sign = operator == Operator.NOT_EQUAL ? "!=" : operator.sign();
        return orEmpty(field, field + " " + sign + " " + literal, orEmpty);
    }

    private String in(Condition.In in, boolean negated) {
        String field = known(in.field());
        List<String> literals = new ArrayList<>();
        for (Object value : in.values()) {
            String literal = literal(field, value);
            if (literal == null) {
                return inexact();
            }
            literals.add(literal);
        }
        if (literals.isEmpty() || isListed(field)) {
            return literals.isEmpty() ? (negated ? EVERYTHING : NOTHING) : inexact();
        }
        if (!negated) {
            return in(field, literals);
        }
        return literals.size() <= IN_AT_MOST
                ? orEmpty(field, field + " not in (" + String.join(",", literals) + ")", true)
                : inexact();
    }

    private String like(Condition.Like like, boolean negated) {
        String field = known(like.field());
        String pattern = like.pattern();
        boolean isSaid = pattern.indexOf('_') < 0 && isText(field);
        if (!isSaid) {
            return inexact();
        }
        if (pattern.matches("%+")) {
            return field + (negated ? " is null" : " is not null");
        }
        return orEmpty(field, field + (negated ? " not like " : " like ") + quoted(pattern), negated);
    }

    private static String orEmpty(String field, String test, boolean orEmpty) {
        return orEmpty ? "(" + test + ") or (" + field + " is null)" : test;
    }

    /** Lets everything through. */
    private String inexact() {
        isExact = false;
        return EVERYTHING;
    }

    /** Null where the value is none of the field's type: COQL would refuse the whole question. */
    private @Nullable String literal(String field, Object value) {
        String text = value.toString();
        Type type = fields.type(module, field);
        if (text.isEmpty()) {
            return null;
        }
        if (type == Type.NUMBER || type == Type.INTEGER) {
            return text.matches("-?\\d{1,17}(\\.\\d{1,9})?") ? text : null;
        }
        if (type == Type.BOOLEAN) {
            return text.matches("true|false") ? text : null;
        }
        if (type == Type.DATETIME) {
            return value instanceof Instant
                    ? quoted(ZohoValues.offset(value.toString().replaceAll("\\.\\d+", "")))
                    : null;
        }
        if (type == Type.DATE) {
            return value instanceof LocalDate || text.matches("\\d{4}-\\d{2}-\\d{2}") ? quoted(text) : null;
        }
        return value instanceof String ? quoted(text) : null;
    }

    private boolean isListed(String field) {
        Type type = fields.type(module, field);
        return type == Type.OPTIONS || type == Type.OTHER;
    }

    private boolean isText(String field) {
        Type type = fields.type(module, field);
        return type == Type.TEXT || type == Type.EMAIL || type == Type.URL || type == Type.PHONE;
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

    private String known(String field) {
        if (!fields.has(module, field)) {
            fields.forget(module);
        }
        if (!fields.has(module, field)) {
            throw new InvalidInputException(
                    ErrorCode.FILTER_INVALID,
                    "Zoho's " + module + " have no field '" + field + "'. "
                            + NearestName.hint(
                                    field, fields.get(module).fields().keySet()));
        }
        return field;
    }
}
