package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.FieldSchema;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A field as the CRM itself describes it. */
final class DescribedField {
    /** Words for types that need no table. */
    private static final Map<String, String> USUAL = Map.ofEntries(
            Map.entry("string", "text"),
            Map.entry("varchar", "text"),
            Map.entry("textarea", "text"),
            Map.entry("int", "integer"),
            Map.entry("long", "integer"),
            Map.entry("bigint", "integer"),
            Map.entry("float", "number"),
            Map.entry("double", "number"),
            Map.entry("decimal", "number"),
            Map.entry("currency", "number"),
            Map.entry("money", "number"),
            Map.entry("bool", "boolean"),
            Map.entry("checkbox", "boolean"),
            Map.entry("timestamp", "datetime"),
            Map.entry("date-time", "datetime"),
            Map.entry("tel", "phone"),
            Map.entry("link", "url"),
            Map.entry("uri", "url"),
            Map.entry("enum", "option"),
            Map.entry("select", "option"),
            Map.entry("picklist", "option"),
            Map.entry("set", "options"),
            Map.entry("multiselect", "options"),
            Map.entry("lookup", "reference"));

    private DescribedField() {}

    /** Empty for one without a name, and for one that the file leaves out. */
    static Optional<RestField> of(DescribeForm form, JsonNode described) {
        String key = form.name().text(described);
        if (key == null || key.isEmpty() || form.skip().contains(key)) {
            return Optional.empty();
        }
        String label = Objects.requireNonNullElse(text(form.label(), described), key);
        DescribeForm.CustomForm custom = form.custom();
        boolean isCustom = custom != null && isTrue(custom.when(), described);
        FieldPath at = custom != null && isCustom ? custom.at() : form.at();
        FieldPath path = form.nested() ? FieldPath.of(key) : at.with(key);
        String name =
                custom != null && isCustom ? custom.as().replace("{name}", key).replace("{label}", slug(label)) : key;
        FieldSchema.Type type = type(form, described);
        Map<String, String> labels = new LinkedHashMap<>();
        List<FieldSchema.Option> options = options(form, described, type, labels);
        FieldSchema schema = new FieldSchema(
                name,
                label.isBlank() ? key : label,
                type,
                isTrue(form.readOnly(), described),
                isTrue(form.required(), described),
                number(text(form.maxLength(), described)),
                options,
                !options.isEmpty(),
                isTrue(form.unique(), described));
        return Optional.of(new RestField(schema, path, path, FieldForm.sending(sending(form, described)), labels));
    }

    /** A label in small letters, digits and underscores. */
    static String slug(String label) {
        String plain = Normalizer.normalize(label, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        return plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_").replaceAll("^_|_$", "");
    }

    /** Whether something is there that is not false. */
    static boolean isTrue(@Nullable FieldPath path, JsonNode root) {
        if (path == null) {
            return false;
        }
        JsonNode found = path.in(root);
        boolean isThere = !found.isMissingNode() && !found.isNull();
        return isThere && (found.isContainerNode() || !found.asText().matches("(?i)false|0|no|"));
    }

    private static FieldSchema.Type type(DescribeForm form, JsonNode described) {
        String word = Objects.requireNonNullElse(text(form.type(), described), "");
        String lower = word.toLowerCase(Locale.ROOT);
        String type = form.types().getOrDefault(word, USUAL.getOrDefault(lower, lower));
        for (FieldSchema.Type each : FieldSchema.Type.values()) {
            if (each.name().toLowerCase(Locale.ROOT).equals(type)) {
                return each;
            }
        }
        return form.type() == null ? FieldSchema.Type.TEXT : FieldSchema.Type.OTHER;
    }

    private static List<FieldSchema.Option> options(
            DescribeForm form, JsonNode described, FieldSchema.Type type, Map<String, String> labels) {
        DescribeForm.OptionsForm own = form.options();
        List<FieldSchema.Option> options = new ArrayList<>();
        if (own == null || type != FieldSchema.Type.OPTION && type != FieldSchema.Type.OPTIONS) {
            return options;
        }
        for (JsonNode each : own.list().in(described)) {
            String value = each.isContainerNode() ? own.value().text(each) : each.asText();
            if (value == null) {
                continue;
            }
            String label = Objects.requireNonNullElse(own.label().text(each), value);
            boolean byLabel = own.by().equals("label");
            options.add(new FieldSchema.Option(byLabel ? label : value, label));
            if (byLabel) {
                labels.put(value, label);
            }
        }
        return options;
    }

    /** Options that the CRM describes as numbers are written as numbers. */
    private static @Nullable String sending(DescribeForm form, JsonNode described) {
        DescribeForm.OptionsForm own = form.options();
        if (own == null) {
            return null;
        }
        JsonNode list = own.list().in(described);
        for (JsonNode each : list) {
            if (!(each.isContainerNode() ? own.value().in(each) : each).isNumber()) {
                return null;
            }
        }
        return list.isEmpty() ? null : "number";
    }

    private static @Nullable String text(@Nullable FieldPath path, JsonNode root) {
        return path == null ? null : path.text(root);
    }

    private static int number(@Nullable String text) {
        return text != null && text.matches("\\d{1,8}") ? Integer.parseInt(text) : 0;
    }
}
