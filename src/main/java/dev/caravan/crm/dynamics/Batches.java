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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requests of several records in one, each record for itself and with the wish to go on after a failure. Change
 * sets, which undo all for one, hold the requests of one record. (Dataverse docs, "Execute batch operations": lines end
 * with CR and LF; answers come in the order of the requests.)
 */
final class Batches {
    private static final String BOUNDARY = "batch_caravan";
    private static final String END = "\r\n";
    /** (Dataverse docs, "Execute batch operations".) */
    private static final int MOST = 1_000;
    /** Stands for the record that the first request of a change set makes; there its number goes. */
    static final String MADE = "/$made";

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
     * Makes the requests of several records, a single request as it is and several in a batch. Those of one record
     * happen together or not at all.
     *
     * @return per record one answer to each of its requests; the one failure where they failed; none where the batch's
     *     answer holds none
     * @throws CrmException when a batch as a whole failed
     */
    List<List<HttpAnswer>> made(List<List<HttpCall>> records) {
        if (records.size() == 1 && records.get(0).size() == 1) {
            return List.of(List.of(calls.call(records.get(0).get(0))));
        }
        int most = 0;
        int requests = 0;
        while (most < records.size() && requests + records.get(most).size() <= MOST) {
            requests += records.get(most).size();
            most++;
        }
        List<List<HttpAnswer>> answers = new ArrayList<>(sent(records.subList(0, most)));
        if (most < records.size()) {
            answers.addAll(rest(records.subList(most, records.size())));
        }
        return answers;
    }

    /** What is done is told, whatever becomes of the rest. */
    private List<List<HttpAnswer>> rest(List<List<HttpCall>> records) {
        try {
            return made(records);
        } catch (CrmException e) {
            return Collections.nCopies(records.size(), List.of());
        }
    }

    /** One answer to each request, all in one batch whatever their number; null where there is none. */
    List<@Nullable HttpAnswer> batched(List<HttpCall> parts) {
        List<@Nullable HttpAnswer> answers = new ArrayList<>();
        sent(parts.stream().map(List::of).toList()).forEach(each -> answers.add(each.isEmpty() ? null : each.get(0)));
        return answers;
    }

    private List<List<HttpAnswer>> sent(List<List<HttpCall>> records) {
        HttpCall batch = new HttpCall(
                "POST",
                base + "/$batch",
                null,
                Map.of(
                        "Accept", "application/json",
                        "OData-MaxVersion", "4.0",
                        "OData-Version", "4.0",
                        "Prefer", "odata.continue-on-error"),
                new HttpCall.Body("multipart/mixed; boundary=\"" + BOUNDARY + "\"", body(records)),
                CallKind.GENERAL);
        HttpAnswer answer = calls.call(batch);
        if (!answer.isSuccess()) {
            throw failed(batch, errors.of(answer, Json.tryRead(answer.body()).orElse(Json.object())));
        }
        Optional<String> boundary = boundary(answer.header("Content-Type").orElse(""));
        if (boundary.isEmpty()) {
            throw failed(batch, new CrmError.Transient("the answer (" + answer + ") is no multipart document", true));
        }
        List<List<HttpAnswer>> answers = new ArrayList<>();
        for (String part : parts(new String(answer.body(), StandardCharsets.ISO_8859_1), boundary.get())) {
            List<HttpAnswer> own = new ArrayList<>();
            collect(part, own);
            answers.add(own);
        }
        while (answers.size() < records.size()) {
            answers.add(List.of());
        }
        return answers;
    }

    private CrmException failed(HttpCall batch, CrmError error) {
        return new CrmException(calls.name(batch), error, null);
    }

    private static byte[] body(List<List<HttpCall>> records) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int number = 0;
        for (List<HttpCall> each : records) {
            if (each.size() == 1) {
                part(out, BOUNDARY, each.get(0), ++number, number);
                continue;
            }
            String changes = "changeset_caravan" + (number + 1);
            text(
                    out,
                    "--" + BOUNDARY + END + "Content-Type: multipart/mixed; boundary=\"" + changes + "\"" + END + END);
            int first = number + 1;
            for (HttpCall call : each) {
                part(out, changes, call, ++number, first);
            }
            text(out, "--" + changes + "--" + END);
        }
        text(out, "--" + BOUNDARY + "--" + END);
        return out.toByteArray();
    }

    /** @param first the number of the request that makes the record */
    private static void part(ByteArrayOutputStream out, String boundary, HttpCall call, int number, int first) {
        StringBuilder head = new StringBuilder();
        head.append("--").append(boundary).append(END);
        head.append("Content-Type: application/http").append(END);
        head.append("Content-Transfer-Encoding: binary").append(END);
        head.append("Content-ID: ").append(number).append(END).append(END);
        String path = call.path().equals(MADE) ? "$" + first : call.path();
        head.append(call.method()).append(' ').append(path);
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

    /** The answer in a part of a document, or those in the parts of a change set. */
    private static void collect(String part, List<HttpAnswer> answers) {
        int blank = blank(part);
        Map<String, List<String>> headers = headers(part.substring(0, Math.max(0, blank)));
        Optional<String> inner =
                boundary(headers.getOrDefault("content-type", List.of("")).get(0));
        String rest = blank < 0 ? "" : part.substring(blank).stripLeading();
        if (inner.isPresent()) {
            parts(rest, inner.get()).forEach(each -> collect(each, answers));
            return;
        }
        HttpAnswer answer = answer(rest);
        if (answer != null) {
            answers.add(answer);
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
