package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** HubSpot's webhooks: an array of events, whatever the signature. (HubSpot docs, "Webhooks API".) */
final class HubSpotWebhooks implements Webhooks {
    private static final int MOST_EVENTS = 1_000;
    private static final List<String> SCHEMES = List.of("hubspot-v3", "hubspot-v2", "hubspot-v1");

    @Override
    public List<String> schemes() {
        return SCHEMES;
    }

    @Override
    public List<Notice> read(WebhookCall call, String scheme) {
        JsonNode events =
                Json.tryRead(call.body()).filter(HubSpotWebhooks::isWhole).orElseThrow(HubSpotWebhooks::malformed);
        List<Notice> notices = new ArrayList<>();
        events.forEach(event -> notices.addAll(HubSpotEvent.of(event).notices()));
        return notices;
    }

    @Override
    public Reply accepted(String scheme) {
        return Reply.EMPTY;
    }

    private static boolean isWhole(JsonNode body) {
        return body.isArray() && body.size() <= MOST_EVENTS;
    }

    private static InvalidInputException malformed() {
        return new InvalidInputException(
                ErrorCode.BODY_MALFORMED, "a HubSpot webhook is an array of at most " + MOST_EVENTS + " events");
    }
}
