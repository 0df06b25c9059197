package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.problem.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Leads from page to page. A list ends where the CRM says so; where it says nothing, at a page without records: a CRM
 * that gives less than it was asked for must not end a walk early.
 */
record Paging(ListForm.PagingForm form) {
    private static final long MOVED = -1;

    boolean isLink() {
        return form.kind().equals("link") || form.kind().equals("next-link");
    }

    boolean isInBody() {
        return form.in().equals("body");
    }

    /** Puts in what asks for a page. */
    void turn(Map<String, String> query, @Nullable JsonNode body, @Nullable String cursor) {
        String size = form.sizeParameter();
        if (size != null && form.size() > 0) {
            put(query, body, size, Templates.scalar(String.valueOf(form.size())));
        }
        String parameter = form.parameter();
        if (parameter == null) {
            return;
        }
        switch (form.kind()) {
            case "page", "offset" ->
                put(
                        query,
                        body,
                        parameter,
                        Templates.scalar(String.valueOf(Place.of(cursor, form).asked())));
            case "cursor", "after" -> {
                if (cursor != null) {
                    put(query, body, parameter, TextNode.valueOf(cursor));
                }
            }
            default -> {
                // Links say everything themselves.
            }
        }
    }

    private void put(Map<String, String> query, @Nullable JsonNode body, String parameter, JsonNode value) {
        if (isInBody() && body instanceof ObjectNode object) {
            FieldPath.of(parameter).put(object, value);
        } else {
            query.put(parameter, value.asText());
        }
    }

    /** What leads to the page after this; null on the last. */
    @Nullable
    String next(RestCalls.Got got, List<JsonNode> records, @Nullable String cursor, Links links) {
        FieldPath more = form.more();
        if (more != null && !DescribedField.isTrue(more, got.body())) {
            return null;
        }
        String next =
                switch (form.kind()) {
                    case "cursor" -> text(form.next(), got.body());
                    case "next-link" -> links.relative(text(form.next(), got.body()));
                    case "link" -> links.next(got.answer());
                    case "after" -> records.isEmpty() ? null : last(records);
                    case "page", "offset" -> counted(got.body(), records, Place.of(cursor, form));
                    default -> null;
                };
        if (next == null || next.isBlank()) {
            return null;
        }
        if (next.equals(cursor)) {
            if (records.isEmpty()) {
                return null;
            }
            throw new CrmException(
                    "the next page",
                    new CrmError.Rejected("a page leads to itself; correct 'paging'", ErrorCode.CRM_REJECTED),
                    null);
        }
        return next;
    }

    private @Nullable String counted(JsonNode body, List<JsonNode> records, Place place) {
        long total = number(form.total(), body);
        if (!form.kind().equals("page")) {
            boolean ends = records.isEmpty() || total >= 0 && place.number() + records.size() >= total;
            String last = Objects.requireNonNullElse(last(records), "");
            return ends ? null : new Place(place.number() + records.size(), 0, total, last).text();
        }
        if (place.total() >= 0 && total >= 0 && total < place.total()) {
            // What was on this page has moved to one before it; from now on only an empty page is the end.
            long size = Math.max(1, records.size());
            long back = (place.total() - total + size - 1) / size;
            return new Place(Math.max(first(), place.number() - back), MOVED, total, "").text();
        }
        long seen = place.seen() == MOVED ? MOVED : place.seen() + records.size();
        long pages = number(form.pages(), body);
        boolean isLast = pages >= 0 && place.number() - first() + 1 >= pages;
        boolean isAll = total >= 0 && seen >= total;
        return records.isEmpty() || isLast || isAll ? null : new Place(place.number() + 1, seen, total, "").text();
    }

    /**
     * Whether records have moved since the page before, in a list of which places are counted: its last record is no
     * longer where it was.
     */
    boolean hasMoved(List<JsonNode> records, @Nullable String cursor) {
        String last = Place.of(cursor, form).last();
        return !last.isEmpty() && (records.isEmpty() || !last.equals(id(records.get(0))));
    }

    /** The page without the record that was asked for again to see whether it has moved. */
    List<JsonNode> withoutOverlap(List<JsonNode> records, @Nullable String cursor) {
        return Place.of(cursor, form).last().isEmpty() ? records : records.subList(1, records.size());
    }

    /** A place further back, from where nothing is missed; the same record may come twice then. */
    String before(String cursor, long records) {
        Place place = Place.of(cursor, form);
        return new Place(Math.max(first(), place.number() - records), place.seen(), place.total(), "").text();
    }

    /** Whether the last record of the page before is among these. */
    boolean holdsLast(List<JsonNode> records, String cursor) {
        String last = Place.of(cursor, form).last();
        return records.stream().anyMatch(record -> last.equals(id(record)));
    }

    private @Nullable String id(JsonNode record) {
        return last(List.of(record));
    }

    private long first() {
        return Objects.requireNonNullElse(form.first(), 0);
    }

    private @Nullable String last(List<JsonNode> records) {
        if (records.isEmpty()) {
            return null;
        }
        FieldPath path = Objects.requireNonNullElseGet(form.last(), () -> FieldPath.of("id"));
        return path.text(records.get(records.size() - 1));
    }

    private static @Nullable String text(@Nullable FieldPath path, JsonNode body) {
        return path == null ? null : path.text(body);
    }

    private static long number(@Nullable FieldPath path, JsonNode body) {
        String text = text(path, body);
        return text != null && text.matches("\\d{1,15}") ? Long.parseLong(text) : -1;
    }

    /**
     * How far a counted walk is.
     *
     * @param number of the page, or of the record
     * @param seen records before it; {@link #MOVED} when that is no longer sure
     * @param total as it was told last; -1 for never
     * @param last id of the record before it; empty when it is not looked at
     */
    private record Place(long number, long seen, long total, String last) {
        private static final Pattern TEXT =
                Pattern.compile("(\\d{1,15}):(-1|\\d{1,15}):(\\d{0,15}):(.*)", Pattern.DOTALL);

        static Place of(@Nullable String cursor, ListForm.PagingForm form) {
            Matcher text = TEXT.matcher(cursor == null ? "" : cursor);
            if (!text.matches()) {
                return new Place(Objects.requireNonNullElse(form.first(), 0), 0, -1, "");
            }
            return new Place(
                    Long.parseLong(text.group(1)),
                    Long.parseLong(text.group(2)),
                    text.group(3).isEmpty() ? -1 : Long.parseLong(text.group(3)),
                    text.group(4));
        }

        /** The last record of the page before comes again, so that it shows whether records have moved. */
        long asked() {
            return last.isEmpty() ? number : number - 1;
        }

        String text() {
            return number + ":" + seen + ":" + (total < 0 ? "" : String.valueOf(total)) + ":" + last;
        }
    }
}
