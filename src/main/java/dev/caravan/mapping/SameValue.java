package dev.caravan.mapping;

import dev.caravan.filter.Times;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether two sides mean the same value although they write it differently. The one place that decides this.
 *
 * <p>Alike are: nothing, blank text and an empty list; a number and its text; a truth value and its text in any case;
 * texts that differ by surrounding blanks; e-mail addresses that differ by case; points in time in different notations,
 * a date being its midnight in UTC; lists in any order, and a list and its text with semicolons.
 */
public final class SameValue {
    private SameValue() {}

    /** Nothing: null, blank text or an empty list. */
    public static boolean isEmpty(@Nullable Object value) {
        if (value == null) {
            return true;
        }
        if (value instanceof String text) {
            return text.isBlank();
        }
        return value instanceof Collection<?> list && list.isEmpty();
    }

    /** Whether the two mean the same. */
    public static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a == b) {
            return true;
        }
        if (a == null || b == null) {
            return isEmpty(a) && isEmpty(b);
        }
        if (a.equals(b)) {
            return true;
        }
        if (a instanceof String left && b instanceof String right) {
            return sameText(left, right);
        }
        if (a instanceof Collection<?> || b instanceof Collection<?>) {
            return elements(a).equals(elements(b));
        }
        if (a instanceof Boolean || b instanceof Boolean) {
            return text(a).equalsIgnoreCase(text(b));
        }
        if (a instanceof Number || b instanceof Number) {
            return sameNumber(a, b);
        }
        return text(a).equals(text(b));
    }

    private static boolean sameText(String a, String b) {
        String left = a.strip();
        String right = b.strip();
        if (left.equals(right)) {
            return true;
        }
        if (left.indexOf('@') > 0 && left.equalsIgnoreCase(right)) {
            return left.indexOf(' ') < 0;
        }
        if (left.length() < 10 || right.length() < 10 || left.charAt(4) != '-' || right.charAt(4) != '-') {
            return false;
        }
        Instant time = Times.parse(left);
        return time != null && time.equals(Times.parse(right));
    }

    private static boolean sameNumber(Object a, Object b) {
        if (a instanceof Long left && b instanceof Long right) {
            return left.longValue() == right.longValue();
        }
        if (a.toString().equals(b.toString())) {
            return true;
        }
        BigDecimal left = number(a);
        BigDecimal right = number(b);
        if (left == null || right == null) {
            return isEmpty(a) && isEmpty(b);
        }
        return left.compareTo(right) == 0;
    }

    private static @Nullable BigDecimal number(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        String text = text(value);
        if (text.isEmpty() || text.length() > 40) {
            return null;
        }
        char first = text.charAt(0);
        if (first != '-' && first != '+' && first != '.' && (first < '0' || first > '9')) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Set<String> elements(Object value) {
        Set<String> elements = new HashSet<>();
        Collection<?> parts = value instanceof Collection<?> list
                ? list
                : Arrays.asList(text(value).split(";"));
        for (Object part : parts) {
            String text = text(part);
            if (!text.isEmpty()) {
                elements.add(text);
            }
        }
        return elements;
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString().strip();
    }
}
