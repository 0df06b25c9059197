package dev.caravan.crm.rest;

import dev.caravan.crm.http.Typed;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Points in time and days in the form in which a CRM writes them. */
final class Times {
    static final String ISO = "iso";
    static final String SECONDS = "epoch-seconds";
    static final String MILLIS = "epoch-millis";

    private static final Map<String, DateTimeFormatter> PATTERNS = new ConcurrentHashMap<>();

    private Times() {}

    /** What is wrong with a format; null when it will do. */
    static @Nullable String mistake(String format) {
        try {
            if (!format.equals(ISO) && !format.equals(SECONDS) && !format.equals(MILLIS)) {
                PATTERNS.computeIfAbsent(format, each -> DateTimeFormatter.ofPattern(each, Locale.ENGLISH));
            }
            return null;
        } catch (IllegalArgumentException e) {
            return "'" + format + "' is no format of times.";
        }
    }

    /** A point in time; empty when the text is none. */
    static Optional<Instant> time(@Nullable String text, String format, String zone) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            return switch (format) {
                case ISO -> iso(text);
                case SECONDS -> Optional.of(epoch(new BigDecimal(text.strip()).movePointRight(3)));
                case MILLIS -> Optional.of(epoch(new BigDecimal(text.strip())));
                default -> Optional.of(parsed(text.strip(), format, zone));
            };
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            // As good as none: nothing depends on it but the order of changes, or the value stays what it is.
            return Optional.empty();
        }
    }

    /** The point in time as the CRM writes it, in whole seconds but for milliseconds of the epoch. */
    static String text(Instant time, String format, String zone) {
        return switch (format) {
            case ISO -> time.truncatedTo(ChronoUnit.SECONDS).toString();
            case SECONDS -> String.valueOf(time.getEpochSecond());
            case MILLIS -> String.valueOf(time.toEpochMilli());
            default -> pattern(format).format(time.atZone(ZoneId.of(zone)));
        };
    }

    /** A day as {@code yyyy-MM-dd}; the text itself when it is none. */
    static String day(String text, String format, String zone) {
        if (format.equals(ISO)) {
            return text.matches("\\d{4}-\\d{2}-\\d{2}[T ].*") ? text.substring(0, 10) : text;
        }
        return time(text, format, zone)
                .map(time -> time.atZone(ZoneId.of(zone)).toLocalDate().toString())
                .orElse(text);
    }

    /** A day as the CRM writes it; the text itself when it is none. */
    static String dayText(String day, String format, String zone) {
        String plain = day.length() > 10 && day.charAt(10) == 'T' ? day.substring(0, 10) : day;
        if (format.equals(ISO)) {
            return plain;
        }
        try {
            return text(LocalDate.parse(plain).atStartOfDay(ZoneId.of(zone)).toInstant(), format, zone);
        } catch (DateTimeException e) {
            return day;
        }
    }

    private static Optional<Instant> iso(String text) {
        Optional<Instant> time = Typed.time(text);
        return time.isEmpty() && text.strip().matches("\\d{4}-\\d{2}-\\d{2}")
                ? Optional.of(LocalDate.parse(text.strip())
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant())
                : time;
    }

    private static Instant epoch(BigDecimal millis) {
        if (millis.abs().compareTo(BigDecimal.valueOf(Long.MAX_VALUE / 2)) > 0) {
            throw new ArithmeticException("no time is that far away");
        }
        return Instant.ofEpochMilli(millis.longValue());
    }

    private static Instant parsed(String text, String format, String zone) {
        TemporalAccessor found = pattern(format).parse(text);
        if (found.isSupported(ChronoField.INSTANT_SECONDS)) {
            return Instant.from(found);
        }
        LocalDate day = found.query(TemporalQueries.localDate());
        if (day == null) {
            throw new DateTimeException("no day in the text");
        }
        java.time.LocalTime time = found.query(TemporalQueries.localTime());
        return day.atTime(time == null ? java.time.LocalTime.MIDNIGHT : time)
                .atZone(ZoneId.of(zone))
                .toInstant();
    }

    private static DateTimeFormatter pattern(String format) {
        return PATTERNS.computeIfAbsent(
                format, f -> new DateTimeFormatterBuilder().appendPattern(f).toFormatter(Locale.ENGLISH));
    }
}
