package dev.caravan.crm.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.Change;
import dev.caravan.crm.Write;
import dev.caravan.crm.http.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One change of the hub as the App hears it: the payload of Standard Webhooks, {@code type}, {@code timestamp} and
 * {@code data}.
 *
 * @param id the same at every try to bring this change, so that the App can tell a repeat
 * @param record the hub's id of the record
 * @param body JSON in UTF-8, not copied
 */
@SuppressWarnings("ArrayRecordComponent")
record HubEvent(String id, String record, byte[] body) {

    /** A record that was created or changed: all its mapped fields, and the names of those that changed. */
    static HubEvent of(Write write, Instant now) {
        ObjectNode data = Json.object();
        data.put("id", write.record().id());
        ArrayNode changed = data.putArray("changed");
        write.values().keySet().forEach(changed::add);
        ObjectNode fields = data.putObject("fields");
        write.agreed().forEach((name, value) -> {
            boolean emptied = value == null && write.values().containsKey(name);
            if (!name.startsWith("@") && (value != null || emptied)) {
                put(fields, name, value);
            }
        });
        String type = write.object() + (write.isCreate() ? ".created" : ".updated");
        return of(type, write.record().id(), data, write.change(), now);
    }

    /** A record that the hub has no more. */
    static HubEvent removed(String object, String id, String why, @Nullable Change change, Instant now) {
        ObjectNode data = Json.object();
        data.put("id", id);
        if (!why.isEmpty()) {
            data.put("reason", why);
        }
        return of(object + ".deleted", id, data, change, now);
    }

    private static HubEvent of(String type, String record, ObjectNode data, @Nullable Change change, Instant now) {
        ObjectNode body = Json.object();
        body.put("type", type);
        body.put("timestamp", (change == null ? now : change.at()).toString());
        body.set("data", data);
        return new HubEvent(id(type, record, change), record, Json.write(body));
    }

    /** Says nothing of what is inside one system to the other, and fits a header. */
    private static String id(String type, String record, @Nullable Change change) {
        if (change == null) {
            return "msg_" + UUID.randomUUID().toString().replace("-", "");
        }
        String object = type.substring(0, type.indexOf('.'));
        String what = object + '\n' + record + '\n' + change.id();
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(what.getBytes(StandardCharsets.UTF_8));
            return "msg_" + HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void put(ObjectNode fields, String name, @Nullable Object value) {
        if (value instanceof Boolean flag) {
            fields.put(name, flag);
        } else if (value instanceof Long number) {
            fields.put(name, number);
        } else if (value instanceof Integer number) {
            fields.put(name, number);
        } else if (value instanceof BigDecimal number) {
            fields.put(name, number);
        } else if (value instanceof Collection<?> list) {
            ArrayNode all = fields.putArray(name);
            list.forEach(each -> all.addPOJO(each));
        } else if (value == null) {
            fields.putNull(name);
        } else {
            fields.put(name, value.toString());
        }
    }
}
