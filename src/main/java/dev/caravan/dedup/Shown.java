package dev.caravan.dedup;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The few values of a record by which a person in the review queue knows it. */
final class Shown {
    private static final int FIELDS = 8;

    private Shown() {}

    /** The first of these fields that have a plain value. */
    static Map<String, Object> of(Map<String, ? extends @Nullable Object> fields, Collection<String> inOrder) {
        Map<String, Object> shown = new LinkedHashMap<>();
        for (String field : inOrder) {
            Object value = fields.get(field);
            if (value != null
                    && !value.toString().isBlank()
                    && !(value instanceof Collection<?>)
                    && shown.size() < FIELDS) {
                shown.put(field, value);
            }
        }
        return shown;
    }
}
