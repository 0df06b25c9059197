package dev.caravan.crm.tribe;

import dev.caravan.crm.http.Query;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Texts in filters: quoted, compared, and joined so that a query does not become too long. */
final class ODataText {
    /** A text as short as this is part of too many others to be looked for with {@code contains}. */
    private static final int SHORT = 5;

    private ODataText() {}

    /**
     * Filters by which a text field equals one of the values, each short enough for a query. Of values that hold
     * another one, such as the spellings of a web address, that one is looked for: it finds them all.
     */
    static List<String> equal(TribeSettings settings, TribeField field, List<String> values) {
        List<String> tests = (settings.exactEquality() ? values : shortest(values))
                .stream()
                        .map(value -> either(field, path -> same(settings, path, value)))
                        .toList();
        return anyOf(tests, settings.longestUrl());
    }

    private static List<String> shortest(List<String> values) {
        List<String> left = new ArrayList<>();
        values.stream()
                .sorted(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
                .forEach(value -> {
                    String lower = value.toLowerCase(Locale.ROOT);
                    boolean isFound = left.stream()
                            .anyMatch(
                                    other -> other.length() > SHORT && lower.contains(other.toLowerCase(Locale.ROOT)));
                    if (!isFound) {
                        left.add(value);
                    }
                });
        return left;
    }

    /** Tests joined by {@code or}, in as many filters as are needed for none to be longer than that, encoded. */
    static List<String> anyOf(List<String> tests, int longest) {
        List<String> filters = new ArrayList<>();
        StringBuilder filter = new StringBuilder();
        int length = 0;
        for (String test : tests) {
            int more = Query.encoded(" or " + test).length();
            if (!filter.isEmpty() && length + more > longest) {
                filters.add(filter.toString());
                filter.setLength(0);
                length = 0;
            }
            filter.append(filter.isEmpty() ? "" : " or ").append(test);
            length += more;
        }
        if (!filter.isEmpty()) {
            filters.add(filter.toString());
        }
        return filters;
    }

    /** A text as it stands in a filter. */
    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /**
     * A test that every text meets which equals the value but for case, and hardly any other: {@code eq} may take
     * regard of case.
     */
    static String same(TribeSettings settings, String path, String value) {
        if (settings.exactEquality()) {
            return path + " eq " + quoted(value);
        }
        return value.length() > SHORT
                ? function("contains", path, value)
                : "(" + function("startswith", path, value) + " and " + function("endswith", path, value) + ")";
    }

    static String function(String name, String path, String value) {
        return name + "(" + path + "," + quoted(value) + ")";
    }

    /** A test of the field, or of what stands in for it where it is empty. */
    static String either(TribeField field, UnaryOperator<String> test) {
        String fallback = field.fallback();
        return fallback == null
                ? test.apply(field.path())
                : "(" + test.apply(field.path()) + " or " + test.apply(fallback) + ")";
    }
}
