package dev.caravan.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds the operation for a method and a path. Fixed words win over variables; a slash at the end of a path makes no
 * difference.
 */
public final class Routes {
    private final Node root = new Node();
    private final UnaryOperator<Route.Handler> around;

    public Routes() {
        this(UnaryOperator.identity());
    }

    /** @param around put around every handler that is added, such as a lock */
    public Routes(UnaryOperator<Route.Handler> around) {
        this.around = around;
    }

    /**
     * Adds one operation.
     *
     * <p>The template is a path whose segments are words or variables: {@code /crm/v3/objects/{type!}/{id}}. A variable
     * fits one segment and is never empty. With an exclamation mark its value becomes part of the operation's name,
     * which is what calls are counted by ({@code GET /crm/v3/objects/contacts/{id}}): use it for kinds of things, never
     * for ids. The last segment may be {@code {rest*}}, which fits all that is left of the path (at least one segment),
     * slashes included, still percent-encoded.
     *
     * @param method in upper case
     * @return this, for chaining
     */
    public Routes add(String method, String template, Route.Handler handler) {
        Node node = root;
        for (String part : segments(template)) {
            node = node.child(part);
        }
        Route before = node.routes.put(method, new Route(method, template, around.apply(handler)));
        if (before != null) {
            throw new IllegalArgumentException("operation " + method + " " + template + " is there twice");
        }
        return this;
    }

    /** The operation for a call; empty if the path is unknown or has no such method. */
    Optional<Route.Match> find(String method, String rawPath) {
        List<String> path = segments(rawPath);
        Node node = walk(root, path, 0, method);
        Route route = node == null ? null : node.routes.get(method);
        return route == null ? Optional.empty() : Optional.of(match(route, path));
    }

    /** Whether the path is known with any method. */
    boolean knows(String rawPath) {
        return walk(root, segments(rawPath), 0, null) != null;
    }

    private static Route.Match match(Route route, List<String> path) {
        List<String> parts = segments(route.template());
        Map<String, String> variables = new HashMap<>();
        StringBuilder operation = new StringBuilder(route.method()).append(' ');
        for (int i = 0; i < parts.size(); i++) {
            String part = parts.get(i);
            operation.append('/');
            if (!part.startsWith("{")) {
                operation.append(part);
            } else if (part.endsWith("*}")) {
                variables.put(part.substring(1, part.length() - 2), String.join("/", path.subList(i, path.size())));
                operation.append(part);
            } else {
                boolean kept = part.endsWith("!}");
                String value = decode(path.get(i));
                variables.put(part.substring(1, part.length() - (kept ? 2 : 1)), value);
                operation.append(kept ? value : part);
            }
        }
        return new Route.Match(route, operation.toString(), variables);
    }

    private static @Nullable Node walk(Node node, List<String> path, int at, @Nullable String method) {
        if (at == path.size()) {
            return !node.routes.isEmpty() && (method == null || node.routes.containsKey(method)) ? node : null;
        }
        Node word = node.words.get(path.get(at));
        Node found = word == null ? null : walk(word, path, at + 1, method);
        if (found == null && node.variable != null && !path.get(at).isEmpty()) {
            found = walk(node.variable, path, at + 1, method);
        }
        if (found == null && node.rest != null && (method == null || node.rest.routes.containsKey(method))) {
            found = node.rest;
        }
        return found;
    }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>(List.of(path.split("/", -1)));
        segments.remove(0);
        if (!segments.isEmpty() && segments.get(segments.size() - 1).isEmpty()) {
            segments.remove(segments.size() - 1);
        }
        return segments;
    }

    private static String decode(String segment) {
        try {
            // A plus sign in a path stands for itself.
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }

    private static final class Node {
        private final Map<String, Node> words = new HashMap<>();
        private final Map<String, Route> routes = new HashMap<>();
        private @Nullable Node variable;
        private @Nullable Node rest;

        Node child(String part) {
            if (part.endsWith("*}")) {
                Node node = rest == null ? new Node() : rest;
                rest = node;
                return node;
            }
            if (part.startsWith("{")) {
                Node node = variable == null ? new Node() : variable;
                variable = node;
                return node;
            }
            return words.computeIfAbsent(part, absent -> new Node());
        }
    }
}
