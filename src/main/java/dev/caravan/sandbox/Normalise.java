package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Other forms in which a CRM stores what it is given; the part {@code normalise} of the faults, an array of words:
 *
 * <ul>
 *   <li>{@code trim}: without blanks around it, and with single ones in it
 *   <li>{@code phone}: {@code +31612345678} becomes {@code +31 6 1234 5678}
 *   <li>{@code cut:80}: at most so many characters
 *   <li>{@code case-email}: e-mail addresses in lower case
 *   <li>{@code label}: an option's label is taken for its value
 * </ul>
 */
public final class Normalise {
    /** Everything is stored as it comes. */
    static final Normalise NONE = new Normalise(List.of());

    private static final Pattern WORD = Pattern.compile("trim|phone|case-email|label|cut:[1-9]\\d{0,5}");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int COUNTRY = 2;
    private static final int AREA = 1;
    private static final int GROUP = 4;
    private static final int SHORTEST_PHONE = 8;

    private final List<String> words;
    private final int longest;

    private Normalise(List<String> words) {
        this.words = words;
        this.longest = words.stream()
                .filter(word -> word.startsWith("cut:"))
                .map(word -> Integer.valueOf(word.substring("cut:".length())))
                .findFirst()
                .orElse(Integer.MAX_VALUE);
    }

    /** What a text holds, as far as it matters for its form. */
    public enum Kind {
        TEXT,
        PHONE,
        EMAIL,
        /** Text that stands for the record, such as a unique id: never cut. */
        KEY
    }

    /**
     * Reads the part {@code normalise}; a missing one changes nothing.
     *
     * @throws IllegalArgumentException if a word is not known; the message names it
     */
    static Normalise read(JsonNode wanted) {
        List<String> words = new ArrayList<>();
        for (JsonNode word : wanted) {
            if (!WORD.matcher(word.asText()).matches()) {
                throw new IllegalArgumentException("normalise has no '" + word.asText()
                        + "'; choose from trim, phone, cut:LENGTH, case-email, label");
            }
            words.add(word.asText());
        }
        return words.isEmpty() ? NONE : new Normalise(List.copyOf(words));
    }

    /** Whether an option's label is taken for its value. */
    public boolean takesLabels() {
        return words.contains("label");
    }

    /** The text in the form in which it is stored. */
    public String stored(String text, Kind kind) {
        String stored = words.contains("trim") ? BLANKS.matcher(text.strip()).replaceAll(" ") : text;
        if (kind == Kind.PHONE && words.contains("phone")) {
            stored = phone(stored);
        }
        if (kind == Kind.EMAIL && words.contains("case-email")) {
            stored = stored.toLowerCase(Locale.ROOT);
        }
        return kind == Kind.KEY || stored.length() <= longest ? stored : cut(stored);
    }

    ArrayNode show() {
        ArrayNode shown = Json.array();
        words.forEach(shown::add);
        return shown;
    }

    private String cut(String text) {
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        return words.contains("trim") ? text.substring(0, end).strip() : text.substring(0, end);
    }

    /** Country, area and groups of four; what is no international number stays. */
    private static String phone(String text) {
        String digits = text.replaceAll("[\\s().\\-/]", "");
        if (!digits.matches("\\+\\d+") || digits.length() - 1 < SHORTEST_PHONE) {
            return text;
        }
        String rest = digits.substring(1);
        StringBuilder grouped = new StringBuilder("+").append(rest, 0, COUNTRY);
        grouped.append(' ').append(rest, COUNTRY, COUNTRY + AREA);
        for (int from = COUNTRY + AREA; from < rest.length(); from += GROUP) {
            grouped.append(' ').append(rest, from, Math.min(from + GROUP, rest.length()));
        }
        return grouped.toString();
    }
}
