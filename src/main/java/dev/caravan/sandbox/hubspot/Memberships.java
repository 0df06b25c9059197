package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Calls for the records on a list. */
final class Memberships {
    private static final int USUAL = 100;
    private static final int MOST = 250;

    private final Data data;
    private final Api api;
    private final ListStore store;
    private final Lists lists;

    Memberships(Data data, Api api, ListStore store, Lists lists) {
        this.data = data;
        this.api = api;
        this.store = store;
        this.lists = lists;
    }

    void routes(Routes routes, String base) {
        String members = base + "/{listId}/memberships";
        routes.add("GET", members, request -> page(request, false))
                .add("GET", members + "/join-order", request -> page(request, true))
                .add("DELETE", members, this::clear)
                .add("PUT", members + "/add", request -> change(request, ids(request), List.of()))
                .add("PUT", members + "/remove", request -> change(request, List.of(), ids(request)))
                .add("PUT", members + "/add-and-remove", this::addAndRemove)
                .add("PUT", members + "/add-from/{sourceListId}", this::addFrom)
                .add("GET", base + "/records/{type!}/{recordId}/memberships", this::ofRecord);
    }

    private Answer page(Request request, boolean byTime) {
        ListStore.Members members = store.membership(lists.found(request));
        List<Map.Entry<Long, Instant>> order = byTime ? members.byTime() : members.inOrder();
        int limit = Api.limit(request, USUAL, MOST);
        boolean backwards = request.query("before").isPresent();
        if (backwards) {
            order = new ArrayList<>(order);
            Collections.reverse(order);
        }
        String mark = request.query(backwards ? "before" : "after").orElse("");
        int from = mark.isEmpty() ? 0 : place(order, mark, byTime, backwards);
        int to = Math.min(from + limit, order.size());
        ObjectNode body = Json.object();
        ArrayNode results = body.putArray("results");
        order.subList(from, to)
                .forEach(member -> results.addObject()
                        .put("recordId", member.getKey().toString())
                        .put("membershipTimestamp", Times.iso(member.getValue())));
        if (to < order.size() && !backwards) {
            api.paging(body, request, order.get(to - 1).getKey().toString());
        }
        if (to < order.size() && backwards) {
            String before = order.get(to - 1).getKey().toString();
            body.putObject("paging").putObject("prev").put("before", before);
        }
        body.put("total", order.size());
        return Answer.json(200, body);
    }

    /** Where the page after a mark starts; by id also when the marked record has left the list. */
    private static int place(List<Map.Entry<Long, Instant>> order, String mark, boolean byTime, boolean backwards) {
        long id = Associations.after(mark);
        Comparator<Long> ascending = Comparator.naturalOrder();
        for (int i = 0; i < order.size(); i++) {
            long here = order.get(i).getKey();
            if (byTime ? here == id : ascending.compare(here, id) == 0) {
                return i + 1;
            }
            if (!byTime && (backwards ? here < id : here > id)) {
                return i;
            }
        }
        return order.size();
    }

    private Answer addAndRemove(Request request) {
        JsonNode body = Api.object(request);
        return change(request, Api.texts(body.path("recordIdsToAdd")), Api.texts(body.path("recordIdsToRemove")));
    }

    private Answer addFrom(Request request) {
        ListStore.Segment target = changeable(request);
        String source = request.path("sourceListId");
        ListStore.Segment from = store.find(source)
                .filter(segment -> segment.deleted() == null)
                .orElseThrow(() -> Problem.notFound("List does not exist with ID " + source + "."));
        List<String> ids =
                store.members(from).keySet().stream().map(String::valueOf).toList();
        store.move(target, ids, List.of());
        tell(request, target);
        return Answer.empty(204);
    }

    private Answer clear(Request request) {
        ListStore.Segment segment = changeable(request);
        store.clear(segment);
        tell(request, segment);
        return Answer.empty(204);
    }

    private Answer change(Request request, List<String> add, List<String> remove) {
        ListStore.Segment segment = changeable(request);
        ListStore.Moved moved = store.move(segment, add, remove);
        tell(request, segment);
        ObjectNode body = Json.object();
        body.set("recordIdsMissing", Json.tree(moved.missing()));
        body.set("recordIdsRemoved", Json.tree(moved.removed()));
        body.set("recordsIdsAdded", Json.tree(moved.added()));
        return Answer.json(200, body);
    }

    private Answer ofRecord(Request request) {
        ObjectType type = ObjectType.named(request.path("type"));
        ObjectNode body = Json.object();
        ArrayNode results = body.putArray("results");
        HubSpotRecord record = data.live(type, request.path("recordId"));
        for (ListStore.Segment segment : store.all()) {
            Instant since = record == null || segment.type() != type
                    ? null
                    : store.members(segment).get(record.id());
            if (since != null) {
                results.addObject()
                        .put("listId", segment.id())
                        .put("listVersion", 1)
                        .put("firstAddedTimestamp", Times.iso(since))
                        .put("lastAddedTimestamp", Times.iso(since));
            }
        }
        body.put("total", results.size());
        return Answer.json(200, body);
    }

    private ListStore.Segment changeable(Request request) {
        ListStore.Segment segment = lists.found(request);
        if (segment.isDynamic()) {
            throw Problem.invalid("Memberships of a DYNAMIC list cannot be changed. Use a MANUAL or SNAPSHOT list.")
                    .sub("ILS.INVALID_LIST_PROCESSING_TYPE");
        }
        return segment;
    }

    private void tell(Request request, ListStore.Segment segment) {
        data.context()
                .journal()
                .add(request, Change.Kind.CONFIGURED, "lists", segment.id(), Map.of("what", "memberships"));
    }

    private static List<String> ids(Request request) {
        JsonNode body = request.json();
        if (!body.isArray()) {
            throw Problem.invalid("Invalid input JSON on line 1, column 1: an array of record ids is expected");
        }
        return Api.texts(body);
    }
}
