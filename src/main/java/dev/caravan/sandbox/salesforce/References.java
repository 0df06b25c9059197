package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.sandbox.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills {@code @{account.id}} in a part of a composite call with what an earlier part gave. */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("@\\{([\\w.\\[\\]]+)}");

    private final Map<String, JsonNode> bodies = new HashMap<>();

    void add(String referenceId, JsonNode body) {
        bodies.put(referenceId, body);
    }

    /** @param inUrl whether the value has to be percent-encoded */
    String fill(String text, boolean inUrl) {
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder filled = new StringBuilder();
        while (matcher.find()) {
            String reference = matcher.group(1);
            String value = CompositeResource.at(bodies, reference)
                    .orElseThrow(() -> SalesforceError.bad(
                            "PROCESSING_HALTED", "Invalid reference specified. No value for " + reference + " found"))
                    .asText();
            String safe = inUrl ? URLEncoder.encode(value, StandardCharsets.UTF_8) : value;
            matcher.appendReplacement(filled, Matcher.quoteReplacement(safe));
        }
        return matcher.appendTail(filled).toString();
    }

    JsonNode fill(JsonNode node) {
        if (node.isTextual()) {
            return TextNode.valueOf(fill(node.textValue(), false));
        }
        if (node.isArray()) {
            ArrayNode filled = Json.array();
            node.forEach(entry -> filled.add(fill(entry)));
            return filled;
        }
        if (node.isObject()) {
            ObjectNode filled = Json.object();
            node.fields().forEachRemaining(entry -> filled.set(entry.getKey(), fill(entry.getValue())));
            return filled;
        }
        return node;
    }
}
