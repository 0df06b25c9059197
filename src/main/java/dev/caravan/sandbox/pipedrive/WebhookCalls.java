package dev.caravan.sandbox.pipedrive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.Request;
import dev.caravan.sandbox.WebhookEvent;
import dev.caravan.sandbox.WebhookForm;
import dev.caravan.sandbox.WebhookTarget;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Webhooks of version 2: one event per request, HTTP Basic where a user was given. */
final class WebhookCalls implements WebhookForm, Store.Watcher {
    private static final Set<String> TOLD = Set.of(Schema.ORGANIZATIONS, Schema.PERSONS, Schema.DEALS, Schema.LEADS);

    private final Store store;

    WebhookCalls(Store store) {
        this.store = store;
    }

    Answer list() {
        ArrayNode data = Json.array();
        store.rows(kind()).forEach(row -> data.add(shown(row)));
        return Wire.data(200, data);
    }

    Answer create(Request request) {
        JsonNode body = request.json();
        String url = body.path("subscription_url").asText("");
        if (!(body instanceof ObjectNode values) || !url.matches("https?://[^\\s/]+(/\\S*)?")) {
            ObjectNode refused = Json.object().put("status", "error").put("success", false);
            refused.putObject("errors").putArray("subscription_url").add("invalid or non-reachable URL");
            return Answer.json(400, refused);
        }
        Row row = store.create(request, kind(), values);
        retarget();
        return Wire.data(201, shown(row));
    }

    Answer delete(Request request) {
        Row row = store.live(kind(), request.path("id"));
        if (row == null) {
            throw Wire.refused(404, "Webhook not found");
        }
        store.delete(request, row);
        retarget();
        return Answer.json(200, Json.object().put("success", true));
    }

    /** Sends to the address of the newest webhook. */
    void retarget() {
        List<Row> all = store.rows(kind());
        if (all.isEmpty()) {
            store.context().webhooks().ownTarget(null);
            return;
        }
        ObjectNode newest = all.get(all.size() - 1).values();
        ObjectNode target =
                Json.object().put("url", newest.path("subscription_url").asText());
        if (newest.hasNonNull("http_auth_user")) {
            target.put("user", newest.path("http_auth_user").asText());
            target.put("password", newest.path("http_auth_password").asText());
        }
        store.context().webhooks().ownTarget(WebhookTarget.read(target, settings()));
    }

    @Override
    public void changed(Change change, Row row, ObjectNode before) {
        if (!TOLD.contains(row.kind().name()) || !store.context().webhooks().isWanted()) {
            return;
        }
        String action =
                switch (change.kind()) {
                    case CREATED, RESTORED -> "create";
                    case DELETED, ERASED -> "delete";
                    default -> "change";
                };
        String entity = Schema.entity(row.kind().name());
        ObjectNode body = Json.object();
        body.set("data", action.equals("delete") ? NullNode.getInstance() : Wire.record(row));
        body.set("previous", previous(action, row, before));
        ObjectNode meta = body.putObject("meta");
        meta.put("action", action);
        meta.put("entity", entity);
        meta.put("entity_id", row.id());
        meta.put("company_id", "1122");
        meta.put("user_id", "1");
        meta.put(
                "id",
                UUID.nameUUIDFromBytes(("event " + change.seq()).getBytes(StandardCharsets.UTF_8))
                        .toString());
        meta.put("correlation_id", change.request());
        meta.put("timestamp", change.at().toString());
        meta.put("type", "general");
        meta.put("version", "2.0");
        meta.put("webhook_id", "99");
        meta.put("webhook_owner_id", "1");
        meta.put("change_source", change.operation().contains("/_sandbox/") ? "app" : "api");
        meta.put("is_bulk_edit", false);
        meta.putArray("permitted_user_ids").add("1");
        meta.put("host", "sandbox.pipedrive.example");
        row.mergedInto().ifPresent(into -> meta.put("merged_to_id", into));
        String type = entity + "." + action;
        store.context().webhooks().send(new WebhookEvent(type, isSubscribed(entity, action), body));
    }

    @Override
    public Call write(WebhookTarget target, List<WebhookEvent> events, int attempt) {
        ObjectNode body = events.get(0).body().deepCopy();
        body.withObject("/meta").put("attempt", attempt + 1);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        if (target.settings().hasNonNull("user")) {
            String login = target.settings().path("user").asText() + ":"
                    + target.settings().path("password").asText();
            headers.put(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
        }
        return new Call(headers, Json.write(body));
    }

    @Override
    public int mostEvents() {
        return 1;
    }

    @Override
    public Set<String> settings() {
        return Set.of("user", "password");
    }

    /** Of a change only the fields that changed, as they were; of a deletion everything. */
    private static JsonNode previous(String action, Row row, ObjectNode before) {
        if (action.equals("create")) {
            return NullNode.getInstance();
        }
        if (action.equals("delete")) {
            return Wire.record(row);
        }
        ObjectNode previous = Json.object();
        Set<String> names = new java.util.TreeSet<>();
        before.fieldNames().forEachRemaining(names::add);
        row.values().fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (!before.path(name).equals(row.values().path(name))) {
                previous.set(name, before.has(name) ? before.get(name) : NullNode.getInstance());
            }
        }
        return previous;
    }

    private boolean isSubscribed(String entity, String action) {
        return store.rows(kind()).stream()
                .anyMatch(row -> fits(row.text("event_object"), entity) && fits(row.text("event_action"), action));
    }

    private static boolean fits(String pattern, String word) {
        return pattern.equals("*") || pattern.equals(word);
    }

    private static ObjectNode shown(Row row) {
        ObjectNode shown = row.values().deepCopy();
        shown.remove("http_auth_password");
        shown.put("id", Long.parseLong(row.id()));
        shown.put("is_active", 1);
        shown.put("version", "2.0");
        return shown;
    }

    private Kind kind() {
        return store.kind(Schema.WEBHOOKS);
    }
}
