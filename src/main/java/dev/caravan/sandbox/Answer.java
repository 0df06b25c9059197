package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is sent back.
 *
 * @param headers in the order of sending; {@code Content-Length} is set by the server
 */
public record Answer(int status, Map<String, String> headers, byte[] body) {
    public Answer {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("HTTP status " + status + " must be 200-599");
        }
        headers = Map.copyOf(headers);
    }

    /** JSON, {@code application/json;charset=utf-8}. */
    public static Answer json(int status, JsonNode body) {
        return new Answer(status, Map.of("Content-Type", "application/json;charset=utf-8"), Json.write(body));
    }

    /** Without a body. */
    public static Answer empty(int status) {
        return new Answer(status, Map.of(), new byte[0]);
    }

    /** Text of any type, in UTF-8. */
    public static Answer text(int status, String contentType, String body) {
        return new Answer(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same answer with one header more; an older value of that name goes. */
    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }
}
