package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One call as it came in, already routed. */
public final class Request {
    private final String id;
    private final String method;
    private final String rawPath;
    private final String rawQuery;
    private final Map<String, List<String>> headers;
    private final byte[] body;
    private final Route.Match match;
    private Map<String, List<String>> query = Map.of();
    private volatile boolean committed;

    /**
     * @param rawPath still percent-encoded
     * @param rawQuery without the question mark; empty if there is none
     * @param headers names in lower case
     */
    Request(
            String id,
            String method,
            String rawPath,
            String rawQuery,
            Map<String, List<String>> headers,
            byte[] body,
            Route.Match match) {
        this.id = id;
        this.method = method;
        this.rawPath = rawPath;
        this.rawQuery = rawQuery;
        this.headers = headers;
        this.body = body;
        this.match = match;
        if (!rawQuery.isEmpty()) {
            this.query = pairs(rawQuery);
        }
    }

    Request withBody(byte[] read) {
        return new Request(id, method, rawPath, rawQuery, headers, read, match);
    }

    Route route() {
        return match.route();
    }

    /** Unlike any other request's; fit for a correlation id (UUID form). */
    public String id() {
        return id;
    }

    /** In upper case. */
    public String method() {
        return method;
    }

    /** As sent, percent-encoded. */
    public String rawPath() {
        return rawPath;
    }

    /** As sent, without the question mark; empty if there is none. */
    public String rawQuery() {
        return rawQuery;
    }

    /**
     * Method and path template, such as {@code GET /crm/v3/objects/contacts/{id}}: the name under which the call is
     * counted.
     */
    public String operation() {
        return match.operation();
    }

    /** The decoded value of a path variable, by its name in the template. */
    public String path(String variable) {
        String value = match.variables().get(variable);
        if (value == null) {
            throw new IllegalArgumentException("operation " + operation() + " has no path variable '" + variable + "'");
        }
        return value;
    }

    /** Whether the template has that path variable. */
    public boolean hasPath(String variable) {
        return match.variables().containsKey(variable);
    }

    /** The first value of a query parameter; empty text counts as given. */
    public Optional<String> query(String name) {
        return queryAll(name).stream().findFirst();
    }

    /** All values of a query parameter, in order. */
    public List<String> queryAll(String name) {
        return query.getOrDefault(name, List.of());
    }

    /** All query parameters, decoded, in order. */
    public Map<String, List<String>> queries() {
        return query;
    }

    /** The first value of a header, whatever its case. */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    /** The token of {@code Authorization: Bearer ...} (or {@code OAuth ...}). */
    public Optional<String> bearer() {
        return header("Authorization").flatMap(value -> {
            int space = value.indexOf(' ');
            String scheme = space < 0 ? "" : value.substring(0, space).toLowerCase(Locale.ROOT);
            return scheme.equals("bearer") || scheme.equals("oauth")
                    ? Optional.of(value.substring(space + 1).trim())
                    : Optional.empty();
        });
    }

    /** The body as it came. */
    public byte[] body() {
        return body;
    }

    /** The body as UTF-8 text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * The body as JSON; a missing node for an empty body.
     *
     * @throws UnreadableBodyException if it is not JSON; the server answers with the vendor's
     *     {@link VendorApi#unreadable}
     */
    public JsonNode json() {
        try {
            return Json.read(body);
        } catch (IOException e) {
            throw new UnreadableBodyException(e);
        }
    }

    /**
     * The body as {@code application/x-www-form-urlencoded} or, where its type says so, {@code multipart/form-data};
     * first value per name.
     */
    public Map<String, String> form() {
        Optional<String> boundary = header("Content-Type").flatMap(Multipart::boundary);
        if (boundary.isPresent()) {
            return Multipart.fields(text(), boundary.get());
        }
        Map<String, String> form = new LinkedHashMap<>();
        pairs(text().trim()).forEach((name, values) -> form.put(name, values.get(0)));
        return form;
    }

    /** Says that this call changed something; faults "after commit" hit only such calls. */
    public void markCommitted() {
        committed = true;
    }

    /** Whether this call changed something. */
    public boolean isCommitted() {
        return committed;
    }

    private static Map<String, List<String>> pairs(String encoded) {
        Map<String, List<String>> pairs = new LinkedHashMap<>();
        for (String pair : encoded.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                pairs.computeIfAbsent(decode(name), absent -> new ArrayList<>()).add(decode(value));
            }
        }
        return pairs;
    }

    private static String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // A stray percent sign: servers take it as it stands.
            return encoded;
        }
    }

    /** The body is not what its operation wants. */
    static final class UnreadableBodyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableBodyException(IOException cause) {
            super("the request body is not JSON", cause);
        }
    }
}
