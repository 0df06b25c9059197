package dev.caravan.crm.http;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.springframework.boot.convert.DurationStyle;

/**
 * Reads what only one vendor knows out of a connection's settings. Every method throws {@link InvalidInputException}
 * when the value is wrong; the message names the setting and what to write.
 */
public record Options(ConnectionName connection, Map<String, String> options) {

    public static Options of(ConnectionName connection, ConnectionSettings settings) {
        return new Options(connection, settings.options());
    }

    /** Refuses an option that the driver does not know, with the nearest name. */
    public void mustBeAmong(Set<String> known) {
        for (String option : new TreeSet<>(options.keySet())) {
            if (!known.contains(option)) {
                throw new InvalidInputException(
                        ErrorCode.CONFIGURATION_INVALID,
                        "caravan.connections." + connection + ".options." + option + " is unknown. "
                                + NearestName.hint(option, known));
            }
        }
    }

    /** The number of an option, 1 to {@code most}. */
    public long number(String name, long usual, long most) {
        String text = options.get(name);
        if (text == null) {
            return usual;
        }
        if (!text.matches("[1-9]\\d{0,17}") || Long.parseLong(text) > most) {
            throw wrong(name, text, "a number from 1 to " + most);
        }
        return Long.parseLong(text);
    }

    /** The time of an option, not negative. */
    public Duration time(String name, Duration usual) {
        String text = options.get(name);
        try {
            Duration time = text == null ? usual : DurationStyle.detectAndParse(text);
            if (!time.isNegative()) {
                return time;
            }
        } catch (IllegalArgumentException e) {
            throw wrong(name, String.valueOf(text), "a time such as 10s");
        }
        throw wrong(name, String.valueOf(text), "a time such as 10s");
    }

    /** One of a few words. */
    public String word(String name, String usual, List<String> words) {
        String text = options.getOrDefault(name, usual);
        if (!words.contains(text)) {
            throw wrong(name, text, "one of " + String.join(", ", words));
        }
        return text;
    }

    /** Any text, such as the name of a field that the vendor's documentation leaves open. */
    public String text(String name, String usual) {
        return options.getOrDefault(name, usual);
    }

    /** A text that the connection cannot do without. */
    public String needed(String name) {
        String text = options.get(name);
        if (text == null || text.isBlank()) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "connection '" + connection + "' needs caravan.connections." + connection + ".options." + name
                            + ". Set it");
        }
        return text;
    }

    /** {@code unique-fields} by the vendor's objects; a word that is no record type counts as an object. */
    public static Map<String, String> uniqueFields(
            ConnectionSettings settings, Function<RecordType, Optional<String>> objects) {
        Map<String, String> unique = new HashMap<>();
        settings.uniqueFields()
                .forEach((record, field) ->
                        unique.put(RecordType.find(record).flatMap(objects).orElse(record), field));
        return Map.copyOf(unique);
    }

    private InvalidInputException wrong(String name, String text, String right) {
        return new InvalidInputException(
                ErrorCode.CONFIGURATION_INVALID,
                "caravan.connections." + connection + ".options." + name + " is '" + text + "'. Write " + right);
    }
}
