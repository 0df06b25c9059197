package dev.caravan.console.api;

import dev.caravan.console.operations.SyncLogWords;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what a caller gave as text; null and blank mean not given. */
public final class Given {
    private Given() {}

    /** Text without blanks around it, null when there is none. */
    public static @Nullable String text(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.trim();
    }

    public static @Nullable RecordType type(@Nullable String text) {
        String word = text(text);
        return word == null ? null : SyncLogWords.type(word);
    }

    public static @Nullable Direction direction(@Nullable String text) {
        String word = text(text);
        return word == null ? null : SyncLogWords.direction(word);
    }

    /** Outcomes by their own words or by the words of the status, several with commas between them. */
    public static Set<String> outcomes(@Nullable String... texts) {
        Set<String> outcomes = new TreeSet<>();
        for (String text : texts) {
            String words = text(text);
            if (words != null) {
                for (String word : words.split("\\s*,\\s*")) {
                    outcomes.addAll(SyncLogWords.outcomes(word));
                }
            }
        }
        return outcomes;
    }

    /** A time such as {@code 2026-03-01T08:30:00Z}, or a day, which means its first instant in UTC. */
    public static @Nullable Instant time(String name, @Nullable String text) {
        String value = text(text);
        if (value == null) {
            return null;
        }
        try {
            return value.length() == 10
                    ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(value);
        } catch (DateTimeParseException e) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID, name + " must be a time such as 2026-03-01T08:30:00Z or a day.");
        }
    }

    /** The record of the hub that a type and an id name. */
    public static RecordKey record(String type, String id) {
        try {
            return new RecordKey(SyncLogWords.type(type), id);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, e.getMessage() + ".");
        }
    }

    public static ConnectionName connection(@Nullable String text) {
        String name = text(text);
        if (name == null) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, "connection is missing.");
        }
        try {
            return new ConnectionName(name);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(ErrorCode.REQUEST_INVALID, e.getMessage() + ".");
        }
    }
}
