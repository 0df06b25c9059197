package dev.caravan.sandbox.zoho;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/** Lists of records with their pages, and what was deleted. */
final class Listing {
    private static final int MOST = 200;
    private static final int MOST_FIELDS = 50;
    private static final int MOST_IDS = 100;
    /** Rows that can be reached by the number of a page; the rest only by tokens. */
    private static final int BY_NUMBER = 2_000;

    private final Store store;

    Listing(Store store) {
        this.store = store;
    }

    Answer one(Request request, Kind kind) {
        Row row = store.live(kind, request.path("id"));
        if (row == null) {
            return Answer.empty(204);
        }
        ObjectNode body = Json.object();
        body.putArray("data").add(Wire.record(store, row));
        return Answer.json(200, body);
    }

    Answer list(Request request, Kind kind) {
        List<String> fields = fields(request, true);
        List<Row> rows = chosen(request, kind);
        Optional<Instant> since = since(request);
        if (since.isPresent()) {
            rows.removeIf(row -> !row.modifiedAt().isAfter(since.get()));
            if (rows.isEmpty()) {
                return Answer.empty(304);
            }
        }
        rows.sort(order(request));
        return page(request, rows, fields);
    }

    /** Where {@code fields} is not needed it may still be given. */
    Answer page(Request request, List<Row> rows, List<String> fields) {
        int size = number(request, "per_page", MOST, MOST);
        String token = request.query("page_token").orElse("");
        int page = number(request, "page", 1, Integer.MAX_VALUE);
        if (!token.isEmpty() && request.query("page").isPresent()) {
            throw Wire.refused(400, "AMBIGUITY_DURING_PROCESSING", "page and page_token exclude each other");
        }
        if (token.isEmpty() && (long) page * size > BY_NUMBER && page > 1) {
            throw Wire.refused(
                    400, "DISCRETE_PAGINATION_LIMIT_EXCEEDED", "use page_token", "limit", String.valueOf(BY_NUMBER));
        }
        int from = token.isEmpty() ? (page - 1) * size : place(request, token);
        Slice<Row> slice = Slice.of(rows, from, size);
        ArrayNode data = Json.array();
        slice.items().forEach(row -> data.add(narrowed(Wire.record(store, row), fields)));
        boolean more = slice.next().isPresent();
        ObjectNode info = Json.object().put("call", false).put("per_page", size).put("page", page);
        info.put("sort_by", request.query("sort_by").orElse("id"));
        info.put("sort_order", request.query("sort_order").orElse("desc"));
        info.put("more_records", more).put("email", false);
        info.put("next_page_token", more ? token(request, slice.next().getAsInt()) : null);
        info.putNull("previous_page_token");
        return Wire.page(data, info);
    }

    Answer deleted(Request request, Kind kind) {
        Instant since = since(request).orElse(Instant.MIN);
        List<Row> rows = new ArrayList<>(store.all(kind));
        rows.removeIf(row -> row.deletedAt().isEmpty() || !row.deletedAt().get().isAfter(since));
        rows.sort(
                Comparator.comparing((Row row) -> row.deletedAt().orElseThrow()).reversed());
        int size = number(request, "per_page", MOST, MOST);
        int page = number(request, "page", 1, Integer.MAX_VALUE);
        Slice<Row> slice = Slice.of(rows, (page - 1) * size, size);
        ArrayNode data = Json.array();
        for (Row row : slice.items()) {
            ObjectNode shown = data.addObject().put("id", row.id()).put("display_name", Wire.name(row));
            shown.put("type", "recycle")
                    .put("deleted_time", Wire.time(row.deletedAt().orElseThrow()));
            shown.set("deleted_by", Wire.user(Schema.USERS.get(0).value()));
            shown.set("created_by", Wire.user(Schema.USERS.get(0).value()));
        }
        ObjectNode info = Json.object().put("per_page", size).put("page", page);
        return Wire.page(data, info.put("more_records", slice.next().isPresent()));
    }

    /** The names in {@code fields}. */
    static List<String> fields(Request request, boolean needed) {
        String text = request.query("fields").orElse("");
        if (text.isEmpty() && needed) {
            throw Wire.refused(
                    400, "REQUIRED_PARAM_MISSING", "One of the expected parameter is missing", "param_name", "fields");
        }
        List<String> fields = text.isEmpty() ? List.of() : List.of(text.split(","));
        if (fields.size() > MOST_FIELDS) {
            throw Wire.refused(400, "LIMIT_EXCEEDED", "more than 50 fields", "param_name", "fields");
        }
        return fields;
    }

    /** Records that a view holds. */
    static boolean isIn(Row view, Row row) {
        String field = view.text("field");
        return field.isEmpty() || row.text(field).equalsIgnoreCase(view.text("value"));
    }

    private List<Row> chosen(Request request, Kind kind) {
        List<Row> rows = new ArrayList<>(store.rows(kind));
        request.query("ids").ifPresent(text -> {
            List<String> ids = List.of(text.split(","));
            if (ids.size() > MOST_IDS) {
                throw Wire.refused(400, "LIMIT_EXCEEDED", "You cannot give more than 100 ids", "param_name", "ids");
            }
            rows.removeIf(row -> !ids.contains(row.id()));
        });
        request.query("cvid").ifPresent(id -> {
            Row view = store.live(store.kind(Schema.VIEWS), id);
            if (view == null || !view.text("module").equals(kind.name())) {
                throw Wire.refused(400, "INVALID_DATA", "invalid data", "param_name", "cvid");
            }
            if (request.query("sort_by").isPresent()) {
                throw Wire.refused(400, "AMBIGUITY_DURING_PROCESSING", "cvid and sort_by exclude each other");
            }
            rows.removeIf(row -> !isIn(view, row));
        });
        return rows;
    }

    private static Comparator<Row> order(Request request) {
        Comparator<Row> byId = Comparator.comparing(Row::id);
        Comparator<Row> order =
                switch (request.query("sort_by").orElse("id")) {
                    case "Created_Time" -> Comparator.comparing(Row::createdAt).thenComparing(byId);
                    case "Modified_Time" ->
                        Comparator.comparing(Row::modifiedAt).thenComparing(byId);
                    case "id" -> byId;
                    default -> throw Wire.refused(400, "INVALID_DATA", "invalid data", "param_name", "sort_by");
                };
        return request.query("sort_order").filter("asc"::equals).isPresent() ? order : order.reversed();
    }

    private static ObjectNode narrowed(ObjectNode record, List<String> fields) {
        if (!fields.isEmpty()) {
            List<String> kept = new ArrayList<>(fields);
            kept.add("id");
            record.retain(kept);
        }
        return record;
    }

    private static Optional<Instant> since(Request request) {
        return request.header("If-Modified-Since").map(text -> {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw Wire.refused(400, "INVALID_DATA", "invalid data", "header", "If-Modified-Since");
            }
        });
    }

    private static int number(Request request, String name, int usual, int most) {
        String text = request.query(name).orElse(String.valueOf(usual));
        if (!text.matches("[1-9]\\d{0,8}") || Integer.parseInt(text) > most) {
            throw Wire.refused(400, "INVALID_DATA", "invalid data", "param_name", name);
        }
        return Integer.parseInt(text);
    }

    /** A token holds for the same question only. */
    private static String token(Request request, int from) {
        return "c" + Integer.toHexString(question(request)) + "xx" + from;
    }

    private static int place(Request request, String token) {
        if (!token.matches("c[0-9a-f]{1,8}xx\\d{1,9}")) {
            throw Wire.refused(400, "INVALID_DATA", "invalid data", "param_name", "page_token");
        }
        int from = Integer.parseInt(token.substring(token.indexOf("xx") + 2));
        if (!token.equals(token(request, from))) {
            throw Wire.refused(400, "TOKEN_BOUND_DATA_MISMATCH", "the token is one of another question");
        }
        return from;
    }

    private static int question(Request request) {
        TreeMap<String, JsonNode> all = new TreeMap<>();
        request.queries().forEach((name, values) -> all.put(name, Json.tree(values)));
        all.remove("page");
        all.remove("page_token");
        return (request.rawPath().toLowerCase(Locale.ROOT) + all).hashCode();
    }
}
