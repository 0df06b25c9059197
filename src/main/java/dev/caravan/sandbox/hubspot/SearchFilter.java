package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One condition of a search: on a property, or on an association. */
final class SearchFilter {
    private static final String ASSOCIATION = "associations.";
    private static final Set<String> OPERATORS = Set.of(
            "EQ",
            "NEQ",
            "LT",
            "LTE",
            "GT",
            "GTE",
            "BETWEEN",
            "IN",
            "NOT_IN",
            "HAS_PROPERTY",
            "NOT_HAS_PROPERTY",
            "CONTAINS_TOKEN",
            "NOT_CONTAINS_TOKEN");
    private static final Set<String> WITHOUT_VALUE = Set.of("HAS_PROPERTY", "NOT_HAS_PROPERTY");

    private static final Pattern WHOLE = Pattern.compile("\\d{1,15}");
    private static final Set<String> ORDERED = Set.of("LT", "LTE", "GT", "GTE", "BETWEEN");

    private final @Nullable Property property;
    private final @Nullable ObjectType association;
    private final String operator;
    private final String value;
    private final String high;
    private final List<String> values;
    private final List<Pattern> tokens;
    private final boolean ordered;
    /** The values are whole numbers, which are also their own milliseconds. */
    private final boolean whole;

    private final long from;
    private final long to;

    private SearchFilter(
            @Nullable Property property, @Nullable ObjectType association, String operator, JsonNode written) {
        this.property = property;
        this.association = association;
        this.operator = operator;
        this.value = written.path("value").asText("");
        this.high = written.path("highValue").asText("");
        this.values = Api.texts(written.path("values"));
        this.ordered = ORDERED.contains(operator);
        this.whole = WHOLE.matcher(value).matches() && (high.isEmpty() || WHOLE.matcher(high).matches());
        this.from = millis(value);
        this.to = millis(high);
        this.tokens = tokens(value.toLowerCase(Locale.ROOT)).stream()
                .map(token -> Pattern.compile(Arrays.stream(token.split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*"))))
                .toList();
    }

    /**
     * Reads one filter.
     *
     * @throws Problem HTTP 400 if its property, its operator or a value is missing or unknown
     */
    static SearchFilter read(Schema schema, ObjectType type, JsonNode written) {
        String name = written.path("propertyName").asText("");
        String operator = written.path("operator").asText("");
        if (!OPERATORS.contains(operator)) {
            throw Problem.invalid("Invalid operator '" + operator + "' on property '" + name + "': must be one of "
                    + OPERATORS.stream().sorted().toList());
        }
        SearchFilter filter;
        if (name.startsWith(ASSOCIATION)) {
            ObjectType to = ObjectType.named(name.substring(ASSOCIATION.length()));
            filter = new SearchFilter(null, to, operator, written);
        } else {
            Property property = schema.find(type, name)
                    .orElseThrow(() -> Problem.invalid(
                                    "There was a problem with the request. Property \"" + name + "\" does not exist")
                            .detail("PROPERTY_DOESNT_EXIST", "Property \"" + name + "\" does not exist", name));
            filter = new SearchFilter(property, null, operator, written);
        }
        filter.check(name);
        return filter;
    }

    /** Ids of the records that can fit by an index; empty if there is none for this filter. */
    Optional<Collection<Long>> lookUp(Table table) {
        if (property == null) {
            return Optional.empty();
        }
        return switch (operator) {
            case "EQ" -> table.lookUp(property, List.of(value));
            case "IN" -> table.lookUp(property, values);
            case "GT", "GTE", "BETWEEN" -> lookUpChanged(table, property.name());
            default -> Optional.empty();
        };
    }

    /** No record with a smaller id can fit. */
    long leastId() {
        boolean bounds = operator.equals("GT") || operator.equals("GTE") || operator.equals("BETWEEN");
        return bounds && whole && property != null && property.name().equals("hs_object_id") ? from : 0;
    }

    private Optional<Collection<Long>> lookUpChanged(Table table, String name) {
        return name.equals(table.type().modified())
                ? table.lookUpChangedAfter(Instant.ofEpochMilli(from).minusMillis(1))
                : Optional.empty();
    }

    /**
     * Whether a record meets the condition.
     *
     * @param asOf null for now
     */
    boolean fits(HubSpotRecord record, @Nullable Instant asOf) {
        if (association != null) {
            return fitsLinks(record, association);
        }
        if (property == null) {
            return false;
        }
        Long number = ordered ? record.number(property.name(), asOf) : null;
        if (number != null && (whole || property.isTime())) {
            return fitsNumber(number);
        }
        String has = asOf == null ? record.value(property.name()) : record.valueAt(property.name(), asOf);
        return switch (operator) {
            case "HAS_PROPERTY" -> has != null;
            case "NOT_HAS_PROPERTY" -> has == null;
            case "NEQ" -> has == null || !isEqual(property, has, value);
            case "NOT_IN" -> has == null || !isOneOf(property, has);
            case "NOT_CONTAINS_TOKEN" -> has == null || !containsTokens(has);
            default -> has != null && fitsValue(property, has);
        };
    }

    /** Words of a text, in the order they come; wildcards stay. */
    static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        for (String token : text.split("[^\\p{L}\\p{N}*]+")) {
            if (!token.isEmpty()) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    /** The order of a property's values. */
    static Comparator<String> comparator(Property property) {
        if (property.type().equals("number")) {
            return Comparator.comparing(SearchFilter::number);
        }
        if (property.isTime()) {
            return Comparator.comparing(text -> Times.read(text).orElse(Instant.EPOCH));
        }
        return String.CASE_INSENSITIVE_ORDER;
    }

    private boolean fitsValue(Property on, String has) {
        return switch (operator) {
            case "EQ" -> isEqual(on, has, value);
            case "IN" -> isOneOf(on, has);
            case "CONTAINS_TOKEN" -> containsTokens(has);
            case "LT" -> comparator(on).compare(has, value) < 0;
            case "LTE" -> comparator(on).compare(has, value) <= 0;
            case "GT" -> comparator(on).compare(has, value) > 0;
            case "GTE" -> comparator(on).compare(has, value) >= 0;
            default -> comparator(on).compare(has, value) >= 0 && comparator(on).compare(has, high) <= 0;
        };
    }

    /** Polls for changed records look at every record: no text is made and read again for them. */
    private boolean fitsNumber(long number) {
        return switch (operator) {
            case "LT" -> number < from;
            case "LTE" -> number <= from;
            case "GT" -> number > from;
            case "GTE" -> number >= from;
            default -> number >= from && number <= to;
        };
    }

    private boolean fitsLinks(HubSpotRecord record, ObjectType to) {
        Set<Long> linked = record.links(to).keySet();
        return switch (operator) {
            case "EQ" -> linked.contains(idOf(value));
            case "IN" -> values.stream().anyMatch(id -> linked.contains(idOf(id)));
            case "NEQ" -> !linked.contains(idOf(value));
            case "NOT_IN" -> values.stream().noneMatch(id -> linked.contains(idOf(id)));
            case "HAS_PROPERTY" -> !linked.isEmpty();
            default -> linked.isEmpty();
        };
    }

    private boolean isOneOf(Property on, String has) {
        // For text the given values have to be in lower case to fit (HubSpot docs, "Search": IN and NOT_IN).
        boolean asIs = on.type().equals("string");
        String lower = has.toLowerCase(Locale.ROOT);
        return values.stream().anyMatch(wanted -> asIs ? wanted.equals(lower) : isEqual(on, has, wanted));
    }

    private boolean containsTokens(String has) {
        List<String> words = tokens(has.toLowerCase(Locale.ROOT));
        return !tokens.isEmpty()
                && tokens.stream()
                        .allMatch(token -> words.stream()
                                .anyMatch(word -> token.matcher(word).matches()));
    }

    private static boolean isEqual(Property on, String has, String wanted) {
        if (on.isMultiple()) {
            return Arrays.asList(has.split(";")).contains(wanted) || has.equalsIgnoreCase(wanted);
        }
        return on.type().equals("number") || on.isTime()
                ? comparator(on).compare(has, wanted) == 0
                : has.equals(wanted) || Table.key(has).equals(Table.key(wanted));
    }

    private void check(String name) {
        if (WITHOUT_VALUE.contains(operator)) {
            return;
        }
        boolean many = operator.equals("IN") || operator.equals("NOT_IN");
        if (many ? values.isEmpty() : value.isEmpty()) {
            throw Problem.invalid(
                    "Operator " + operator + " on property '" + name + "' needs " + (many ? "values" : "a value"));
        }
        if (operator.equals("BETWEEN") && high.isEmpty()) {
            throw Problem.invalid("Operator BETWEEN on property '" + name + "' needs value and highValue");
        }
        if (association != null && ORDERED.contains(operator)) {
            throw Problem.invalid("Operator " + operator + " is not allowed on '" + name + "'");
        }
        Property on = property;
        if (on != null) {
            List<String> given = new ArrayList<>(many ? values : List.of(value));
            if (operator.equals("BETWEEN")) {
                given.add(high);
            }
            given.forEach(one -> checkForm(on, one));
        }
    }

    private static void checkForm(Property on, String given) {
        boolean good = true;
        if (on.isTime()) {
            good = Times.read(given).isPresent();
        } else if (on.type().equals("number")) {
            good = given.trim().matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");
        }
        if (!good) {
            throw Problem.invalid("'" + given + "' is not a valid " + on.type() + " for property '" + on.name() + "'");
        }
    }

    private static BigDecimal number(String text) {
        try {
            return new BigDecimal(text.trim());
        } catch (NumberFormatException e) {
            // Only seeded records can hold such a value.
            return BigDecimal.ZERO;
        }
    }

    private static long millis(String text) {
        return Times.read(text).map(Instant::toEpochMilli).orElse(0L);
    }

    private static Long idOf(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1L;
    }
}
