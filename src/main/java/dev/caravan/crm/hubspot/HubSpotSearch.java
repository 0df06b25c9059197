package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.ConditionCheck;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.http.Json;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches in the order of ids. Each page starts behind the last id of the page before, so that neither the wall at
 * 10,000 hits (HubSpot docs, "Search the CRM") nor records that change between two pages make it skip anything. HubSpot
 * may find more than meet the condition; those are left out, so that a page can be empty.
 */
final class HubSpotSearch {
    private static final int PAGE = 200;
    private static final String BEHIND = "id:";

    private final HubSpotApi api;
    private final HubSpotPaths paths;
    private final HubSpotSchemas schemas;

    HubSpotSearch(HubSpotApi api, HubSpotPaths paths, HubSpotSchemas schemas) {
        this.api = api;
        this.paths = paths;
        this.schemas = schemas;
    }

    SearchPage page(String object, Condition condition, Collection<String> fields, @Nullable String cursor) {
        Condition fitted = fitted(object, condition);
        Filter filter = Filters.compile(fitted);
        Set<String> asked = new LinkedHashSet<>(fields);
        asked.addAll(Filters.fields(fitted));
        return page(object, SearchFilters.of(schemas.get(object), fitted), fields, asked, cursor, filter);
    }

    long count(String object, Condition condition) {
        SearchFilters filters = SearchFilters.of(schemas.get(object), fitted(object, condition));
        if (filters.isNothing()) {
            return 0;
        }
        ObjectNode body = Json.object().put("limit", 1);
        body.set("filterGroups", filters.json());
        return api.search(paths.search(object), body).path("total").asLong(0);
    }

    /** Every record of which a property equals one of the values, without regard to case for text. */
    List<CrmRecord> equal(String object, String property, Collection<String> values, Collection<String> fields) {
        SearchFilterCompiler compiler = new SearchFilterCompiler(schemas.get(object));
        List<String> listed = values.stream()
                .map(value -> compiler.listed(property, value))
                .distinct()
                .toList();
        SearchFilters filters = new SearchFilters(List.of(List.of(new SearchFilters.Filter(property, "IN", listed))));
        List<CrmRecord> found = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            SearchPage page = page(object, filters, fields, fields, cursor.orElse(null), record -> true);
            found.addAll(page.records());
            cursor = page.next();
        } while (cursor.isPresent());
        return found;
    }

    private Condition fitted(String object, Condition condition) {
        try {
            return new ConditionCheck(schemas.get(object)).fit(condition);
        } catch (InvalidInputException e) {
            // The property may be newer than what is known of the object.
            schemas.forget(object);
            return new ConditionCheck(schemas.get(object)).fit(condition);
        }
    }

    private SearchPage page(
            String object,
            SearchFilters filters,
            Collection<String> fields,
            Collection<String> asked,
            @Nullable String cursor,
            Filter filter) {
        if (filters.isNothing()) {
            return new SearchPage(List.of(), Optional.empty());
        }
        ObjectNode body = Json.object().put("limit", PAGE);
        body.set("filterGroups", behind(filters, cursor).json());
        body.putArray("sorts")
                .addObject()
                .put("propertyName", HubSpotObjects.ID)
                .put("direction", "ASCENDING");
        ArrayNode properties = body.putArray("properties");
        asked.forEach(properties::add);
        JsonNode answer = api.search(paths.search(object), body);
        List<CrmRecord> records = new ArrayList<>();
        String last = null;
        for (JsonNode result : answer.path("results")) {
            last = Json.text(result, "id");
            JsonNode has = result.path("properties");
            if (filter.test(field -> HubSpotValues.typed(Json.text(has, field), schemas.type(object, field)))) {
                records.add(schemas.record(object, result, fields));
            }
        }
        boolean more = last != null && Json.text(answer.path("paging").path("next"), "after") != null;
        return new SearchPage(records, more ? Optional.of(BEHIND + last) : Optional.empty());
    }

    private static SearchFilters behind(SearchFilters filters, @Nullable String cursor) {
        if (cursor == null) {
            return filters;
        }
        String id = cursor.startsWith(BEHIND) ? cursor.substring(BEHIND.length()) : "";
        if (!id.matches("\\d{1,19}")) {
            throw new InvalidInputException(
                    ErrorCode.FILTER_INVALID, "this cursor is not one of a HubSpot search. Start the search anew");
        }
        return filters.and(new SearchFilters.Filter(HubSpotObjects.ID, "GT", List.of(id)));
    }
}
