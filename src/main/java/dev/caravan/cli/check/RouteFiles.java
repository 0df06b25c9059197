package dev.caravan.cli.check;

import dev.caravan.problem.Mistake;
import dev.caravan.problem.NearestName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;

/** The route files of a folder, looked at as text. */
public final class RouteFiles {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*\\??([A-Za-z0-9_.-]+)[^}]*}}");

    private final List<RouteFile> files;

    private RouteFiles(List<RouteFile> files) {
        this.files = files;
    }

    /** Reads all {@code *.camel.yaml} of a folder; a folder that does not exist is an empty one. */
    public static RouteFiles read(Path folder) {
        if (!Files.isDirectory(folder)) {
            return new RouteFiles(List.of());
        }
        try (Stream<Path> paths = Files.list(folder)) {
            return new RouteFiles(paths.filter(p -> p.toString().endsWith(RouteFile.SUFFIX))
                    .sorted()
                    .map(RouteFile::read)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("the folder " + folder + " cannot be read", e);
        }
    }

    /** How many files there are. */
    public int count() {
        return files.size();
    }

    /** What would break or mislead: syntax, names, ids, descriptions, references between files. */
    public List<Mistake> mistakes() {
        List<Mistake> mistakes = new ArrayList<>();
        files.forEach(f -> mistakes.addAll(f.mistakes()));
        mistakes.addAll(configurations());
        mistakes.addAll(twice());
        return mistakes;
    }

    /** Departures from the way in which this project writes route files; no mistakes to Camel. */
    public List<Mistake> styleMistakes() {
        List<Mistake> mistakes = new ArrayList<>();
        files.forEach(f -> mistakes.addAll(f.styleMistakes()));
        return mistakes;
    }

    List<RouteFile> files() {
        return files;
    }

    List<EndpointUse> endpoints() {
        return entries().stream().flatMap(e -> e.endpoints().stream()).toList();
    }

    /** Names of all properties that the files refer to. */
    public Set<String> placeholders() {
        Set<String> names = new LinkedHashSet<>();
        for (RouteFile file : files) {
            Matcher matcher = PLACEHOLDER.matcher(file.text());
            while (matcher.find()) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    private List<RouteEntry> entries() {
        return files.stream().flatMap(f -> f.entries().stream()).toList();
    }

    private List<Mistake> configurations() {
        List<String> known =
                entries().stream().filter(e -> !e.isRoute()).map(RouteEntry::id).toList();
        List<Mistake> mistakes = new ArrayList<>();
        for (RouteEntry route : entries()) {
            Node named = route.configuration().orElse(null);
            String id = Nodes.text(named).orElse("");
            if (named != null && !id.contains("*") && !known.contains(id)) {
                mistakes.add(new Mistake(
                        route.file(),
                        Nodes.line(named),
                        "there is no routeConfiguration '" + id + "'.",
                        known.isEmpty() ? "Add " + id + "-failures.camel.yaml." : NearestName.hint(id, known)));
            }
        }
        return mistakes;
    }

    private List<Mistake> twice() {
        Map<String, RouteEntry> first = new HashMap<>();
        List<Mistake> mistakes = new ArrayList<>();
        for (RouteEntry entry : entries()) {
            RouteEntry before = entry.id().isEmpty() ? null : first.putIfAbsent(entry.kind() + " " + entry.id(), entry);
            if (before != null) {
                mistakes.add(new Mistake(
                        entry.file(),
                        entry.line(),
                        "the " + entry.kind() + " id '" + entry.id() + "' is taken by " + before.file() + ":"
                                + before.line() + ".",
                        "Give one of them another id."));
            }
        }
        return mistakes;
    }
}
