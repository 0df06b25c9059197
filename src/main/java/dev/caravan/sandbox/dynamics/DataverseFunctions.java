package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Dataverse's own functions in {@code $filter}: {@code Microsoft.Dynamics.CRM.In(PropertyName='x',...)} and others. */
final class DataverseFunctions {
    private static final String PREFIX = "Microsoft.Dynamics.CRM.";

    private final Supplier<Instant> now;

    DataverseFunctions(Supplier<Instant> now) {
        this.now = now;
    }

    /** The test that a function makes; its closing parenthesis is left. */
    <T> Predicate<T> read(String word, FilterTokens tokens, Properties<T> properties) {
        String name = word.substring(PREFIX.length());
        Map<String, List<String>> given = arguments(tokens);
        List<String> column = given.getOrDefault("PropertyName", List.of());
        if (column.isEmpty()) {
            throw Wire.syntax("The function '" + word + "' needs the parameter PropertyName.");
        }
        Properties.Property<T> property = properties.named(column.get(0));
        List<String> values = new ArrayList<>(given.getOrDefault("PropertyValues", List.of()));
        values.addAll(given.getOrDefault("PropertyValue", List.of()));
        Predicate<String> test = test(name, values);
        boolean meetsNull = Set.of("NotIn", "NotBetween", "DoesNotContainValues", "NotEqualUserId")
                .contains(name);
        return thing -> {
            JsonNode value = property.read().apply(thing);
            return value.isNull() ? meetsNull : test.test(value.asText());
        };
    }

    Predicate<String> test(String name, List<String> values) {
        return switch (name) {
            case "In" -> among(values);
            case "NotIn" -> among(values).negate();
            case "Between" -> between(values);
            case "NotBetween" -> between(values).negate();
            case "ContainValues" -> holds(values);
            case "DoesNotContainValues" -> holds(values).negate();
            case "On" -> value -> day(value).equals(day(one(values)));
            case "OnOrAfter" -> value -> !day(value).isBefore(day(one(values)));
            case "OnOrBefore" -> value -> !day(value).isAfter(day(one(values)));
            case "Today" -> value -> day(value).equals(today());
            case "Yesterday" -> value -> day(value).equals(today().minusDays(1));
            case "LastXHours" -> value -> isWithin(value, Duration.ofHours(number(values)));
            case "LastXDays" -> value -> isWithin(value, Duration.ofDays(number(values)));
            case "LastXWeeks" -> value -> isWithin(value, Duration.ofDays(7 * number(values)));
            case "EqualUserId" -> Entities.USER::equals;
            case "NotEqualUserId" -> value -> !value.equals(Entities.USER);
            default -> throw Wire.syntax("An unknown function with name '" + PREFIX + name + "' was found.");
        };
    }

    private static Map<String, List<String>> arguments(FilterTokens tokens) {
        Map<String, List<String>> given = new LinkedHashMap<>();
        while (!tokens.peek().is(")")) {
            String name = tokens.take().text();
            tokens.expect("=");
            List<String> values = new ArrayList<>();
            if (tokens.takeIf("[")) {
                while (!tokens.takeIf("]")) {
                    values.add(tokens.take().text());
                    tokens.takeIf(",");
                }
            } else {
                values.add(tokens.take().text());
            }
            given.put(name, values);
            tokens.takeIf(",");
        }
        return given;
    }

    private static Predicate<String> among(List<String> values) {
        Set<String> folded = new HashSet<>();
        values.forEach(each -> folded.add(Filter.folded(each)));
        return value -> folded.contains(Filter.folded(value));
    }

    private static Predicate<String> between(List<String> values) {
        if (values.size() != 2) {
            throw Wire.syntax("Between needs two values.");
        }
        return value -> order(value, values.get(0)) >= 0 && order(value, values.get(1)) <= 0;
    }

    private static int order(String a, String b) {
        boolean numbers = a.matches("-?[0-9.]+") && b.matches("-?[0-9.]+");
        return numbers
                ? new java.math.BigDecimal(a).compareTo(new java.math.BigDecimal(b))
                : a.matches("\\d{4}-\\d{2}-\\d{2}.*") && b.matches("\\d{4}-\\d{2}-\\d{2}.*")
                        ? Literal.instant(a).compareTo(Literal.instant(b))
                        : Filter.folded(a).compareTo(Filter.folded(b));
    }

    private static Predicate<String> holds(List<String> values) {
        return value -> Arrays.stream(value.split(",")).map(String::strip).anyMatch(values::contains);
    }

    private boolean isWithin(String value, Duration time) {
        Instant at = Literal.instant(value);
        return !at.isAfter(now.get()) && !at.isBefore(now.get().minus(time));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(now.get(), ZoneOffset.UTC);
    }

    private static LocalDate day(String text) {
        return LocalDate.ofInstant(Literal.instant(text), ZoneOffset.UTC);
    }

    private static String one(List<String> values) {
        if (values.size() != 1) {
            throw Wire.syntax("The function needs one PropertyValue.");
        }
        return values.get(0);
    }

    private static long number(List<String> values) {
        String text = one(values);
        if (!text.matches("\\d{1,6}")) {
            throw Wire.syntax("The function needs a number as PropertyValue.");
        }
        return Long.parseLong(text);
    }
}
