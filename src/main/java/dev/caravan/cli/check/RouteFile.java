package dev.caravan.cli.check;

import dev.caravan.problem.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** One file of the routes folder, as its text says. */
final class RouteFile {
    static final String SUFFIX = ".camel.yaml";
    private static final String FAILURES = "-failures";

    private final String name;
    private final String text;
    private final List<RouteEntry> entries = new ArrayList<>();
    private final List<Mistake> unreadable = new ArrayList<>();

    private RouteFile(String name, String text) {
        this.name = name;
        this.text = text;
    }

    static RouteFile read(Path path) {
        String name = path.toString().replace('\\', '/');
        try {
            RouteFile file = new RouteFile(name, Files.readString(path));
            file.parse();
            return file;
        } catch (IOException e) {
            RouteFile file = new RouteFile(name, "");
            file.unreadable.add(new Mistake(
                    name, 0, "the file cannot be read as UTF-8 text.", "Check its rights and its encoding."));
            return file;
        }
    }

    /** Path as a person knows it. */
    String name() {
        return name;
    }

    String text() {
        return text;
    }

    /** Routes and route configurations in the order of the file. */
    List<RouteEntry> entries() {
        return entries;
    }

    /** Whether the text could be taken apart at all. */
    boolean isReadable() {
        return unreadable.isEmpty();
    }

    /** What is wrong with the file by itself. */
    List<Mistake> mistakes() {
        List<Mistake> mistakes = new ArrayList<>(unreadable);
        if (!isReadable()) {
            return mistakes;
        }
        if (entries.isEmpty()) {
            mistakes.add(
                    wrong(0, "the file holds neither a route nor a routeConfiguration.", "Begin with '- route:'."));
            return mistakes;
        }
        RouteEntry first = entries.get(0);
        String expected = first.id() + (first.isRoute() ? "" : FAILURES) + SUFFIX;
        if (!first.id().isEmpty() && !fileName().equals(expected)) {
            mistakes.add(wrong(
                    first.line(),
                    "the file's name and its first id '" + first.id() + "' differ.",
                    "Name the file " + expected + "."));
        }
        entries.forEach(e -> mistakes.addAll(e.mistakes()));
        return mistakes;
    }

    /** Departures from the way in which this project writes route files. */
    List<Mistake> styleMistakes() {
        List<Mistake> mistakes = new ArrayList<>();
        List<String> head = text.lines().limit(2).toList();
        if (head.size() < 2 || !head.get(0).startsWith("# ") || !head.get(1).startsWith("# Owner: ")) {
            mistakes.add(wrong(
                    1,
                    "the file does not say what it is for and whose it is.",
                    "Begin with '# <purpose>' and '# Owner: <team>'."));
        }
        entries.forEach(e -> mistakes.addAll(e.styleMistakes()));
        return mistakes;
    }

    private void parse() {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(name).build();
            Node root = new Compose(settings).composeString(text).orElse(null);
            if (root != null && !(root instanceof SequenceNode)) {
                unreadable.add(wrong(Nodes.line(root), "a route file is a list.", "Begin with '- route:'."));
            }
            Nodes.items(root)
                    .forEach(item -> Nodes.entries(item, (key, body) -> take(key.getValue(), Nodes.line(key), body)));
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(m -> m.getLine() + 1).orElse(0);
            String problem = e.getProblem() == null ? "it cannot be read" : e.getProblem();
            unreadable.add(wrong(line, "the file is not valid YAML here: " + problem + ".", ""));
        } catch (YamlEngineException e) {
            unreadable.add(wrong(0, "the file is not valid YAML: it holds a character that YAML does not allow.", ""));
        }
    }

    private void take(String kind, int line, @Nullable Node body) {
        boolean isKnown =
                kind.equals("route") || kind.equals("routeConfiguration") || kind.equals("route-configuration");
        if (isKnown && body != null) {
            String plain = kind.equals("route") ? "route" : "routeConfiguration";
            entries.add(new RouteEntry(name, plain, Nodes.text(body, "id").orElse(""), line, body));
        }
    }

    private String fileName() {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    private Mistake wrong(int line, String what, String cure) {
        return new Mistake(name, line, what, cure);
    }
}
