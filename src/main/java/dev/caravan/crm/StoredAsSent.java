package dev.caravan.crm;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a CRM's value is what was sent, though CRMs trim, join blanks, change case, format telephone numbers and turn numbers into
 * text.
 */
public final class StoredAsSent {
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9 ()./-]{6,}");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");

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
        return PHONE.matcher(a).matches()
                && PHONE.matcher(b).matches()
                && digits(a).equals(digits(b));
    }

    /** Whether the stored value is the sent one, written differently, rounded, or with its end cut off. */
    public static boolean sameOrCut(@Nullable Object sent, @Nullable Object stored) {
        if (same(sent, stored) || isRounded(text(sent), text(stored))) {
            return true;
        }
        return sent instanceof String
                && stored instanceof String
                && !text(stored).isEmpty()
                && text(sent).startsWith(text(stored));
    }

    private static boolean isRounded(String sent, String stored) {
        if (!NUMBER.matcher(sent).matches() || !NUMBER.matcher(stored).matches()) {
            return false;
        }
        BigDecimal exact = new BigDecimal(sent);
        int places = Math.max(0, new BigDecimal(stored).stripTrailingZeros().scale());
        BigDecimal kept = new BigDecimal(stored);
        return places < exact.scale()
                && (exact.setScale(places, RoundingMode.HALF_UP).compareTo(kept) == 0
                        || exact.setScale(places, RoundingMode.HALF_EVEN).compareTo(kept) == 0);
    }

    private static String text(@Nullable Object value) {
        return value == null
                ? ""
                : BLANKS.matcher(value.toString().strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
    }

    private static String digits(String phone) {
        return phone.replaceAll("[^0-9]", "");
    }
}
