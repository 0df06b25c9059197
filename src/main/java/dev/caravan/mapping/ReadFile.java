package dev.caravan.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filters;
import dev.caravan.problem.Mistake;
import dev.caravan.yaml.YamlTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file while it is read: where things stand and what is wrong so far. */
record ReadFile(String name, YamlTree tree, Expressions expressions, List<Mistake> mistakes) {

    void wrong(int line, String what, String cure) {
        mistakes.add(new Mistake(name, line, what, cure));
    }

    /** Text under a key; null when it is absent, or not text, which the schema has told already. */
    static @Nullable String text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isTextual() && !value.asText().isBlank() ? value.asText() : null;
    }

    static boolean flag(JsonNode node, String key, boolean otherwise) {
        return node.path(key).isBoolean() ? node.path(key).asBoolean() : otherwise;
    }

    static <E extends Enum<E>> E word(JsonNode node, String key, Class<E> type, E otherwise) {
        String text = text(node, key);
        return text == null ? otherwise : Words.find(type, text).orElse(otherwise);
    }

    /** The condition under a key; null when there is none or it is wrong. */
    @Nullable
    Condition condition(JsonNode node, String key, String pointer) {
        String text = text(node, key);
        if (text == null) {
            return null;
        }
        Filters.Parsed parsed = Filters.read(text);
        if (parsed.condition() == null) {
            wrong(tree.line(YamlTree.child(pointer, key)), parsed.problem(), "");
        }
        return parsed.condition();
    }

    /** A scalar as a value of a record; null for anything else. */
    static @Nullable Object scalar(JsonNode node) {
        if (node.isTextual()) {
            return node.asText();
        }
        if (node.isBoolean()) {
            return node.asBoolean();
        }
        if (node.isIntegralNumber()) {
            return node.asLong();
        }
        return node.isNumber() ? node.decimalValue() : null;
    }
}
