package dev.caravan.crm.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON as CRMs send it, within bounds: 32 MB per document, 100 levels, 4 million characters per text, 400 digits per
 * number, no name twice in an object. Numbers are {@code Long} or {@code BigDecimal}, never {@code double}.
 */
public final class Json {
    /** Longest document that is read. */
    static final int MOST_BYTES = 32 * 1024 * 1024;

    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MOST_BYTES)
                            .maxNestingDepth(100)
                            .maxStringLength(4_000_000)
                            .maxNumberLength(400)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .nodeFactory(NODES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return NODES.objectNode();
    }

    public static ArrayNode array() {
        return NODES.arrayNode();
    }

    /** UTF-8 bytes of a node, or of maps, lists, texts, numbers and booleans. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a request cannot be written as JSON", e);
        }
    }

    /**
     * The body of an answer whose status says success.
     *
     * @param what connection and call, for the message
     * @throws CrmException transient with unknown outcome when the body is no whole JSON document: the CRM has done
     *     what was asked, perhaps
     */
    public static JsonNode read(String what, HttpAnswer answer) {
        return tryRead(answer.body())
                .orElseThrow(() -> new CrmException(
                        what,
                        new CrmError.Transient("the answer (" + answer + ") is not a whole JSON document", true),
                        null));
    }

    /** The document, or empty when it is none or is out of bounds. */
    public static Optional<JsonNode> tryRead(byte[] body) {
        if (body.length == 0) {
            return Optional.empty();
        }
        try {
            JsonNode node = MAPPER.readTree(body);
            return node == null || node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (IOException e) {
            // The caller decides what an unreadable body means; its text may hold personal data and is dropped here.
            return Optional.empty();
        }
    }

    /** The document in a text, or empty when it is none or is out of bounds. */
    public static Optional<JsonNode> tryRead(String text) {
        return tryRead(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@code String}, {@code Boolean}, {@code Long}, {@code BigDecimal}, {@code List} or null; objects as their JSON
     * text.
     */
    public static @Nullable Object value(@Nullable JsonNode node) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return null;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isNumber()) {
            return node.isIntegralNumber() && node.canConvertToLong() ? (Object) node.longValue() : number(node);
        }
        if (node.isArray()) {
            List<@Nullable Object> values = new ArrayList<>();
            node.forEach(each -> values.add(value(each)));
            return values;
        }
        return node.isTextual() ? node.textValue() : node.toString();
    }

    /** The text or number at a place of an array as text; null when it is absent, null, or an object or array. */
    public static @Nullable String text(JsonNode array, int index) {
        JsonNode found = array.get(index);
        return found == null || found.isNull() || found.isContainerNode() ? null : found.asText();
    }

    /** The text or number under a name as text; null when it is absent, null, or an object or array. */
    public static @Nullable String text(JsonNode node, String name) {
        JsonNode found = node.get(name);
        return found == null || found.isNull() || found.isContainerNode() ? null : found.asText();
    }

    /** The same with the empty text for null. */
    public static String textOrEmpty(JsonNode node, String name) {
        return Objects.requireNonNullElse(text(node, name), "");
    }

    private static BigDecimal number(JsonNode node) {
        return node.decimalValue();
    }
}
