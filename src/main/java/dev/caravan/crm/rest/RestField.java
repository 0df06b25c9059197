package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.Typed;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One field: where its value is and in what form.
 *
 * @param form what the file says; of a described field what follows from the description
 * @param labels value of an option to its label, where options go by their labels with us
 */
record RestField(FieldSchema schema, FieldPath read, FieldPath write, FieldForm form, Map<String, String> labels) {
    RestField {
        labels = Map.copyOf(labels);
    }

    /** The same field under the name that the file gives it, with what the file says beside. */
    RestField as(RestField named) {
        FieldSchema own = named.schema;
        FieldSchema both = new FieldSchema(
                own.name(),
                own.label().equals(own.name()) ? schema.label() : own.label(),
                schema.type(),
                own.readOnly() || schema.readOnly(),
                own.requiredOnCreate() || schema.requiredOnCreate(),
                own.maxLength() > 0 ? own.maxLength() : schema.maxLength(),
                schema.options(),
                schema.restricted(),
                own.unique() || schema.unique());
        FieldForm sent =
                named.form.send() == null && form.send() != null ? named.form.sendingAs(form.send()) : named.form;
        return new RestField(both, named.read, named.write, sent, labels);
    }

    String name() {
        return schema.name();
    }

    /** Its value in a record; null when it is empty or absent. */
    @Nullable
    Object in(JsonNode record) {
        JsonNode node = read.in(record);
        if (node.isMissingNode()
                || node.isNull()
                || node.isTextual() && node.textValue().isBlank()) {
            return null;
        }
        Object value =
                switch (schema.type()) {
                    case BOOLEAN -> truth(node);
                    case DATE ->
                        node.isContainerNode()
                                ? Json.value(node)
                                : Times.day(node.asText(), form.format(), form.zone());
                    case DATETIME ->
                        Times.time(node.asText(), form.format(), form.zone())
                                .<Object>map(Instant::toString)
                                .orElseGet(node::asText);
                    case OPTIONS -> options(node);
                    default -> Typed.read(node, schema.type());
                };
        return shown(value);
    }

    /** A value as it is sent. */
    JsonNode json(@Nullable Object value) {
        if (isEmpty(value)) {
            return switch (form.clear()) {
                case "empty-text" -> TextNode.valueOf("");
                case "empty-list" -> Json.array();
                default -> NullNode.getInstance();
            };
        }
        Object there = stored(Objects.requireNonNull(value));
        if (there instanceof Collection<?> many) {
            if (form.separator() != null) {
                return TextNode.valueOf(
                        many.stream().map(String::valueOf).collect(Collectors.joining(form.separator())));
            }
            ArrayNode all = Json.array();
            many.forEach(each -> all.add(sent(TextNode.valueOf(String.valueOf(each)))));
            return all;
        }
        return switch (schema.type()) {
            case BOOLEAN -> truth(there);
            case DATE -> moment(Times.dayText(there.toString(), form.format(), form.zone()));
            case DATETIME ->
                time(there)
                        .map(time -> moment(Times.text(time, form.format(), form.zone())))
                        .orElseGet(() -> TextNode.valueOf(there.toString()));
            case OPTIONS ->
                form.separator() == null
                        ? Json.array().add(sent(TextNode.valueOf(there.toString())))
                        : TextNode.valueOf(there.toString());
            default -> sent(Typed.write(there, schema.type()));
        };
    }

    /** A value as it stands in a parameter. */
    String text(Object value) {
        JsonNode json = json(value);
        return json.isContainerNode() ? json.toString() : json.asText();
    }

    /** Whether the value is none of the options that there are. */
    boolean isNoOption(@Nullable Object value) {
        if (isEmpty(value) || !schema.restricted() || schema.options().isEmpty()) {
            return false;
        }
        Collection<?> all = value instanceof Collection<?> many ? many : List.of(Objects.requireNonNull(value));
        return all.stream()
                .anyMatch(each -> schema.options().stream()
                        .noneMatch(option ->
                                option.name().equalsIgnoreCase(each.toString().strip())
                                        || labels.containsKey(each.toString())));
    }

    static boolean isEmpty(@Nullable Object value) {
        return value == null
                || value instanceof CharSequence text && text.toString().isBlank()
                || value instanceof Collection<?> many && many.isEmpty();
    }

    private Object truth(JsonNode node) {
        String text = node.asText();
        if (form.yes() != null && text.equalsIgnoreCase(form.yes())) {
            return true;
        }
        if (form.no() != null && text.equalsIgnoreCase(form.no())) {
            return false;
        }
        return Objects.requireNonNull(Typed.read(node, FieldSchema.Type.BOOLEAN));
    }

    private JsonNode truth(Object value) {
        String text = value.toString();
        boolean isTruth = text.matches("(?i)true|false");
        String word = text.equalsIgnoreCase("true") ? form.yes() : form.no();
        return isTruth && word != null ? sent(Templates.scalar(word)) : sent(Typed.write(value, schema.type()));
    }

    private Object options(JsonNode node) {
        String separator = form.separator();
        if (separator != null && node.isTextual()) {
            return Arrays.stream(node.textValue().split(java.util.regex.Pattern.quote(separator.strip())))
                    .map(String::strip)
                    .filter(each -> !each.isEmpty())
                    .toList();
        }
        return Objects.requireNonNullElse(Typed.read(node, FieldSchema.Type.OPTIONS), List.of());
    }

    private static Optional<Instant> time(Object value) {
        return value instanceof LocalDate day
                ? Times.time(day.toString(), Times.ISO, "UTC")
                : Times.time(value.toString(), Times.ISO, "UTC");
    }

    private JsonNode moment(String text) {
        return form.format().startsWith("epoch") ? Templates.scalar(text) : TextNode.valueOf(text);
    }

    private JsonNode sent(JsonNode json) {
        if ("text".equals(form.send()) && !json.isNull()) {
            return TextNode.valueOf(json.isNumber() ? json.decimalValue().toPlainString() : json.asText());
        }
        return "number".equals(form.send()) && json.isTextual() ? Templates.scalar(json.textValue()) : json;
    }

    private @Nullable Object shown(@Nullable Object value) {
        if (value instanceof Collection<?> many) {
            List<Object> all = new ArrayList<>();
            many.forEach(each -> all.add(labels.getOrDefault(String.valueOf(each), String.valueOf(each))));
            return all.isEmpty() ? null : labels.isEmpty() ? value : all;
        }
        return value == null || labels.isEmpty() ? value : labels.getOrDefault(value.toString(), value.toString());
    }

    private Object stored(Object value) {
        if (labels.isEmpty()) {
            return value;
        }
        return value instanceof Collection<?> many
                ? many.stream().map(each -> valueOf(String.valueOf(each))).toList()
                : valueOf(value.toString());
    }

    private String valueOf(String label) {
        return labels.entrySet().stream()
                .filter(each -> each.getValue().equalsIgnoreCase(label.strip()))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(label);
    }
}
