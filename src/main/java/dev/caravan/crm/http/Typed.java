package dev.caravan.crm.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.crm.FieldSchema;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON values as most CRMs write them, to Caravan's and back, by the type that the CRM's description names. */
public final class Typed {
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,30}(\\.\\d{1,30})?");
    /** A huge exponent in few letters would become a text of gigabytes. */
    private static final int LARGEST_SCALE = 400;

    private Typed() {}

    /**
     * What was read: {@code String}, {@code Boolean}, {@code Long}, {@code BigDecimal}, a {@code List}, or null for an
     * empty value; as it is when it does not fit its type.
     *
     * @param type null when the field is not known
     */
    public static @Nullable Object read(@Nullable JsonNode node, FieldSchema.@Nullable Type type) {
        if (node == null
                || node.isNull()
                || node.isMissingNode()
                || node.isTextual() && node.textValue().isEmpty()) {
            return null;
        }
        if (type == null) {
            return Json.value(node);
        }
        return switch (type) {
            case NUMBER, INTEGER -> node.isContainerNode() ? Json.value(node) : number(node.asText());
            case BOOLEAN -> bool(node);
            case DATE -> date(node);
            case DATETIME -> time(node.asText()).<Object>map(Instant::toString).orElse(node.asText());
            case OPTIONS -> texts(node);
            case OTHER -> Json.value(node);
            default -> node.isContainerNode() ? Json.value(node) : node.asText();
        };
    }

    /** A value to be sent: times in UTC with {@code Z} and whole seconds, several options as an array of texts. */
    public static JsonNode write(@Nullable Object value, FieldSchema.@Nullable Type type) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (value instanceof Collection<?> many) {
            ArrayNode all = NODES.arrayNode();
            many.forEach(each -> all.add(write(each, type == FieldSchema.Type.OPTIONS ? null : type)));
            return all;
        }
        if (value instanceof Boolean bool) {
            return NODES.booleanNode(bool);
        }
        if (value instanceof Instant || value instanceof LocalDate || type == FieldSchema.Type.DATE) {
            return NODES.textNode(moment(value, type));
        }
        boolean isNumeric = type == FieldSchema.Type.NUMBER || type == FieldSchema.Type.INTEGER;
        if (value instanceof Number
                || isNumeric && NUMBER.matcher(value.toString().strip()).matches()) {
            BigDecimal number = new BigDecimal(value.toString().strip());
            return isText(type) ? NODES.textNode(number.toPlainString()) : plain(number);
        }
        if (type == FieldSchema.Type.BOOLEAN && value.toString().matches("(?i)true|false")) {
            return NODES.booleanNode(Boolean.parseBoolean(value.toString()));
        }
        return NODES.textNode(value.toString());
    }

    /** A number as {@code Long} where it is whole, else as {@code BigDecimal}; the text itself when it is none. */
    public static Object number(String text) {
        try {
            BigDecimal number = new BigDecimal(text.strip());
            if (Math.abs((long) number.scale()) > LARGEST_SCALE) {
                return text;
            }
            BigDecimal stripped = number.stripTrailingZeros();
            return stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= 18
                    ? (Object) stripped.longValueExact()
                    : stripped;
        } catch (NumberFormatException e) {
            return text;
        }
    }

    /**
     * A point in time, with {@code Z}, with an offset as {@code +02:00} or {@code +0200}, or, as some vendors write it,
     * in UTC without a mark; empty when it cannot be read.
     */
    public static Optional<Instant> time(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        String whole = text.strip().replace(' ', 'T').replaceFirst("([+-]\\d{2})(\\d{2})$", "$1:$2");
        try {
            return Optional.of(
                    whole.matches(".*(Z|[+-]\\d{2}:\\d{2})$")
                            ? OffsetDateTime.parse(whole).toInstant()
                            : LocalDateTime.parse(whole).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            // A time that cannot be read is as good as none: nothing depends on it but the order of changes.
            return Optional.empty();
        }
    }

    /** Whether the text can be sent at all: half a surrogate pair is no character. */
    public static boolean isWhole(@Nullable Object value) {
        if (value instanceof Collection<?> many) {
            return many.stream().allMatch(Typed::isWhole);
        }
        return !(value instanceof CharSequence text)
                || text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static boolean isText(FieldSchema.@Nullable Type type) {
        return type == FieldSchema.Type.TEXT
                || type == FieldSchema.Type.PHONE
                || type == FieldSchema.Type.EMAIL
                || type == FieldSchema.Type.URL;
    }

    private static JsonNode plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        boolean isWhole = stripped.scale() <= 0 && stripped.precision() - stripped.scale() <= 18;
        return isWhole ? NODES.numberNode(stripped.longValueExact()) : NODES.numberNode(stripped);
    }

    private static String moment(Object value, FieldSchema.@Nullable Type type) {
        if (value instanceof LocalDate date && type == FieldSchema.Type.DATETIME) {
            return date.atStartOfDay(ZoneOffset.UTC).toInstant().toString();
        }
        if (value instanceof Instant instant && type != FieldSchema.Type.DATE) {
            return instant.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
        }
        String text = value.toString();
        return text.length() > 10 && text.charAt(10) == 'T' ? text.substring(0, 10) : text;
    }

    private static Object bool(JsonNode node) {
        return switch (node.asText()) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> node.asText();
        };
    }

    private static String date(JsonNode node) {
        String text = node.asText();
        return text.matches("\\d{4}-\\d{2}-\\d{2}[T ].*") ? text.substring(0, 10) : text;
    }

    private static Object texts(JsonNode node) {
        if (!node.isArray()) {
            return List.of(node.asText());
        }
        List<String> all = new ArrayList<>();
        node.forEach(each -> all.add(each.asText()));
        return all;
    }
}
