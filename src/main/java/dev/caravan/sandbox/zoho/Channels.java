package dev.caravan.sandbox.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Notifications: channels that end after a day at most, and calls that carry the token of their channel. */
final class Channels implements WebhookForm, Store.Watcher {
    private static final Duration USUAL = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Store store;

    Channels(Store store) {
        this.store = store;
    }

    /** {@code POST} and {@code PUT} make or replace channels; {@code PATCH} moves their end. */
    Answer watch(Request request) {
        ArrayNode outcomes = Json.array();
        int bad = 0;
        for (JsonNode wanted : request.json().path("watch")) {
            ObjectNode outcome = one(request, wanted);
            bad += outcome.path("status").asText().equals("error") ? 1 : 0;
            outcomes.add(outcome);
        }
        if (outcomes.isEmpty()) {
            throw Wire.refused(400, "MANDATORY_NOT_FOUND", "required field not found", "api_name", "watch");
        }
        retarget();
        ObjectNode body = Json.object();
        body.set("watch", outcomes);
        int good = request.method().equals("POST") ? 201 : 200;
        return Answer.json(bad == 0 ? good : bad == outcomes.size() ? 400 : 207, body);
    }

    Answer list() {
        ArrayNode all = Json.array();
        for (Row row : store.rows(kind())) {
            for (JsonNode event : row.values().path("events")) {
                all.add(shown(row, event.asText()));
            }
        }
        if (all.isEmpty()) {
            return Answer.empty(204);
        }
        ObjectNode body = Json.object();
        body.set("watch", all);
        return Answer.json(200, body);
    }

    Answer stop(Request request) {
        ArrayNode outcomes = Json.array();
        for (String id : request.query("channel_ids").orElse("").split(",")) {
            Row row = channel(id);
            if (row == null) {
                throw Wire.refused(400, "NOT_SUBSCRIBED", "no such channel", "channel_id", id);
            }
            store.delete(request, row);
            outcomes.add(
                    Wire.success("Successfully un-subscribed", Json.object().put("channel_id", id)));
        }
        retarget();
        ObjectNode body = Json.object();
        body.set("watch", outcomes);
        return Answer.json(200, body);
    }

    /** Sends to the address of the newest channel. */
    void retarget() {
        List<Row> all = store.rows(kind());
        if (all.isEmpty()) {
            store.context().webhooks().ownTarget(null);
            return;
        }
        Row newest = all.get(all.size() - 1);
        ObjectNode target = Json.object().put("url", newest.text("notify_url"));
        target.put("secret", newest.text("token"));
        target.put("channel", newest.text("channel_id"));
        store.context().webhooks().ownTarget(WebhookTarget.read(target, settings()));
    }

    @Override
    public void changed(Change change, Row row, ObjectNode before) {
        if (!Schema.MODULES.contains(row.kind().name())
                || !store.context().webhooks().isWanted()) {
            return;
        }
        String word =
                switch (change.kind()) {
                    case CREATED, RESTORED -> "create";
                    case DELETED, ERASED -> "delete";
                    default -> "edit";
                };
        String module = row.kind().name();
        ObjectNode body = Json.object().put("server_time", change.at().toEpochMilli());
        body.putObject("query_params");
        body.put("module", module);
        body.put("resource_uri", store.context().baseUrl().get() + "/crm/v8/" + module);
        body.putArray("ids").add(row.id());
        ArrayNode affected = body.putArray("affected_fields").addObject().putArray(row.id());
        if (word.equals("edit")) {
            change.values().keySet().forEach(affected::add);
        }
        body.put("operation", word.equals("create") ? "insert" : word.equals("edit") ? "update" : "delete");
        String type = module + "." + word;
        store.context().webhooks().send(new WebhookEvent(type, isSubscribed(module, word), body));
    }

    @Override
    public Call write(WebhookTarget target, List<WebhookEvent> events, int attempt) {
        ObjectNode body = events.get(0).body().deepCopy();
        body.put("channel_id", target.settings().path("channel").asText("1000000068001"));
        body.put("token", target.secret());
        return new Call(Map.of("Content-Type", "application/json"), Json.write(body));
    }

    @Override
    public int mostEvents() {
        return 1;
    }

    @Override
    public Set<String> settings() {
        return Set.of("channel");
    }

    private ObjectNode one(Request request, JsonNode wanted) {
        String id = wanted.path("channel_id").asText();
        Row there = channel(id);
        if (request.method().equals("PATCH") && there == null) {
            return Wire.error("NOT_SUBSCRIBED", "no such channel", Json.object().put("channel_id", id));
        }
        ObjectNode values = there == null || !request.method().equals("PATCH")
                ? Json.object()
                : there.values().deepCopy();
        for (String name : List.of("channel_id", "notify_url", "token", "events")) {
            if (wanted.has(name)) {
                values.set(name, wanted.get(name));
            }
        }
        boolean sound = id.matches("\\d{1,18}")
                && values.path("notify_url").asText().matches("https?://[^\\s/]+(/\\S*)?")
                && !values.path("events").isEmpty()
                && values.path("token").asText().length() <= 50;
        Instant now = store.now();
        Instant end = end(wanted.path("channel_expiry").asText(), now);
        if (!sound || end.isBefore(now) || end.isAfter(now.plus(LONGEST))) {
            return Wire.error("INVALID_DATA", "invalid data", Json.object().put("channel_id", id));
        }
        values.put("expiry", Wire.time(end));
        Row row = there;
        if (row == null) {
            row = store.create(request, kind(), values);
        } else {
            store.update(request, row, values);
        }
        ObjectNode details = Json.object();
        ArrayNode events = details.putArray("events");
        for (JsonNode event : row.values().path("events")) {
            events.add(shown(row, event.asText()));
        }
        return Wire.success("Successfully subscribed for actions-watch of the given module", details);
    }

    private static Instant end(String text, Instant now) {
        try {
            return text.isEmpty() ? now.plus(USUAL) : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    private ObjectNode shown(Row row, String event) {
        String module = event.substring(0, Math.max(0, event.indexOf('.')));
        ObjectNode shown = Json.object().put("channel_expiry", row.text("expiry"));
        shown.put("resource_uri", store.context().baseUrl().get() + "/crm/v8/" + module);
        return shown.put("resource_name", module).put("channel_id", row.text("channel_id"));
    }

    private boolean isSubscribed(String module, String word) {
        Instant now = store.now();
        for (Row row : store.rows(kind())) {
            boolean runs = OffsetDateTime.parse(row.text("expiry")).toInstant().isAfter(now);
            for (JsonNode event : row.values().path("events")) {
                if (runs && Set.of(module + ".all", module + "." + word).contains(event.asText())) {
                    return true;
                }
            }
        }
        return false;
    }

    private @org.jspecify.annotations.Nullable Row channel(String id) {
        return store.rows(kind()).stream()
                .filter(row -> row.text("channel_id").equals(id))
                .findFirst()
                .orElse(null);
    }

    private Kind kind() {
        return store.kind(Schema.CHANNELS);
    }
}
