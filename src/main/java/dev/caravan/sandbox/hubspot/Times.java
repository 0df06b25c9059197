package dev.caravan.sandbox.hubspot;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** HubSpot's ways to write a time: milliseconds since 1970, ISO 8601, or a plain date for midnight UTC. */
final class Times {
    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int PLAIN_DATE = 10;

    private Times() {}

    /** With milliseconds and Z, as in {@code createdAt}. */
    static String iso(Instant time) {
        return ISO.format(time);
    }

    /** Empty if it is none of the three forms. */
    static Optional<Instant> read(String text) {
        String trimmed = text.trim();
        try {
            if (trimmed.matches("-?\\d{1,15}")) {
                return Optional.of(Instant.ofEpochMilli(Long.parseLong(trimmed)));
            }
            if (trimmed.length() == PLAIN_DATE) {
                return Optional.of(
                        LocalDate.parse(trimmed).atStartOfDay(ZoneOffset.UTC).toInstant());
            }
            return Optional.of(OffsetDateTime.parse(trimmed).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
