package dev.caravan.mapping;

import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.mapping.Finding.Level;
import dev.caravan.mapping.MappedField.ValuesElse;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether values fit the type of a CRM field (R153-R158, R175). Nothing found means that they do. */
final class FieldFit {
    private FieldFit() {}

    /** Something to say about a field. */
    record Remark(Level level, String what, String cure) {}

    static List<Remark> of(MappedField field, FieldSchema crm) {
        if (!field.values().isEmpty()) {
            return table(field, crm);
        }
        Type given = given(field);
        return given == null ? List.of() : plain(given, crm);
    }

    private static List<Remark> plain(Type given, FieldSchema crm) {
        String to = "'" + crm.name() + "'";
        return switch (crm.type()) {
            case INTEGER, NUMBER ->
                given == Type.NUMBER
                        ? List.of()
                        : error("text cannot be written to " + to + ", which is a number.", "Add transform: number.");
            case BOOLEAN ->
                given == Type.BOOLEAN
                        ? List.of()
                        : error(
                                "text cannot be written to " + to + ", which is true or false.",
                                "Add transform: boolean.");
            case DATE ->
                given == Type.DATE
                        ? List.of()
                        : warning(to + " takes dates only, and the value may be other text.", "Add transform: date.");
            case DATETIME ->
                given == Type.DATE || given == Type.DATETIME
                        ? List.of()
                        : warning(
                                to + " takes times only, and the value may be other text.", "Add transform: datetime.");
            case OPTION, OPTIONS ->
                warning(
                        to + " takes only the internal names of its options, such as " + someOptions(crm) + ".",
                        "Add 'values', unless the values are these names already.");
            case REFERENCE -> warning(to + " takes the id of another record in the CRM.", "");
            case EMAIL ->
                given == Type.EMAIL
                        ? List.of()
                        : warning(
                                to + " takes e-mail addresses only.", "Add transform: email, or map an e-mail field.");
            default -> List.of();
        };
    }

    private static List<Remark> table(MappedField field, FieldSchema crm) {
        List<Remark> remarks = new ArrayList<>();
        for (Object value : field.values().values()) {
            remarks.addAll(ofFixed(value, crm));
        }
        boolean isOption = crm.type() == Type.OPTION || crm.type() == Type.OPTIONS;
        if (remarks.isEmpty() && isOption && field.valuesElse() == ValuesElse.PASS) {
            return warning(
                    "a value that is not in the table goes to '" + crm.name()
                            + "' as it is, and may be no option of it.",
                    "Add valuesElse: skip-field or error.");
        }
        return remarks;
    }

    /** Whether a value that is written as it stands fits. */
    static List<Remark> ofFixed(Object value, FieldSchema crm) {
        return switch (crm.type()) {
            case INTEGER, NUMBER -> isNumber(value) ? List.of() : unfit(value, crm, "a number");
            case BOOLEAN -> value instanceof Boolean || isTruth(value) ? List.of() : unfit(value, crm, "true or false");
            case OPTION, OPTIONS -> option(value.toString(), crm);
            default ->
                crm.maxLength() > 0 && value.toString().length() > crm.maxLength()
                        ? error(
                                "the value is longer than the " + crm.maxLength() + " characters of '" + crm.name()
                                        + "'.",
                                "Shorten it.")
                        : List.of();
        };
    }

    private static List<Remark> option(String value, FieldSchema crm) {
        if (crm.options().isEmpty()
                || crm.options().stream().anyMatch(o -> o.name().equals(value))) {
            return List.of();
        }
        String what = "'" + value + "' is no option of '" + crm.name() + "'.";
        String cure = crm.options().stream()
                .filter(o -> o.label().equalsIgnoreCase(value) || o.name().equalsIgnoreCase(value))
                .findFirst()
                .map(o -> "Write the internal name: '" + o.name() + "'.")
                .orElse("Its options are: " + someOptions(crm) + ".");
        return crm.restricted() ? error(what, cure) : warning(what, cure);
    }

    private static List<Remark> unfit(Object value, FieldSchema crm, String wanted) {
        return error("'" + value + "' cannot be written to '" + crm.name() + "', which is " + wanted + ".", "");
    }

    /** What kind of value arrives; null when nobody can tell before it does. */
    private static @Nullable Type given(MappedField field) {
        if (field.script() != null) {
            return null;
        }
        if (field.transforms().isEmpty()) {
            return HubFields.type(field.field());
        }
        String last = field.transforms().get(field.transforms().size() - 1);
        return switch (last.replaceFirst("\\(.*", "")) {
            case "number", "multiply" -> Type.NUMBER;
            case "datetime" -> Type.DATETIME;
            case "boolean" -> Type.BOOLEAN;
            case "date" -> Type.DATE;
            case "email" -> Type.EMAIL;
            case "trim", "lower" -> HubFields.type(field.field()) == Type.EMAIL ? Type.EMAIL : Type.TEXT;
            default -> Type.TEXT;
        };
    }

    private static boolean isNumber(Object value) {
        if (value instanceof Number) {
            return true;
        }
        try {
            return new BigDecimal(value.toString().strip()).scale() < 1_000;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isTruth(Object value) {
        return value.toString().equalsIgnoreCase("true") || value.toString().equalsIgnoreCase("false");
    }

    private static String someOptions(FieldSchema crm) {
        Collection<FieldSchema.Option> options = crm.options();
        String shown = String.join(
                ", ", options.stream().map(FieldSchema.Option::name).limit(5).toList());
        return options.isEmpty() ? "those that the CRM lists" : options.size() > 5 ? shown + ", ..." : shown;
    }

    private static List<Remark> error(String what, String cure) {
        return List.of(new Remark(Level.ERROR, what, cure));
    }

    private static List<Remark> warning(String what, String cure) {
        return List.of(new Remark(Level.WARNING, what, cure));
    }
}
