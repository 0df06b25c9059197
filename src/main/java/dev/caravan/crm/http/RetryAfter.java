package dev.caravan.crm.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long a server asks to be left alone (RFC 9110, "Retry-After": seconds or a date). */
public final class RetryAfter {
    private static final Duration MOST = Duration.ofHours(24);

    private RetryAfter() {}

    /** The pause that the answer names, from now on; 0 s - 24 h, empty when it names none that can be read. */
    public static Optional<Duration> of(HttpAnswer answer, Clock clock) {
        return answer.header("Retry-After").flatMap(value -> of(value, clock));
    }

    /** The pause that a header value names, from now on; 0 s - 24 h, empty when it cannot be read. */
    public static Optional<Duration> of(String value, Clock clock) {
        String text = value.trim();
        if (text.matches("-?\\d{1,18}")) {
            return Optional.of(bounded(Duration.ofSeconds(Long.parseLong(text))));
        }
        if (text.matches("-?\\d+")) {
            return Optional.of(text.startsWith("-") ? Duration.ZERO : MOST);
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(bounded(Duration.between(clock.instant(), until)));
        } catch (DateTimeException e) {
            // Nothing that this header may hold: as good as absent.
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration asked) {
        if (asked.isNegative()) {
            return Duration.ZERO;
        }
        return asked.compareTo(MOST) > 0 ? MOST : asked;
    }
}
