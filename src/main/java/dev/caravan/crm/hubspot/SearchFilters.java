package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.http.Json;
import dev.caravan.filter.Condition;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A condition as HubSpot's search takes it: groups of which one must hold, each of filters that must all hold. HubSpot
 * allows 5 groups, 6 filters in each and 18 in all (HubSpot docs, "Search the CRM": limits). An empty property fits no
 * comparison, not even {@code <>}, as in SQL.
 *
 * @param groups none means that nothing fits; an empty group means that everything does
 */
record SearchFilters(List<List<Filter>> groups) {
    private static final int MOST_GROUPS = 5;
    private static final int MOST_IN_GROUP = 6;
    private static final int MOST = 18;
    private static final int MOST_BEFORE_PRUNING = 1000;
    private static final Pattern ASSOCIATION = Pattern.compile("associations\\.[a-z0-9_-]{1,100}");

    SearchFilters {
        groups = groups.stream().map(List::copyOf).toList();
    }

    /** One comparison of one property; {@code values} are sent as a list only for the operators that take one. */
    record Filter(String property, String operator, List<String> values) {
        private static final List<String> OF_LISTS = List.of("IN", "NOT_IN");

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
    }

    /**
     * Compiles a condition.
     *
     * @throws InvalidInputException when it names a property that the object does not have, or does not fit into
     *     HubSpot's limits
     */
    static SearchFilters of(ObjectSchema schema, Condition condition) {
        SearchFilters filters = new SearchFilters(pruned(new Compiler(schema).groups(condition, false)));
        if (!filters.fits(0)) {
            throw invalid("the condition is too large for a HubSpot search: at most " + MOST_GROUPS
                    + " alternatives of "
                    + MOST_IN_GROUP + " comparisons, " + MOST + " in all, and it needs " + filters.groups.size()
                    + " alternatives with " + filters.size() + " comparisons. Make it shorter or import in parts");
        }
        return filters;
    }

    boolean isNothing() {
        return groups.isEmpty();
    }

    /** Whether so many more comparisons per alternative still fit. */
    boolean fits(int more) {
        int all = groups.size() * more + size();
        return groups.size() <= MOST_GROUPS
                && all <= MOST
                && groups.stream().allMatch(group -> group.size() + more <= MOST_IN_GROUP);
    }

    /** These filters and one more in each group. */
    SearchFilters and(Filter filter) {
        return new SearchFilters(
                groups.stream().map(group -> joined(group, List.of(filter))).toList());
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

    /** Values as the property's type wants them in a list: text in lower case, other kinds as they are. */
    static String listed(ObjectSchema schema, String property, Object value) {
        String text = HubSpotValues.searched(value);
        return schema.field(property)
                        .map(FieldSchema::type)
                        .filter(type -> !isText(type))
                        .isPresent()
                ? text
                : text.toLowerCase(Locale.ROOT);
    }

    private int size() {
        return groups.stream().mapToInt(List::size).sum();
    }

    private static boolean isText(FieldSchema.Type type) {
        return switch (type) {
            case TEXT, EMAIL, PHONE, URL, OTHER -> true;
            default -> false;
        };
    }

    private static List<List<Filter>> pruned(List<List<Filter>> groups) {
        return groups.stream().anyMatch(List::isEmpty)
                ? List.of(List.of())
                : groups.stream().distinct().toList();
    }

    private static List<Filter> joined(List<Filter> one, List<Filter> other) {
        List<Filter> both = new ArrayList<>(one);
        other.stream().filter(filter -> !both.contains(filter)).forEach(both::add);
        return both;
    }

    private static InvalidInputException invalid(String message) {
        return new InvalidInputException(ErrorCode.FILTER_INVALID, message);
    }

    /** Turns a condition into alternatives; a negation is carried down to the comparisons. */
    private record Compiler(ObjectSchema schema) {

        List<List<Filter>> groups(Condition condition, boolean negated) {
            if (condition instanceof Condition.Everything) {
                return negated ? List.of() : List.of(List.of());
            }
            if (condition instanceof Condition.Not not) {
                return groups(not.part(), !negated);
            }
            if (condition instanceof Condition.And and) {
                return negated ? any(and.parts(), true) : all(and.parts(), false);
            }
            if (condition instanceof Condition.Or or) {
                return negated ? all(or.parts(), true) : any(or.parts(), false);
            }
            return one(condition, negated);
        }

        private List<List<Filter>> any(List<Condition> parts, boolean negated) {
            List<List<Filter>> groups = new ArrayList<>();
            parts.forEach(part -> groups.addAll(groups(part, negated)));
            return groups;
        }

        private List<List<Filter>> all(List<Condition> parts, boolean negated) {
            List<List<Filter>> groups = List.of(List.of());
            for (Condition part : parts) {
                List<List<Filter>> more = groups(part, negated);
                List<List<Filter>> product = new ArrayList<>();
                for (List<Filter> group : groups) {
                    more.forEach(other -> product.add(joined(group, other)));
                }
                if (product.size() > MOST_BEFORE_PRUNING) {
                    throw invalid("the condition has too many alternatives for a HubSpot search, which takes "
                            + MOST_GROUPS + ". Make it shorter or import in parts");
                }
                groups = product;
            }
            return groups;
        }

        private List<List<Filter>> one(Condition condition, boolean negated) {
            if (condition instanceof Condition.IsNull isNull) {
                return present(isNull.field(), negated);
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
            throw new IllegalArgumentException(
                    "a condition of kind " + condition.getClass().getSimpleName());
        }

        private List<List<Filter>> compare(Condition.Compare compare, boolean negated) {
            String operator =
                    switch (compare.operator()) {
                        case EQUAL -> negated ? "NEQ" : "EQ";
                        case NOT_EQUAL -> negated ? "EQ" : "NEQ";
                        case LESS -> negated ? "GTE" : "LT";
                        case LESS_OR_EQUAL -> negated ? "GT" : "LTE";
                        case GREATER -> negated ? "LTE" : "GT";
                        case GREATER_OR_EQUAL -> negated ? "LT" : "GTE";
                    };
            String value = HubSpotValues.searched(compare.value());
            if (value.isEmpty()) {
                // HubSpot takes no empty value, and to it an empty text is an empty property.
                return switch (operator) {
                    case "EQ" -> present(compare.field(), false);
                    case "NEQ" -> present(compare.field(), true);
                    default ->
                        throw invalid("'" + compare.field() + "' is compared to an empty text by "
                                + compare.operator().sign() + ". HubSpot compares that by = and <> only");
                };
            }
            return filter(compare.field(), operator, List.of(value));
        }

        private List<List<Filter>> in(Condition.In in, boolean negated) {
            List<String> values = in.values().stream()
                    .map(value -> listed(schema, in.field(), value))
                    .distinct()
                    .toList();
            List<String> full =
                    values.stream().filter(value -> !value.isEmpty()).toList();
            boolean empty = full.size() < values.size();
            List<List<Filter>> groups = new ArrayList<>();
            if (negated) {
                return full.isEmpty()
                        ? (empty ? present(in.field(), true) : List.of(List.of()))
                        : filter(in.field(), "NOT_IN", full);
            }
            if (!full.isEmpty()) {
                groups.addAll(filter(in.field(), "IN", full));
            }
            if (empty) {
                groups.addAll(present(in.field(), false));
            }
            return groups;
        }

        private List<List<Filter>> like(Condition.Like like, boolean negated) {
            String pattern = like.pattern();
            if (pattern.matches("%+")) {
                return present(like.field(), !negated);
            }
            if (pattern.indexOf('_') >= 0
                    || pattern.indexOf('*') >= 0
                    || pattern.chars().anyMatch(Character::isWhitespace)) {
                throw invalid("'" + like.field() + "' is compared to a LIKE pattern that HubSpot cannot search for: it"
                        + " compares single words, with % but without _, * or blanks");
            }
            if (pattern.indexOf('%') < 0) {
                return compare(new Condition.Compare(like.field(), Condition.Operator.EQUAL, pattern), negated);
            }
            return filter(
                    like.field(),
                    negated ? "NOT_CONTAINS_TOKEN" : "CONTAINS_TOKEN",
                    List.of(pattern.replace('%', '*')));
        }

        private List<List<Filter>> present(String field, boolean there) {
            return List.of(List.of(new Filter(known(field), there ? "HAS_PROPERTY" : "NOT_HAS_PROPERTY", List.of())));
        }

        private List<List<Filter>> filter(String field, String operator, List<String> values) {
            Filter filter = new Filter(known(field), operator, values);
            // What is not equal may be empty to HubSpot, and is not to SQL.
            return operator.startsWith("N")
                    ? List.of(List.of(filter, new Filter(field, "HAS_PROPERTY", List.of())))
                    : List.of(List.of(filter));
        }

        private String known(String field) {
            boolean exists = schema.fields().isEmpty()
                    || schema.field(field).isPresent()
                    || ASSOCIATION.matcher(field).matches();
            if (!exists) {
                throw invalid("HubSpot's " + schema.object() + " have no property '" + field + "'. "
                        + NearestName.hint(field, schema.fields().keySet()));
            }
            return field;
        }
    }
}
