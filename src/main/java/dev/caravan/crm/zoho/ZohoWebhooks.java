package dev.caravan.crm.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.WebhookBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Zoho's notifications: a module, an operation and ids; the token that the channel was made with comes back in the body
 * and is all that proves them. They name no event, so that a repeat cannot be told. (Zoho's documentation,
 * "Notification APIs".)
 */
final class ZohoWebhooks implements Webhooks {
    private static final long LATEST = 4_102_444_800_000L;

    @Override
    public List<String> schemes() {
        return List.of("body-token", "token");
    }

    @Override
    public List<Notice> read(WebhookCall call, String scheme) {
        JsonNode body = WebhookBody.object(call, "Zoho");
        String module = Json.textOrEmpty(body, "module");
        JsonNode ids = body.path("ids");
        if (!ZohoModules.isName(module) || !ids.isArray()) {
            return List.of();
        }
        String operation = Json.textOrEmpty(body, "operation");
        String why = module + (operation.matches("[a-z]{1,20}") ? " " + operation : "");
        Optional<Instant> at = time(body.path("server_time"));
        List<Notice> notices = new ArrayList<>();
        for (JsonNode id : ids) {
            if (id.isValueNode() && id.asText().matches("\\d{1,20}")) {
                notices.add(new Notice(module, id.asText(), why, at, ""));
            }
        }
        return notices;
    }

    @Override
    public Reply accepted(String scheme) {
        return Reply.EMPTY;
    }

    private static Optional<Instant> time(JsonNode millis) {
        boolean isTime = millis.isIntegralNumber() && millis.asLong() > 0 && millis.asLong() < LATEST;
        return isTime ? Optional.of(Instant.ofEpochMilli(millis.asLong())) : Optional.empty();
    }
}
