package dev.caravan.sandbox.salesforce;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A search term: words in a row that all have to occur in this order, {@code *} and {@code ?} as wildcards.
 * Alternatives are joined by OR, demands by AND.
 */
final class SearchTerm {
    private final List<List<Pattern>> alternatives;

    private SearchTerm(List<List<Pattern>> alternatives) {
        this.alternatives = alternatives;
    }

    static SearchTerm of(String text) {
        List<List<Pattern>> alternatives = new ArrayList<>();
        for (String alternative : text.split("\\s+OR\\s+")) {
            List<Pattern> demands = new ArrayList<>();
            for (String demand : alternative.split("\\s+AND\\s+")) {
                demands.add(phrase(demand));
            }
            alternatives.add(demands);
        }
        return new SearchTerm(alternatives);
    }

    private static Pattern phrase(String demand) {
        StringBuilder regex = new StringBuilder("(?:^| )");
        String words = demand.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}*?]+", " ")
                .strip();
        for (char c : words.toCharArray()) {
            switch (c) {
                case '*' -> regex.append("[^ ]*");
                case '?' -> regex.append("[^ ]");
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.append("(?: |$)").toString());
    }

    boolean isIn(String text) {
        String words = text.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}]+", " ")
                .strip();
        return alternatives.stream()
                .anyMatch(demands -> demands.stream()
                        .allMatch(demand -> demand.matcher(words).find()));
    }
}
