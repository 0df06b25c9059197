package dev.caravan.sandbox.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of record, with its fields; further ones may come while the sandbox runs. Guarded by the lock of its
 * {@link Store}.
 */
public final class Kind {
    private final String name;
    private final Ids ids;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    /** How ids of a kind look. */
    public enum Ids {
        /** 1, 2, 3 ... counted per kind. */
        NUMBER,
        /** 19 digits, larger than a double keeps; no two rows of an account have the same. */
        LONG_NUMBER,
        /** Random UUIDs. */
        UUID
    }

    /** @param name as the vendor's paths call it */
    public Kind(String name, Ids ids, List<Field> fields) {
        this.name = name;
        this.ids = ids;
        fields.forEach(this::add);
    }

    public String name() {
        return name;
    }

    Ids ids() {
        return ids;
    }

    public List<Field> fields() {
        return List.copyOf(fields.values());
    }

    public Optional<Field> field(String field) {
        return Optional.ofNullable(fields.get(field));
    }

    /** Adds a field, or replaces the one of that name. */
    public void add(Field field) {
        fields.put(field.name(), field);
    }
}
