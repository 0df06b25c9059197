package dev.caravan.crm.dynamics;

import dev.caravan.crm.CallKind;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.http.AuthorizedCalls;
import dev.caravan.crm.http.HttpAnswer;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.crm.http.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Several requests in one, each for itself: outside of change sets, which would undo all for one, and with the wish to
 * go on after a failure. (Dataverse docs, "Execute batch operations": lines end with CR and LF; answers come in the
 * order of the requests.)
 */
final class Batches {
    private static final String BOUNDARY = "batch_caravan";
    private static final String END = "\r\n";
    private static final Pattern NAMED = Pattern.compile("boundary=\"?([^\";,\\s]+)\"?", Pattern.CASE_INSENSITIVE);
    private static final Pattern STATUS = Pattern.compile("HTTP/\\d(?:\\.\\d)? (\\d{3}).*");

    private final AuthorizedCalls calls;
    private final DynamicsErrors errors;
    private final String base;

    Batches(AuthorizedCalls calls, DynamicsErrors errors, String base) {
        this.calls = calls;
        this.errors = errors;
        this.base = base;
    }

    /**
     * Makes the calls, one alone as it is and several in a batch.
     *
     * @return one answer per call, whatever its status; null where the batch's answer holds none
     * @throws CrmException when the batch as a whole failed
     */
    List<@Nullable HttpAnswer> made(List<HttpCall> parts) {
        if (parts.size() == 1) {
            List<@Nullable HttpAnswer> one = new ArrayList<>();
            one.add(calls.call(parts.get(0)));
            return one;
        }
        return batched(parts);
    }

    /** The same, in a batch whatever their number. */
    List<@Nullable HttpAnswer> batched(List<HttpCall> parts) {
        HttpCall batch = new HttpCall(
                "POST",
                base + "/$batch",
                null,
                Map.of(
                        "Accept", "application/json",
                        "OData-MaxVersion", "4.0",
                        "OData-Version", "4.0",
                        "Prefer", "odata.continue-on-error"),
                new HttpCall.Body("multipart/mixed; boundary=\"" + BOUNDARY + "\"", body(parts)),
                CallKind.GENERAL);
        HttpAnswer answer = calls.call(batch);
        if (!answer.isSuccess()) {
            throw failed(batch, errors.of(answer, Json.tryRead(answer.body()).orElse(Json.object())));
        }
        Optional<String> boundary = boundary(answer.header("Content-Type").orElse(""));
        if (boundary.isEmpty()) {
            throw failed(batch, new CrmError.Transient("the answer (" + answer + ") is no multipart document", true));
        }
        List<@Nullable HttpAnswer> answers = new ArrayList<>();
        collect(new String(answer.body(), StandardCharsets.ISO_8859_1), boundary.get(), answers);
        while (answers.size() < parts.size()) {
            answers.add(null);
        }
        return answers;
    }

    private CrmException failed(HttpCall batch, CrmError error) {
        return new CrmException(calls.name(batch), error, null);
    }

    private static byte[] body(List<HttpCall> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < parts.size(); i++) {
            part(out, parts.get(i), i + 1);
        }
        text(out, "--" + BOUNDARY + "--" + END);
        return out.toByteArray();
    }

    private static void part(ByteArrayOutputStream out, HttpCall call, int number) {
        StringBuilder head = new StringBuilder();
        head.append("--").append(BOUNDARY).append(END);
        head.append("Content-Type: application/http").append(END);
        head.append("Content-Transfer-Encoding: binary").append(END);
        head.append("Content-ID: ").append(number).append(END).append(END);
        head.append(call.method()).append(' ').append(call.path());
        String query = call.query();
        head.append(query == null ? "" : "?" + query).append(" HTTP/1.1").append(END);
        call.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append(END));
        HttpCall.Body body = call.body();
        if (body != null) {
            head.append("Content-Type: ")
                    .append(body.contentType())
                    .append("; type=entry")
                    .append(END);
            head.append("Content-Length: ").append(body.bytes().length).append(END);
        }
        text(out, head.append(END).toString());
        if (body != null) {
            out.writeBytes(body.bytes());
        }
        text(out, END);
    }

    /** Answers in the parts of a document, in those of change sets too. */
    private static void collect(String content, String boundary, List<@Nullable HttpAnswer> answers) {
        for (String part : parts(content, boundary)) {
            int blank = blank(part);
            Map<String, List<String>> headers = headers(part.substring(0, Math.max(0, blank)));
            Optional<String> inner =
                    boundary(headers.getOrDefault("content-type", List.of("")).get(0));
            String rest = blank < 0 ? "" : part.substring(blank).stripLeading();
            if (inner.isPresent()) {
                collect(rest, inner.get(), answers);
            } else {
                answers.add(answer(rest));
            }
        }
    }

    private static @Nullable HttpAnswer answer(String message) {
        int line = message.indexOf('\n');
        Matcher status = STATUS.matcher((line < 0 ? message : message.substring(0, line)).strip());
        if (!status.matches()) {
            return null;
        }
        String rest = line < 0 ? "" : message.substring(line + 1);
        int blank = rest.startsWith("\r\n") || rest.startsWith("\n") ? 0 : blank(rest);
        String head = blank < 0 ? rest : rest.substring(0, blank);
        byte[] body = blank < 0 ? new byte[0] : rest.substring(blank).strip().getBytes(StandardCharsets.ISO_8859_1);
        return new HttpAnswer(Integer.parseInt(status.group(1)), headers(head), body);
    }

    private static List<String> parts(String content, String boundary) {
        List<String> parts = new ArrayList<>();
        String[] pieces = ("\n" + content).split("\r?\n--" + Pattern.quote(boundary));
        for (int i = 1; i < pieces.length; i++) {
            if (pieces[i].startsWith("--")) {
                break;
            }
            parts.add(pieces[i].replaceFirst("^[ \t]*\r?\n", ""));
        }
        return parts;
    }

    private static int blank(String text) {
        int crlf = text.indexOf("\r\n\r\n");
        return crlf >= 0 ? crlf : text.indexOf("\n\n");
    }

    private static Map<String, List<String>> headers(String head) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line : head.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.computeIfAbsent(
                                line.substring(0, colon).strip().toLowerCase(java.util.Locale.ROOT),
                                n -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
        return headers;
    }

    private static Optional<String> boundary(String contentType) {
        Matcher matcher = NAMED.matcher(contentType);
        boolean isMultipart = contentType.regionMatches(true, 0, "multipart/", 0, 10);
        return isMultipart && matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
