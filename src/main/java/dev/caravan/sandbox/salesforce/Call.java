package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One call of a resource: of its own, or a part of a composite call.
 *
 * @param outer the HTTP request that it came in
 * @param version as in the path, such as {@code v67.0}
 * @param path decoded path variables
 * @param query decoded query parameters
 * @param json reads the body; missing for an empty one
 */
record Call(
        Request outer,
        String method,
        String version,
        Map<String, String> path,
        Map<String, List<String>> query,
        Supplier<JsonNode> json) {

    String path(String variable) {
        String value = path.get(variable);
        if (value == null) {
            throw new IllegalArgumentException("this resource has no path variable '" + variable + "'");
        }
        return value;
    }

    Optional<String> query(String name) {
        return query.getOrDefault(name, List.of()).stream().findFirst();
    }

    boolean isTrue(String parameter) {
        return query(parameter).map("true"::equalsIgnoreCase).orElse(false);
    }

    /** A list given as one parameter with commas, or as several parameters. */
    List<String> list(String parameter) {
        List<String> values = new ArrayList<>();
        for (String given : query.getOrDefault(parameter, List.of())) {
            for (String value : given.split(",")) {
                if (!value.isBlank()) {
                    values.add(value.strip());
                }
            }
        }
        return values;
    }

    JsonNode body() {
        return json.get();
    }

    /** Number of the API version, such as 67. */
    int versionNumber() {
        return Integer.parseInt(version.substring(1, version.indexOf('.')));
    }

    Rendering rendering() {
        return new Rendering(version);
    }

    /** Path of a resource of this version. */
    String url(String rest) {
        return "/services/data/" + version + rest;
    }
}
