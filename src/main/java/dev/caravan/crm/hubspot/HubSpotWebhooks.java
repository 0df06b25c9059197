package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * HubSpot's webhook calls: an array of events. (HubSpot docs, "Webhooks": no order, repeats possible, {@code eventId}
 * is not unique.) Events of kinds that are not known give no notice.
 */
final class HubSpotWebhooks implements Webhooks {
    private static final int MOST_EVENTS = 1_000;
    private static final Map<String, String> BY_PREFIX = Map.of(
            "contact", HubSpotObjects.CONTACTS, "company", HubSpotObjects.COMPANIES, "deal", HubSpotObjects.DEALS);
    private static final Map<String, String> BY_TYPE_ID = Map.of(
            "0-1", HubSpotObjects.CONTACTS,
            "0-2", HubSpotObjects.COMPANIES,
            "0-3", HubSpotObjects.DEALS,
            "0-136", HubSpotObjects.LEADS);

    @Override
    public List<String> schemes() {
        return List.of("hubspot-v3", "hubspot-v2", "hubspot-v1");
    }

    @Override
    public List<Notice> read(WebhookCall call, String scheme) {
        JsonNode events = Json.tryRead(call.body()).filter(JsonNode::isArray).orElse(null);
        if (events == null || events.size() > MOST_EVENTS) {
            throw new InvalidInputException(
                    ErrorCode.BODY_MALFORMED, "a HubSpot webhook is an array of at most " + MOST_EVENTS + " events");
        }
        List<Notice> notices = new ArrayList<>();
        events.forEach(event -> add(event, notices));
        return notices;
    }

    @Override
    public Reply accepted(String scheme) {
        return Reply.EMPTY;
    }

    private static void add(JsonNode event, List<Notice> notices) {
        String kind = text(event, "subscriptionType");
        int dot = kind.indexOf('.');
        String prefix = dot < 0 ? "" : kind.substring(0, dot);
        String object = prefix.equals("object") ? BY_TYPE_ID.get(text(event, "objectTypeId")) : BY_PREFIX.get(prefix);
        if (object == null) {
            return;
        }
        String property = text(event, "propertyName");
        String why = property.isEmpty() ? kind : kind + " " + property;
        for (String id : ids(event)) {
            String key = String.join("|", kind, id, property, text(event, "occurredAt"), text(event, "eventId"));
            notices.add(new Notice(object, id, why, time(event), key));
        }
    }

    /** A merge is about the one that is left and all that went into it. */
    private static Set<String> ids(JsonNode event) {
        Set<String> ids = new LinkedHashSet<>();
        List.of("objectId", "primaryObjectId", "newObjectId").forEach(name -> addId(event.path(name), ids));
        event.path("mergedObjectIds").forEach(id -> addId(id, ids));
        if (ids.isEmpty()) {
            // Associations name both ends; the record of the event's kind is the first.
            addId(event.path("fromObjectId"), ids);
        }
        return ids;
    }

    private static void addId(JsonNode node, Set<String> ids) {
        String id = node.isValueNode() ? node.asText("") : "";
        if (id.matches("[0-9]{1,20}")) {
            ids.add(id);
        }
    }

    private static Optional<Instant> time(JsonNode event) {
        JsonNode at = event.path("occurredAt");
        boolean isTime = at.isIntegralNumber() && at.canConvertToLong() && at.asLong() > 0;
        return isTime ? Optional.of(Instant.ofEpochMilli(at.asLong())) : Optional.empty();
    }

    private static String text(JsonNode event, String name) {
        JsonNode value = event.path(name);
        return value.isTextual() || value.isIntegralNumber() ? value.asText() : "";
    }
}
