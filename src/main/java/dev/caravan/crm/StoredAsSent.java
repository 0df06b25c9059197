package dev.caravan.crm;

import dev.caravan.filter.Times;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a CRM's value is what was sent, though CRMs trim, join blanks, change case, format telephone numbers, turn
 * numbers into text and write times in their own way.
 */
public final class StoredAsSent {
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9 ()./-]{6,}");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");

    private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}t[0-9:.]{5,18}(z|[+-][0-9:]{4,5})");

    private StoredAsSent() {}

    /** Whether the stored value is the sent one, written differently. */
    public static boolean same(@Nullable Object sent, @Nullable Object stored) {
        if (sent instanceof Collection<?> a && stored instanceof Collection<?> b) {
            return a.size() == b.size() && a.stream().allMatch(x -> b.stream().anyMatch(y -> same(x, y)));
        }
        String a = text(sent);
        String b = text(stored);
        if (a.equals(b)) {
            return true;
        }
        if (NUMBER.matcher(a).matches() && NUMBER.matcher(b).matches()) {
            return new BigDecimal(a).compareTo(new BigDecimal(b)) == 0;
        }
        if (TIME.matcher(a).matches() && TIME.matcher(b).matches()) {
            Instant one = time(a);
            return one != null && one.equals(time(b));
        }
        return PHONE.matcher(a).matches()
                && PHONE.matcher(b).matches()
                && digits(a).equals(digits(b));
    }

    /**
     * Whether a record holds all that was sent, each value written in the CRM's way. A CRM that keeps a person's whole
     * name cuts it into first and last name where it thinks right.
     *
     * @param sent in the order in which the parts of a name follow each other
     */
    public static boolean all(
            Map<String, ? extends @Nullable Object> sent, Map<String, ? extends @Nullable Object> stored) {
        List<String> parts = new ArrayList<>();
        List<String> held = new ArrayList<>();
        sent.forEach((field, value) -> {
            if (!same(value, stored.get(field))) {
                parts.add(Objects.toString(value, ""));
                held.add(Objects.toString(stored.get(field), ""));
            }
        });
        return parts.isEmpty() || parts.size() > 1 && same(String.join(" ", parts), String.join(" ", held));
    }

    /** Whether the stored value is the sent one, written differently, rounded, or with its end cut off. */
    public static boolean sameOrCut(@Nullable Object sent, @Nullable Object stored) {
        if (same(sent, stored)) {
            return true;
        }
        if (NUMBER.matcher(text(sent)).matches() && NUMBER.matcher(text(stored)).matches()) {
            return isRounded(new BigDecimal(text(sent)), new BigDecimal(text(stored)));
        }
        return sent instanceof String
                && stored instanceof String
                && !text(stored).isEmpty()
                && text(sent).startsWith(text(stored));
    }

    /** To fewer decimals, in one of the ways in which CRMs do so. */
    private static boolean isRounded(BigDecimal sent, BigDecimal stored) {
        int places = Math.max(0, stored.stripTrailingZeros().scale());
        return places < sent.scale()
                && Stream.of(RoundingMode.HALF_UP, RoundingMode.HALF_EVEN, RoundingMode.DOWN)
                        .anyMatch(way -> sent.setScale(places, way).compareTo(stored) == 0);
    }

    private static String text(@Nullable Object value) {
        return value == null
                ? ""
                : BLANKS.matcher(value.toString().strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
    }

    private static @Nullable Instant time(String text) {
        return Times.parse(text.toUpperCase(Locale.ROOT));
    }

    private static String digits(String phone) {
        return phone.replaceAll("[^0-9]", "");
    }
}
