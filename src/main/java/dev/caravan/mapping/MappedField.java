package dev.caravan.mapping;

import dev.caravan.filter.Condition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line under {@code fields}: a hub field and the CRM field it goes to.
 *
 * @param field the hub's name
 * @param orElse hub field whose value is taken when the first one is empty; null for none
 * @param to the CRM's name
 * @param when the field is withheld while the record does not meet this; null for always
 * @param values hub value to CRM value; empty when there is no table
 * @param valuesElse what happens to a value that is not in the table
 * @param onEmpty null when the file does not say: an error with a new record where the CRM requires the field, else the
 *     field is left out
 * @param send {@link Send#CREATE} or {@link Send#ALWAYS}
 * @param transforms built-in functions in the order in which they are applied, such as {@code truncate(80)}
 * @param script an expression that makes the value; null for the plain value. Never together with transforms
 * @param line where it stands in the file
 */
public record MappedField(
        String field,
        @Nullable String orElse,
        String to,
        Sync sync,
        @Nullable Condition when,
        Map<String, Object> values,
        ValuesElse valuesElse,
        @Nullable OnEmpty onEmpty,
        Send send,
        List<String> transforms,
        @Nullable Script script,
        int line) {
    public MappedField {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        transforms = List.copyOf(transforms);
    }

    /** The short form: both ways, the newest wins. */
    public static MappedField plain(String field, String to, int line) {
        return new MappedField(
                field,
                null,
                to,
                Sync.NEWEST,
                null,
                Map.of(),
                ValuesElse.PASS,
                null,
                Send.ALWAYS,
                List.of(),
                null,
                line);
    }

    /** An expression in a language of the runtime; its body is the map of the record's fields. */
    public record Script(String language, String expression) {}

    /** What happens to a value that a value table does not name. */
    public enum ValuesElse {
        /** It is sent as it is. */
        PASS,
        /** The record fails with {@code MAPPING_VALUE}. */
        ERROR,
        /** The field is left out. */
        SKIP_FIELD
    }
}
