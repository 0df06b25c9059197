package dev.caravan.crm;

import java.util.List;

/**
 * One field of a CRM object, as the CRM describes it.
 *
 * @param requiredOnCreate the CRM refuses a new record without it
 * @param maxLength longest text in characters; 0 when the CRM names none
 * @param options allowed values of an option field
 * @param restricted whether the CRM refuses a value that is not among the options
 * @param unique whether the CRM refuses a second record with the same value
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
        boolean unique) {
    public FieldSchema {
        options = List.copyOf(options);
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
