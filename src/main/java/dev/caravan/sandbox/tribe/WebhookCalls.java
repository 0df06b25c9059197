package dev.caravan.sandbox.tribe;

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
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Webhooks: one event per request, which names a record and none of its values, signed with an HMAC-SHA512 over the
 * body as Base64. The name of the header, and of the keys beside {@code entityId} and {@code relationshipId}, are not
 * documented: a target may name another header.
 */
final class WebhookCalls implements WebhookForm, Store.Watcher {
    private static final String HEADER = "header";
    private static final String USUAL_HEADER = "X-Tribe-Signature";
    private static final String HEADERS = "headers";
    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

    private final Store store;

    WebhookCalls(Store store) {
        this.store = store;
    }

    Answer list() {
        ArrayNode all = Json.array();
        store.rows(kind()).forEach(row -> all.add(shown(row)));
        return Answer.json(200, all);
    }

    Answer create(Request request) {
        JsonNode body = request.json();
        String url = body.path("url").asText("");
        String type = body.path("entityType").asText("");
        if (!url.matches("https://[^\\s/]+(/\\S*)?|http://(127\\.0\\.0\\.1|localhost)(:\\d+)?(/\\S*)?")) {
            throw Wire.refused(400, "The property 'url' must be an https address");
        }
        if (Schema.find(type.replace('.', '_')).isEmpty()) {
            throw Wire.refused(400, "The property 'entityType' must be an entity type such as Relation.Organization");
        }
        ObjectNode values = Json.object().put("Url", url).put("EntityType", type);
        if (body.path(HEADERS) instanceof ObjectNode headers) {
            values.set("Headers", headers);
        }
        Row row = store.create(request, kind(), values);
        retarget();
        return Answer.json(201, shown(row));
    }

    Answer delete(Request request) {
        Row row = store.live(kind(), request.path("id"));
        if (row == null) {
            throw Wire.refused(404, "There is no such webhook");
        }
        store.delete(request, row);
        retarget();
        return Answer.empty(204);
    }

    /** Sends to the address of the newest webhook. */
    void retarget() {
        List<Row> all = store.rows(kind());
        if (all.isEmpty()) {
            store.context().webhooks().ownTarget(null);
            return;
        }
        ObjectNode newest = all.get(all.size() - 1).values();
        ObjectNode target = Json.object().put("url", newest.path("Url").asText());
        if (newest.path("Headers") instanceof ObjectNode headers) {
            target.set(HEADERS, headers);
        }
        store.context().webhooks().ownTarget(WebhookTarget.read(target, settings()));
    }

    @Override
    public void changed(Change change, Row row, ObjectNode before) {
        Entity entity = Names.entity(row);
        if (entity.base() == null || !store.context().webhooks().isWanted()) {
            return;
        }
        String what =
                switch (change.kind()) {
                    case CREATED, RESTORED -> "Creation";
                    case DELETED, ERASED -> "Deletion";
                    default -> "Update";
                };
        boolean isRole = entity.set().startsWith(Schema.RELATIONSHIP);
        Optional<Row> webhook = subscribed(entity);
        ObjectNode body = Json.object().put("webhookId", webhook.map(Row::id).orElse(NOBODY));
        body.putObject("payload")
                .put("type", (isRole ? "Relationship" : "Entity") + what + "Mutation")
                .put(isRole ? "relationshipId" : "entityId", row.id())
                .put("entityType", entity.type());
        store.context().webhooks().send(new WebhookEvent(entity.type() + "." + word(what), webhook.isPresent(), body));
    }

    @Override
    public Call write(WebhookTarget target, List<WebhookEvent> events, int attempt) {
        byte[] body = Json.write(events.get(0).body());
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/json");
        target.settings()
                .path(HEADERS)
                .properties()
                .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
        headers.put(target.settings().path(HEADER).asText(USUAL_HEADER), signature(target.secret(), body));
        return new Call(headers, body);
    }

    @Override
    public int mostEvents() {
        return 1;
    }

    @Override
    public Set<String> settings() {
        return Set.of(HEADER, HEADERS);
    }

    private Optional<Row> subscribed(Entity entity) {
        return store.rows(kind()).stream()
                .filter(row -> Schema.find(row.text("EntityType").replace('.', '_'))
                        .filter(wanted -> Schema.isBelow(entity, wanted))
                        .isPresent())
                .findFirst();
    }

    private static String word(String what) {
        return what.equals("Creation") ? "created" : what.equals("Deletion") ? "deleted" : "updated";
    }

    private static ObjectNode shown(Row row) {
        ObjectNode shown =
                Json.object().put("id", row.id()).put("url", row.text("Url")).put("entityType", row.text("EntityType"));
        shown.set(HEADERS, row.values().has("Headers") ? row.values().get("Headers") : Json.object());
        return shown;
    }

    private Kind kind() {
        return store.kind(Schema.WEBHOOK);
    }

    private static String signature(String secret, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA512", e);
        }
    }
}
