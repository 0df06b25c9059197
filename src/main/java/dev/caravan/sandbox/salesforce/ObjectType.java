package dev.caravan.sandbox.salesforce;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One kind of record, such as Contact, with its fields in describe order. */
final class ObjectType {
    private final String name;
    private final String keyPrefix;
    private final String label;
    private final String pluralLabel;
    private final Set<String> flags;
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Map<String, Field> exact = new HashMap<>();
    private final List<String> places = new ArrayList<>();
    private final Map<String, Integer> placeOf = new HashMap<>();

    ObjectType(String name, String keyPrefix, String label, String pluralLabel, Set<String> flags) {
        this.name = name;
        this.keyPrefix = keyPrefix;
        this.label = label;
        this.pluralLabel = pluralLabel;
        this.flags = flags;
        addPlace(Row.DELETED_WITH);
    }

    void add(Field field) {
        fields.put(field.name().toLowerCase(Locale.ROOT), field);
        exact.put(field.name(), field);
        addPlace(field.name());
    }

    private void addPlace(String fieldName) {
        placeOf.put(fieldName, places.size());
        places.add(fieldName);
        if (places.size() > Long.SIZE) {
            throw new IllegalArgumentException("object " + name + " has more fields than rows have bits");
        }
    }

    /** Where rows keep a field, by its exact name; -1 when there is none. */
    int place(String fieldName) {
        return placeOf.getOrDefault(fieldName, -1);
    }

    /** Names of the fields by their places, hidden ones too. */
    List<String> places() {
        return places;
    }

    String name() {
        return name;
    }

    String keyPrefix() {
        return keyPrefix;
    }

    String label() {
        return label;
    }

    String pluralLabel() {
        return pluralLabel;
    }

    boolean isWritable() {
        return !flags.contains("readonly");
    }

    boolean isDeletable() {
        return isWritable() && !flags.contains("nodelete");
    }

    Collection<Field> fields() {
        return Collections.unmodifiableCollection(fields.values());
    }

    /** A field by its name in any case; null when there is none. */
    @Nullable
    Field field(String anyCase) {
        Field field = exact.get(anyCase);
        return field != null ? field : fields.get(anyCase.toLowerCase(Locale.ROOT));
    }

    /** A field that is known to exist. */
    Field known(String fieldName) {
        Field field = field(fieldName);
        if (field == null) {
            throw new IllegalArgumentException("object " + name + " has no field '" + fieldName + "'");
        }
        return field;
    }

    /** The reference field behind a relationship name such as {@code Account} or {@code Caravan_Parent__r}. */
    Optional<Field> relationship(String anyCase) {
        return fields.values().stream()
                .filter(f -> f.relationship() != null && f.relationship().equalsIgnoreCase(anyCase))
                .findFirst();
    }

    Field nameField() {
        return fields.values().stream()
                .filter(f -> f.is(Field.Trait.NAME))
                .findFirst()
                .orElseGet(() -> known("Id"));
    }

    boolean hasNameField() {
        return fields.values().stream().anyMatch(f -> f.is(Field.Trait.NAME));
    }

    List<Field> parts(String compound) {
        List<Field> parts = new ArrayList<>();
        for (Field field : fields.values()) {
            if (compound.equals(field.compound())) {
                parts.add(field);
            }
        }
        return parts;
    }

    @Override
    public String toString() {
        return name;
    }
}
