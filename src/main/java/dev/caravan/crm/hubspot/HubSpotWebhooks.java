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
    private static final List<String> SCHEMES = List.of("hubspot-v3", "hubspot-v2", "hubspot-v1");

    @Override
    public List<String> schemes() {
        return SCHEMES;
    }

    @Override
    public List<Notice> read(WebhookCall call, String scheme) {
        JsonNode events = Json.tryRead(call.body())
                .filter(JsonNode::isArray)
                .orElseThrow(() -> malformed("the body of HubSpot's webhook is not a JSON array of events"));
        List<Notice> notices = new ArrayList<>();
        for (JsonNode event : events) {
            if (!event.isObject()) {
                throw malformed("an entry of HubSpot's webhook is not a JSON object");
            }
            notices.addAll(HubSpotEvent.of(event).notices());
        }
        return notices;
    }

    @Override
    public Reply accepted(String scheme) {
        return Reply.EMPTY;
    }

    private static InvalidInputException malformed(String what) {
        return new InvalidInputException(ErrorCode.BODY_MALFORMED, what + ". Nothing of it was taken");
    }
}
