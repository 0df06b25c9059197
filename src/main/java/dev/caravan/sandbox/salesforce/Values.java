package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values between their form on the wire and their form in a row. */
final class Values {
    private static final DateTimeFormatter WIRE_TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern EMAIL = Pattern.compile("[^\\s@,;<>()\"]+@[^\\s@,;<>()\"]+\\.[^\\s@,;<>()\".]{2,}");

    private Values() {}

    /** Writes a value under a name, null as JSON null. */
    static void put(ObjectNode into, String name, Field field, @Nullable Object value) {
        if (value == null) {
            into.putNull(name);
        } else if (value instanceof Boolean bool) {
            into.put(name, bool);
        } else if (value instanceof BigDecimal number) {
            putNumber(into, name, field, number);
        } else {
            into.put(name, text(value));
        }
    }

    private static void putNumber(ObjectNode into, String name, Field field, BigDecimal number) {
        if (field.type() == FieldType.INT) {
            into.put(name, number.longValue());
        } else {
            into.put(name, number.doubleValue());
        }
    }

    /** A value as text, as CSV and times in JSON need it. */
    static String text(Object value) {
        if (value instanceof Instant instant) {
            return time(instant);
        }
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }

    static String time(Instant instant) {
        return WIRE_TIME.format(instant);
    }

    /** Reads an ISO time with {@code Z}, {@code +01:00} or {@code +0100}; a bare date is its midnight in UTC. */
    static Instant instant(String text) {
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        return OffsetDateTime.parse(text.replaceFirst("([+-]\\d{2})(\\d{2})$", "$1:$2"))
                .toInstant();
    }

    static Set<String> choices(String multi) {
        Set<String> choices = new LinkedHashSet<>();
        for (String choice : multi.split(";")) {
            if (!choice.isBlank()) {
                choices.add(choice.strip().toLowerCase(Locale.ROOT));
            }
        }
        return choices;
    }

    /**
     * Reads a JSON value for a field; empty text is null, and text loses the space around it, as at Salesforce.
     *
     * @throws SalesforceError when type, length, form or option do not suit
     */
    static @Nullable Object read(Field field, JsonNode json) {
        if (json.isNull()) {
            return null;
        }
        FieldType type = field.type();
        if (json.isContainerNode()) {
            throw cannotRead(type, json);
        }
        if (type.isText() || type.isKey()) {
            return json.isTextual() ? readText(field, json.textValue()) : refuse(type, json);
        }
        if (json.isTextual() && json.textValue().isBlank()) {
            return null;
        }
        return switch (type) {
            case BOOLEAN -> readBoolean(json);
            case DATE -> LocalDate.ofInstant(readTime(type, json), ZoneOffset.UTC);
            case DATETIME -> readTime(type, json);
            default -> readNumber(field, json);
        };
    }

    private static Object refuse(FieldType type, JsonNode json) {
        throw cannotRead(type, json);
    }

    private static @Nullable Object readText(Field field, String raw) {
        String text = raw.strip();
        if (text.isEmpty()) {
            return null;
        }
        if (field.type().isKey()) {
            return readId(field, text);
        }
        if (field.length() > 0 && text.codePointCount(0, text.length()) > field.length()) {
            throw SalesforceError.bad(
                    "STRING_TOO_LONG",
                    field.label() + ": data value too large: " + text + " (max length=" + field.length() + ")",
                    field.name());
        }
        if (field.type() == FieldType.EMAIL && !EMAIL.matcher(text).matches()) {
            throw SalesforceError.bad(
                    "INVALID_EMAIL_ADDRESS", field.label() + ": invalid email address: " + text, field.name());
        }
        if (field.type() == FieldType.PICKLIST
                && field.is(Field.Trait.RESTRICTED)
                && !field.options().contains(text)) {
            throw SalesforceError.bad(
                    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                    field.label() + ": bad value for restricted picklist field: " + text,
                    field.name());
        }
        return text;
    }

    private static String readId(Field field, String text) {
        String id = Ids.full(text);
        if (id == null) {
            throw wrongId(field, text);
        }
        return id;
    }

    static SalesforceError wrongId(Field field, String id) {
        return SalesforceError.bad("MALFORMED_ID", field.label() + ": id value of incorrect type: " + id, field.name());
    }

    private static Boolean readBoolean(JsonNode json) {
        if (json.isBoolean()) {
            return json.booleanValue();
        }
        String text = json.asText();
        if (!json.isTextual() || !(text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
            throw cannotRead(FieldType.BOOLEAN, json);
        }
        return text.equalsIgnoreCase("true");
    }

    private static Instant readTime(FieldType type, JsonNode json) {
        try {
            if (json.isTextual()) {
                return instant(json.textValue().strip());
            }
        } catch (DateTimeException e) {
            throw cannotRead(type, json);
        }
        throw cannotRead(type, json);
    }

    private static BigDecimal readNumber(Field field, JsonNode json) {
        FieldType type = field.type();
        BigDecimal number;
        try {
            number = json.isTextual() ? new BigDecimal(json.textValue().strip()) : json.decimalValue();
        } catch (NumberFormatException e) {
            throw cannotRead(type, json);
        }
        if (json.isBoolean()
                || (type == FieldType.INT && number.stripTrailingZeros().scale() > 0)) {
            throw cannotRead(type, json);
        }
        int digits = number.precision() - number.scale();
        if (field.length() > 0 && digits > field.length()) {
            throw SalesforceError.bad(
                    "NUMBER_OUTSIDE_VALID_RANGE",
                    field.label() + ": value outside of valid range on numeric field: " + number.toPlainString(),
                    field.name());
        }
        return number;
    }

    private static SalesforceError cannotRead(FieldType type, JsonNode json) {
        String token = json.isObject()
                ? "START_OBJECT"
                : json.isArray()
                        ? "START_ARRAY"
                        : json.isTextual()
                                ? "VALUE_STRING"
                                : json.isBoolean()
                                        ? (json.booleanValue() ? "VALUE_TRUE" : "VALUE_FALSE")
                                        : json.isIntegralNumber() ? "VALUE_NUMBER_INT" : "VALUE_NUMBER_FLOAT";
        return SalesforceError.bad(
                "JSON_PARSER_ERROR",
                "Cannot deserialize instance of " + type.word() + " from " + token
                        + (json.isContainerNode() ? " value {" : " value " + json.asText())
                        + " or request may be missing a required field at [line:1, column:1]");
    }
}
