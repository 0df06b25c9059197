package dev.caravan.crm.http;

import dev.caravan.crm.CallKind;
import dev.caravan.problem.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One request to the server of a connection.
 *
 * @param path below the server's base address, starting with {@code /}, already percent-encoded; holds no personal
 *     data, as it stands in messages
 * @param query already percent-encoded, without the {@code ?}; null for none
 * @param headers what goes out besides the login; nothing else does
 * @param body null for none
 * @param units what the call costs where the vendor has prices; 0 for nothing
 * @param last a secret last part of the path, for vendors that want a token there; null for none
 */
public record HttpCall(
        String method,
        String path,
        @Nullable String query,
        Map<String, String> headers,
        @Nullable Body body,
        CallKind kind,
        long units,
        @Nullable Secret last) {
    public HttpCall {
        if (!path.startsWith("/") || path.startsWith("//") || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw new IllegalArgumentException(
                    "path '" + path + "' must start with one '/' and hold neither '?' nor '#'");
        }
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** A request without a price. */
    public HttpCall(
            String method,
            String path,
            @Nullable String query,
            Map<String, String> headers,
            @Nullable Body body,
            CallKind kind) {
        this(method, path, query, headers, body, kind, 0, null);
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
        HttpCall call = json("POST", path, json);
        return new HttpCall(call.method, path, null, call.headers, call.body, kind, 0, null);
    }

    /** A request that carries JSON and accepts JSON. */
    public static HttpCall json(String method, String path, Object json) {
        return new HttpCall(
                method,
                path,
                null,
                Map.of("Accept", "application/json"),
                new Body("application/json", Json.write(json)),
                CallKind.GENERAL);
    }

    /** A DELETE that accepts JSON. */
    public static HttpCall delete(String path, @Nullable String query) {
        return new HttpCall("DELETE", path, query, Map.of("Accept", "application/json"), null, CallKind.GENERAL);
    }

    /** The same request, counted among that kind and at that price. */
    public HttpCall priced(CallKind as, long price) {
        return new HttpCall(method, path, query, headers, body, as, price, last);
    }

    /** The same request with one more header. */
    public HttpCall with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpCall(method, path, query, more, body, kind, units, last);
    }

    /** The same request with a token as the last part of its path. */
    public HttpCall about(Secret token) {
        return new HttpCall(method, path, query, headers, body, kind, units, token);
    }

    /** The whole path. */
    String target() {
        return last == null ? path : path + "/" + URLEncoder.encode(last.reveal(), StandardCharsets.UTF_8);
    }

    /** The same request with one parameter, in the place of any of that name; for keys, which stand in no message. */
    HttpCall asking(String name, String value) {
        String encoded = Query.encoded(name) + "=";
        String rest = query == null
                ? ""
                : Arrays.stream(query.split("&"))
                        .filter(each -> !each.isEmpty() && !each.startsWith(encoded))
                        .map(each -> each + "&")
                        .collect(Collectors.joining());
        return new HttpCall(method, path, rest + encoded + Query.encoded(value), headers, body, kind, units, last);
    }

    /** Method and path, for messages: neither query, headers nor body. */
    @Override
    public String toString() {
        return method + " " + path + (last == null ? "" : "/***");
    }
}
