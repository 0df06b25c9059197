package dev.caravan.sandbox.dynamics;

import dev.caravan.sandbox.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes calls of requests. */
final class Calls {
    private static final List<String> HEADERS =
            List.of("content-type", "prefer", "if-match", "if-none-match", "accept", "consistency");

    private Calls() {}

    static Call of(Request request, String serviceUrl) {
        String path = request.rawPath().substring("/api/data/".length());
        int slash = path.indexOf('/');
        String base = serviceUrl + "/api/data/" + (slash < 0 ? path : path.substring(0, slash));
        String rest = slash < 0 ? "" : path.substring(slash + 1);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : HEADERS) {
            request.header(name).ifPresent(value -> headers.put(name, value));
        }
        String target = request.rawQuery().isEmpty() ? rest : rest + "?" + request.rawQuery();
        return of(request, request.method(), base, target, headers, request.body());
    }

    /** @param target path below the service, still encoded, perhaps with a query */
    static Call of(
            Request origin, String method, String base, String target, Map<String, String> headers, byte[] body) {
        int question = target.indexOf('?');
        String raw = question < 0 ? target : target.substring(0, question);
        List<String> path = new ArrayList<>();
        for (String segment : raw.split("/")) {
            if (!segment.isEmpty()) {
                path.add(Call.decoded(segment.replace("+", "%2B")));
            }
        }
        if (path.isEmpty()) {
            path.add("");
        }
        return new Call(
                origin, method, base, path, raw, question < 0 ? "" : target.substring(question + 1), headers, body);
    }
}
