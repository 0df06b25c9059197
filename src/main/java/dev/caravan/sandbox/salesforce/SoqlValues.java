package dev.caravan.sandbox.salesforce;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Compares stored values with literals as SOQL does: text without regard to case, null as a value. */
final class SoqlValues {
    private final Clock clock;

    SoqlValues(Clock clock) {
        this.clock = clock;
    }

    /** The test for one comparison; refuses a literal that does not suit the field. */
    Predicate<@Nullable Object> test(Path path, String operator, SoqlQuery.Literal literal) {
        if (operator.equals("LIKE")) {
            return like(path, literal);
        }
        if (literal instanceof SoqlQuery.Span span) {
            return span(path, operator, span);
        }
        Object wanted = wanted(path, literal);
        if (wanted == null) {
            return ofNull(operator);
        }
        FieldType type = path.field().type();
        if (operator.equals("=")) {
            return value -> value != null && order(type, value, wanted) == 0;
        }
        if (operator.equals("!=")) {
            return value -> value == null || order(type, value, wanted) != 0;
        }
        if (type == FieldType.BOOLEAN) {
            throw SalesforceError.bad("INVALID_QUERY_FILTER_OPERATOR", "invalid operator on boolean field");
        }
        return value -> value != null && holds(operator, order(type, value, wanted));
    }

    private static Predicate<@Nullable Object> ofNull(String operator) {
        return switch (operator) {
            case "=" -> value -> value == null;
            case "!=" -> value -> value != null;
            default -> value -> false;
        };
    }

    private static boolean holds(String operator, int order) {
        return switch (operator) {
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    private Predicate<@Nullable Object> like(Path path, SoqlQuery.Literal literal) {
        if (!path.field().type().isText()) {
            throw SalesforceError.bad(
                    "INVALID_QUERY_FILTER_OPERATOR",
                    "invalid operator on " + path.field().type().word() + " field");
        }
        Object wanted = wanted(path, literal);
        if (wanted == null) {
            return value -> value == null;
        }
        Pattern pattern = likePattern(wanted.toString());
        return value -> value != null && pattern.matcher(value.toString()).matches();
    }

    private static Pattern likePattern(String like) {
        StringBuilder regex = new StringBuilder();
        int[] points = like.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            if (points[i] == '\\' && i + 1 < points.length) {
                regex.append(Pattern.quote(Character.toString(points[++i])));
            } else if (points[i] == '%') {
                regex.append(".*");
            } else if (points[i] == '_') {
                regex.append('.');
            } else {
                regex.append(Pattern.quote(Character.toString(points[i])));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    }

    private Predicate<@Nullable Object> span(Path path, String operator, SoqlQuery.Span span) {
        FieldType type = path.field().type();
        if (type != FieldType.DATE && type != FieldType.DATETIME) {
            throw wrongType(path);
        }
        DateSpan days = DateSpan.of(span.name(), span.n(), LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
        return switch (operator) {
            case "=" -> value -> value != null && !isBefore(value, days.from()) && isBefore(value, days.until());
            case "!=" -> value -> value == null || isBefore(value, days.from()) || !isBefore(value, days.until());
            case "<" -> value -> value != null && isBefore(value, days.from());
            case "<=" -> value -> value != null && isBefore(value, days.until());
            case ">" -> value -> value != null && !isBefore(value, days.until());
            default -> value -> value != null && !isBefore(value, days.from());
        };
    }

    private static boolean isBefore(Object value, LocalDate day) {
        if (value instanceof Instant instant) {
            return instant.isBefore(day.atStartOfDay(ZoneOffset.UTC).toInstant());
        }
        return ((LocalDate) value).isBefore(day);
    }

    /** The value that a literal means for a field, null for {@code null}. */
    @Nullable
    Object wanted(Path path, SoqlQuery.Literal literal) {
        if (literal instanceof SoqlQuery.Null) {
            return null;
        }
        FieldType type = path.field().type();
        if (type.isKey() && literal instanceof SoqlQuery.Text text) {
            return id(path, text.value());
        }
        if (type.isText() && literal instanceof SoqlQuery.Text text) {
            return text.value().isEmpty() ? null : text.value();
        }
        if (type == FieldType.BOOLEAN && literal instanceof SoqlQuery.Bool bool) {
            return bool.value();
        }
        if (type.isNumber() && literal instanceof SoqlQuery.Number number) {
            return number.value();
        }
        if (type == FieldType.DATE && literal instanceof SoqlQuery.Day day) {
            return day.value();
        }
        if (type == FieldType.DATETIME && literal instanceof SoqlQuery.Moment moment) {
            return moment.value();
        }
        throw wrongType(path);
    }

    private static @Nullable Object id(Path path, String text) {
        if (text.isEmpty()) {
            return null;
        }
        String id = Ids.full(text);
        if (id == null) {
            throw SalesforceError.bad("INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: " + text);
        }
        return id;
    }

    private static SalesforceError wrongType(Path path) {
        FieldType type = path.field().type();
        boolean quoted = type.isText() || type.isKey();
        String word = type == FieldType.DATETIME ? "dateTime" : quoted ? "string" : type.word();
        return SalesforceError.bad(
                "INVALID_FIELD",
                "value of filter criterion for field '" + path.field().name() + "' must be of type " + word
                        + " and should " + (quoted ? "be" : "not be") + " enclosed in quotes");
    }

    /** Order of two stored values of one field: text without regard to case, ids with it. */
    static int order(FieldType type, Object left, Object right) {
        if (left instanceof BigDecimal a && right instanceof BigDecimal b) {
            return a.compareTo(b);
        }
        if (left instanceof Instant a && right instanceof Instant b) {
            return a.compareTo(b);
        }
        if (left instanceof LocalDate a && right instanceof LocalDate b) {
            return a.compareTo(b);
        }
        if (left instanceof Boolean a && right instanceof Boolean b) {
            return a.compareTo(b);
        }
        return type.isKey()
                ? left.toString().compareTo(right.toString())
                : left.toString().compareToIgnoreCase(right.toString());
    }

    /** Two values of one field are equal in SOQL when their keys are equal. */
    static Object key(FieldType type, Object value) {
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros();
        }
        return value instanceof String text && !type.isKey() ? text.toLowerCase(Locale.ROOT) : value;
    }

    static Set<Object> keys(FieldType type, Set<Object> values) {
        Set<Object> keys = new HashSet<>();
        values.forEach(value -> keys.add(key(type, value)));
        return keys;
    }
}
