package dev.caravan.crm.rest;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The call that lists an object's fields. What the file says itself of a field counts more.
 *
 * @param name where the name of a field is
 * @param at where the value of a field is in a record; {@code {name}} is its name
 * @param nested whether a dot in a name stands for an object
 * @param types the CRM's words for types to ours; usual words are known already
 * @param needed where a field says that it is required
 * @param custom the fields that are kept elsewhere
 * @param skip names that are left out
 */
record DescribeForm(
        ListForm list,
        FieldPath name,
        FieldPath at,
        boolean nested,
        @Nullable FieldPath label,
        @Nullable FieldPath type,
        Map<String, String> types,
        @Nullable FieldPath required,
        @Nullable FieldPath readOnly,
        @Nullable FieldPath unique,
        @Nullable FieldPath maxLength,
        @Nullable OptionsForm options,
        @Nullable CustomForm custom,
        List<String> skip) {
    DescribeForm {
        name = Objects.requireNonNullElseGet(name, () -> FieldPath.of("name"));
        at = Objects.requireNonNullElseGet(at, () -> FieldPath.of("{name}"));
        types = Objects.requireNonNullElse(types, Map.of());
        skip = Objects.requireNonNullElse(skip, List.of());
    }

    /**
     * The options of a field.
     *
     * @param by see {@link FieldForm}
     */
    record OptionsForm(FieldPath list, FieldPath value, FieldPath label, String by) {
        OptionsForm {
            value = Objects.requireNonNullElseGet(value, () -> FieldPath.of("value"));
            label = Objects.requireNonNullElseGet(label, () -> FieldPath.of("label"));
            by = Objects.requireNonNullElse(by, "value");
        }
    }

    /**
     * Fields that an account made for itself.
     *
     * @param when where a field says that it is one
     * @param as our name for it; {@code {name}} is its name, {@code {label}} its label in small letters and underscores
     */
    record CustomForm(FieldPath when, FieldPath at, String as) {
        CustomForm {
            at = Objects.requireNonNullElseGet(at, () -> FieldPath.of("{name}"));
            as = Objects.requireNonNullElse(as, "{name}");
        }
    }
}
