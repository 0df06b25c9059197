package dev.caravan.crm.hubspot;

import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.hubspot.SearchFilters.Filter;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Condition.Operator;
import dev.caravan.filter.LikePattern;
import dev.caravan.filter.Times;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Single comparisons as filters of HubSpot's search, none of which leaves out a record that meets its comparison. */
record SearchFilterCompiler(ObjectSchema schema) {
    /**
     * What is one word, or part of one, however a text is cut into words. Only such pieces of a pattern are searched
     * for.
     */
    private static final Pattern PIECE = Pattern.compile("[A-Za-z]{2,}|[0-9]{2,}");

    /** Numbers of more digits may be rounded. */
    private static final int DIGITS = 15;

    /** The groups for a comparison, or for its opposite. */
    List<List<Filter>> groups(Condition comparison, boolean negated) {
        if (comparison instanceof Condition.Compare compare) {
            return compare(compare, negated);
        }
        if (comparison instanceof Condition.In in) {
            return in(in.field(), in.values(), negated);
        }
        if (comparison instanceof Condition.Like like) {
            return negated ? SearchGroups.EVERYTHING : like(like);
        }
        if (comparison instanceof Condition.IsNull none) {
            return negated ? one(none.field(), "HAS_PROPERTY") : one(none.field(), "NOT_HAS_PROPERTY");
        }
        throw new IllegalArgumentException(
                "a condition of kind " + comparison.getClass().getSimpleName());
    }

    /** A value as the property's type wants it in a list: text in lower case (HubSpot docs, "Search": IN). */
    String listed(String property, Object value) {
        Type type = type(property);
        Instant time = type == Type.DATETIME ? Times.parse(value.toString()) : null;
        String text = HubSpotValues.searched(time == null ? value : time);
        return isText(type) || type == Type.OTHER ? text.toLowerCase(Locale.ROOT) : text;
    }

    /** The filter as it is sent: what became a list by joining others has the values of a list. */
    Filter listed(Filter filter) {
        return filter.operator().equals("IN")
                ? new Filter(filter.property(), "IN", listed(filter.property(), List.<Object>copyOf(filter.values())))
                : filter;
    }

    private List<List<Filter>> compare(Condition.Compare compare, boolean negated) {
        String field = compare.field();
        Operator operator = compare.operator();
        if (operator == Operator.EQUAL || operator == Operator.NOT_EQUAL) {
            return in(field, List.of(compare.value()), negated != (operator == Operator.NOT_EQUAL));
        }
        if (!isExact(field, compare.value())) {
            return negated ? SearchGroups.EVERYTHING : one(field, "HAS_PROPERTY");
        }
        String word =
                switch (operator) {
                    case LESS -> negated ? "GTE" : "LT";
                    case LESS_OR_EQUAL -> negated ? "GT" : "LTE";
                    case GREATER -> negated ? "LTE" : "GT";
                    default -> negated ? "LT" : "GTE";
                };
        List<List<Filter>> test = one(field, word, HubSpotValues.searched(compare.value()));
        return negated ? orEmpty(field, test) : test;
    }

    private List<List<Filter>> in(String field, List<Object> all, boolean negated) {
        List<Object> values = all.stream().filter(HubSpotValues::isWhole).toList();
        if (negated) {
            if (values.isEmpty() || !values.stream().allMatch(value -> isExact(field, value))) {
                return SearchGroups.EVERYTHING;
            }
            List<List<Filter>> others = values.size() == 1
                    ? one(field, "NEQ", HubSpotValues.searched(values.get(0)))
                    : one(field, "NOT_IN", listed(field, values));
            return orEmpty(field, others);
        }
        if (values.isEmpty()) {
            return SearchGroups.NOTHING;
        }
        if (!values.stream().allMatch(value -> isFound(field, value))) {
            return one(field, "HAS_PROPERTY");
        }
        // One value of several is found by a list only.
        return values.size() == 1 && type(field) != Type.OPTIONS
                ? one(field, "EQ", HubSpotValues.searched(values.get(0)))
                : one(field, "IN", listed(field, values));
    }

    private List<List<Filter>> like(Condition.Like like) {
        if (like.pattern().isEmpty()) {
            return SearchGroups.NOTHING;
        }
        Optional<String> piece = LikePattern.of(like.pattern()).texts().stream()
                .flatMap(text -> PIECE.matcher(text).results().map(MatchResult::group))
                .max(Comparator.comparingInt(String::length));
        return piece.isPresent() && isText(type(like.field()))
                ? one(like.field(), "CONTAINS_TOKEN", "*" + piece.get().toLowerCase(Locale.ROOT) + "*")
                : one(like.field(), "HAS_PROPERTY");
    }

    /** Whether a comparison with the value finds every record that it should. */
    private boolean isFound(String field, Object value) {
        Type type = type(field);
        return isText(type) || type == Type.OPTION || type == Type.OPTIONS
                ? value instanceof String text && !text.isBlank() && (type != Type.OPTIONS || text.indexOf(';') < 0)
                : isExact(field, value);
    }

    /** Whether HubSpot's comparison with the value and Caravan's are the same. */
    private boolean isExact(String field, Object value) {
        Optional<FieldSchema> known = schema.field(field);
        return known.isPresent()
                && switch (known.get().type()) {
                    case BOOLEAN, DATE -> true;
                    case INTEGER, NUMBER -> value instanceof BigDecimal number && number.precision() <= DIGITS;
                    case DATETIME -> value instanceof Instant moment && moment.getNano() % 1_000_000 == 0;
                    case REFERENCE -> value.toString().matches("[0-9]{1,18}");
                    case OPTION ->
                        known.get().isClosed()
                                && known.get().options().stream()
                                        .anyMatch(option -> option.name().equals(value));
                    default -> false;
                };
    }

    private List<String> listed(String field, List<Object> values) {
        return values.stream().map(value -> listed(field, value)).distinct().toList();
    }

    private @Nullable Type type(String field) {
        return schema.field(field).map(FieldSchema::type).orElse(null);
    }

    /** A property of which nothing is known counts as a text. */
    private static boolean isText(@Nullable Type type) {
        return type == null
                || switch (type) {
                    case TEXT, EMAIL, PHONE, URL -> true;
                    default -> false;
                };
    }

    private static List<List<Filter>> orEmpty(String field, List<List<Filter>> test) {
        return List.of(test.get(0), one(field, "NOT_HAS_PROPERTY").get(0));
    }

    private static List<List<Filter>> one(String field, String operator, String... values) {
        return one(field, operator, List.of(values));
    }

    private static List<List<Filter>> one(String field, String operator, List<String> values) {
        return List.of(List.of(new Filter(field, operator, values)));
    }
}
