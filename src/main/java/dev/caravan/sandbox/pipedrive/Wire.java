package dev.caravan.sandbox.pipedrive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Row;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Records, envelopes and refusals as Pipedrive writes them. */
final class Wire {
    private Wire() {}

    /** A record of v2, or a lead of v1. */
    static ObjectNode record(Row row) {
        return switch (row.kind().name()) {
            case Schema.LEADS -> lead(row);
            case Schema.NOTES -> note(row);
            case Schema.ACTIVITIES -> activity(row);
            default -> record(row, row.values());
        };
    }

    private static ObjectNode record(Row row, ObjectNode values) {
        ObjectNode shown = Json.object();
        shown.put("id", Long.parseLong(row.id()));
        ObjectNode custom = Json.object();
        for (Field field : row.kind().fields()) {
            JsonNode value = values.path(field.name());
            if (Schema.isCustom(field)) {
                custom.set(field.name(), orNull(value));
            } else if (!Schema.CONTACT_SYNC.contains(field.name())) {
                shown.set(field.name(), orNull(value));
            }
        }
        if (row.kind().name().equals(Schema.PERSONS)) {
            names(shown, values.path("name").asText());
            shown.set("emails", values.has("emails") ? values.get("emails") : Json.array());
            shown.set("phones", values.has("phones") ? values.get("phones") : Json.array());
            shown.putNull("picture_id");
        }
        shown.set("label_ids", values.has("label_ids") ? values.get("label_ids") : Json.array());
        shown.put("owner_id", values.path("owner_id").asInt(1));
        shown.put("visible_to", values.path("visible_to").asInt(3));
        shown.put("add_time", time(row.createdAt()));
        shown.put("update_time", time(row.modifiedAt()));
        shown.put("is_deleted", row.isDeleted());
        if (row.kind().name().equals(Schema.DEALS)) {
            shown.put("pipeline_id", values.path("pipeline_id").asInt(1));
            shown.put("stage_id", values.path("stage_id").asInt(1));
            shown.put(
                    "status",
                    row.isDeleted() ? "deleted" : values.path("status").asText("open"));
            shown.put("currency", values.path("currency").asText("EUR"));
            shown.set("value", values.has("value") ? values.get("value") : Json.tree(0));
        }
        shown.set("custom_fields", custom);
        return shown;
    }

    private static ObjectNode activity(Row row) {
        ObjectNode shown = Json.object();
        shown.put("id", Long.parseLong(row.id()));
        for (Field field : row.kind().fields()) {
            shown.set(field.name(), orNull(row.values().path(field.name())));
        }
        shown.put("type", row.values().path("type").asText("call"));
        shown.put("done", row.values().path("done").asBoolean(false));
        shown.put("owner_id", row.values().path("owner_id").asInt(1));
        shown.put("creator_user_id", 1);
        shown.put("is_deleted", row.isDeleted());
        shown.put("add_time", time(row.createdAt()));
        shown.put("update_time", time(row.modifiedAt()));
        return shown;
    }

    private static ObjectNode note(Row row) {
        ObjectNode shown = Json.object();
        shown.put("id", Long.parseLong(row.id()));
        for (Field field : row.kind().fields()) {
            shown.set(field.name(), orNull(row.values().path(field.name())));
        }
        shown.put("user_id", 1);
        shown.put("active_flag", !row.isDeleted());
        shown.put("add_time", oldTime(row.createdAt()));
        shown.put("update_time", oldTime(row.modifiedAt()));
        return shown;
    }

    /** As v1 writes it: UTC, without a mark. */
    private static String oldTime(Instant time) {
        return time(time).replace('T', ' ').replace("Z", "");
    }

    private static ObjectNode lead(Row row) {
        ObjectNode shown = Json.object();
        shown.put("id", row.id());
        for (Field field : row.kind().fields()) {
            shown.set(field.name(), orNull(row.values().path(field.name())));
        }
        shown.set("label_ids", row.values().has("label_ids") ? row.values().get("label_ids") : Json.array());
        shown.put("owner_id", row.values().path("owner_id").asInt(1));
        shown.put("creator_id", 1);
        shown.put("is_archived", row.values().path("is_archived").asBoolean(false));
        shown.put("visible_to", row.values().path("visible_to").asText("3"));
        shown.put("add_time", row.createdAt().truncatedTo(ChronoUnit.MILLIS).toString());
        shown.put("update_time", row.modifiedAt().truncatedTo(ChronoUnit.MILLIS).toString());
        return shown;
    }

    /** First and last name are what stands before and behind the first blank. */
    private static void names(ObjectNode shown, String name) {
        int blank = name.indexOf(' ');
        shown.put("first_name", blank < 0 ? name : name.substring(0, blank));
        shown.put("last_name", blank < 0 ? null : name.substring(blank + 1).strip());
    }

    /** RFC 3339 without fractions. */
    static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    static Answer data(int status, JsonNode data) {
        ObjectNode body = Json.object().put("success", true);
        body.set("data", data);
        return Answer.json(status, body);
    }

    /** A page of v2. */
    static Answer page(JsonNode data, @Nullable String cursor) {
        ObjectNode body = Json.object().put("success", true);
        body.set("data", data);
        body.putObject("additional_data").put("next_cursor", cursor);
        return Answer.json(200, body);
    }

    /** A page of v1. */
    static Answer page(JsonNode data, int start, int limit, @Nullable Integer next) {
        ObjectNode body = Json.object().put("success", true);
        body.set("data", data);
        ObjectNode paging = body.putObject("additional_data").putObject("pagination");
        paging.put("start", start);
        paging.put("limit", limit);
        paging.put("more_items_in_collection", next != null);
        if (next != null) {
            paging.put("next_start", next);
        }
        return Answer.json(200, body);
    }

    static Answer failure(int status, String error) {
        ObjectNode body = Json.object().put("success", false);
        body.put("error", error);
        body.put("error_info", "Please check developers.pipedrive.com for more information about Pipedrive API.");
        if (status == 401 || status == 403 || status == 429) {
            body.put("errorCode", status);
        } else {
            body.putNull("data");
            body.putNull("additional_data");
        }
        return Answer.json(status, body);
    }

    static RefusedException refused(int status, String error) {
        return new RefusedException(failure(status, error));
    }

    private static JsonNode orNull(JsonNode value) {
        return value.isMissingNode() ? NullNode.getInstance() : value;
    }
}
