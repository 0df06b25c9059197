package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.http.Json;
import dev.caravan.filter.Condition;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Searches in the order of ids. Each page starts behind the last id of the page before, so that neither the wall at
 * 10,000 hits (HubSpot docs, "Search the CRM") nor records that change between two pages make it skip anything; only a
 * condition without room for one more comparison pages by offset, up to the wall.
 */
final class HubSpotSearch {
    private static final int PAGE = 200;
    private static final int WALL = 10_000;
    private static final String BEHIND = "id:";
    private static final String OFFSET = "offset:";

    private final HubSpotApi api;
    private final HubSpotPaths paths;
    private final HubSpotSchemas schemas;

    HubSpotSearch(HubSpotApi api, HubSpotPaths paths, HubSpotSchemas schemas) {
        this.api = api;
        this.paths = paths;
        this.schemas = schemas;
    }

    SearchPage page(String object, Condition condition, Collection<String> fields, @Nullable String cursor) {
        return page(object, filters(object, condition), fields, cursor);
    }

    long count(String object, Condition condition) {
        SearchFilters filters = filters(object, condition);
        if (filters.isNothing()) {
            return 0;
        }
        ObjectNode body = Json.object().put("limit", 1);
        body.set("filterGroups", filters.json());
        return api.search(paths.search(object), body).path("total").asLong(0);
    }

    /**
     * Every record of which a property equals one of the values, without regard to case for text, and that meets a
     * condition too.
     *
     * @throws InvalidInputException when both together are too much for a search
     */
    List<CrmRecord> equal(
            String object, String property, Collection<String> values, Condition only, Collection<String> fields) {
        ObjectSchema schema = schemas.get(object);
        List<String> listed = values.stream()
                .map(value -> SearchFilters.listed(schema, property, value))
                .distinct()
                .toList();
        SearchFilters also = filters(object, only);
        if (!also.fits(1)) {
            throw new InvalidInputException(
                    ErrorCode.FILTER_INVALID, "the condition leaves a HubSpot search no room for '" + property + "'");
        }
        SearchFilters filters = also.and(new SearchFilters.Filter(property, "IN", listed));
        List<CrmRecord> found = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            SearchPage page = page(object, filters, fields, cursor.orElse(null));
            found.addAll(page.records());
            cursor = page.next();
        } while (cursor.isPresent());
        return found;
    }

    private SearchFilters filters(String object, Condition condition) {
        try {
            return SearchFilters.of(schemas.get(object), condition);
        } catch (InvalidInputException e) {
            // The property may be newer than what is known of the object.
            schemas.forget(object);
            return SearchFilters.of(schemas.get(object), condition);
        }
    }

    private SearchPage page(String object, SearchFilters filters, Collection<String> fields, @Nullable String cursor) {
        if (filters.isNothing()) {
            return new SearchPage(List.of(), Optional.empty());
        }
        ObjectNode body = Json.object().put("limit", PAGE);
        body.set("filterGroups", from(filters, cursor, body).json());
        body.putArray("sorts")
                .addObject()
                .put("propertyName", HubSpotObjects.ID)
                .put("direction", "ASCENDING");
        ArrayNode properties = body.putArray("properties");
        fields.forEach(properties::add);
        JsonNode answer = api.search(paths.search(object), body);
        List<CrmRecord> records = new ArrayList<>();
        answer.path("results").forEach(result -> records.add(schemas.record(object, result, fields)));
        String after = Json.text(answer.path("paging").path("next"), "after");
        if (after == null || records.isEmpty()) {
            return new SearchPage(records, Optional.empty());
        }
        String next = filters.fits(1) ? BEHIND + records.get(records.size() - 1).id() : OFFSET + after;
        return new SearchPage(records, Optional.of(next));
    }

    private static SearchFilters from(SearchFilters filters, @Nullable String cursor, ObjectNode body) {
        if (cursor == null) {
            return filters;
        }
        if (cursor.startsWith(BEHIND)) {
            return filters.and(
                    new SearchFilters.Filter(HubSpotObjects.ID, "GT", List.of(cursor.substring(BEHIND.length()))));
        }
        String offset = cursor.startsWith(OFFSET) ? cursor.substring(OFFSET.length()) : "";
        if (!offset.matches("\\d{1,9}")) {
            throw new InvalidInputException(
                    ErrorCode.FILTER_INVALID, "this cursor is not one of a HubSpot search. Start the search anew");
        }
        if (Long.parseLong(offset) + PAGE > WALL) {
            throw new InvalidInputException(
                    ErrorCode.FILTER_INVALID,
                    "HubSpot lists at most " + WALL
                            + " hits of a condition as large as this one. Take one comparison out of"
                            + " it, or import in parts");
        }
        body.put("after", offset);
        return filters;
    }
}
