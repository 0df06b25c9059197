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
import org.jspecify.annotations.Nullable;

/**
 * Leads from page to page. A list ends where the CRM says so; where it says nothing, at a page without records: a CRM
 * that gives less than it was asked for must not end a walk early.
 */
record Paging(ListForm.PagingForm form) {

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
            case "page", "offset" -> put(query, body, parameter, Templates.scalar(String.valueOf(Place.of(cursor, form).number())));
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
        long seen = place.seen() + records.size();
        String total = text(form.total(), body);
        String pages = text(form.pages(), body);
        boolean isPage = form.kind().equals("page");
        boolean ends = records.isEmpty()
                || total != null && total.matches("\\d{1,15}") && seen >= Long.parseLong(total)
                || isPage
                        && pages != null
                        && pages.matches("\\d{1,15}")
                        && place.number() - first() + 1 >= Long.parseLong(pages);
        long number = isPage ? place.number() + 1 : place.number() + records.size();
        return ends ? null : number + ":" + seen;
    }

    private long first() {
        return Objects.requireNonNullElse(form.first(), 0);
    }

    private @Nullable String last(List<JsonNode> records) {
        FieldPath path = Objects.requireNonNullElseGet(form.last(), () -> FieldPath.of("id"));
        return path.text(records.get(records.size() - 1));
    }

    private static @Nullable String text(@Nullable FieldPath path, JsonNode body) {
        return path == null ? null : path.text(body);
    }

    /** How far a counted walk is: number of the page or record, and records seen before it. */
    private record Place(long number, long seen) {
        static Place of(@Nullable String cursor, ListForm.PagingForm form) {
            if (cursor == null || !cursor.matches("\\d{1,15}:\\d{1,15}")) {
                return new Place(Objects.requireNonNullElse(form.first(), 0), 0);
            }
            int colon = cursor.indexOf(':');
            return new Place(Long.parseLong(cursor.substring(0, colon)), Long.parseLong(cursor.substring(colon + 1)));
        }
    }
}
