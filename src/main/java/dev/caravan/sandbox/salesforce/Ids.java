package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Record ids: 15 characters that are compared by case, and 3 more that carry the case of the first 15 (Salesforce
 * object reference, "ID Field Type").
 */
final class Ids {
    /** Length of an id without the characters that carry the case. */
    static final int SHORT = 15;

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z]{15}(?:[A-Z0-5]{3})?");
    private static final String POD = "Cv0";

    private final Map<String, Long> last = new HashMap<>();
    private long first = 1;

    /** The next id of a kind; ids of one kind grow in the order in which they were given out. */
    synchronized String next(String keyPrefix) {
        long number = last.merge(keyPrefix, first, (before, start) -> before + 1);
        char[] digits = new char[9];
        for (int i = digits.length - 1; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (number % 62));
            number /= 62;
        }
        return withSuffix(keyPrefix + POD + new String(digits));
    }

    /** The last number given out by kind. */
    synchronized ObjectNode save() {
        ObjectNode saved = Json.object();
        last.forEach(saved::put);
        return saved;
    }

    /** Goes on after what {@link #save} gave, leaving numbers out; of a kind that was not there too. */
    synchronized void load(JsonNode saved, long leftOut) {
        last.clear();
        saved.fields()
                .forEachRemaining(
                        kind -> last.put(kind.getKey(), kind.getValue().longValue() + leftOut));
        first = leftOut + 1;
    }

    /** The 18-character form of a 15- or 18-character id; null when the text is no id. */
    static @Nullable String full(@Nullable String text) {
        if (text == null || !FORM.matcher(text).matches()) {
            return null;
        }
        String full = withSuffix(text.substring(0, SHORT));
        return text.length() == SHORT || full.equals(text) ? full : null;
    }

    private static String withSuffix(String id15) {
        StringBuilder id = new StringBuilder(id15);
        for (int block = 0; block < 3; block++) {
            int bits = 0;
            for (int i = 0; i < 5; i++) {
                if (Character.isUpperCase(id15.charAt(block * 5 + i))) {
                    bits |= 1 << i;
                }
            }
            id.append(SUFFIX.charAt(bits));
        }
        return id.toString();
    }
}
