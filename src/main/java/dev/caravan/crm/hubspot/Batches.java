package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies of batch calls that only name records, and what a batch read's answer 207 means. */
final class Batches {
    private Batches() {}

    /**
     * A batch read by id, or by the value of a unique property (HubSpot docs, "Batch read": both property lists are
     * needed).
     */
    static ObjectNode read(Collection<String> ids, @Nullable String idProperty, Collection<String> properties) {
        ObjectNode body = inputs(ids);
        ArrayNode names = body.putArray("properties");
        properties.forEach(names::add);
        body.putArray("propertiesWithHistory");
        if (idProperty != null) {
            body.put("idProperty", idProperty);
        }
        return body;
    }

    static ObjectNode inputs(Collection<String> ids) {
        ObjectNode body = Json.object();
        ArrayNode inputs = body.putArray("inputs");
        ids.forEach(id -> inputs.addObject().put("id", id));
        return body;
    }

    /** Lists of at most so many. */
    static <T> List<List<T>> of(int most, Collection<T> all) {
        List<T> list = List.copyOf(all);
        List<List<T>> parts = new ArrayList<>();
        for (int i = 0; i < list.size(); i += most) {
            parts.add(list.subList(i, Math.min(list.size(), i + most)));
        }
        return parts;
    }

    /**
     * Lets records pass that are not there, which is all that a batch read's errors usually say.
     *
     * @param what connection and what was tried, for the message
     * @throws CrmException for any other error: an answer with holes must not pass for the whole
     */
    static void failUnlessMissing(String what, JsonNode answer) {
        for (JsonNode error : answer.path("errors")) {
            CrmError meaning = HubSpotErrors.ofOne(error);
            if (!(meaning instanceof CrmError.Rejected rejected && rejected.code() == ErrorCode.NOT_FOUND)) {
                throw new CrmException(what, meaning, null);
            }
        }
    }
}
