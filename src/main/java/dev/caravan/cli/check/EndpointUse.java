package dev.caravan.cli.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * An endpoint as a route file names it.
 *
 * @param path what stands between the scheme and the options
 * @param isStart whether it stands behind {@code from}
 * @param options from the URI's query and from {@code parameters}
 */
record EndpointUse(String file, int line, String scheme, String path, boolean isStart, Map<String, Option> options) {

    /** One option and where it stands. */
    record Option(String value, int line) {}

    /** Reads the URI and its parameters. */
    static EndpointUse of(String file, ScalarNode uri, @Nullable Node parameters, boolean isStart) {
        String text = uri.getValue();
        int line = Nodes.line(uri);
        int query = text.indexOf('?');
        String address = query < 0 ? text : text.substring(0, query);
        Map<String, Option> options = new LinkedHashMap<>();
        if (query >= 0) {
            for (String pair : text.substring(query + 1).split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    options.put(pair.substring(0, equals), new Option(pair.substring(equals + 1), line));
                }
            }
        }
        Nodes.entries(
                parameters,
                (key, value) ->
                        Nodes.text(value).ifPresent(v -> options.put(key.getValue(), new Option(v, Nodes.line(key)))));
        int colon = address.indexOf(':');
        String scheme = colon < 0 ? address : address.substring(0, colon);
        String path = colon < 0 ? "" : address.substring(colon + 1).replaceFirst("^//", "");
        return new EndpointUse(file, line, scheme, path, isStart, options);
    }

    /** Whether the address is known only when a message comes. */
    boolean isDynamic() {
        return address().contains("${") || scheme.contains("{{");
    }

    String address() {
        return path.isEmpty() ? scheme : scheme + ":" + path;
    }

    String uri() {
        String query = options.entrySet().stream()
                .map(o -> o.getKey() + "=RAW(" + o.getValue().value() + ")")
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? address() : address() + "?" + query;
    }
}
