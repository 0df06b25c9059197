package dev.caravan.sandbox.store;

import java.util.Arrays;
import java.util.List;

/**
 * One field of a kind of record.
 *
 * @param options allowed values of {@link Type#OPTION} and {@link Type#OPTIONS}, as they stand in JSON; empty for any
 * @param longest most characters of a text; 0 for no limit
 * @param of kind that a {@link Type#REFERENCE} points to; empty for something that is no row of the store
 */
public record Field(
        String name,
        String label,
        Type type,
        boolean readOnly,
        boolean required,
        boolean unique,
        int longest,
        List<Option> options,
        String of) {
    public Field {
        options = List.copyOf(options);
    }

    /** What a value may be. */
    public enum Type {
        TEXT,
        EMAIL,
        PHONE,
        URL,
        INTEGER,
        NUMBER,
        BOOLEAN,
        /** {@code yyyy-MM-dd}. */
        DATE,
        /** A point in time with an offset or Z. */
        TIME,
        OPTION,
        /** An array of options. */
        OPTIONS,
        REFERENCE,
        /** Anything: the vendor looks at it itself. */
        ANY
    }

    /** An allowed value and what people see for it. */
    public record Option(String value, String label) {}

    /** A field that may be written and is needed by nobody. */
    public static Field of(String name, String label, Type type) {
        return new Field(name, label, type, false, false, false, 0, List.of(), "");
    }

    /** Fields that hold anything, for kinds of which the vendor shows the rows as they are. */
    public static List<Field> any(String... names) {
        return Arrays.stream(names).map(name -> of(name, name, Type.ANY)).toList();
    }

    public Field asReadOnly() {
        return new Field(name, label, type, true, required, unique, longest, options, of);
    }

    public Field asRequired() {
        return new Field(name, label, type, readOnly, true, unique, longest, options, of);
    }

    public Field asUnique() {
        return new Field(name, label, type, readOnly, required, true, longest, options, of);
    }

    public Field upTo(int characters) {
        return new Field(name, label, type, readOnly, required, unique, characters, options, of);
    }

    public Field among(List<Option> allowed) {
        return new Field(name, label, type, readOnly, required, unique, longest, allowed, of);
    }

    public Field to(String kind) {
        return new Field(name, label, type, readOnly, required, unique, longest, options, kind);
    }
}
