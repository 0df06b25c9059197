package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Fate;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.ErrorCode;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What became of records, and when their fields changed. */
final class HubSpotFates {
    /** (HubSpot docs, "Batch read": at most 50 records when the history is asked for.) */
    private static final int WITH_HISTORY = 50;

    private final HubSpotApi api;
    private final HubSpotPaths paths;

    HubSpotFates(HubSpotApi api, HubSpotPaths paths) {
        this.api = api;
        this.paths = paths;
    }

    /**
     * (HubSpot docs, "Merge records": the id of a record that was merged away answers with the record that is left.)
     */
    Map<String, Fate> of(String object, Collection<String> ids) {
        Map<String, Fate> fates = new HashMap<>();
        for (String id : ids) {
            fates.put(id, of(object, id));
        }
        return fates;
    }

    private Fate of(String object, String id) {
        if (!id.matches("[0-9]{1,20}")) {
            return new Fate.Deleted();
        }
        try {
            String answered = Json.text(api.get(paths.one(object, id), null), "id");
            return answered == null || answered.equals(id) ? new Fate.Deleted() : new Fate.Merged(answered);
        } catch (CrmException e) {
            if (e.error() instanceof CrmError.Rejected rejected && rejected.code() == ErrorCode.NOT_FOUND) {
                return new Fate.Deleted();
            }
            throw e;
        }
    }

    Map<String, Map<String, Instant>> times(String object, Collection<String> ids, Collection<String> fields) {
        Map<String, Map<String, Instant>> times = new HashMap<>();
        for (List<String> part : Batches.of(WITH_HISTORY, new LinkedHashSet<>(ids))) {
            ObjectNode body = Batches.read(part, null, List.of());
            fields.forEach(body.putArray("propertiesWithHistory")::add);
            JsonNode answer = api.post(paths.batch(object, "read"), body);
            Batches.failUnlessMissing(api.name("read " + object), answer);
            for (JsonNode result : answer.path("results")) {
                Map<String, Instant> changed = new HashMap<>();
                result.path("propertiesWithHistory").fields().forEachRemaining(property -> {
                    String newest = Json.text(property.getValue().path(0), "timestamp");
                    HubSpotSchemas.time(newest).ifPresent(t -> changed.put(property.getKey(), t));
                });
                times.put(String.valueOf(Json.text(result, "id")), changed);
            }
        }
        return times;
    }
}
