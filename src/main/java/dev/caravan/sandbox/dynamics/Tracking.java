package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.store.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Change tracking: everything once, with a link to what changed since. The link tells new and changed records first and
 * deleted ones last; after seven days it is no longer good.
 */
final class Tracking {
    private static final Duration LIFE = Duration.ofDays(7);
    private static final Pattern TOKEN = Pattern.compile("(\\d{1,18})!(.+)");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM/dd/yyyy HH:mm:ss", Locale.ROOT);
    private static final String START = "trackedsince";

    private final Entities entities;

    Tracking(Entities entities) {
        this.entities = entities;
    }

    boolean isAsked(Call call) {
        return call.prefers("odata.track-changes").isPresent() || call.queries().containsKey("$deltatoken");
    }

    Answer list(Call call, Table table) {
        Map<String, String> query = call.queries();
        Listing.mustBeKnown(query);
        if (!table.isTracked()) {
            throw Wire.refused(
                    400, "0x80044310", "Change tracking is not enabled for the entity " + table.name() + ".");
        }
        for (String refused : List.of("$filter", "$orderby", "$expand", "$top")) {
            if (query.containsKey(refused)) {
                throw Wire.syntax(
                        "The query parameter " + refused + " is not supported together with change tracking.");
            }
        }
        return query.containsKey("$deltatoken") ? changed(call, table, query) : all(call, table, query);
    }

    /** {@code GET contacts/$count?$deltatoken=...}. */
    Answer count(Call call, Table table) {
        long since = since(call.queries().getOrDefault("$deltatoken", ""));
        long all = entities.store().all(entities.kind(table)).stream()
                .filter(row -> entities.version(row) > since)
                .count();
        return Answer.text(200, "text/plain", String.valueOf(all)).with("OData-Version", "4.0");
    }

    private Answer all(Call call, Table table, Map<String, String> query) {
        Choice choice = Choice.of(entities, table, query);
        Selection selection = Selection.of(entities, table, Map.of(), entities.all(call.origin(), table));
        int size = Listing.pageSize(call).orElse(Listing.MOST);
        Optional<Cookie> behind = Optional.ofNullable(query.get("$skiptoken")).map(Cookie::read);
        // What changes while the pages are read has to be told by the link.
        String start = query.getOrDefault(START, String.valueOf(entities.nextVersion()));
        List<Entity> some = selection.page(behind, size + 1);
        List<Entity> page = some.subList(0, Math.min(size, some.size()));
        ObjectNode body = Json.object();
        body.put("@odata.context", Rendering.context(call, table, choice.select()) + "/$delta");
        ArrayNode value = body.putArray("value");
        page.forEach(each -> value.add(choice.show(each, call.annotations())));
        if (some.size() > size) {
            Cookie next = selection.cookie(
                    page.get(0), page.get(size - 1), behind.map(Cookie::page).orElse(1) + 1);
            String link = Listing.link(call, next.text());
            body.put("@odata.nextLink", query.containsKey(START) ? link : link + "&" + START + "=" + start);
        } else {
            body.put("@odata.deltaLink", link(call, Long.parseLong(start)));
        }
        return Wire.json(200, body).with("Preference-Applied", "odata.track-changes");
    }

    private Answer changed(Call call, Table table, Map<String, String> query) {
        long since = since(query.getOrDefault("$deltatoken", ""));
        Choice choice = Choice.of(entities, table, query);
        long now = entities.nextVersion();
        List<Row> rows = new ArrayList<>();
        for (Row row : entities.store().all(entities.kind(table))) {
            if (entities.version(row) > since) {
                rows.add(row);
            }
        }
        rows.sort(Comparator.comparing(Row::isDeleted).thenComparing(entities::version));
        ObjectNode body = Json.object();
        body.put("@odata.context", Rendering.context(call, table, choice.select()) + "/$delta");
        ArrayNode value = body.putArray("value");
        for (Row row : rows) {
            if (row.isDeleted()) {
                value.addObject()
                        .put("@odata.context", call.base() + "/$metadata#" + table.set() + "/$deletedEntity")
                        .put("id", row.id())
                        .put("reason", "deleted");
            } else {
                value.add(choice.show(Entity.of(table, row), call.annotations()));
            }
        }
        body.put("@odata.deltaLink", link(call, now));
        return Wire.json(200, body);
    }

    private long since(String token) {
        Matcher matcher = TOKEN.matcher(token);
        if (!matcher.matches()) {
            throw Wire.syntax("The delta token is malformed.");
        }
        Instant made = LocalDateTime.parse(matcher.group(2), TIME).toInstant(ZoneOffset.UTC);
        if (made.isBefore(entities.store().now().minus(LIFE))) {
            throw Wire.refused(
                    400,
                    "0x80044352",
                    "Version stamp associated with the client has expired. Please perform a full sync.");
        }
        return Long.parseLong(matcher.group(1));
    }

    private String link(Call call, long version) {
        String token = version + "!"
                + TIME.format(LocalDateTime.ofInstant(entities.store().now(), ZoneOffset.UTC));
        String rest = Stream.of(call.rawQuery().split("&"))
                .filter(each -> each.startsWith("$select=") || each.startsWith("%24select="))
                .collect(Collectors.joining("&"));
        return call.base() + "/" + call.rawPath() + "?" + rest + (rest.isEmpty() ? "" : "&") + "$deltatoken="
                + Cookie.encoded(token);
    }
}
