package dev.caravan.console.gate;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.net.URLDecoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The request as the routes see it: the body as it came, the headers and query parameters of the allow-list, and
 * nothing else. A form is shown as plain bytes: Camel would take it apart and make a header of each of its fields.
 */
final class GatedRequest extends HttpServletRequestWrapper {
    private static final String CONTENT_TYPE = "content-type";
    private static final String BYTES = "application/octet-stream";
    private static final int LONGEST_READ = 8_192;

    private final AllowList allowed;
    private final byte[] body;
    private final int length;
    private final @Nullable String query;
    private final Map<String, String[]> parameters;

    /** @throws IllegalArgumentException when the query is not well-formed */
    GatedRequest(HttpServletRequest request, AllowList allowed, byte[] body, int length) {
        super(request);
        this.allowed = allowed;
        this.body = body;
        this.length = length;
        List<String> kept = new ArrayList<>();
        Map<String, List<String>> values = new LinkedHashMap<>();
        String raw = request.getQueryString();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (allowed.passesQuery(name)) {
                kept.add(pair);
                values.computeIfAbsent(name, n -> new ArrayList<>())
                        .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        this.query = kept.isEmpty() ? null : String.join("&", kept);
        Map<String, String[]> arrays = new LinkedHashMap<>();
        values.forEach((name, list) -> arrays.put(name, list.toArray(String[]::new)));
        this.parameters = Collections.unmodifiableMap(arrays);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Override
    public @Nullable String getHeader(String name) {
        if (name.equalsIgnoreCase(CONTENT_TYPE)) {
            return getContentType();
        }
        return allowed.passesHeader(name) ? super.getHeader(name) : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        if (name.equalsIgnoreCase(CONTENT_TYPE)) {
            String type = getContentType();
            return type == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(type));
        }
        return allowed.passesHeader(name) ? super.getHeaders(name) : Collections.emptyEnumeration();
    }

    @Override
    public @Nullable String getContentType() {
        String type = super.getContentType();
        return isForm(type) ? BYTES : type;
    }

    /** Whether Camel or the container would take such a body apart. */
    static boolean isForm(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.strip().toLowerCase(Locale.ROOT);
        return type.startsWith("application/x-www-form-urlencoded") || type.startsWith("multipart/");
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        List<String> names = Collections.list(super.getHeaderNames());
        names.removeIf(name -> !allowed.passesHeader(name));
        return Collections.enumeration(names);
    }

    @Override
    public long getDateHeader(String name) {
        return allowed.passesHeader(name) ? super.getDateHeader(name) : -1;
    }

    @Override
    public int getIntHeader(String name) {
        return allowed.passesHeader(name) ? super.getIntHeader(name) : -1;
    }

    @Override
    public Cookie @Nullable [] getCookies() {
        return null;
    }

    @Override
    public @Nullable String getQueryString() {
        return query;
    }

    @Override
    public @Nullable String getParameter(String name) {
        String[] values = parameters.get(name);
        return values == null ? null : values[0];
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return parameters;
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return Collections.enumeration(parameters.keySet());
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return parameters.get(name);
    }

    @Override
    public Collection<Part> getParts() {
        return List.of();
    }

    @Override
    public @Nullable Part getPart(String name) {
        return null;
    }

    @Override
    public int getContentLength() {
        return length;
    }

    @Override
    public long getContentLengthLong() {
        return length;
    }

    @Override
    public ServletInputStream getInputStream() {
        return new Bytes(new ByteArrayInputStream(body, 0, length));
    }

    @Override
    public BufferedReader getReader() {
        String encoding = getCharacterEncoding();
        Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
        String text = new String(body, 0, length, charset);
        // The usual buffers would be twenty times as large as a request with one record.
        return new BufferedReader(new StringReader(text), Math.max(1, Math.min(text.length(), LONGEST_READ)));
    }

    private static final class Bytes extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Bytes(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int count) {
            return bytes.read(target, offset, count);
        }

        @Override
        public int available() {
            return bytes.available();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            try {
                if (isFinished()) {
                    listener.onAllDataRead();
                } else {
                    listener.onDataAvailable();
                }
            } catch (IOException e) {
                listener.onError(e);
            }
        }
    }
}
