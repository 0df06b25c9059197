package dev.caravan.hub.component;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.caravan.hub.Incoming;
import dev.caravan.hub.RecordType;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns one JSON object or CSV line into an {@link Incoming}, or says what is wrong with it. */
final class FieldReader {
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_TEXT = 64 * 1024;
    private static final int MOST_FIELDS = 500;
    /** A sender's clock may be a little fast; a value from the far future would win for ever. */
    private static final Duration SKEW = Duration.ofMinutes(10);

    private final RecordType type;
    private final String origin;
    private final Clock clock;

    FieldReader(RecordType type, String origin, Clock clock) {
        this.type = type;
        this.origin = origin;
        this.clock = clock;
    }

    RecordReader.Row row(int place, JsonNode node) {
        if (!node.isObject()) {
            return RecordReader.Row.wrong(place, "", "is not a JSON object. Send each record as an object of fields.");
        }
        String id = node.path("id").isValueNode() ? node.path("id").asText("") : "";
        try {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            Instant time = clock.instant();
            for (Iterator<Map.Entry<String, JsonNode>> it = node.fields(); it.hasNext(); ) {
                Map.Entry<String, JsonNode> field = it.next();
                switch (field.getKey()) {
                    case "id" -> {}
                    case "updated_at" -> time = time(field.getValue().asText());
                    default -> fields.put(name(field.getKey()), value(field.getKey(), field.getValue()));
                }
            }
            return good(place, node.hasNonNull("id") ? id : null, fields, time);
        } catch (WrongField e) {
            return RecordReader.Row.wrong(place, id, e.reason);
        }
    }

    RecordReader.Row csv(int line, NamedCsvRecord record) {
        String id = record.findField("id").orElse("").trim();
        try {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            Instant time = clock.instant();
            for (Map.Entry<String, String> field : record.getFieldsAsMap().entrySet()) {
                String value = field.getValue();
                if (value.isEmpty() || field.getKey().equals("id")) {
                    continue;
                }
                if (field.getKey().equals("updated_at")) {
                    time = time(value);
                } else {
                    fields.put(name(field.getKey().trim()), text(field.getKey(), value));
                }
            }
            return good(line, id.isEmpty() ? null : id, fields, time);
        } catch (WrongField e) {
            return RecordReader.Row.wrong(line, id, e.reason);
        }
    }

    private RecordReader.Row good(int place, @Nullable String id, Map<String, @Nullable Object> fields, Instant time)
            throws WrongField {
        if (fields.isEmpty()) {
            throw new WrongField("has no fields. Send at least one beside the id.");
        }
        if (fields.size() > MOST_FIELDS) {
            throw new WrongField("has more than " + MOST_FIELDS + " fields.");
        }
        if (id != null
                && (id.isEmpty()
                        || id.length() > 200
                        || !isClean(id)
                        || id.chars().anyMatch(Character::isISOControl))) {
            throw new WrongField("has an id that is empty, longer than 200 characters or holds control characters.");
        }
        return new RecordReader.Row(
                place, Optional.of(new Incoming(type, id, fields, time, origin)), id == null ? "" : id, "");
    }

    private static String name(String name) throws WrongField {
        if (!isName(name)) {
            String shown = name.length() > 40 ? name.substring(0, 40) + "..." : name;
            throw new WrongField("has a field '" + shown.replaceAll("\\p{Cntrl}", "?")
                    + "'. Field names are snake_case: a-z, 0-9 and _, starting with a letter, 64 at most.");
        }
        return name;
    }

    private static boolean isName(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || !isLetter(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetter(c) && (c < '0' || c > '9') && c != '_') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static @Nullable Object value(String name, JsonNode node) throws WrongField {
        if (node.isNull()) {
            return null;
        }
        if (node.isTextual()) {
            return text(name, node.asText());
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.canConvertToLong() && node.isIntegralNumber()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            return node.decimalValue();
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            for (JsonNode each : node) {
                Object value = each.isContainerNode() ? null : value(name, each);
                if (value == null) {
                    throw new WrongField("has a list in '" + name + "' that holds more than plain values.");
                }
                list.add(value);
            }
            return list;
        }
        throw new WrongField(
                "has an object in '" + name + "'. A field holds text, a number, true or false, or a list of these.");
    }

    private static String text(String name, String text) throws WrongField {
        if (text.length() > LONGEST_TEXT) {
            throw new WrongField("has more than " + LONGEST_TEXT + " characters in '" + name + "'.");
        }
        if (!isClean(text)) {
            throw new WrongField("has a U+0000 or half a surrogate pair in '" + name + "', which no database keeps.");
        }
        return text;
    }

    private static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            } else if (Character.isLowSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private Instant time(String text) throws WrongField {
        try {
            Instant time = Instant.parse(text);
            if (time.isAfter(clock.instant().plus(SKEW))) {
                throw new WrongField("has an 'updated_at' in the future. Check the sender's clock.");
            }
            return time;
        } catch (DateTimeException e) {
            throw new WrongField("has an 'updated_at' that is not a time such as 2026-01-31T12:00:00Z.");
        }
    }

    /** Ends the reading of one record; the message continues "record at line n ...". */
    private static final class WrongField extends Exception {
        private static final long serialVersionUID = 1L;

        private final String reason;

        WrongField(String reason) {
            super(reason, null, false, false);
            this.reason = reason;
        }
    }
}
