package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.http.Json;
import dev.caravan.filter.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A condition as HubSpot's search takes it: groups of which one must hold, each of filters that must all hold. The
 * search finds all records that meet the condition, and where HubSpot compares otherwise than Caravan some that do not:
 * it knows texts without regard to case and looks for words in them. Whoever reads the records tests them once more.
 *
 * @param groups none means that nothing fits; an empty group means that everything does
 */
record SearchFilters(List<List<Filter>> groups) {

    SearchFilters {
        groups = groups.stream().map(List::copyOf).toList();
    }

    /** One comparison of one property; {@code values} are sent as a list only for the operators that take one. */
    record Filter(String property, String operator, List<String> values) {
        private static final List<String> OF_LISTS = List.of("IN", "NOT_IN");
        private static final List<String> BY_BREADTH = List.of("EQ", "IN", "CONTAINS_TOKEN", "BETWEEN");

        Filter {
            values = List.copyOf(values);
        }

        ObjectNode json() {
            ObjectNode json = Json.object().put("propertyName", property).put("operator", operator);
            if (OF_LISTS.contains(operator)) {
                ArrayNode list = json.putArray("values");
                values.forEach(list::add);
            } else if (!values.isEmpty()) {
                json.put("value", values.get(0));
            }
            return json;
        }

        /** Whether it names the values that fit. */
        boolean isAmong() {
            return operator.equals("EQ") || operator.equals("IN");
        }

        int size() {
            return values.size();
        }

        /** One that lets more through has a higher one. */
        int breadth() {
            int rank = BY_BREADTH.indexOf(operator);
            return rank >= 0 ? rank : operator.endsWith("PROPERTY") ? BY_BREADTH.size() + 1 : BY_BREADTH.size();
        }

        /** The values of both, of the same property and kind. */
        Filter or(Filter other) {
            List<String> both = new ArrayList<>(values);
            other.values.stream().filter(value -> !both.contains(value)).forEach(both::add);
            return new Filter(property, "IN", both);
        }
    }

    /**
     * Compiles a condition that fits the object.
     *
     * @param condition as {@link dev.caravan.crm.ConditionCheck} gives it back
     */
    static SearchFilters of(ObjectSchema schema, Condition condition) {
        SearchFilterCompiler compiler = new SearchFilterCompiler(schema);
        return new SearchFilters(SearchGroups.within(groups(compiler, condition, false)).stream()
                .map(group -> group.stream().map(compiler::listed).toList())
                .toList());
    }

    boolean isNothing() {
        return groups.isEmpty();
    }

    /** These filters and one more in each group. */
    SearchFilters and(Filter filter) {
        return new SearchFilters(groups.stream()
                .map(group -> Stream.concat(group.stream(), Stream.of(filter)).toList())
                .toList());
    }

    ArrayNode json() {
        ArrayNode list = Json.array();
        for (List<Filter> group : groups) {
            if (!group.isEmpty()) {
                ArrayNode filters = list.addObject().putArray("filters");
                group.forEach(filter -> filters.add(filter.json()));
            }
        }
        return list;
    }

    /** A negation is carried down to the comparisons. */
    private static List<List<Filter>> groups(SearchFilterCompiler compiler, Condition condition, boolean negated) {
        if (condition instanceof Condition.Everything) {
            return negated ? SearchGroups.NOTHING : SearchGroups.EVERYTHING;
        }
        if (condition instanceof Condition.Not not) {
            return groups(compiler, not.part(), !negated);
        }
        if (condition instanceof Condition.And and) {
            List<List<List<Filter>>> parts = parts(compiler, and.parts(), negated);
            return negated ? SearchGroups.any(parts) : SearchGroups.all(parts);
        }
        if (condition instanceof Condition.Or or) {
            List<List<List<Filter>>> parts = parts(compiler, or.parts(), negated);
            return negated ? SearchGroups.all(parts) : SearchGroups.any(parts);
        }
        return compiler.groups(condition, negated);
    }

    private static List<List<List<Filter>>> parts(
            SearchFilterCompiler compiler, List<Condition> parts, boolean negated) {
        return parts.stream().map(part -> groups(compiler, part, negated)).toList();
    }
}
