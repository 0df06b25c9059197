package dev.caravan.crm.salesforce;

import dev.caravan.filter.LikePattern;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names and literals of SOQL. Whatever comes from a record or a file gets into a statement through here only. */
final class Soql {
    private static final Pattern FIELD = Pattern.compile("[A-Za-z][A-Za-z0-9_]*(\\.[A-Za-z][A-Za-z0-9_]*){0,5}");
    private static final Pattern OBJECT = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{15}([A-Za-z0-9]{3})?");

    private Soql() {}

    /**
     * The name of a field, or of a parent's field such as {@code Account.Name}.
     *
     * @throws InvalidInputException when it cannot be one
     */
    static String field(String name) {
        if (!FIELD.matcher(name).matches()) {
            throw new InvalidInputException(
                    ErrorCode.FILTER_INVALID,
                    "'" + name + "' cannot be a Salesforce field. Use its API name: letters, digits and '_'.");
        }
        return name;
    }

    /**
     * The name of an sObject.
     *
     * @throws InvalidInputException when it cannot be one
     */
    static String object(String name) {
        if (!OBJECT.matcher(name).matches()) {
            throw new InvalidInputException(
                    ErrorCode.FILTER_INVALID,
                    "'" + name + "' cannot be a Salesforce object. Use its API name: letters, digits and '_'.");
        }
        return name;
    }

    /** Whether a text has the form of a record id: 15 or 18 letters and digits. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /**
     * The 18-character form of a record id, which calls return; messages hold the one of 15. The last three characters
     * say which of the letters are capitals, five letters each (Salesforce help, "18-character ID").
     *
     * @param id of either form
     */
    static String longId(String id) {
        if (id.length() != 15) {
            return id;
        }
        StringBuilder longId = new StringBuilder(id);
        for (int chunk = 0; chunk < 15; chunk += 5) {
            int capitals = 0;
            for (int i = 0; i < 5; i++) {
                char c = id.charAt(chunk + i);
                capitals |= c >= 'A' && c <= 'Z' ? 1 << i : 0;
            }
            longId.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".charAt(capitals));
        }
        return longId.toString();
    }

    /**
     * A text in single quotes. Everything that has a meaning inside a literal, or that might get lost on the way, is
     * escaped (SOQL guide, "Quoted string escape sequences").
     */
    static String text(String value) {
        return "'" + escaped(value) + "'";
    }

    private static String escaped(String value) {
        StringBuilder literal = new StringBuilder(value.length() + 16);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> literal.append("\\\\");
                case '\'' -> literal.append("\\'");
                case '"' -> literal.append("\\\"");
                case '\n' -> literal.append("\\n");
                case '\r' -> literal.append("\\r");
                case '\t' -> literal.append("\\t");
                case '\b' -> literal.append("\\b");
                case '\f' -> literal.append("\\f");
                default -> {
                    if (isFragile(value, i)) {
                        literal.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
                    } else {
                        literal.append(c);
                    }
                }
            }
        }
        return literal.toString();
    }

    /**
     * A pattern in single quotes. A backslash is asked for as any character: how many of them stand for one in a
     * pattern of SOQL, the guide does not say.
     */
    static String pattern(LikePattern pattern) {
        return "'"
                + pattern.written(point -> switch (point) {
                    case '%' -> "\\%";
                    case '_' -> "\\_";
                    case '\\' -> "_";
                    default -> escaped(Character.toString(point));
                })
                + "'";
    }

    /**
     * A value as the field's type wants it written.
     *
     * @param column null when nothing is known about the field: the value's own type decides
     * @return empty when no value of that field can be equal to this one
     */
    static Optional<String> literal(@Nullable Column column, Object value) {
        if (column == null) {
            return Optional.of(plain(value));
        }
        try {
            return switch (column.type()) {
                case INTEGER -> Optional.of(number(value).toPlainString());
                case NUMBER -> Optional.of(decimal(number(value)));
                case BOOLEAN -> bool(value);
                case DATE -> Optional.of(date(value).toString());
                case DATETIME -> Optional.of(instant(value).toString());
                case REFERENCE ->
                    Optional.of(value.toString()).filter(Soql::isId).map(Soql::text);
                default -> Optional.of(text(value instanceof BigDecimal n ? n.toPlainString() : value.toString()));
            };
        } catch (NumberFormatException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** What the text is long in a URL's query, in characters. */
    static int encodedLength(String text) {
        // A space takes three characters on the wire and one here.
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .length();
    }

    /** Whether a text holds half of a surrogate pair, which no UTF-8 can carry. */
    static boolean isBroken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isLone(text, i)) {
                return true;
            }
        }
        return false;
    }

    private static String plain(Object value) {
        if (value instanceof BigDecimal number) {
            return number.toPlainString();
        }
        if (value instanceof Boolean || value instanceof LocalDate || value instanceof Instant) {
            return value.toString();
        }
        return text(value.toString());
    }

    /** Without a point SOQL takes a number for an integer, and those end early. */
    private static String decimal(BigDecimal number) {
        String plain = number.toPlainString();
        boolean large = number.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0;
        return large && plain.indexOf('.') < 0 ? plain + ".0" : plain;
    }

    private static BigDecimal number(Object value) {
        return value instanceof BigDecimal number
                ? number
                : new BigDecimal(value.toString().strip());
    }

    private static Optional<String> bool(Object value) {
        String word = value.toString().toLowerCase(Locale.ROOT);
        return word.equals("true") || word.equals("false") ? Optional.of(word) : Optional.empty();
    }

    private static LocalDate date(Object value) {
        return value instanceof LocalDate day ? day : LocalDate.parse(value.toString());
    }

    private static Instant instant(Object value) {
        if (value instanceof Instant moment) {
            return moment;
        }
        if (value instanceof LocalDate day) {
            return day.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        String text = value.toString();
        return text.length() == 10
                ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : OffsetDateTime.parse(text).toInstant();
    }

    private static boolean isFragile(String text, int at) {
        char c = text.charAt(at);
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c == '\uFEFF' || isLone(text, at);
    }

    private static boolean isLone(String text, int at) {
        char c = text.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
