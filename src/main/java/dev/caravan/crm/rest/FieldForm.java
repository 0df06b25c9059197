package dev.caravan.crm.rest;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.caravan.crm.FieldSchema;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One field of an object.
 *
 * @param path where its value is in a record; null for its name
 * @param write where its value goes in what is sent; null for the same place
 * @param type null where the CRM describes the field, or for a text
 * @param format of times and days: {@code iso}, {@code epoch-seconds}, {@code epoch-millis}, or a pattern
 * @param zone of times in a pattern without one
 * @param send {@code text} or {@code number}, where the CRM wants another JSON type than the field's own
 * @param yes what stands for true
 * @param no what stands for false
 * @param separator between several options that the CRM keeps in one text
 * @param clear what empties the field: {@code null}, {@code empty-text} or {@code empty-list}
 * @param to object that a reference leads to
 * @param by {@code value}, or {@code label} where options go by their labels with us and by their values there
 */
record FieldForm(
        @Nullable FieldPath path,
        @Nullable FieldPath write,
        @Nullable String type,
        @Nullable String label,
        boolean required,
        boolean readOnly,
        boolean unique,
        int maxLength,
        List<OptionForm> options,
        String format,
        String zone,
        @Nullable String send,
        @Nullable String yes,
        @Nullable String no,
        @Nullable String separator,
        String clear,
        @Nullable String to,
        String by) {
    @JsonCreator
    FieldForm(
            @JsonProperty("path") @Nullable FieldPath path,
            @JsonProperty("write") @Nullable FieldPath write,
            @JsonProperty("type") @Nullable String type,
            @JsonProperty("label") @Nullable String label,
            @JsonProperty("required") boolean required,
            @JsonProperty("readOnly") boolean readOnly,
            @JsonProperty("unique") boolean unique,
            @JsonProperty("maxLength") int maxLength,
            @JsonProperty("options") @Nullable List<OptionForm> options,
            @JsonProperty("format") @Nullable String format,
            @JsonProperty("zone") @Nullable String zone,
            @JsonProperty("send") @Nullable String send,
            @JsonProperty("yes") @Nullable String yes,
            @JsonProperty("no") @Nullable String no,
            @JsonProperty("separator") @Nullable String separator,
            @JsonProperty("clear") @Nullable String clear,
            @JsonProperty("to") @Nullable String to,
            @JsonProperty("by") @Nullable String by) {
        this.path = path;
        this.write = write;
        this.type = type == null && to != null ? "reference" : type;
        this.label = label;
        this.required = required;
        this.readOnly = readOnly;
        this.unique = unique;
        this.maxLength = maxLength;
        this.options = Objects.requireNonNullElse(options, List.of());
        this.format = Objects.requireNonNullElse(format, Times.ISO);
        this.zone = Objects.requireNonNullElse(zone, "UTC");
        this.send = send;
        this.yes = yes;
        this.no = no;
        this.separator = separator;
        this.clear = Objects.requireNonNullElse(clear, "null");
        this.to = to;
        this.by = Objects.requireNonNullElse(by, "value");
    }

    /** The short form: its type. */
    @JsonCreator
    static FieldForm of(String type) {
        return new FieldForm(
                null, null, type, null, false, false, false, 0, null, null, null, null, null, null, null, null, null,
                null);
    }

    /** A field of which the CRM describes everything, and how its values are sent. */
    static FieldForm sending(@Nullable String as) {
        return new FieldForm(
                null, null, null, null, false, false, false, 0, null, null, null, as, null, null, null, null, null,
                null);
    }

    FieldForm sendingAs(@Nullable String as) {
        return new FieldForm(
                path, write, type, label, required, readOnly, unique, maxLength, options, format, zone, as, yes, no,
                separator, clear, to, by);
    }

    FieldSchema.Type kind() {
        return FieldSchema.Type.valueOf(Objects.requireNonNullElse(type, "text").toUpperCase(Locale.ROOT));
    }

    /** An allowed value. */
    record OptionForm(String value, String label) {
        @JsonCreator
        OptionForm(@JsonProperty("value") String value, @JsonProperty("label") @Nullable String label) {
            this.value = value;
            this.label = Objects.requireNonNullElse(label, value);
        }

        @JsonCreator
        static OptionForm of(String value) {
            return new OptionForm(value, value);
        }
    }
}
