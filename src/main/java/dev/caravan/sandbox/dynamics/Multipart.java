package dev.caravan.sandbox.dynamics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bodies of {@code multipart/mixed}: parts with headers, lines that end with CR and LF. */
final class Multipart {
    private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";,\\s]+)\"?", Pattern.CASE_INSENSITIVE);
    private static final String LINE = "\r\n";

    private Multipart() {}

    /**
     * One part.
     *
     * @param headers names in lower case
     * @param content as ISO 8859-1, so that each character is one byte
     */
    record Part(Map<String, String> headers, String content) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** A start line, headers and a body, as in a part of {@code application/http}. */
    record Message(String start, Map<String, String> headers, byte[] body) {}

    static Optional<String> boundary(String contentType) {
        Matcher matcher = BOUNDARY.matcher(contentType);
        boolean isMultipart = contentType.toLowerCase(Locale.ROOT).startsWith("multipart/mixed");
        return isMultipart && matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** @throws dev.caravan.sandbox.RefusedException when it is not what its boundary says */
    static List<Part> parts(String content, String boundary) {
        String delimiter = "--" + boundary;
        List<Part> parts = new ArrayList<>();
        int at = content.startsWith(delimiter) ? 0 : content.indexOf(LINE + delimiter);
        if (at < 0) {
            throw malformed("its boundary does not occur; lines have to end with CR and LF");
        }
        at += content.startsWith(delimiter) ? 0 : LINE.length();
        while (!content.startsWith("--", at + delimiter.length())) {
            int start = content.indexOf(LINE, at);
            int end = content.indexOf(LINE + delimiter, start < 0 ? content.length() : start);
            if (start < 0 || end < 0) {
                throw malformed("it does not end with its boundary");
            }
            parts.add(part(content.substring(start + LINE.length(), Math.max(end, start + LINE.length()))));
            at = end + LINE.length();
        }
        return parts;
    }

    static Message message(String content) {
        int line = content.indexOf(LINE);
        if (line < 0) {
            throw malformed("a part holds no request");
        }
        Part rest = part(content.substring(line + LINE.length()));
        return new Message(
                content.substring(0, line).strip(),
                rest.headers(),
                rest.content().strip().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Part part(String content) {
        Map<String, String> headers = new LinkedHashMap<>();
        int at = 0;
        while (at < content.length() && !content.startsWith(LINE, at)) {
            int end = content.indexOf(LINE, at);
            String line = content.substring(at, end < 0 ? content.length() : end);
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw malformed("a header has no name");
            }
            headers.put(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
            at = end < 0 ? content.length() : end + LINE.length();
        }
        return new Part(headers, at >= content.length() ? "" : content.substring(at + LINE.length()));
    }

    static dev.caravan.sandbox.RefusedException malformed(String why) {
        return Wire.refused(
                400,
                "0x80048d19",
                "Error identified in Payload provided by the user for Entity :'', the" + " batch is malformed: " + why
                        + ".");
    }
}
