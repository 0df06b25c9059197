package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.store.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions in FetchXML, of the call itself or of a saved view. Empty columns are left out of the answers. */
final class Views {
    private static final String MORE = "Microsoft.Dynamics.CRM.morerecords";
    private static final String COOKIE = "Microsoft.Dynamics.CRM.fetchxmlpagingcookie";

    private final Entities entities;
    private final Rendering rendering;

    Views(Entities entities) {
        this.entities = entities;
        this.rendering = new Rendering(entities);
    }

    boolean isAsked(Call call) {
        Map<String, String> query = call.queries();
        return query.containsKey("fetchXml") || query.containsKey("savedQuery") || query.containsKey("userQuery");
    }

    Answer list(Call call, Table table) {
        Map<String, String> query = call.queries();
        boolean isView = !query.containsKey("fetchXml");
        String xml = isView ? saved(query, table) : query.getOrDefault("fetchXml", "");
        Fetch fetch = Fetch.of(entities, table, xml);
        List<Entity> met =
                entities.all(call.origin(), table).stream().filter(fetch.test()).toList();
        ObjectNode body = Json.object();
        if (!fetch.countAlias().isEmpty()) {
            body.put("@odata.context", Rendering.context(call, table, List.of(fetch.countAlias())));
            body.putArray("value").addObject().put(fetch.countAlias(), met.size());
            return Wire.json(200, body);
        }
        return isView ? view(call, table, fetch, met, body) : fetched(call, table, fetch, met, body);
    }

    private Answer view(Call call, Table table, Fetch fetch, List<Entity> met, ObjectNode body) {
        Map<String, String> query = fetch.query();
        Selection selection = Selection.of(entities, table, query, met);
        Optional<Cookie> behind =
                Optional.ofNullable(call.queries().get("$skiptoken")).map(Cookie::read);
        int size = Listing.pageSize(call).orElse(Listing.MOST);
        List<Entity> some = selection.page(behind, size + 1);
        List<Entity> page = some.subList(0, Math.min(size, some.size()));
        show(call, table, query, page, body);
        if (some.size() > size) {
            Cookie next = selection.cookie(
                    page.get(0), page.get(size - 1), behind.map(Cookie::page).orElse(1) + 1);
            body.put("@odata.nextLink", Listing.link(call, next.text()));
        }
        return Wire.json(200, body);
    }

    private Answer fetched(Call call, Table table, Fetch fetch, List<Entity> met, ObjectNode body) {
        Map<String, String> query = fetch.query();
        Selection selection = Selection.of(entities, table, query, met);
        int size = fetch.count();
        long from = (long) (fetch.page() - 1) * size;
        List<Entity> sorted = selection.first(Integer.MAX_VALUE);
        List<Entity> page = from >= sorted.size()
                ? List.of()
                : sorted.subList((int) from, (int) Math.min(sorted.size(), from + size));
        show(call, table, query, page, body);
        boolean isMore = !fetch.hasTop() && from + size < sorted.size();
        if (call.annotations().has(MORE)) {
            body.put("@" + MORE, isMore);
        }
        if (isMore && call.annotations().has(COOKIE)) {
            body.put(
                    "@" + COOKIE,
                    selection
                            .cookie(page.get(0), page.get(page.size() - 1), fetch.page() + 1)
                            .text());
        }
        return Wire.json(200, body);
    }

    private void show(Call call, Table table, Map<String, String> query, List<Entity> page, ObjectNode body) {
        List<Column> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String name : query.getOrDefault("$select", "").split(",")) {
            table.shown(name).ifPresent(column -> {
                columns.add(column);
                names.add(name);
            });
        }
        body.put("@odata.context", Rendering.context(call, table, names));
        ArrayNode value = body.putArray("value");
        page.forEach(each -> value.add(rendering.record(each, columns, call.annotations(), false)));
    }

    private String saved(Map<String, String> query, Table table) {
        boolean isPublic = query.containsKey("savedQuery");
        Table of = entities.tables().named(isPublic ? "savedquery" : "userquery");
        String id = query.getOrDefault(isPublic ? "savedQuery" : "userQuery", "");
        if (!Addresses.isGuid(id)) {
            throw Wire.syntax("'" + id + "' is no guid of a view.");
        }
        Row view = entities.live(of, id.toLowerCase(java.util.Locale.ROOT));
        if (view == null) {
            throw Wire.noRecord(of, id);
        }
        if (!view.text("returnedtypecode").equals(table.name())) {
            throw Wire.refused(
                    400,
                    "0x80060888",
                    "The view returns '" + view.text("returnedtypecode") + "' and not '" + table.name() + "'.");
        }
        return view.text("fetchxml");
    }
}
