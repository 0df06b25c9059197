package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.FieldSchema;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** JSON of Salesforce to Caravan's values and back. */
final class Values {
    private static final DateTimeFormatter SENT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter RETURNED =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[.SSS][XX][XXX]", Locale.ROOT);

    private Values() {}

    /** A value as Salesforce takes it; null clears the field (Salesforce REST guide, "Update a Record"). */
    static JsonNode toJson(@Nullable Object value) {
        if (value == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (value instanceof Boolean bool) {
            return JsonNodeFactory.instance.booleanNode(bool);
        }
        if (value instanceof Integer || value instanceof Long || value instanceof Short || value instanceof Byte) {
            return JsonNodeFactory.instance.numberNode(((Number) value).longValue());
        }
        if (value instanceof Number number) {
            return DecimalNode.valueOf(new BigDecimal(number.toString()));
        }
        if (value instanceof Instant moment) {
            return JsonNodeFactory.instance.textNode(SENT.format(moment));
        }
        if (value instanceof Collection<?> options) {
            return JsonNodeFactory.instance.textNode(
                    options.stream().map(String::valueOf).collect(Collectors.joining(";")));
        }
        return JsonNodeFactory.instance.textNode(value.toString());
    }

    /**
     * The value of a field, or of a parent's field such as {@code Account.Name}; null when it is empty or was not
     * returned.
     *
     * @param column what is known about the field; null for a parent's
     */
    static @Nullable Object of(JsonNode row, String field, @Nullable Column column) {
        JsonNode node = row;
        for (String part : field.split("\\.")) {
            node = child(node, part);
        }
        return of(node, column == null ? FieldSchema.Type.OTHER : column.type());
    }

    /** The time in the form of Salesforce's answers; empty when there is none. */
    static Optional<Instant> instant(JsonNode node) {
        if (!node.isTextual()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(node.asText(), RETURNED).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Object of(JsonNode node, FieldSchema.Type type) {
        if (node.isNull() || node.isMissingNode()) {
            return null;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isNumber()) {
            boolean whole = node.isIntegralNumber() && node.canConvertToLong() && type != FieldSchema.Type.NUMBER;
            return whole ? (Object) node.longValue() : decimal(node.decimalValue());
        }
        if (!node.isTextual()) {
            return node.toString();
        }
        return switch (type) {
            case OPTIONS -> List.of(node.asText().split(";"));
            case DATETIME -> instant(node).map(Instant::toString).orElse(node.asText());
            default -> node.asText();
        };
    }

    /** 1000.0 and 1000 are the same amount: the shorter form stands for both. */
    private static BigDecimal decimal(BigDecimal number) {
        BigDecimal shortest = number.stripTrailingZeros();
        return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
    }

    /** Answers name fields as the org spells them, whatever the question's spelling. */
    private static JsonNode child(JsonNode node, String name) {
        JsonNode found = node.path(name);
        if (!found.isMissingNode() || !(node instanceof ObjectNode object)) {
            return found;
        }
        for (Iterator<Map.Entry<String, JsonNode>> fields = object.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue();
            }
        }
        return found;
    }
}
