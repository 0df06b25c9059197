package dev.caravan.sandbox.salesforce;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One stored record. Values are String, Boolean, BigDecimal, LocalDate or Instant, under the field's exact name; an
 * empty field takes no space, so that a million rows fit into a small heap.
 */
final class Row {
    /** Hidden: id of the record whose delete took this one along. */
    static final String DELETED_WITH = "~DeletedWith";

    private static final Object[] NONE = {};

    private final ObjectType type;
    private final String id;
    /** Bit by the field's place: whether it has a value. */
    private long filled;
    /** The values there are, in the order of their places. */
    private Object[] values = NONE;

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
        if (field.equals("Id")) {
            return id;
        }
        int place = type.place(field);
        return place >= 0 && (filled & 1L << place) != 0 ? values[index(place)] : null;
    }

    @Nullable
    String text(String field) {
        return get(field) instanceof String text ? text : null;
    }

    boolean isTrue(String field) {
        return Boolean.TRUE.equals(get(field));
    }

    boolean isDeleted() {
        return isTrue("IsDeleted");
    }

    /** The row as JSON text; made once and kept until the row changes. */
    String saved() {
        String text = saved;
        if (text == null) {
            text = SavedRow.text(id, copy());
            saved = text;
        }
        return text;
    }

    Map<String, Object> copy() {
        Map<String, Object> copy = new HashMap<>();
        for (int place = 0; place < type.places().size(); place++) {
            if ((filled & 1L << place) != 0) {
                copy.put(type.places().get(place), values[index(place)]);
            }
        }
        return copy;
    }

    /** Only the store calls this: it keeps the indexes in step. */
    void put(String field, @Nullable Object value) {
        saved = null;
        int place = type.place(field);
        if (place < 0) {
            throw new IllegalArgumentException("object " + type + " has no field '" + field + "'");
        }
        int index = index(place);
        boolean isFilled = (filled & 1L << place) != 0;
        if (value != null && isFilled) {
            values[index] = value;
        } else if (value != null) {
            Object[] longer = new Object[values.length + 1];
            System.arraycopy(values, 0, longer, 0, index);
            longer[index] = value;
            System.arraycopy(values, index, longer, index + 1, values.length - index);
            values = longer;
            filled |= 1L << place;
        } else if (isFilled) {
            Object[] shorter = new Object[values.length - 1];
            System.arraycopy(values, 0, shorter, 0, index);
            System.arraycopy(values, index + 1, shorter, index, shorter.length - index);
            values = shorter;
            filled &= ~(1L << place);
        }
    }

    private int index(int place) {
        return Long.bitCount(filled & (1L << place) - 1);
    }
}
