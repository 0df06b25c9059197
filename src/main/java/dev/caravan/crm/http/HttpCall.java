package dev.caravan.crm.http;

import dev.caravan.crm.CallKind;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to the server of a connection.
 *
 * @param path below the server's base address, starting with {@code /}, already percent-encoded; holds no personal
 *     data, as it stands in messages
 * @param query already percent-encoded, without the {@code ?}; null for none
 * @param headers what goes out besides the login; nothing else does
 * @param body null for none
 */
public record HttpCall(
        String method,
        String path,
        @Nullable String query,
        Map<String, String> headers,
        @Nullable Body body,
        CallKind kind) {
    public HttpCall {
        if (!path.startsWith("/") || path.startsWith("//") || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new IllegalArgumentException(
                    "path '" + path + "' must start with one '/' and hold neither '?' nor '#'");
        }
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** What a request carries. The bytes are not copied. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Body(String contentType, byte[] bytes) {}

    /** A GET that accepts JSON. */
    public static HttpCall get(String path, @Nullable String query) {
        return new HttpCall("GET", path, query, Map.of("Accept", "application/json"), null, CallKind.GENERAL);
    }

    /** A POST of JSON that accepts JSON. */
    public static HttpCall postJson(String path, Object json, CallKind kind) {
        return new HttpCall(
                "POST",
                path,
                null,
                Map.of("Accept", "application/json"),
                new Body("application/json", Json.write(json)),
                kind);
    }

    /** The same request with one more header. */
    public HttpCall with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpCall(method, path, query, more, body, kind);
    }

    /** Method and path, for messages: neither query, headers nor body. */
    @Override
    public String toString() {
        return method + " " + path;
    }
}
