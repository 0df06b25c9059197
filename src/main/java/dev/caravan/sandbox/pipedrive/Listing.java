package dev.caravan.sandbox.pipedrive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Slice;
import dev.caravan.sandbox.store.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Lists with their filters and pages, and searches. */
final class Listing {
    private static final int MOST = 500;
    private static final int USUAL = 100;
    private static final int MOST_IDS = 100;
    private static final int MOST_CUSTOM = 15;

    private final Store store;

    Listing(Store store) {
        this.store = store;
    }

    /** {@code GET /api/v2/persons} and the like: pages by a cursor that holds the place, not a count. */
    Answer list(Request request, Kind kind) {
        int limit = limit(request);
        List<Row> rows = chosen(request, kind);
        boolean byTime = request.query("sort_by").filter("update_time"::equals).isPresent();
        Comparator<Row> order = byTime
                ? Comparator.comparing((Row row) -> Wire.time(row.modifiedAt())).thenComparing(Listing::number)
                : Comparator.comparing(Listing::number);
        boolean down = request.query("sort_direction").filter("desc"::equals).isPresent();
        Comparator<Row> sorted = down ? order.reversed() : order;
        rows.sort(sorted);
        String cursor = request.query("cursor").orElse("");
        if (!cursor.isEmpty()) {
            JsonNode place = place(cursor);
            rows.removeIf(row -> {
                int time = byTime
                        ? Wire.time(row.modifiedAt())
                                .compareTo(place.path("time").asText())
                        : 0;
                int own = time != 0
                        ? time
                        : Long.compare(number(row), place.path("id").asLong());
                return down ? own >= 0 : own <= 0;
            });
        }
        Slice<Row> page = Slice.of(rows, 0, limit);
        ArrayNode data = Json.array();
        page.items().forEach(row -> data.add(narrowed(request, Wire.record(row))));
        return Wire.page(
                data,
                page.next().isPresent() ? cursor(page.items().get(page.items().size() - 1)) : null);
    }

    /** {@code GET /v1/leads}: pages by a start. */
    Answer leads(Request request, Kind kind) {
        int limit = limit(request);
        int start = number(request, "start", 0);
        List<Row> rows = chosen(request, kind);
        rows.removeIf(row -> row.values().path("is_archived").asBoolean(false));
        String sort = request.query("sort").orElse("id ASC");
        Comparator<Row> order = sort.startsWith("update_time")
                ? Comparator.comparing(Row::modifiedAt).thenComparing(Row::id)
                : sort.startsWith("add_time")
                        ? Comparator.comparing(Row::createdAt).thenComparing(Row::id)
                        : Comparator.comparing(Row::id);
        rows.sort(sort.endsWith("DESC") ? order.reversed() : order);
        Slice<Row> page = Slice.of(rows, start, limit);
        ArrayNode data = Json.array();
        page.items().forEach(row -> data.add(Wire.record(row)));
        return Wire.page(
                data, start, limit, page.next().isPresent() ? page.next().getAsInt() : null);
    }

    /** {@code GET /api/v2/persons/search} and the like. */
    Answer search(Request request, Kind kind) {
        String term = request.query("term").orElse("").toLowerCase(Locale.ROOT).strip();
        boolean exact = request.query("exact_match").filter("true"::equals).isPresent();
        if (term.length() < (exact ? 1 : 2)) {
            throw Wire.refused(400, "Validation failed: term: must be at least 2 characters");
        }
        Set<String> fields = new HashSet<>(Arrays.asList(request.query("fields")
                .orElse("name,title,email,phone,custom_fields")
                .split(",")));
        ArrayNode items = Json.array();
        for (Map.Entry<Row, ObjectNode> each : store.searched(request, kind).entrySet()) {
            boolean hit = texts(kind, each.getValue(), fields).stream()
                    .map(text -> text.toLowerCase(Locale.ROOT).strip())
                    .anyMatch(text -> exact ? text.equals(term) : text.contains(term));
            if (hit && items.size() < limit(request)) {
                ObjectNode found = items.addObject().put("result_score", 1.0);
                found.set("item", item(each.getKey(), each.getValue()));
            }
        }
        ObjectNode data = Json.object();
        data.set("items", items);
        return Wire.page(data, null);
    }

    private static ObjectNode item(Row row, ObjectNode values) {
        ObjectNode item = Json.object();
        if (row.kind().name().equals(Schema.LEADS)) {
            item.put("id", row.id());
        } else {
            item.put("id", Long.parseLong(row.id()));
        }
        item.put("type", Schema.entity(row.kind().name()));
        item.put(
                values.has("title") ? "title" : "name",
                values.path(values.has("title") ? "title" : "name").asText());
        ArrayNode emails = item.putArray("emails");
        values.path("emails").forEach(each -> emails.add(each.path("value")));
        return item;
    }

    private static List<String> texts(Kind kind, ObjectNode values, Set<String> fields) {
        List<String> texts = new ArrayList<>();
        if (fields.contains("name") || fields.contains("title")) {
            texts.add(values.path("name").asText());
            texts.add(values.path("title").asText());
        }
        if (fields.contains("email")) {
            values.path("emails").forEach(each -> texts.add(each.path("value").asText()));
        }
        if (fields.contains("phone")) {
            values.path("phones").forEach(each -> texts.add(each.path("value").asText()));
        }
        if (fields.contains("custom_fields")) {
            kind.fields().stream()
                    .filter(field -> Schema.isCustom(field) && field.type() == Field.Type.TEXT)
                    .forEach(field -> texts.add(values.path(field.name()).asText()));
        }
        return texts;
    }

    private List<Row> chosen(Request request, Kind kind) {
        boolean deletedDeals = request.query("status").filter("deleted"::equals).isPresent();
        List<Row> rows = new ArrayList<>(
                deletedDeals ? store.all(kind).stream().filter(Row::isDeleted).toList() : store.rows(kind));
        request.query("ids").ifPresent(text -> {
            List<String> ids = List.of(text.split(","));
            if (ids.size() > MOST_IDS) {
                throw Wire.refused(400, "Validation failed: ids: at most " + MOST_IDS);
            }
            rows.removeIf(row -> !ids.contains(row.id()));
        });
        request.query("updated_since")
                .map(Listing::since)
                .ifPresent(since -> rows.removeIf(row -> row.modifiedAt()
                        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        .isBefore(since)));
        for (String name : List.of("owner_id", "org_id", "person_id", "organization_id", "stage_id")) {
            request.query(name)
                    .ifPresent(id -> rows.removeIf(
                            row -> !Wire.record(row).path(name).asText().equals(id)));
        }
        request.query("filter_id").ifPresent(id -> {
            Row filter = store.live(store.kind(Schema.FILTERS), id);
            if (filter == null) {
                throw Wire.refused(404, "Filter not found");
            }
            rows.removeIf(row -> !FilterCalls.fits(filter.values().path("conditions"), row));
        });
        return rows;
    }

    /** Custom fields of a list come only when they are named; without names, all of them. */
    private static ObjectNode narrowed(Request request, ObjectNode record) {
        request.query("custom_fields").ifPresent(text -> {
            List<String> keys = List.of(text.split(","));
            if (keys.size() > MOST_CUSTOM) {
                throw Wire.refused(400, "Validation failed: custom_fields: at most " + MOST_CUSTOM);
            }
            if (record.path("custom_fields") instanceof ObjectNode custom) {
                custom.retain(keys);
            }
        });
        return record;
    }

    private static Instant since(String text) {
        if (!text.matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z")) {
            throw Wire.refused(400, "Validation failed: updated_since: must be RFC 3339 without milliseconds");
        }
        return Instant.parse(text);
    }

    private static int limit(Request request) {
        int limit = number(request, "limit", USUAL);
        if (limit < 1 || limit > MOST) {
            throw Wire.refused(400, "Validation failed: limit: must be 1 to " + MOST);
        }
        return limit;
    }

    private static int number(Request request, String name, int usual) {
        String text = request.query(name).orElse(String.valueOf(usual));
        if (!text.matches("\\d{1,9}")) {
            throw Wire.refused(400, "Validation failed: " + name + ": must be a number");
        }
        return Integer.parseInt(text);
    }

    private static long number(Row row) {
        return Long.parseLong(row.id());
    }

    private static String cursor(Row last) {
        String place = Json.text(
                Json.object().put("time", Wire.time(last.modifiedAt())).put("id", number(last)));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode place(String cursor) {
        try {
            return Json.read(Base64.getUrlDecoder().decode(cursor));
        } catch (IOException | IllegalArgumentException e) {
            throw Wire.refused(400, "Validation failed: cursor: is not one of this API");
        }
    }
}
