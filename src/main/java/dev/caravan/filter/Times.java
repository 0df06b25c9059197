package dev.caravan.filter;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/** Dates and times as CRMs write them. */
public final class Times {
    // Salesforce writes the offset without a colon.
    private static final DateTimeFormatter FORM = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX]")
            .toFormatter();

    private Times() {}

    /**
     * The point in time that a text such as {@code 2026-01-31}, {@code 2026-01-31T10:00:00Z} or {@code ...+0000} names,
     * or null.
     */
    public static @Nullable Instant parse(String text) {
        if (text.length() < 10 || text.charAt(4) != '-' || text.charAt(7) != '-' || text.length() > 35) {
            return null;
        }
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text, FORM).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
