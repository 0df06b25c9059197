package dev.caravan.filter;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Conditions as people write them: the part of SQL that stands after {@code WHERE}.
 *
 * <p>Known are {@code = <> != < <= > >= IN LIKE BETWEEN IS NULL AND OR NOT} and parentheses; a value is text in single
 * or double quotes, a number, {@code true} or {@code false}. A quoted {@code '2026-01-31'} or
 * {@code '2026-01-31T10:00:00Z'} is a date or a point in time. The field stands on the left. Text is compared with
 * regard to case, except by {@code LIKE}. An empty field equals nothing and has no order, so that {@code <>} and
 * {@code NOT} hold for it.
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
        return parse(text, where, comparison -> Optional.empty());
    }

    /**
     * Reads a condition on fields that are known.
     *
     * @param where as above
     * @param fields says what is wrong with a single comparison
     * @throws InvalidInputException with {@code FILTER_INVALID}; the message quotes the place
     */
    public static Condition parse(String text, String where, KnownFields fields) {
        Parsed parsed = ConditionParser.read(text, fields);
        if (parsed.condition() == null) {
            throw new InvalidInputException(
                    ErrorCode.FILTER_INVALID, (where.isEmpty() ? "" : where + ": ") + parsed.problem());
        }
        return parsed.condition();
    }

    /** Reads a condition without throwing, for callers that collect mistakes. */
    public static Parsed read(String text) {
        return ConditionParser.read(text, comparison -> Optional.empty());
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
        return replace(condition, comparison -> {
            if (comparison instanceof Condition.Compare c) {
                return new Condition.Compare(names.apply(c.field()), c.operator(), c.value());
            }
            if (comparison instanceof Condition.In in) {
                return new Condition.In(names.apply(in.field()), in.values());
            }
            if (comparison instanceof Condition.Like like) {
                return new Condition.Like(names.apply(like.field()), like.pattern());
            }
            return comparison instanceof Condition.IsNull none
                    ? new Condition.IsNull(names.apply(none.field()))
                    : comparison;
        });
    }

    /** The same condition with something else in the place of each comparison of a field. */
    public static Condition replace(Condition condition, UnaryOperator<Condition> comparisons) {
        if (condition instanceof Condition.And and) {
            return new Condition.And(
                    and.parts().stream().map(p -> replace(p, comparisons)).toList());
        }
        if (condition instanceof Condition.Or or) {
            return new Condition.Or(
                    or.parts().stream().map(p -> replace(p, comparisons)).toList());
        }
        if (condition instanceof Condition.Not not) {
            return new Condition.Not(replace(not.part(), comparisons));
        }
        return condition instanceof Condition.Everything ? condition : comparisons.apply(condition);
    }

    /** What is known about the fields that a condition may name. */
    @FunctionalInterface
    public interface KnownFields {
        /**
         * What is wrong with a comparison of one field, and what to write instead; empty when it is right.
         *
         * @param comparison a {@code Compare}, {@code In}, {@code Like} or {@code IsNull}
         */
        Optional<String> mistake(Condition comparison);
    }

    /**
     * What came of reading a condition.
     *
     * @param condition null when the text is wrong
     * @param problem what is wrong and what to write instead; empty when the text is right
     */
    public record Parsed(@Nullable Condition condition, String problem) {}
}
