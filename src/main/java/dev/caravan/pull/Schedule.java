package dev.caravan.pull;

import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/** When something is due again: a Quartz cron expression, or a time from the end of one run to the next. */
sealed interface Schedule {
    Duration LEAST = Duration.ofSeconds(10);
    Duration MOST = Duration.ofDays(366);

    /** The next moment after the given one; empty when there is none any more. */
    Optional<Instant> next(Instant after);

    /** Whether the first run waits for its moment; otherwise it begins at once. */
    boolean waitsFirst();

    /**
     * Reads a schedule.
     *
     * @param text such as {@code 15m} (s, m, h, d) or {@code 0 0 6 * * ?}
     * @param zone in which the fields of a cron expression are meant
     * @throws InvalidInputException when it is neither
     */
    static Schedule of(String text, ZoneId zone) {
        Matcher interval = Every.FORM.matcher(text);
        if (interval.matches()) {
            return every(text, Long.parseLong(interval.group(1)), interval.group(2));
        }
        try {
            CronExpression cron = new CronExpression(text);
            cron.setTimeZone(TimeZone.getTimeZone(zone));
            return new Cron(cron);
        } catch (ParseException e) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID,
                    "schedule '" + text + "' is neither a time such as 15m nor a Quartz cron expression such as '0 0 6"
                            + " * * ?': " + e.getMessage() + ".");
        }
    }

    private static Schedule every(String text, long count, String unit) {
        Duration time =
                switch (unit) {
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                };
        if (time.compareTo(LEAST) < 0 || time.compareTo(MOST) > 0) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID, "schedule '" + text + "' must be between 10s and 366d.");
        }
        return new Every(time);
    }

    /** So long after the end of the run before. */
    record Every(Duration time) implements Schedule {
        private static final Pattern FORM = Pattern.compile("(\\d{1,9})([smhd])");

        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.of(after.plus(time));
        }

        @Override
        public boolean waitsFirst() {
            return false;
        }
    }

    /** By the calendar. */
    record Cron(CronExpression expression) implements Schedule {
        @Override
        public Optional<Instant> next(Instant after) {
            return Optional.ofNullable(expression.getNextValidTimeAfter(Date.from(after)))
                    .map(Date::toInstant);
        }

        @Override
        public boolean waitsFirst() {
            return true;
        }
    }
}
