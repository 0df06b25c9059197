package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.RefusedException;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code $batch}: up to 1,000 requests in one. Those in a change set happen together or not at all; the others each for
 * itself, and only with {@code Prefer: odata.continue-on-error} after a failure.
 */
final class Batch {
    private static final int MOST = 1_000;
    private static final Map<Integer, String> WORDS = Map.of(
            200, "OK",
            201, "Created",
            204, "No Content",
            304, "Not Modified",
            400, "Bad Request",
            403, "Forbidden",
            404, "Not Found",
            405, "Method Not Allowed",
            412, "Precondition Failed",
            429, "Too Many Requests");

    private final Function<Call, Answer> service;
    private final ChangeSetCheck check;

    Batch(Function<Call, Answer> service, ChangeSetCheck check) {
        this.service = service;
        this.check = check;
    }

    /** One request of a batch; the id is empty where none was given. */
    private record Item(Multipart.Message message, String contentId) {}

    Answer handle(Call call) {
        String boundary = Multipart.boundary(call.header("content-type").orElse(""))
                .orElseThrow(() -> Multipart.malformed("the Content-Type has no boundary"));
        boolean goesOn = call.prefers("odata.continue-on-error")
                .or(() -> call.prefers("continue-on-error"))
                .filter(value -> !value.equals("false"))
                .isPresent();
        List<Multipart.Part> parts = Multipart.parts(new String(call.body(), StandardCharsets.ISO_8859_1), boundary);
        mustBeFew(parts);
        String own = UUID.nameUUIDFromBytes(call.origin().id().getBytes(StandardCharsets.UTF_8))
                .toString();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int status = 200;
        for (Multipart.Part part : parts) {
            Answer failed = Multipart.boundary(part.header("content-type"))
                    .map(inner -> changeSet(call, part, inner, own, out))
                    .orElseGet(() -> {
                        Answer answer = single(call, item(part));
                        write(out, "batchresponse_" + own, "", answer);
                        return answer;
                    });
            if (failed.status() >= 400 && !goesOn) {
                status = failed.status();
                break;
            }
        }
        text(out, "--batchresponse_" + own + "--\r\n");
        return new Answer(
                status,
                Map.of("Content-Type", "multipart/mixed; boundary=batchresponse_" + own, "OData-Version", "4.0"),
                out.toByteArray());
    }

    private static void mustBeFew(List<Multipart.Part> parts) {
        long all = 0;
        for (Multipart.Part part : parts) {
            all += Multipart.boundary(part.header("content-type"))
                    .map(inner -> Multipart.parts(part.content(), inner).size())
                    .orElse(1);
        }
        if (all > MOST) {
            throw Wire.refused(
                    400, "0x80060889", "The batch holds " + all + " requests; at most " + MOST + " are allowed.");
        }
    }

    private static Item item(Multipart.Part part) {
        if (!part.header("content-type").startsWith("application/http")) {
            throw Multipart.malformed("the Content-Type of a part is not application/http");
        }
        return new Item(Multipart.message(part.content()), part.header("content-id"));
    }

    private Answer single(Call outer, Item item) {
        return answer(call(outer, item, Map.of()));
    }

    private Answer answer(Call call) {
        try {
            if (call.path().get(0).equals("$batch")) {
                throw Multipart.malformed("a batch holds no batch");
            }
            return service.apply(call);
        } catch (RefusedException e) {
            return e.answer();
        }
    }

    /** All or nothing; gives the failure, or any of the successes. */
    private Answer changeSet(Call outer, Multipart.Part part, String boundary, String own, ByteArrayOutputStream out) {
        List<Item> items = new ArrayList<>();
        for (Multipart.Part each : Multipart.parts(part.content(), boundary)) {
            Item item = item(each);
            if (item.contentId().isEmpty()) {
                return refused(out, own, Multipart.malformed("a request in a change set has no Content-ID"));
            }
            if (item.message().start().startsWith("GET ")) {
                return refused(out, own, Multipart.malformed("a change set holds no GET"));
            }
            items.add(item);
        }
        try {
            Set<String> before = new HashSet<>();
            for (Item item : items) {
                // What an earlier request of the set makes is not there to be looked at.
                if (item.message().start().startsWith("POST ") || before.add(target(item))) {
                    check.mustPass(call(outer, item, null));
                }
            }
        } catch (RefusedException e) {
            return refused(out, own, e);
        }
        Map<String, String> made = new LinkedHashMap<>();
        List<Answer> answers = new ArrayList<>();
        List<String> fresh = new ArrayList<>();
        for (Item item : items) {
            Answer answer = answer(call(outer, item, made));
            if (answer.status() >= 400) {
                fresh.forEach(address -> answer(Calls.of(
                        outer.origin(), "DELETE", outer.base(), plain(outer, address), Map.of(), new byte[0])));
                write(out, "batchresponse_" + own, "", answer);
                return answer;
            }
            String entity = answer.headers().get("OData-EntityId");
            if (entity != null) {
                made.put(item.contentId(), entity);
            }
            if (answer.headers().containsKey("Location")) {
                fresh.add(answer.headers().get("Location"));
            }
            answers.add(answer);
        }
        String name = "changesetresponse_" + own;
        text(out, "--batchresponse_" + own + "\r\nContent-Type: multipart/mixed; boundary=" + name + "\r\n\r\n");
        for (int i = 0; i < items.size(); i++) {
            write(out, name, items.get(i).contentId(), answers.get(i));
        }
        text(out, "--" + name + "--\r\n");
        return Wire.empty(204);
    }

    private static String target(Item item) {
        String[] start = item.message().start().split(" ");
        return start.length < 2 ? "" : start[1].replaceAll("\\?.*", "");
    }

    private static Answer refused(ByteArrayOutputStream out, String own, RefusedException e) {
        write(out, "batchresponse_" + own, "", e.answer());
        return e.answer();
    }

    /** @param made addresses by Content-ID; null where they are not known yet and their look-ups are left out */
    private static Call call(Call outer, Item item, @Nullable Map<String, String> made) {
        String[] start = item.message().start().split(" ");
        if (start.length < 2) {
            throw Multipart.malformed("a part does not begin with a request line");
        }
        String target = start[1];
        byte[] body = item.message().body();
        if (made != null) {
            for (Map.Entry<String, String> each : made.entrySet()) {
                String reference = "$" + each.getKey();
                if (target.equals(reference) || target.startsWith(reference + "/")) {
                    target = each.getValue() + target.substring(reference.length());
                }
                body = new String(body, StandardCharsets.UTF_8)
                        .replace("\"" + reference + "\"", "\"" + each.getValue() + "\"")
                        .getBytes(StandardCharsets.UTF_8);
            }
        }
        Map<String, String> headers = new LinkedHashMap<>(item.message().headers());
        return Calls.of(outer.origin(), start[0], outer.base(), plain(outer, target), headers, body);
    }

    /** The path below the service, whether the address was whole, from the root, or relative. */
    private static String plain(Call outer, String target) {
        String path = target;
        if (target.matches("https?://.*")) {
            URI uri = URI.create(target.replaceAll("\\?.*", ""));
            path = uri.getRawPath() + target.substring(target.indexOf('?') < 0 ? target.length() : target.indexOf('?'));
        }
        java.util.regex.Matcher rooted =
                java.util.regex.Pattern.compile("/api/data/v9\\.\\d/(.*)").matcher(path);
        if (rooted.matches()) {
            return rooted.group(1);
        }
        if (path.startsWith("/")) {
            throw Wire.noResource(path);
        }
        return path;
    }

    private static void write(ByteArrayOutputStream out, String boundary, String contentId, Answer answer) {
        StringBuilder head = new StringBuilder();
        head.append("--").append(boundary).append("\r\nContent-Type: application/http\r\n");
        head.append("Content-Transfer-Encoding: binary\r\n");
        if (!contentId.isEmpty()) {
            head.append("Content-ID: ").append(contentId).append("\r\n");
        }
        head.append("\r\nHTTP/1.1 ").append(answer.status()).append(' ');
        head.append(WORDS.getOrDefault(answer.status(), "Status")).append("\r\n");
        answer.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        text(out, head.append("\r\n").toString());
        out.writeBytes(answer.body());
        text(out, "\r\n");
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Looks whether a request of a change set would pass, so that none is carried out where one would not. */
    @FunctionalInterface
    interface ChangeSetCheck {
        /** @throws RefusedException with the failure */
        void mustPass(Call call);
    }

    /** Leaves out look-ups that lead to what the same change set makes. */
    static ObjectNode withoutReferences(ObjectNode body) {
        ObjectNode rest = body.deepCopy();
        List<String> references = new ArrayList<>();
        body.properties().forEach(each -> {
            if (each.getValue().asText().matches("\\$\\w+")) {
                references.add(each.getKey());
            }
        });
        rest.remove(references);
        return rest;
    }
}
