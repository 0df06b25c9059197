package dev.caravan.sandbox.custom;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Slice;
import dev.caravan.sandbox.store.Store;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Lists in the order of ids, page by page: {@code cursor} is the last id of the page before. {@code where[field]} takes
 * values with commas, {@code updated_since} a time; {@code deleted=true} lists deleted records too.
 */
final class Listing {
    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final Store store;

    Listing(Store store) {
        this.store = store;
    }

    Answer list(Request request, Kind kind) {
        List<Row> rows = new ArrayList<>(
                request.query("deleted").filter("true"::equals).isPresent() ? store.all(kind) : store.rows(kind));
        request.query("updated_since")
                .map(Listing::since)
                .ifPresent(since -> rows.removeIf(row -> row.modifiedAt().isBefore(since)));
        for (Map.Entry<String, List<String>> each : request.queries().entrySet()) {
            if (each.getKey().startsWith("where[")) {
                String field = each.getKey().substring(6).replaceAll("]$", "");
                if (kind.field(field).isEmpty()) {
                    throw Wire.refused(400, Wire.error("unknown_field", "There is no field " + field, field));
                }
                List<String> values = List.of(each.getValue().get(0).split(","));
                rows.removeIf(row -> values.stream().noneMatch(value -> value.equalsIgnoreCase(row.text(field))));
            }
        }
        long after = number(request, "cursor", 0, Long.MAX_VALUE);
        rows.removeIf(row -> id(row) <= after);
        rows.sort((a, b) -> Long.compare(id(a), id(b)));
        int limit = (int) number(request, "limit", USUAL, MOST);
        Slice<Row> page = Slice.of(rows, 0, limit);
        ObjectNode body = Json.object();
        ArrayNode data = body.putArray("data");
        page.items().forEach(row -> data.add(Wire.record(row)));
        ObjectNode meta = body.putObject("meta");
        meta.put("left", rows.size() - page.items().size());
        if (page.next().isPresent()) {
            meta.put("next", String.valueOf(id(page.items().get(page.items().size() - 1))));
        } else {
            meta.putNull("next");
        }
        return Answer.json(200, body);
    }

    private static long id(Row row) {
        return Long.parseLong(row.id());
    }

    private static long number(Request request, String name, long usual, long most) {
        String text = request.query(name).orElse(String.valueOf(usual));
        if (!text.matches("\\d{1,18}") || Long.parseLong(text) > most) {
            throw Wire.refused(400, Wire.error("bad_parameter", name + " must be a number up to " + most, ""));
        }
        return Long.parseLong(text);
    }

    private static Instant since(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw Wire.refused(400, Wire.error("bad_parameter", "updated_since must be a time", ""));
        }
    }
}
