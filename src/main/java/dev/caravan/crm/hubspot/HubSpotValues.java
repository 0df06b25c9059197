package dev.caravan.crm.hubspot;

import dev.caravan.crm.FieldSchema;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as HubSpot writes them: everything is text (HubSpot docs, "Properties"). */
final class HubSpotValues {
    private static final Pattern MILLIS = Pattern.compile("-?\\d{1,15}");

    private static final String TIME = "0000-00-00T00:00:00Z";
    private static final String TIME_WITH_MILLIS = "0000-00-00T00:00:00.000Z";

    private HubSpotValues() {}

    /**
     * A value as text to be written; null becomes the empty text, which clears a property.
     *
     * @param type null when the property is not known
     */
    static String text(@Nullable Object value, FieldSchema.@Nullable Type type) {
        if (value == null) {
            return "";
        }
        if (value instanceof Collection<?> many) {
            return many.stream().map(each -> text(each, type)).collect(Collectors.joining(";"));
        }
        if (value instanceof Number number) {
            return plain(number);
        }
        if (value instanceof Instant instant) {
            return type == FieldSchema.Type.DATE
                    ? instant.atOffset(ZoneOffset.UTC).toLocalDate().toString()
                    : instant.toString();
        }
        if (value instanceof LocalDate date && type == FieldSchema.Type.DATETIME) {
            return date.atStartOfDay(ZoneOffset.UTC).toInstant().toString();
        }
        return value.toString();
    }

    /** A value as text to be searched for: times are milliseconds since 1970 (HubSpot docs, "Search the CRM"). */
    static String searched(Object value) {
        if (value instanceof LocalDate date) {
            return Long.toString(date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
        }
        if (value instanceof Instant instant) {
            return Long.toString(instant.toEpochMilli());
        }
        return text(value, null);
    }

    /**
     * Text that was read, as its property's type; null for an empty property, the text itself when it does not fit the
     * type.
     */
    static @Nullable Object typed(@Nullable String text, FieldSchema.@Nullable Type type) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (type == null) {
            return text;
        }
        return switch (type) {
            case NUMBER, INTEGER -> number(text);
            case BOOLEAN -> text.equals("true") ? (Object) true : text.equals("false") ? (Object) false : text;
            case OPTIONS -> List.of(text.replaceFirst("^;", "").split(";"));
            case DATE -> date(text);
            case DATETIME -> time(text);
            default -> text;
        };
    }

    /** Whether the text can be sent at all: half a surrogate pair is no character. */
    static boolean isWhole(@Nullable Object value) {
        if (value instanceof Collection<?> many) {
            return many.stream().allMatch(HubSpotValues::isWhole);
        }
        if (!(value instanceof CharSequence text)) {
            return true;
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                boolean isPair = i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
                if (!isPair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static String plain(Number number) {
        return new BigDecimal(number.toString()).toPlainString();
    }

    private static Object number(String text) {
        try {
            BigDecimal number = new BigDecimal(text);
            // A huge exponent in few letters would become a text of gigabytes.
            if (Math.abs((long) number.scale()) > 400) {
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

    private static String date(String text) {
        if (MILLIS.matcher(text).matches()) {
            return Instant.ofEpochMilli(Long.parseLong(text))
                    .atOffset(ZoneOffset.UTC)
                    .toLocalDate()
                    .toString();
        }
        return text.length() > 10 && text.charAt(10) == 'T' ? text.substring(0, 10) : text;
    }

    private static String time(String text) {
        if (isPlainTime(text)) {
            return text;
        }
        if (MILLIS.matcher(text).matches()) {
            return Instant.ofEpochMilli(Long.parseLong(text)).toString();
        }
        try {
            return Objects.toString(Instant.parse(text));
        } catch (DateTimeException e) {
            return text;
        }
    }

    /** Whether a time would be written just as it was read; HubSpot's answers are full of such times. */
    private static boolean isPlainTime(String text) {
        int length = text.length();
        if (length != TIME.length() && length != TIME_WITH_MILLIS.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            char form = (length == TIME.length() ? TIME : TIME_WITH_MILLIS).charAt(i);
            if (form == '0' ? c < '0' || c > '9' : c != form) {
                return false;
            }
        }
        boolean isOrdinary = text.compareTo(text.substring(0, 11) + "24") < 0 && text.charAt(17) < '6';
        return isOrdinary && !text.endsWith(".000Z");
    }
}
