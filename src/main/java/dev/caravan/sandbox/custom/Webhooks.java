package dev.caravan.sandbox.custom;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Change;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.WebhookEvent;
import dev.caravan.sandbox.WebhookForm;
import dev.caravan.sandbox.WebhookTarget;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Events in one object, up to 20, signed: header {@code X-Custom-Signature} holds {@code sha256=} and the hexadecimal
 * HMAC of time, a dot and the body; the time, in seconds, is in {@code X-Custom-Timestamp}.
 */
final class Webhooks implements WebhookForm, Store.Watcher {
    private static final int MOST = 20;

    private final Store store;

    Webhooks(Store store) {
        this.store = store;
    }

    @Override
    public void changed(Change change, Row row, ObjectNode before) {
        String what =
                switch (change.kind()) {
                    case CREATED, RESTORED -> "created";
                    case DELETED, ERASED -> "deleted";
                    default -> "updated";
                };
        ObjectNode body = Json.object().put("id", "evt_" + change.seq());
        body.put("type", row.kind().name() + "." + what);
        body.putObject("record").put("kind", row.kind().name()).put("id", Long.parseLong(row.id()));
        body.put("at", Wire.time(change.at()));
        store.context().webhooks().send(new WebhookEvent(row.kind().name() + "." + what, false, body));
    }

    @Override
    public Call write(WebhookTarget target, List<WebhookEvent> events, int attempt) {
        ObjectNode whole = Json.object();
        ArrayNode all = whole.putArray("events");
        events.forEach(event -> all.add(event.body()));
        byte[] body = Json.write(whole);
        String time = String.valueOf(store.now().getEpochSecond());
        return new Call(
                Map.of(
                        "Content-Type",
                        "application/json",
                        "X-Custom-Timestamp",
                        time,
                        "X-Custom-Signature",
                        "sha256=" + signature(target.secret(), time + ".", body)),
                body);
    }

    @Override
    public int mostEvents() {
        return MOST;
    }

    private static String signature(String secret, String before, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(before.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has HmacSHA256", e);
        }
    }
}
