package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request below {@code /api/data/v9.x}: of its own, or a part of a batch.
 *
 * @param origin the HTTP request that it came in
 * @param base address of the service, such as {@code http://127.0.0.1:8105/api/data/v9.2}
 * @param path decoded, without the base; never empty
 * @param rawPath the same, still encoded
 * @param rawQuery without the question mark; empty for none
 * @param headers names in lower case
 */
record Call(
        Request origin,
        String method,
        String base,
        List<String> path,
        String rawPath,
        String rawQuery,
        Map<String, String> headers,
        byte[] body) {

    /** The first value of every parameter of the query, decoded. */
    Map<String, String> queries() {
        return queries(rawQuery);
    }

    static Map<String, String> queries(String raw) {
        Map<String, String> queries = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                queries.putIfAbsent(
                        decoded(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return queries;
    }

    static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Wire.refused(400, "0x80060888", "Bad Request - Error in query syntax.");
        }
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    boolean has(String header, String value) {
        return value.equals(headers.get(header));
    }

    /** The value of a preference; empty text for one without a value; empty when it is not named. */
    Optional<String> prefers(String preference) {
        String prefer = headers.getOrDefault("prefer", "");
        int from = 0;
        boolean quoted = false;
        for (int i = 0; i <= prefer.length(); i++) {
            if (i < prefer.length() && prefer.charAt(i) == '"') {
                quoted = !quoted;
            }
            if (i == prefer.length() || !quoted && (prefer.charAt(i) == ',' || prefer.charAt(i) == ';')) {
                String[] one = prefer.substring(from, i).strip().split("=", 2);
                if (one[0].strip().equalsIgnoreCase(preference)) {
                    return Optional.of(one.length < 2 ? "" : one[1].strip().replace("\"", ""));
                }
                from = i + 1;
            }
        }
        return Optional.empty();
    }

    boolean wantsRecord() {
        return prefers("return").filter("representation"::equals).isPresent();
    }

    Annotations annotations() {
        return Annotations.of(prefers("odata.include-annotations").orElse(""));
    }

    /** The body as a JSON object. */
    ObjectNode json() {
        JsonNode json;
        try {
            json = Json.read(body);
        } catch (IOException e) {
            throw Wire.payload(
                    path.get(0),
                    "Microsoft.OData.ODataException: Invalid JSON. An unexpected character was"
                            + " found in the payload.");
        }
        if (json instanceof ObjectNode object) {
            return object;
        }
        throw Wire.payload(
                path.get(0),
                "Microsoft.OData.ODataException: An empty or unreadable payload was found; a"
                        + " JSON object was expected.");
    }

    /** The same call on another path, as if it had been made alone. */
    Call on(List<String> other, String query) {
        return new Call(origin, method, base, other, rawPath, query, headers, body);
    }
}
