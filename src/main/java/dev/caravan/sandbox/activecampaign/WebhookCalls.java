package dev.caravan.sandbox.activecampaign;

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
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Webhooks: a form with bracketed names per event, unsigned, sent once. A mass edit, an import and the deletion of a
 * contact send nothing.
 */
final class WebhookCalls implements WebhookForm, Store.Watcher {
    private static final List<String> EVENTS = List.of(
            "account_add",
            "account_contact_add",
            "account_contact_update",
            "account_update",
            "deal_add",
            "deal_update",
            "subscribe",
            "unsubscribe",
            "update");

    private final Store store;

    WebhookCalls(Store store) {
        this.store = store;
    }

    Answer events() {
        ObjectNode body = Json.object();
        ArrayNode all = body.putArray("webhookEvents");
        EVENTS.forEach(all::add);
        body.putObject("meta").put("total", all.size());
        return Wire.ok(body);
    }

    Answer list(Request request) {
        List<Row> rows = store.rows(kind()).stream()
                .filter(row -> request.query("filters[url]")
                        .filter(url -> !row.text("url").equals(url))
                        .isEmpty())
                .toList();
        return Wire.ok(Wire.page(request, Schema.WEBHOOKS, rows));
    }

    Answer create(Request request) {
        JsonNode given = request.json().path("webhook");
        if (!(given instanceof ObjectNode values)
                || !values.path("url").asText().matches("https?://[^\\s/]+(/\\S*)?")) {
            throw Wire.invalid("field_invalid", "The url is not valid.", "url");
        }
        ObjectNode kept = values.deepCopy();
        kept.retain("name", "url", "events", "sources", "listid");
        Row row = store.create(request, kind(), kept);
        retarget();
        return Wire.one(201, "webhook", Wire.record(row));
    }

    Answer delete(Request request) {
        Row row = store.live(kind(), request.path("id"));
        if (row == null) {
            throw Wire.missing(Schema.WEBHOOKS, request.path("id"));
        }
        store.delete(request, row);
        retarget();
        return Wire.ok(Json.object());
    }

    /** Sends to the address of the newest webhook, once. */
    void retarget() {
        List<Row> all = store.rows(kind());
        if (all.isEmpty()) {
            store.context().webhooks().ownTarget(null);
            return;
        }
        ObjectNode target = Json.object().put("url", all.get(all.size() - 1).text("url"));
        target.put("retries", 0);
        store.context().webhooks().ownTarget(WebhookTarget.read(target, settings()));
    }

    @Override
    public void changed(Change change, Row row, ObjectNode before) {
        Optional<String> type = type(change, row);
        if (type.isEmpty() || !store.context().webhooks().isWanted()) {
            return;
        }
        boolean byPerson = change.operation().contains("/_sandbox/");
        ObjectNode body = Json.object();
        body.put("type", type.get());
        body.put("date_time", Wire.offset(change.at()));
        body.put("initiated_from", byPerson ? "admin" : "api");
        body.put("initiated_by", byPerson ? "admin" : "api");
        body.put("list", "0");
        switch (row.kind().name()) {
            case Schema.CONTACTS -> body.set("contact", contact(row));
            case Schema.ACCOUNTS -> body.set("account", account(row));
            case Schema.DEALS -> body.set("deal", deal(row));
            default -> {
                body.putObject("contact").put("id", row.text("contact"));
                body.putObject("account").put("id", row.text("account"));
            }
        }
        store.context().webhooks().send(new WebhookEvent(type.get(), isSubscribed(type.get()), body));
    }

    @Override
    public Call write(WebhookTarget target, List<WebhookEvent> events, int attempt) {
        StringBuilder form = new StringBuilder();
        flatten("", events.get(0).body(), form);
        return new Call(
                Map.of("Content-Type", "application/x-www-form-urlencoded"),
                form.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int mostEvents() {
        return 1;
    }

    private static Optional<String> type(Change change, Row row) {
        boolean isNew = change.kind() == Change.Kind.CREATED || change.kind() == Change.Kind.RESTORED;
        if (!isNew && change.kind() != Change.Kind.UPDATED) {
            return Optional.empty();
        }
        return switch (row.kind().name()) {
            case Schema.CONTACTS -> Optional.of(isNew ? "subscribe" : "update");
            case Schema.ACCOUNTS -> Optional.of(isNew ? "account_add" : "account_update");
            case Schema.DEALS -> Optional.of(isNew ? "deal_add" : "deal_update");
            case Schema.LINKS -> Optional.of(isNew ? "account_contact_add" : "account_contact_update");
            default -> Optional.empty();
        };
    }

    private ObjectNode contact(Row row) {
        ObjectNode shown = Json.object();
        shown.put("id", row.id()).put("email", row.text("email")).put("first_name", row.text("firstName"));
        shown.put("last_name", row.text("lastName"))
                .put("phone", row.text("phone"))
                .put("tags", "");
        shown.put("ip", "0.0.0.0");
        ObjectNode fields = shown.putObject("fields");
        for (Field field : Schema.customFields(row.kind())) {
            fields.put(field.label().toLowerCase(java.util.Locale.ROOT).replace(' ', '_'), row.text(field.name()));
        }
        return shown;
    }

    private static ObjectNode account(Row row) {
        ObjectNode shown = Json.object();
        shown.put("id", row.id()).put("name", row.text("name")).put("account_url", row.text("accountUrl"));
        shown.put("updated_timestamp", Wire.offset(row.modifiedAt()));
        ObjectNode fields = shown.putObject("fields");
        Schema.customFields(row.kind()).forEach(field -> fields.put(field.label(), row.text(field.name())));
        return shown;
    }

    private static ObjectNode deal(Row row) {
        ObjectNode shown = Json.object();
        shown.put("id", row.id()).put("title", row.text("title")).put("stageid", row.text("stage"));
        shown.put("pipelineid", row.text("group"))
                .put("value", row.text("value"))
                .put("currency", row.text("currency"));
        shown.put("owner", row.text("owner")).put("contactid", row.text("contact"));
        return shown;
    }

    private boolean isSubscribed(String type) {
        return store.rows(kind()).stream()
                .anyMatch(row -> row.values().path("events").toString().contains("\"" + type + "\""));
    }

    private static void flatten(String name, JsonNode node, StringBuilder form) {
        if (node.isObject()) {
            node.properties()
                    .forEach(each -> flatten(
                            name.isEmpty() ? each.getKey() : name + "[" + each.getKey() + "]", each.getValue(), form));
        } else {
            form.append(form.isEmpty() ? "" : "&")
                    .append(URLEncoder.encode(name, StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(node.asText(), StandardCharsets.UTF_8));
        }
    }

    private Kind kind() {
        return store.kind(Schema.WEBHOOKS);
    }
}
