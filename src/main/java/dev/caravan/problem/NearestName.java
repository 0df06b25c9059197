package dev.caravan.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.lang3.StringUtils;

/** Finds the name that a person probably meant. */
public final class NearestName {
    private NearestName() {}

    /**
     * The closest of the known names, or empty when none is near enough (a third of the letters may differ, at least
     * two).
     */
    public static Optional<String> of(String wrong, Collection<String> known) {
        int allowed = Math.max(2, wrong.length() / 3);
        String lower = wrong.toLowerCase(Locale.ROOT);
        return known.stream()
                .map(name -> new Distance(
                        name, StringUtils.getLevenshteinDistance(lower, name.toLowerCase(Locale.ROOT), allowed)))
                .filter(d -> d.edits() >= 0)
                .min(Comparator.comparingInt(Distance::edits).thenComparing(Distance::name))
                .map(Distance::name);
    }

    /** The sentence {@code Did you mean 'x'?}, or a list of the known names when nothing is near. */
    public static String hint(String wrong, Collection<String> known) {
        return of(wrong, known)
                .map(name -> "Did you mean '" + name + "'?")
                .orElseGet(() -> "Known are: "
                        + String.join(", ", known.stream().sorted().limit(30).toList()) + ".");
    }

    private record Distance(String name, int edits) {}
}
