package dev.caravan.crm.salesforce;

import dev.caravan.crm.FieldSchema;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Condition.Operator;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Turns a condition into what follows {@code WHERE}. As everywhere in Caravan an empty field equals nothing: it meets
 * whatever is negated, and no order. {@code NOT} is worked into the comparisons, so that this does not depend on what
 * SOQL makes of it.
 */
final class SoqlFilter {
    private static final String NOTHING = "Id = null";

    private final Columns columns;

    SoqlFilter(Columns columns) {
        this.columns = columns;
    }

    /**
     * The condition in SOQL; empty text when every record meets it.
     *
     * @throws InvalidInputException when SOQL cannot say it; names the field and the reason
     */
    String where(Condition condition) {
        return compile(condition, false);
    }

    private String compile(Condition condition, boolean negated) {
        if (condition instanceof Condition.Everything) {
            return negated ? NOTHING : "";
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
        return join(texts, " AND ", "");
    }

    private String any(List<Condition> parts, boolean negated) {
        List<String> texts = texts(parts, negated);
        return texts.contains("") ? "" : join(texts, " OR ", NOTHING);
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
        String field = Soql.field(compare.field());
        Column column = searchable(field);
        Operator operator = negated ? opposite(compare.operator()) : compare.operator();
        boolean equality = operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
        if (!equality && column != null && !Soql.isOrdered(column.type())) {
            throw invalid(field, "Salesforce compares this type by = and <> only");
        }
        if (equality && compare.value().equals("")) {
            return field + (operator == Operator.EQUAL ? " = null" : " != null");
        }
        String literal = literal(field, column, compare.value());
        boolean options = column != null && column.type() == FieldSchema.Type.OPTIONS;
        if (options) {
            return operator == Operator.EQUAL
                    ? field + " INCLUDES (" + literal + ")"
                    : orEmpty(field, field + " EXCLUDES (" + literal + ")");
        }
        // SOQL's != holds for empty fields already.
        String sign = operator == Operator.NOT_EQUAL ? "!=" : operator.sign();
        String test = field + " " + sign + " " + literal;
        return negated && !equality ? orEmpty(field, test) : test;
    }

    private String in(Condition.In in, boolean negated) {
        String field = Soql.field(in.field());
        Column column = searchable(field);
        boolean options = column != null && column.type() == FieldSchema.Type.OPTIONS;
        List<String> literals = in.values().stream()
                .filter(value -> !value.equals(""))
                .map(value -> literal(field, column, value))
                .toList();
        boolean withEmpty = literals.size() < in.values().size();
        if (literals.isEmpty()) {
            String none = withEmpty ? field + " = null" : NOTHING;
            return negated ? (withEmpty ? field + " != null" : "") : none;
        }
        String list = "(" + String.join(",", literals) + ")";
        if (negated) {
            String among = field + (options ? " EXCLUDES " : " NOT IN ") + list;
            return withEmpty ? "(" + among + " AND " + field + " != null)" : orEmpty(field, among);
        }
        String among = field + (options ? " INCLUDES " : " IN ") + list;
        return withEmpty ? "(" + among + " OR " + field + " = null)" : among;
    }

    private String like(Condition.Like like, boolean negated) {
        String field = Soql.field(like.field());
        Column column = searchable(field);
        if (column != null && !column.isText()) {
            throw invalid(field, "Salesforce knows LIKE for texts only");
        }
        String test = field + " LIKE " + Soql.pattern(like.pattern());
        return negated ? orEmpty(field, "(NOT " + test + ")") : test;
    }

    private static String orEmpty(String field, String test) {
        return "(" + test + " OR " + field + " = null)";
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

    private @Nullable Column searchable(String field) {
        Column column = columns.find(field).orElse(null);
        if (column != null && !column.filterable()) {
            throw invalid(field, "Salesforce searches neither long texts nor compound fields");
        }
        return column;
    }

    private static String literal(String field, @Nullable Column column, Object value) {
        return Soql.literal(column, value).orElseThrow(() -> {
            String type = column == null ? "value" : column.type().name().toLowerCase(Locale.ROOT);
            return invalid(field, "the value is no " + type);
        });
    }

    private static InvalidInputException invalid(String field, String reason) {
        return new InvalidInputException(
                ErrorCode.FILTER_INVALID,
                "the condition on '" + field + "' cannot be asked from Salesforce: " + reason + ".");
    }
}
