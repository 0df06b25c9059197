package dev.caravan.crm;

import java.util.List;
import java.util.Locale;

/**
 * One field of a CRM object, as the CRM describes it.
 *
 * @param requiredOnCreate the CRM refuses a new record without it
 * @param maxLength longest text in characters; 0 when the CRM names none
 * @param options allowed values of an option field
 * @param restricted whether the CRM refuses a value that is not among the options
 * @param unique whether the CRM refuses a second record with the same value
 * @param searchable whether a condition may name it
 */
public record FieldSchema(
        String name,
        String label,
        Type type,
        boolean readOnly,
        boolean requiredOnCreate,
        int maxLength,
        List<Option> options,
        boolean restricted,
        boolean unique,
        boolean searchable) {
    public FieldSchema {
        options = List.copyOf(options);
    }

    /** A field that a condition may name. */
    public FieldSchema(
            String name,
            String label,
            Type type,
            boolean readOnly,
            boolean requiredOnCreate,
            int maxLength,
            List<Option> options,
            boolean restricted,
            boolean unique) {
        this(name, label, type, readOnly, requiredOnCreate, maxLength, options, restricted, unique, true);
    }

    /**
     * Whether its values are among its options, which differ by more than their case: then it does not matter whether
     * the CRM compares with regard to case.
     */
    public boolean isClosed() {
        return restricted
                && type == Type.OPTION
                && options.stream()
                                .map(option -> option.name().toLowerCase(Locale.ROOT))
                                .distinct()
                                .count()
                        == options.size();
    }

    /** An allowed value: the internal name is what is written, the label is what people see. */
    public record Option(String name, String label) {}

    /** Kinds of values, as far as a mapping has to tell them apart. */
    public enum Type {
        TEXT,
        INTEGER,
        NUMBER,
        BOOLEAN,
        DATE,
        DATETIME,
        EMAIL,
        PHONE,
        URL,
        OPTION,
        OPTIONS,
        REFERENCE,
        OTHER
    }
}
