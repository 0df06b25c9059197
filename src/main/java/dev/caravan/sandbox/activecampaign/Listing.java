package dev.caravan.sandbox.activecampaign;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Lists of records with their filters, orders, pages and sideloads. */
final class Listing {
    private final Store store;

    Listing(Store store) {
        this.store = store;
    }

    /** {@code GET /contacts}; deleted ones are not told. */
    Answer contacts(Request request) {
        List<Row> rows = new ArrayList<>(store.rows(kind(Schema.CONTACTS)));
        Set<String> ids = new HashSet<>(request.queryAll("ids[]"));
        request.query("ids").ifPresent(text -> ids.addAll(Arrays.asList(text.split(","))));
        keep(rows, ids.isEmpty() ? null : row -> ids.contains(row.id()));
        keep(rows, query(request, "email", email -> row -> row.text("email").equalsIgnoreCase(email)));
        keep(rows, query(request, "email_like", part -> row -> contains(row.text("email"), part)));
        keep(rows, query(request, "phone", phone -> row -> row.text("phone").equals(phone)));
        keep(
                rows,
                query(
                        request,
                        "search",
                        part -> row -> contains(
                                String.join(" ", row.text("firstName"), row.text("lastName"), row.text("email")),
                                part)));
        keep(rows, query(request, "id_greater", id -> row -> number(row) > Long.parseLong(id)));
        keep(rows, query(request, "id_less", id -> row -> number(row) < Long.parseLong(id)));
        request.query("listid").ifPresent(list -> {
            String status = request.query("status").orElse("1");
            Set<String> members = new HashSet<>();
            for (Row member : store.withValue(kind(Schema.MEMBERS), "list", list)) {
                if (status.equals("-1") || member.text("status").equals(status)) {
                    members.add(member.text("contact"));
                }
            }
            rows.removeIf(row -> !members.contains(row.id()));
        });
        times(request, rows);
        rows.sort(descending(request, "orders[id]", Comparator.comparing(Listing::number)));
        ObjectNode body = Wire.page(request, Schema.CONTACTS, rows);
        body.putArray("scoreValues");
        Set<String> included = included(request);
        sideload(body, Schema.CONTACTS, "fieldValues", included, Wire::fieldValues);
        sideload(body, Schema.CONTACTS, Schema.LINKS, included, this::links);
        return Wire.ok(body);
    }

    /** {@code GET /accounts}: no order and no time can be asked for. */
    Answer accounts(Request request) {
        List<Row> rows = new ArrayList<>(store.rows(kind(Schema.ACCOUNTS)));
        keep(rows, query(request, "search", part -> row -> contains(row.text("name"), part)));
        ObjectNode body = Wire.page(request, Schema.ACCOUNTS, rows);
        sideload(body, Schema.ACCOUNTS, "accountCustomFieldData", included(request), Wire::customData);
        return Wire.ok(body);
    }

    /** {@code GET /deals}. */
    Answer deals(Request request) {
        List<Row> rows = new ArrayList<>(store.rows(kind(Schema.DEALS)));
        keep(rows, query(request, "filters[title]", title -> row -> contains(row.text("title"), title)));
        keep(rows, query(request, "filters[search]", part -> row -> contains(row.text("title"), part)));
        for (String name : List.of("stage", "group", "owner", "status")) {
            keep(
                    rows,
                    query(
                            request,
                            "filters[" + name + "]",
                            value -> row -> Wire.record(row).path(name).asText().equals(value)));
        }
        times(request, rows);
        rows.sort(descending(
                request, "orders[cdate]", Comparator.comparing(Row::createdAt).thenComparing(Listing::number)));
        ObjectNode body = Wire.page(request, Schema.DEALS, rows);
        sideload(body, Schema.DEALS, "dealCustomFieldData", included(request), Wire::customData);
        return Wire.ok(body);
    }

    /** {@code GET /accountContacts}. */
    Answer links(Request request) {
        List<Row> rows = new ArrayList<>(store.rows(kind(Schema.LINKS)));
        for (String name : List.of("contact", "account")) {
            keep(
                    rows,
                    query(
                            request,
                            "filters[" + name + "]",
                            id -> row -> row.text(name).equals(id)));
        }
        return Wire.ok(Wire.page(request, Schema.LINKS, rows));
    }

    ArrayNode links(Row contact) {
        ArrayNode all = dev.caravan.sandbox.Json.array();
        store.withValue(kind(Schema.LINKS), "contact", contact.id()).forEach(link -> all.add(Wire.record(link)));
        return all;
    }

    private void sideload(
            ObjectNode body, String key, String what, Set<String> included, Function<Row, ArrayNode> ofRow) {
        if (included.contains(what)) {
            ArrayNode all = body.putArray(what);
            body.path(key).forEach(shown -> {
                Row row = store.live(kind(key), shown.path("id").asText());
                if (row != null) {
                    all.addAll(ofRow.apply(row));
                }
            });
        }
    }

    private static void times(Request request, List<Row> rows) {
        time(request, "filters[updated_after]")
                .ifPresent(
                        time -> rows.removeIf(row -> seconds(row.modifiedAt()).isBefore(time)));
        time(request, "filters[updated_before]")
                .ifPresent(
                        time -> rows.removeIf(row -> seconds(row.modifiedAt()).isAfter(time)));
        time(request, "filters[created_after]")
                .ifPresent(time -> rows.removeIf(row -> seconds(row.createdAt()).isBefore(time)));
        time(request, "filters[created_before]")
                .ifPresent(time -> rows.removeIf(row -> seconds(row.createdAt()).isAfter(time)));
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** A date, or a point in time. */
    private static Optional<Instant> time(Request request, String name) {
        Optional<String> text = request.query(name).filter(value -> !value.isEmpty());
        try {
            return text.map(value -> value.length() == 10
                    ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(value).toInstant());
        } catch (DateTimeException e) {
            throw Wire.malformed();
        }
    }

    private static Optional<Predicate<Row>> query(Request request, String name, Function<String, Predicate<Row>> fits) {
        Optional<String> value = request.query(name).filter(text -> !text.isEmpty());
        if (name.startsWith("id_")
                && value.filter(text -> !text.matches("\\d{1,18}")).isPresent()) {
            throw Wire.malformed();
        }
        return value.map(fits);
    }

    private static void keep(List<Row> rows, Optional<Predicate<Row>> fits) {
        fits.ifPresent(test -> rows.removeIf(test.negate()));
    }

    private static void keep(List<Row> rows, @org.jspecify.annotations.Nullable Predicate<Row> fits) {
        keep(rows, Optional.ofNullable(fits));
    }

    private static <T> Comparator<T> descending(Request request, String order, Comparator<T> up) {
        return request.query(order).filter("DESC"::equalsIgnoreCase).isPresent() ? up.reversed() : up;
    }

    private static Set<String> included(Request request) {
        return new HashSet<>(Arrays.asList(request.query("include").orElse("").split(",")));
    }

    private static boolean contains(String text, String part) {
        return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }

    private static long number(Row row) {
        return Long.parseLong(row.id());
    }

    private Kind kind(String name) {
        return store.kind(name);
    }
}
