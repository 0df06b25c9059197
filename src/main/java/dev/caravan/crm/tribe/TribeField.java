package dev.caravan.crm.tribe;

import dev.caravan.crm.FieldSchema;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One field, as Caravan names it and as TribeCRM keeps it.
 *
 * @param part reference to the record that holds it, such as {@code Person}; null for the record itself
 * @param property its API name there
 * @param edm OData's type
 * @param choices of a {@link Shape#CHOICE}
 * @param fallback path of a field that stands in where this one is empty; null for none
 */
record TribeField(
        FieldSchema schema,
        @Nullable String part,
        String property,
        Shape shape,
        String edm,
        List<Choice> choices,
        @Nullable String fallback) {
    TribeField {
        choices = List.copyOf(choices);
    }

    /** What the value is. */
    enum Shape {
        /** A value. */
        PLAIN,
        /** A reference to one of a list of choices. */
        CHOICE,
        /** A reference to another record, of which the id counts. */
        LINK,
        /** The company behind the role on which an activity hangs. */
        ROLE_COMPANY
    }

    /**
     * A choice.
     *
     * @param word what is read and written: its code, or its name where it has no code
     * @param key property that holds the word
     */
    record Choice(String id, String word, String label, String key) {}

    String name() {
        return schema.name();
    }

    FieldSchema.Type type() {
        return schema.type();
    }

    /** The property, with the reference that leads to it. */
    String path() {
        return part == null ? property : part + "/" + property;
    }

    /** The choice that a word means: its code, its label or its id, whatever the case. */
    Optional<Choice> choice(String word) {
        String wanted = word.strip();
        return choices.stream()
                .filter(each -> each.word().equalsIgnoreCase(wanted))
                .findFirst()
                .or(() -> choices.stream()
                        .filter(each -> each.label().equalsIgnoreCase(wanted)
                                || each.id().equalsIgnoreCase(wanted))
                        .findFirst());
    }

    boolean isText() {
        return edm.equals("Edm.String") && shape == Shape.PLAIN;
    }
}
