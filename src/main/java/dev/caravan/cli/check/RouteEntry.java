package dev.caravan.cli.check;

import dev.caravan.problem.Mistake;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A route, or a route configuration, as its file tells it.
 *
 * @param kind {@code route} or {@code routeConfiguration}
 * @param id empty when it has none
 */
record RouteEntry(String file, String kind, String id, int line, Node body) {
    private static final List<String> ORDER =
            List.of("id", "description", "precondition", "routeConfigurationId", "autoStartup", "from");

    boolean isRoute() {
        return kind.equals("route");
    }

    /** The configuration that says what happens to failures; empty when the route names none. */
    Optional<Node> configuration() {
        return Optional.ofNullable(Nodes.get(body, "routeConfigurationId"));
    }

    /** What must be there, whatever the style. */
    List<Mistake> mistakes() {
        List<Mistake> mistakes = new ArrayList<>();
        if (id.isEmpty()) {
            mistakes.add(wrong(line, "a " + kind + " has no id.", "Write 'id: " + fileWord() + "' as its first line."));
        }
        if (Nodes.text(body, "description").isEmpty()) {
            mistakes.add(wrong(
                    line,
                    "the " + kind + " '" + id + "' has no description.",
                    "Say in one line what it does; the console shows it."));
        }
        if (isRoute()) {
            Nodes.entries(body, (key, value) -> {
                if (key.getValue().equals("errorHandler") || key.getValue().equals("onException")) {
                    mistakes.add(wrong(
                            Nodes.line(key),
                            "'" + key.getValue() + "' inside a route breaks the console's diagram.",
                            "Name a routeConfigurationId instead."));
                }
            });
        }
        return mistakes;
    }

    /** Departures from the way in which this project writes routes. */
    List<Mistake> styleMistakes() {
        List<Mistake> mistakes = new ArrayList<>();
        Map<String, Integer> seen = new LinkedHashMap<>();
        order(mistakes);
        if (isRoute()) {
            step("from", Nodes.get(body, "from"), line, seen, mistakes);
        }
        return mistakes;
    }

    private void order(List<Mistake> mistakes) {
        List<String> keys = new ArrayList<>();
        Nodes.entries(body, (key, value) -> keys.add(key.getValue()));
        List<String> known = keys.stream().filter(ORDER::contains).toList();
        List<String> right = ORDER.stream().filter(keys::contains).toList();
        if (!known.equals(right)) {
            mistakes.add(
                    wrong(line, "the keys of '" + id + "' stand in another order than usual.", "Write " + right + "."));
        }
    }

    private void step(String verb, @Nullable Node step, int at, Map<String, Integer> seen, List<Mistake> mistakes) {
        if (step == null) {
            return;
        }
        String stepId = Nodes.text(step, "id").orElse("");
        if (stepId.isEmpty()) {
            mistakes.add(wrong(
                    at,
                    "the step '" + verb + "' of '" + id + "' has no id.",
                    "Write 'id: " + id + "-' and what it does."));
        } else if (!stepId.startsWith(id + "-")) {
            mistakes.add(wrong(at, "the step id '" + stepId + "' does not start with '" + id + "-'.", ""));
        }
        Integer first = stepId.isEmpty() ? null : seen.putIfAbsent(stepId, at);
        if (first != null) {
            mistakes.add(
                    wrong(at, "the step id '" + stepId + "' stands in line " + first + " too.", "Rename one of them."));
        }
        if (verb.startsWith("to") && Nodes.text(step, "description").isEmpty()) {
            mistakes.add(wrong(
                    at, "the step '" + stepId + "' has no description.", "Say what it does; the console shows it."));
        }
        inner(step, seen, mistakes);
    }

    /** The steps below a node, wherever its language puts them: {@code steps}, {@code when}, {@code otherwise}, ... */
    private void inner(Node node, Map<String, Integer> seen, List<Mistake> mistakes) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(n -> inner(n, seen, mistakes));
        } else if (node instanceof MappingNode) {
            Nodes.entries(node, (key, value) -> {
                if (key.getValue().equals("steps")) {
                    Nodes.items(value)
                            .forEach(item -> Nodes.entries(
                                    item,
                                    (verb, body) -> step(verb.getValue(), body, Nodes.line(verb), seen, mistakes)));
                } else {
                    inner(value, seen, mistakes);
                }
            });
        }
    }

    /** Every endpoint that it names. */
    List<EndpointUse> endpoints() {
        List<EndpointUse> found = new ArrayList<>();
        collect("", body, found);
        return found;
    }

    private void collect(String name, Node node, List<EndpointUse> found) {
        if (node instanceof SequenceNode list) {
            list.getValue().forEach(n -> collect(name, n, found));
            return;
        }
        boolean isDynamic = name.equals("toD") || name.equals("recipientList");
        if (node instanceof ScalarNode uri) {
            if (name.equals("to") || name.equals("from") || name.equals("deadLetterUri")) {
                found.add(EndpointUse.of(file, uri, null, name.equals("from")));
            }
            return;
        }
        if (Nodes.get(node, "uri") instanceof ScalarNode uri && !isDynamic) {
            found.add(EndpointUse.of(file, uri, Nodes.get(node, "parameters"), name.equals("from")));
        }
        Nodes.entries(node, (key, value) -> {
            if (!key.getValue().equals("parameters")) {
                collect(key.getValue(), value, found);
            }
        });
    }

    private String fileWord() {
        String name = file.substring(file.lastIndexOf('/') + 1);
        return name.endsWith(RouteFile.SUFFIX) ? name.substring(0, name.length() - RouteFile.SUFFIX.length()) : name;
    }

    private Mistake wrong(int at, String what, String cure) {
        return new Mistake(file, at, what, cure);
    }
}
