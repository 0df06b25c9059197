package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a search found, so that the next page need not go through all records again; good until anything changes.
 *
 * @param rest what was asked for, see {@link Asked#rest()}
 * @param afterId the id after which the hits begin; -1 for a search that does not go on after an id
 */
record FoundHits(long version, JsonNode rest, long afterId, List<HubSpotRecord> hits) {

    /** Whether the hits of another search are among these, or the same. */
    boolean answers(Asked search, long now) {
        return version == now && rest.equals(search.rest()) && afterId <= search.afterId();
    }

    /** The hits after an id; all of them for the id that was asked for. */
    List<HubSpotRecord> after(long id) {
        if (id == afterId) {
            return hits;
        }
        int low = 0;
        int high = hits.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (hits.get(middle).id() <= id) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return hits.subList(low, hits.size());
    }

    /**
     * What a search asks for.
     *
     * @param rest the request without its page and without the id after which it goes on
     * @param afterId the id that every hit has to come after, where the hits are sorted by id; -1 otherwise
     */
    record Asked(JsonNode rest, long afterId) {

        /** Reads the body of a search: whoever goes past 10,000 hits asks in every group for a greater id. */
        static Asked of(JsonNode body) {
            ObjectNode rest = ((ObjectNode) body.deepCopy()).without(List.of("after", "limit", "properties"));
            Set<ObjectNode> bounds = new HashSet<>();
            boolean inEach = isById(rest.path("sorts")) && !rest.has("filters");
            for (JsonNode group : rest.path("filterGroups")) {
                List<ObjectNode> found = bounds(group);
                inEach &= found.size() == 1;
                bounds.addAll(found);
            }
            String value =
                    bounds.size() == 1 ? bounds.iterator().next().path("value").asText() : "";
            if (!inEach || !value.matches("\\d{1,15}")) {
                return new Asked(rest, -1);
            }
            rest.path("filterGroups").forEach(group -> bounds(group).forEach(bound -> bound.remove("value")));
            return new Asked(rest, Long.parseLong(value));
        }

        private static boolean isById(JsonNode sorts) {
            JsonNode sort = sorts.path(0);
            return sort.path("propertyName").asText().equals("hs_object_id")
                    && sort.path("direction").asText("ASCENDING").equalsIgnoreCase("ASCENDING");
        }

        private static List<ObjectNode> bounds(JsonNode group) {
            return group.path("filters")
                    .valueStream()
                    .filter(ObjectNode.class::isInstance)
                    .map(ObjectNode.class::cast)
                    .filter(filter -> filter.path("propertyName").asText().equals("hs_object_id")
                            && filter.path("operator").asText().equals("GT"))
                    .toList();
        }
    }
}
