package dev.caravan.sandbox.tribe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads one record or a list, at most a hundred records at once, without a link to the next ones. */
final class Listing {
    private static final int MOST = 100;
    private static final Set<String> OPTIONS =
            Set.of("$select", "$expand", "$filter", "$orderby", "$top", "$skip", "$count", "$format", "access_token");

    private final Store store;
    private final Names names;

    Listing(Store store, Names names) {
        this.store = store;
        this.names = names;
    }

    Answer list(Request request, Entity entity) {
        Map<String, String> query = query(request);
        List<Row> rows = new ArrayList<>(seen(request, entity));
        String filter = query.get("$filter");
        if (filter != null && !filter.isBlank()) {
            rows.removeIf(FilterParser.parse(names, entity, filter).negate());
        }
        String order = query.get("$orderby");
        if (order != null && !order.isBlank()) {
            rows.sort(order(entity, order));
        }
        int skip = number(query, "$skip", 0);
        int top = Math.min(number(query, "$top", MOST), MOST);
        Shape shape = shape(entity, query);
        ObjectNode body = context(entity);
        if ("true".equals(query.get("$count"))) {
            body.put("@odata.count", rows.size());
        }
        ArrayNode value = body.putArray("value");
        rows.stream().skip(skip).limit(top).forEach(row -> value.add(shape.show(store, names, row)));
        return Answer.json(200, body);
    }

    Answer read(Request request, Entity entity, Row row) {
        return one(request, entity, row, 200);
    }

    /** A record as an answer, in the form that the query asks for. */
    Answer one(Request request, Entity entity, Row row, int status) {
        ObjectNode body = context(entity);
        body.setAll(shape(entity, query(request)).show(store, names, row));
        return Answer.json(status, body);
    }

    /** Rows, without those that a lagging search does not show yet. */
    private List<Row> seen(Request request, Entity entity) {
        List<Row> rows = new ArrayList<>();
        for (Entity each : Schema.concrete(entity)) {
            rows.addAll(store.searched(request, store.kind(each.set())).keySet());
        }
        return rows;
    }

    private Comparator<Row> order(Entity entity, String text) {
        Comparator<Row> order = null;
        for (String part : text.split(",")) {
            String[] words = part.strip().split("\\s+");
            FilterParser.Path path = FilterParser.Path.of(entity, words[0]);
            boolean down = words.length == 2 && words[1].equals("desc");
            if (words.length > 2 || words.length == 2 && !down && !words[1].equals("asc")) {
                throw Wire.refused(400, "Invalid $orderby");
            }
            Comparator<Row> one =
                    Comparator.comparing(row -> path.value(names, row), Comparator.nullsFirst(comparator(path.kind())));
            order = order == null ? (down ? one.reversed() : one) : order.thenComparing(down ? one.reversed() : one);
        }
        return order == null ? Comparator.comparing(Row::id) : order;
    }

    private static Comparator<String> comparator(FilterLexer.Kind kind) {
        return switch (kind) {
            case NUMBER -> Comparator.comparing(java.math.BigDecimal::new);
            case TIME ->
                Comparator.comparing(java.time.OffsetDateTime::parse, java.time.OffsetDateTime.timeLineOrder());
            default -> String.CASE_INSENSITIVE_ORDER;
        };
    }

    private static Shape shape(Entity entity, Map<String, String> query) {
        return Shape.of(entity, query.get("$select"), query.get("$expand"));
    }

    private static int number(Map<String, String> query, String name, int usual) {
        String text = query.get(name);
        if (text == null) {
            return usual;
        }
        if (!text.matches("\\d{1,9}")) {
            throw Wire.refused(400, "Invalid " + name + ": must be a number, 0 or more");
        }
        return Integer.parseInt(text);
    }

    /**
     * The query, in which a plus is a plus: a blank that is written so makes a filter one that cannot be read, as it
     * does at the vendor.
     */
    private static Map<String, String> query(Request request) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : request.rawQuery().split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String name = decoded(pair.substring(0, equals));
                if (name.startsWith("$") && !OPTIONS.contains(name)) {
                    throw Wire.refused(400, "The query option '" + name + "' is not supported");
                }
                query.putIfAbsent(name, decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Wire.refused(400, "The query is not encoded as it must be");
        }
    }

    private static ObjectNode context(Entity entity) {
        ObjectNode body = Json.object();
        return body.put("@odata.context", "$metadata#" + entity.set());
    }
}
