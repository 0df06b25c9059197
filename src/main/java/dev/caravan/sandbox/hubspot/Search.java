package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.Routes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The search call. It sees the account as it was some time ago if a search lag is switched on. */
final class Search {
    private static final int MOST_HITS = 10_000;
    private static final int MOST_PER_PAGE = 200;
    private static final int MOST_GROUPS = 5;
    private static final int MOST_FILTERS = 25;
    private static final int MOST_FILTERS_PER_GROUP = 10;
    private static final int LONGEST_QUERY = 3000;

    private final Data data;
    private final Api api;
    private final Rendering rendering;
    private final Map<ObjectType, FoundHits> kept = new HashMap<>();

    Search(Data data, Api api, Rendering rendering) {
        this.data = data;
        this.api = api;
        this.rendering = rendering;
    }

    void routes(Routes routes, String base) {
        routes.add("POST", base + "/{type!}/search", this::search);
    }

    private Answer search(Request request) {
        ObjectType type = ObjectType.named(request.path("type"));
        JsonNode body = Api.object(request);
        int limit = limit(body);
        int offset = offset(body);
        if (offset + limit > MOST_HITS) {
            throw Problem.invalid("The requested page reaches beyond " + MOST_HITS
                    + " results: after + limit cannot be more than " + MOST_HITS);
        }
        List<List<SearchFilter>> groups = groups(type, body.path("filterGroups"), body.path("filters"));
        String query = body.path("query").asText("");
        if (query.length() > LONGEST_QUERY) {
            throw Problem.invalid("query is longer than " + LONGEST_QUERY + " characters");
        }
        Duration lag = data.context().faults().searchLag(request);
        Instant asOf = data.now().minus(lag);
        // Whoever pages through many hits asks the same again and again, at most after another id: they are found once.
        boolean settled = lag.isZero() || !data.lastChange().isAfter(asOf);
        FoundHits.Asked asked = FoundHits.Asked.of(body);
        FoundHits before = kept.get(type);
        if (settled && before != null && before.answers(asked, data.version())) {
            return Answer.json(200, page(request, body, before.after(asked.afterId()), offset, limit));
        }
        List<HubSpotRecord> hits = new ArrayList<>();
        for (HubSpotRecord record : candidates(type, groups, lag, asOf)) {
            if (record.archived() == null
                    && (lag.isZero() || !record.created().isAfter(asOf))
                    && fits(record, groups, lag.isZero() ? null : asOf)
                    && fits(record, query)) {
                hits.add(record);
            }
        }
        hits.sort(order(type, body.path("sorts")));
        if (settled) {
            kept.put(type, new FoundHits(data.version(), asked.rest(), asked.afterId(), hits));
        }
        return Answer.json(200, page(request, body, hits, offset, limit));
    }

    private ObjectNode page(Request request, JsonNode body, List<HubSpotRecord> hits, int offset, int limit) {
        ObjectNode page = Json.object();
        page.put("total", hits.size());
        page.putArray("results");
        Rendering.View view = Rendering.View.of(Api.texts(body.path("properties")));
        int end = Math.min(offset + limit, hits.size());
        for (int i = offset; i < end; i++) {
            page.withArray("results").add(rendering.record(hits.get(i), view));
        }
        if (end < hits.size() && offset < end) {
            api.paging(page, request, String.valueOf(end));
        }
        return page;
    }

    /** The records worth looking at: by an index where every group has a filter that allows it. */
    private Collection<HubSpotRecord> candidates(
            ObjectType type, List<List<SearchFilter>> groups, Duration lag, Instant asOf) {
        Table table = data.table(type);
        long least = groups.stream()
                .mapToLong(group ->
                        group.stream().mapToLong(SearchFilter::leastId).max().orElse(0))
                .min()
                .orElse(0);
        Set<Long> ids = new TreeSet<>();
        for (List<SearchFilter> group : groups) {
            Optional<Collection<Long>> found = group.stream()
                    .map(filter -> filter.lookUp(table))
                    .flatMap(Optional::stream)
                    .findFirst();
            if (found.isEmpty()) {
                return table.from(least);
            }
            Collection<Long> some = found.get();
            ids.addAll(some instanceof NavigableSet<Long> sorted ? sorted.tailSet(least, true) : some);
        }
        if (groups.isEmpty()) {
            return table.records().values();
        }
        if (!lag.isZero()) {
            ids.addAll(table.changedAfter(asOf));
        }
        List<HubSpotRecord> records = new ArrayList<>();
        for (Long id : ids) {
            HubSpotRecord record = table.records().get(id);
            if (record != null) {
                records.add(record);
            }
        }
        return records;
    }

    private static boolean fits(HubSpotRecord record, List<List<SearchFilter>> groups, @Nullable Instant asOf) {
        // Loops, not streams: this is done for every record there is.
        for (List<SearchFilter> group : groups) {
            boolean all = true;
            for (SearchFilter filter : group) {
                if (!filter.fits(record, asOf)) {
                    all = false;
                    break;
                }
            }
            if (all) {
                return true;
            }
        }
        return groups.isEmpty();
    }

    private static boolean fits(HubSpotRecord record, String query) {
        if (query.isBlank()) {
            return true;
        }
        StringBuilder text = new StringBuilder();
        record.type().searched().forEach(name -> {
            String value = record.value(name);
            if (value != null) {
                text.append(' ').append(value.toLowerCase(Locale.ROOT));
            }
        });
        List<String> words = SearchFilter.tokens(text.toString());
        return SearchFilter.tokens(query.toLowerCase(Locale.ROOT)).stream()
                .allMatch(wanted -> words.stream().anyMatch(word -> word.startsWith(wanted)));
    }

    private List<List<SearchFilter>> groups(ObjectType type, JsonNode filterGroups, JsonNode bareFilters) {
        List<List<SearchFilter>> groups = new ArrayList<>();
        int count = 0;
        for (JsonNode group : filterGroups) {
            groups.add(filters(type, group.path("filters")));
            count += group.path("filters").size();
        }
        if (bareFilters.isArray() && !bareFilters.isEmpty()) {
            groups.add(filters(type, bareFilters));
        }
        if (groups.size() > MOST_GROUPS || count > MOST_FILTERS) {
            throw Problem.invalid("There are too many filters: at most " + MOST_GROUPS + " filterGroups and "
                    + MOST_FILTERS + " filters in total");
        }
        return groups;
    }

    private List<SearchFilter> filters(ObjectType type, JsonNode filters) {
        if (filters.size() > MOST_FILTERS_PER_GROUP) {
            throw Problem.invalid(
                    "There are too many filters in a group: at most " + MOST_FILTERS_PER_GROUP + " are allowed");
        }
        List<SearchFilter> group = new ArrayList<>();
        filters.forEach(filter -> group.add(SearchFilter.read(data.schema(), type, filter)));
        return group;
    }

    private Comparator<HubSpotRecord> order(ObjectType type, JsonNode sorts) {
        Comparator<HubSpotRecord> byId = Comparator.comparingLong(HubSpotRecord::id);
        if (sorts.size() > 1) {
            throw Problem.invalid("There are too many sorts: only one is allowed");
        }
        JsonNode sort = sorts.path(0);
        if (sort.isMissingNode()) {
            return byId;
        }
        String text =
                sort.isTextual() ? sort.asText() : sort.path("propertyName").asText();
        boolean falling = sort.isTextual()
                ? text.startsWith("-")
                : sort.path("direction").asText("ASCENDING").equalsIgnoreCase("DESCENDING");
        String name = sort.isTextual() && falling ? text.substring(1) : text;
        Property property = data.schema()
                .find(type, name)
                .orElseThrow(() -> Problem.invalid("Property \"" + name + "\" does not exist")
                        .detail("PROPERTY_DOESNT_EXIST", "Property \"" + name + "\" does not exist", name));
        Comparator<HubSpotRecord> direct = direct(type, name);
        if (direct != null) {
            return (falling ? direct.reversed() : direct).thenComparing(byId);
        }
        Comparator<String> values = SearchFilter.comparator(property);
        Comparator<HubSpotRecord> byValue = Comparator.comparing(
                record -> record.value(name), Comparator.nullsLast(falling ? values.reversed() : values));
        return byValue.thenComparing(byId);
    }

    /** The order by what a record knows without its values; null for other properties. */
    private static @Nullable Comparator<HubSpotRecord> direct(ObjectType type, String name) {
        if (name.equals("hs_object_id")) {
            return Comparator.comparingLong(HubSpotRecord::id);
        }
        if (name.equals(type.modified())) {
            return Comparator.comparing(HubSpotRecord::updated);
        }
        return name.equals(type.created()) ? Comparator.comparing(HubSpotRecord::created) : null;
    }

    private static int limit(JsonNode body) {
        int limit = body.path("limit").asInt(0);
        if (limit < 0 || limit > MOST_PER_PAGE) {
            throw Problem.invalid("Invalid limit " + limit + ": must be between 1 and " + MOST_PER_PAGE);
        }
        return limit == 0 ? 10 : limit;
    }

    private static int offset(JsonNode body) {
        String after = body.path("after").asText("");
        return after.isEmpty() || body.path("after").isNull() ? 0 : Api.number(after, "after");
    }
}
