package dev.caravan.sandbox.salesforce;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The resources below {@code /services/data/vNN.0}; they serve calls of their own and parts of composite calls alike.
 */
final class Resources {
    private final List<Resource> all = new ArrayList<>();

    /**
     * One resource.
     *
     * @param template path below the version; variables in braces, those with an exclamation mark name kinds of things
     */
    record Resource(String method, String template, Function<Call, Reply> handler) {}

    /** A resource that fits a path, with the values of its variables and the query parameters. */
    record Found(Resource resource, String version, Map<String, String> path, Map<String, List<String>> query) {}

    Resources add(String method, String template, Function<Call, Reply> handler) {
        all.add(new Resource(method, template, handler));
        return this;
    }

    List<Resource> all() {
        return List.copyOf(all);
    }

    /**
     * Finds the resource of a part of a composite call.
     *
     * @param url {@code /services/data/v67.0/...} or {@code v67.0/...}
     */
    Optional<Found> find(String method, String url) {
        int mark = url.indexOf('?');
        String path = (mark < 0 ? url : url.substring(0, mark)).replaceFirst("^/?(services/data/)?", "");
        String[] segments = path.split("/");
        Found best = null;
        for (Resource resource : all) {
            Map<String, String> variables = method.equals(resource.method()) ? match(resource, segments) : null;
            if (variables != null
                    && (best == null || variables.size() < best.path().size())) {
                best = new Found(resource, segments[0], variables, query(mark < 0 ? "" : url.substring(mark + 1)));
            }
        }
        return Optional.ofNullable(best);
    }

    private static @Nullable Map<String, String> match(Resource resource, String[] segments) {
        String[] parts = ("/" + resource.template()).replaceFirst("^/+", "").split("/");
        if (parts.length != segments.length - 1) {
            return null;
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].startsWith("{")) {
                variables.put(parts[i].replaceAll("[{}!]", ""), decode(segments[i + 1].replace("+", "%2B")));
            } else if (!parts[i].equals(segments[i + 1])) {
                return null;
            }
        }
        return variables;
    }

    static Map<String, List<String>> query(String raw) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                String[] sides = pair.split("=", 2);
                query.computeIfAbsent(decode(sides[0]), absent -> new ArrayList<>())
                        .add(sides.length < 2 ? "" : decode(sides[1]));
            }
        }
        return query;
    }

    private static String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A stray percent sign stands for itself.
            return encoded;
        }
    }
}
