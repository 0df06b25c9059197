package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.Typed;
import dev.caravan.problem.ErrorCode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Texts with places such as {@code {id}} that values are put into, so that a value stays one value. */
final class Templates {
    private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z]+)}");

    private Templates() {}

    /** The names of the places. */
    static Set<String> places(String template) {
        Set<String> names = new LinkedHashSet<>();
        PLACE.matcher(template).results().forEach(found -> names.add(found.group(1)));
        return names;
    }

    /** The text with the values as they are; it has to be encoded as a whole. */
    static String text(String template, Map<String, JsonNode> values) {
        return filled(template, values, UnaryOperator.identity());
    }

    /**
     * A path with each value as a part of one segment.
     *
     * @throws CrmException with {@code NOT_FOUND} for a value that would lead elsewhere, such as {@code ..}
     */
    static String path(String template, Map<String, JsonNode> values) {
        return filled(template, values, value -> {
            if (value.isBlank() || value.matches("\\.+")) {
                throw new CrmException(
                        "a path", new CrmError.Rejected("this is no id of a record", ErrorCode.NOT_FOUND), null);
            }
            return Query.encoded(value);
        });
    }

    /** JSON in which a text that is one place became the value itself, and any other text a text. */
    static JsonNode json(JsonNode template, Map<String, JsonNode> values) {
        if (template instanceof ObjectNode object) {
            ObjectNode filled = Json.object();
            object.properties().forEach(each -> filled.set(each.getKey(), json(each.getValue(), values)));
            return filled;
        }
        if (template instanceof ArrayNode array) {
            ArrayNode filled = Json.array();
            array.forEach(each -> filled.add(json(each, values)));
            return filled;
        }
        if (!template.isTextual()) {
            return template;
        }
        Matcher whole = PLACE.matcher(template.textValue());
        JsonNode value = whole.matches() ? values.get(whole.group(1)) : null;
        return value == null ? TextNode.valueOf(text(template.textValue(), values)) : value;
    }

    /** A word of a description as JSON: true, false, a whole number, or text. */
    static JsonNode scalar(String word) {
        if (word.matches("true|false")) {
            return Typed.write(Boolean.valueOf(word), null);
        }
        return word.matches("0|-?[1-9]\\d{0,17}") ? Typed.write(Long.valueOf(word), null) : TextNode.valueOf(word);
    }

    private static String filled(String template, Map<String, JsonNode> values, UnaryOperator<String> form) {
        return PLACE.matcher(template).replaceAll(found -> {
            JsonNode value = values.get(found.group(1));
            return Matcher.quoteReplacement(value == null ? found.group() : form.apply(value.asText()));
        });
    }
}
