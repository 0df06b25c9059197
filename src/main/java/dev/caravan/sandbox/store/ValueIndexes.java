package dev.caravan.sandbox.store;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which rows of a kind hold a text in a field, whatever its case; a field is indexed when it is asked for first. */
final class ValueIndexes {
    private final Map<Kind, Map<String, Map<String, Set<String>>>> byKind = new HashMap<>();

    void clear() {
        byKind.clear();
    }

    /**
     * Ids of the rows that hold the text.
     *
     * @param all every row of the kind
     */
    Set<String> holding(Kind kind, String field, String value, Collection<Row> all) {
        return byKind.computeIfAbsent(kind, k -> new HashMap<>())
                .computeIfAbsent(field, f -> {
                    Map<String, Set<String>> index = new HashMap<>();
                    all.forEach(row -> put(index, row, field));
                    return index;
                })
                .getOrDefault(key(value), Set.of());
    }

    void add(Row row) {
        byKind.getOrDefault(row.kind(), Map.of()).forEach((field, index) -> put(index, row, field));
    }

    /** To be called while the row still holds the values by which it was added. */
    void remove(Row row) {
        byKind.getOrDefault(row.kind(), Map.of())
                .forEach((field, index) -> index.getOrDefault(key(row.text(field)), new TreeSet<>())
                        .remove(row.id()));
    }

    private static void put(Map<String, Set<String>> index, Row row, String field) {
        String value = row.text(field);
        if (!value.isEmpty()) {
            index.computeIfAbsent(key(value), k -> new TreeSet<>()).add(row.id());
        }
    }

    private static String key(String value) {
        return value.strip().toLowerCase(Locale.ROOT);
    }
}
