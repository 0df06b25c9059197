package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Lists of records: pages by {@code @odata.nextLink}, at most 5,000 in each; there is no {@code $skip}. */
final class Listing {
    static final int MOST = 5_000;
    private static final Set<String> KNOWN = Set.of(
            "$select", "$filter", "$orderby", "$top", "$count", "$expand", "$skiptoken", "$apply", "$deltatoken");

    private final Entities entities;

    Listing(Entities entities) {
        this.entities = entities;
    }

    /** @param from the records that are asked about */
    Answer list(Call call, Table table, List<Entity> from) {
        Map<String, String> query = call.queries();
        mustBeKnown(query);
        Choice choice = Choice.of(entities, table, query);
        Selection selection = Selection.of(entities, table, query, from);
        Optional<Integer> asked = pageSize(call);
        Optional<Cookie> behind = Optional.ofNullable(query.get("$skiptoken")).map(Cookie::read);
        int top = number(query, "$top", MOST);
        // Where both are given, $top is ignored.
        int size = asked.orElse(top);
        List<Entity> some = selection.page(behind, size + 1);
        boolean isMore = some.size() > size && (asked.isPresent() || !query.containsKey("$top"));
        List<Entity> page = some.size() > size ? some.subList(0, size) : some;
        ObjectNode body = Json.object();
        body.put("@odata.context", Rendering.context(call, table, choice.select()));
        if (query.getOrDefault("$count", "false").equals("true")) {
            count(body, selection.size(), call.annotations());
        }
        ArrayNode value = body.putArray("value");
        page.forEach(each -> value.add(choice.show(each, call.annotations())));
        if (isMore) {
            Cookie next = selection.cookie(
                    page.get(0),
                    page.get(page.size() - 1),
                    behind.map(Cookie::page).orElse(1) + 1);
            body.put("@odata.nextLink", link(call, next.text()));
        }
        Answer answer = Wire.json(200, body);
        return asked.isPresent() ? answer.with("Preference-Applied", "odata.maxpagesize=" + asked.get()) : answer;
    }

    /** {@code GET contacts/$count}: a bare number. */
    Answer count(Call call, Table table, List<Entity> from) {
        int size = Selection.of(entities, table, call.queries(), from).size();
        return Answer.text(200, "text/plain", String.valueOf(Math.min(size, MOST)))
                .with("OData-Version", "4.0");
    }

    static void mustBeKnown(Map<String, String> query) {
        for (String name : query.keySet()) {
            if (name.equals("$skip")) {
                throw Wire.syntax("Skip Clause is not supported in CRM");
            }
            if (name.startsWith("$") && !KNOWN.contains(name)) {
                throw Wire.syntax("The query parameter " + name + " is not supported");
            }
        }
        if (query.containsKey("$apply") || query.containsKey("sql")) {
            throw Wire.syntax("The sandbox knows neither $apply nor sql");
        }
    }

    static int number(Map<String, String> query, String name, int usual) {
        String text = query.get(name);
        if (text == null) {
            return usual;
        }
        if (!text.matches("\\d{1,9}")) {
            throw Wire.syntax("Invalid value '" + text + "' for " + name + " query option found. The " + name
                    + " query option requires a non-negative integer value.");
        }
        return Math.min(Integer.parseInt(text), usual);
    }

    static Optional<Integer> pageSize(Call call) {
        return call.prefers("odata.maxpagesize")
                .or(() -> call.prefers("maxpagesize"))
                .filter(each -> each.matches("[1-9]\\d{0,8}"))
                .map(each -> Math.min(MOST, Integer.parseInt(each)));
    }

    /** The same question with another place in it. */
    static String link(Call call, String skipToken) {
        String rest = java.util.Arrays.stream(call.rawQuery().split("&"))
                .filter(each -> !each.isEmpty() && !Call.queries(each).containsKey("$skiptoken"))
                .collect(Collectors.joining("&"));
        return call.base() + "/" + call.rawPath() + "?" + rest + (rest.isEmpty() ? "" : "&") + "$skiptoken="
                + Cookie.encoded(skipToken);
    }

    private static void count(ObjectNode body, int size, Annotations annotations) {
        body.put("@odata.count", Math.min(size, MOST));
        Map<String, Object> more = new LinkedHashMap<>();
        more.put("Microsoft.Dynamics.CRM.totalrecordcount", Math.min(size, MOST));
        more.put("Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded", size > MOST);
        more.forEach((name, value) -> {
            if (annotations.has(name)) {
                body.set("@" + name, Json.tree(value));
            }
        });
    }
}
