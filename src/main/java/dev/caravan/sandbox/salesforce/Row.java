package dev.caravan.sandbox.salesforce;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stored record. Values are String, Boolean, BigDecimal, LocalDate or Instant, under the field's exact name; an
 * empty field is absent.
 */
final class Row {
    private final ObjectType type;
    private final String id;
    private final Map<String, Object> values = new HashMap<>();
    private @Nullable String saved;

    Row(ObjectType type, String id) {
        this.type = type;
        this.id = id;
    }

    ObjectType type() {
        return type;
    }

    String id() {
        return id;
    }

    @Nullable
    Object get(String field) {
        return field.equals("Id") ? id : values.get(field);
    }

    @Nullable
    String text(String field) {
        return get(field) instanceof String text ? text : null;
    }

    boolean isTrue(String field) {
        return Boolean.TRUE.equals(values.get(field));
    }

    boolean isDeleted() {
        return isTrue("IsDeleted");
    }

    /** The row as JSON text; made once and kept until the row changes. */
    String saved() {
        String text = saved;
        if (text == null) {
            text = SavedRow.text(id, values);
            saved = text;
        }
        return text;
    }

    Map<String, Object> copy() {
        return new HashMap<>(values);
    }

    /** Only the store calls this: it keeps the indexes in step. */
    void put(String field, @Nullable Object value) {
        saved = null;
        if (value == null) {
            values.remove(field);
        } else {
            values.put(field, value);
        }
    }
}
