package dev.caravan.crm.pipedrive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.Typed;
import dev.caravan.crm.http.WebhookBody;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Pipedrive's webhooks of version 2: one event each, not signed. (Pipedrive docs, "Webhooks v2".) A deletion that is
 * half of a merge names the record that is left, which nothing else does.
 */
final class PipedriveWebhooks implements Webhooks {
    private static final int MOST_MERGES = 10_000;

    private final Map<String, String> merges = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_MERGES;
        }
    });

    @Override
    public List<String> schemes() {
        return List.of("basic", "token");
    }

    @Override
    public List<Notice> read(WebhookCall call, String scheme) {
        JsonNode meta = WebhookBody.object(call, "Pipedrive").path("meta");
        Optional<PipedriveObjects> object = PipedriveObjects.ofEntity(text(meta, "entity"));
        String id = text(meta, "entity_id");
        if (object.isEmpty() || !isId(object.get(), id)) {
            return List.of();
        }
        String name = object.get().path();
        String why = text(meta, "entity") + "." + text(meta, "action");
        String event = text(meta, "id");
        List<Notice> notices = new ArrayList<>();
        notices.add(new Notice(name, id, why, Typed.time(Json.text(meta, "timestamp")), key(event, id)));
        String left = text(meta, "merged_to_id");
        if (isId(object.get(), left)) {
            merges.put(name + " " + id, left);
            notices.add(new Notice(name, left, "merged", Typed.time(Json.text(meta, "timestamp")), key(event, left)));
        }
        return notices;
    }

    @Override
    public Reply accepted(String scheme) {
        return Reply.EMPTY;
    }

    /** The record that is left of a merge, the last one of a chain; empty when no webhook told of it. */
    Optional<String> left(String object, String id) {
        String left = merges.get(object + " " + id);
        for (int i = 0; left != null && i < 100; i++) {
            String further = merges.get(object + " " + left);
            if (further == null) {
                return Optional.of(left);
            }
            left = further;
        }
        return Optional.empty();
    }

    /** The same for every attempt to deliver an event. */
    private static String key(String event, String id) {
        return event.isEmpty() ? "" : event + "|" + id;
    }

    private static boolean isId(PipedriveObjects object, String id) {
        return id.matches(object.isOld() ? "[0-9a-fA-F-]{36}" : "[0-9]{1,18}");
    }

    private static String text(JsonNode json, String name) {
        return Objects.requireNonNullElse(Json.text(json, name), "");
    }
}
