package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Notice;
import dev.caravan.crm.http.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What changed, by the time of the last change. (HubSpot docs, "Search": sorted by one property, at most 10,000 hits,
 * and a change shows up a little late.) Each page begins at the last time of the page before, so that the 10,000 are
 * never reached; many records of one and the same millisecond follow by id. Deleted records are not found this way.
 */
final class HubSpotChanges {
    /** How far a new look goes back, because a search shows changes late. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private static final int PAGE = 200;

    private final HubSpotApi api;
    private final HubSpotPaths paths;
    private final HubSpotSchemas schemas;
    private final Clock clock;

    HubSpotChanges(HubSpotApi api, HubSpotPaths paths, HubSpotSchemas schemas, Clock clock) {
        this.api = api;
        this.paths = paths;
        this.schemas = schemas;
        this.clock = clock;
    }

    ChangePage page(String object, @Nullable String cursor) {
        if (cursor == null) {
            return new ChangePage(List.of(), new Place(clock.millis(), "", false).cursor(), false);
        }
        Place place = Place.of(cursor);
        return place.id.isEmpty() ? byTime(object, place) : ofOneMoment(object, place);
    }

    private ChangePage byTime(String object, Place place) {
        long from = place.goesOn ? place.time : place.time - OVERLAP.toMillis();
        String modified = modified(object);
        List<CrmRecord> found = search(object, modified, filter(modified, "GTE", Long.toString(from)));
        long last = place.time;
        for (CrmRecord record : found) {
            last = Math.max(last, time(record).map(Instant::toEpochMilli).orElse(last));
        }
        boolean isFull = found.size() >= PAGE;
        long lastOfPage = found.isEmpty()
                ? last
                : time(found.get(found.size() - 1)).map(Instant::toEpochMilli).orElse(last);
        Place next = !isFull
                ? new Place(last, "", false)
                : lastOfPage > from ? new Place(lastOfPage, "", true) : new Place(from, "0", true);
        return new ChangePage(notices(object, found), next.cursor(), isFull);
    }

    private ChangePage ofOneMoment(String object, Place place) {
        List<CrmRecord> found = search(
                object,
                HubSpotObjects.ID,
                filter(modified(object), "EQ", Long.toString(place.time)),
                filter(HubSpotObjects.ID, "GT", place.id));
        Place next = found.size() >= PAGE
                ? new Place(place.time, found.get(found.size() - 1).id(), true)
                : new Place(place.time + 1, "", true);
        return new ChangePage(notices(object, found), next.cursor(), true);
    }

    private List<CrmRecord> search(String object, String sortedBy, ObjectNode... filters) {
        ObjectNode body = Json.object().put("limit", PAGE);
        ArrayNode all = body.putArray("filterGroups").addObject().putArray("filters");
        for (ObjectNode each : filters) {
            all.add(each);
        }
        body.putArray("sorts").addObject().put("propertyName", sortedBy).put("direction", "ASCENDING");
        body.putArray("properties").add(HubSpotObjects.ID);
        JsonNode answer = api.search(paths.search(object), body);
        List<CrmRecord> found = new ArrayList<>();
        answer.path("results").forEach(r -> found.add(schemas.record(object, r, List.of(HubSpotObjects.ID))));
        return found;
    }

    private static ObjectNode filter(String property, String operator, String value) {
        return Json.object()
                .put("propertyName", property)
                .put("operator", operator)
                .put("value", value);
    }

    private static List<Notice> notices(String object, List<CrmRecord> found) {
        return found.stream()
                .map(r -> new Notice(object, r.id(), "changed there", r.modifiedAt(), ""))
                .toList();
    }

    private static Optional<Instant> time(CrmRecord record) {
        return record.modifiedAt();
    }

    private static String modified(String object) {
        return object.equals(HubSpotObjects.CONTACTS) ? "lastmodifieddate" : "hs_lastmodifieddate";
    }

    /**
     * How far the changes were told.
     *
     * @param id within one moment the last record that was told; empty otherwise
     * @param goesOn whether this is in the middle of a look, so that nothing has to be looked at again
     */
    private record Place(long time, String id, boolean goesOn) {
        static Place of(String cursor) {
            JsonNode json = Json.tryRead(cursor).orElse(Json.object());
            return new Place(
                    json.path("time").asLong(0),
                    json.path("id").asText(""),
                    json.path("goesOn").asBoolean(false));
        }

        String cursor() {
            return Json.object()
                    .put("time", time)
                    .put("id", id)
                    .put("goesOn", goesOn)
                    .toString();
        }
    }
}
