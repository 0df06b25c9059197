package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.WebhookBody;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dataverse's webhooks: one execution context each, not signed; a secret stands in a header or in the query. (Dataverse
 * docs, "Use webhooks": above 256 KB the values are left out, the names of table and record never.)
 */
final class DynamicsWebhooks implements Webhooks {
    private static final Pattern DATE = Pattern.compile("/Date\\((-?\\d{1,15})(?:[+-]\\d{4})?\\)/");

    private final DynamicsFields fields;

    DynamicsWebhooks(DynamicsFields fields) {
        this.fields = fields;
    }

    @Override
    public List<String> schemes() {
        return List.of("header", "query", "token");
    }

    @Override
    public List<Notice> read(WebhookCall call, String scheme) {
        JsonNode body = WebhookBody.object(call, "Dynamics");
        Optional<String> set = fields.setOf(text(body, "PrimaryEntityName"));
        String id = text(body, "PrimaryEntityId").toLowerCase(Locale.ROOT);
        if (set.isEmpty()) {
            return List.of();
        }
        String message = text(body, "MessageName");
        String why = text(body, "PrimaryEntityName") + "." + message;
        Optional<Instant> at = time(text(body, "OperationCreatedOn"));
        String operation = text(body, "OperationId");
        List<Notice> notices = new ArrayList<>();
        if (DynamicsTable.isId(id)) {
            notices.add(new Notice(set.get(), id, why, at, key(operation, message, id)));
        }
        for (JsonNode input : body.path("InputParameters")) {
            boolean isLoser = message.equals("Merge") && text(input, "key").equals("SubordinateId");
            String loser = input.path("value").asText("").toLowerCase(Locale.ROOT);
            if (isLoser && DynamicsTable.isId(loser)) {
                notices.add(new Notice(set.get(), loser, why, at, key(operation, message, loser)));
            }
        }
        return notices;
    }

    @Override
    public Reply accepted(String scheme) {
        return Reply.EMPTY;
    }

    /** The same for the one repeat that Dataverse makes. */
    private static String key(String operation, String message, String id) {
        return operation.isEmpty() ? "" : operation + "|" + message + "|" + id;
    }

    private static Optional<Instant> time(String text) {
        Matcher matcher = DATE.matcher(text);
        return matcher.matches()
                ? Optional.of(Instant.ofEpochMilli(Long.parseLong(matcher.group(1))))
                : Optional.empty();
    }

    private static String text(JsonNode json, String name) {
        return Objects.requireNonNullElse(Json.text(json, name), "");
    }
}
