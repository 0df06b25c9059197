package dev.caravan.cli.check;

import dev.caravan.problem.Mistake;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.core.env.Environment;

/** Everything that can be said about the route files without running them. */
public final class RouteCheck {
    private static final String SWITCH = "caravan.on.";

    private RouteCheck() {}

    /**
     * The mistakes in the order of files and lines.
     *
     * @param connections names of the configured connections
     */
    public static List<Mistake> of(RouteFiles files, Environment environment, Collection<String> connections) {
        List<Mistake> mistakes = new ArrayList<>(files.mistakes());
        Set<String> known = new TreeSet<>(connections);
        // Routes of a connection that is not configured are off, but have to be right all the same.
        files.placeholders().stream()
                .filter(p -> p.startsWith(SWITCH))
                .map(p -> p.substring(SWITCH.length()))
                .forEach(known::add);
        List<EndpointUse> endpoints = files.endpoints();
        try (EndpointCheck check = new EndpointCheck(environment, known)) {
            endpoints.forEach(e -> mistakes.addAll(check.check(e)));
        }
        Set<String> places =
                mistakes.stream().map(m -> m.file() + ":" + m.line()).collect(Collectors.toSet());
        Set<String> schemes = endpoints.stream()
                .filter(e -> !e.isDynamic())
                .map(EndpointUse::scheme)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        try (CamelLoad camel = new CamelLoad(schemes, environment)) {
            Comparator<RouteFile> configurationsFirst =
                    Comparator.comparing(f -> f.entries().stream().allMatch(RouteEntry::isRoute));
            files.files().stream()
                    .filter(RouteFile::isReadable)
                    .sorted(configurationsFirst)
                    .forEach(f -> camel.load(f)
                            // Of a line that is known to be wrong, Camel says the same in other words.
                            .filter(m -> !places.contains(m.file() + ":" + m.line()))
                            .ifPresent(mistakes::add));
        }
        mistakes.sort(
                Comparator.comparing((Mistake m) -> String.valueOf(m.file())).thenComparing(Mistake::line));
        return mistakes;
    }
}
