package dev.caravan.filter;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Conditions as people write them: the part of SQL that stands after {@code WHERE}.
 *
 * <p>Known are {@code = <> != < <= > >= IN LIKE BETWEEN IS NULL AND OR NOT} and parentheses; a value is text in single
 * or double quotes, a number, {@code true} or {@code false}. A quoted {@code '2026-01-31'} or
 * {@code '2026-01-31T10:00:00Z'} is a date or a point in time. The field stands on the left. Text is compared with
 * regard to case, except by {@code LIKE}.
 */
public final class Filters {
    private Filters() {}

    /**
     * Reads a condition.
     *
     * @throws InvalidInputException with {@code FILTER_INVALID}; the message quotes the place
     */
    public static Condition parse(String text) {
        return parse(text, "");
    }

    /**
     * Reads a condition.
     *
     * @param where what the message names as its place, such as {@code mappings/hubspot/contact.yaml:14}; may be empty
     * @throws InvalidInputException with {@code FILTER_INVALID}; the message quotes the place
     */
    public static Condition parse(String text, String where) {
        Parsed parsed = read(text);
        if (parsed.condition() == null) {
            throw new InvalidInputException(
                    ErrorCode.FILTER_INVALID, (where.isEmpty() ? "" : where + ": ") + parsed.problem());
        }
        return parsed.condition();
    }

    /** Reads a condition without throwing, for callers that collect mistakes. */
    public static Parsed read(String text) {
        return ConditionParser.read(text);
    }

    /** Makes a condition ready for many records. */
    public static Filter compile(Condition condition) {
        return Evaluator.compile(condition);
    }

    /** The names of all fields that the condition looks at, in the order in which they occur. */
    public static Set<String> fields(Condition condition) {
        Set<String> names = new LinkedHashSet<>();
        rename(condition, name -> {
            names.add(name);
            return name;
        });
        return names;
    }

    /** The same condition on fields with other names, for example hub names turned into a CRM's. */
    public static Condition rename(Condition condition, UnaryOperator<String> names) {
        if (condition instanceof Condition.And and) {
            return new Condition.And(
                    and.parts().stream().map(p -> rename(p, names)).toList());
        }
        if (condition instanceof Condition.Or or) {
            return new Condition.Or(
                    or.parts().stream().map(p -> rename(p, names)).toList());
        }
        if (condition instanceof Condition.Not not) {
            return new Condition.Not(rename(not.part(), names));
        }
        if (condition instanceof Condition.Compare c) {
            return new Condition.Compare(names.apply(c.field()), c.operator(), c.value());
        }
        if (condition instanceof Condition.In in) {
            return new Condition.In(names.apply(in.field()), in.values());
        }
        if (condition instanceof Condition.Like like) {
            return new Condition.Like(names.apply(like.field()), like.pattern());
        }
        if (condition instanceof Condition.IsNull none) {
            return new Condition.IsNull(names.apply(none.field()));
        }
        return condition;
    }

    /**
     * What came of reading a condition.
     *
     * @param condition null when the text is wrong
     * @param problem what is wrong and what to write instead; empty when the text is right
     */
    public record Parsed(@Nullable Condition condition, String problem) {}
}
