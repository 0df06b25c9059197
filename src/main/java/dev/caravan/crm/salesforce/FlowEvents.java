package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.InvalidInputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The JSON that a flow sends, in a form of Caravan's own ({@code docs/salesforce.md}):
 *
 * <pre>
 * {"id": "...", "events": [{"object": "Contact", "id": "003...", "change": "updated", "at": "2026-05-01T10:00:00Z"}]}
 * </pre>
 */
final class FlowEvents {
    private static final Set<String> CHANGES = Set.of("created", "updated", "deleted");
    private static final int LONGEST_ID = 200;

    private FlowEvents() {}

    /**
     * The notices in a call. Its id is that of the body, else the one it was signed with.
     *
     * @throws InvalidInputException with {@code BODY_MALFORMED}
     */
    static List<Notice> read(WebhookCall call) {
        JsonNode body = Json.tryRead(call.body()).orElseThrow(() -> malformed("it is no JSON"));
        JsonNode events = body.path("events");
        if (!events.isArray()) {
            throw malformed("it has no list 'events'");
        }
        String given = body.path("id").asText();
        String id = given.isEmpty() ? call.single("webhook-id").orElse("") : given;
        if (id.length() > LONGEST_ID) {
            throw malformed("its 'id' is longer than " + LONGEST_ID + " characters");
        }
        List<Notice> notices = new ArrayList<>();
        for (JsonNode event : events) {
            notices.add(notice(event, id.isEmpty() ? "" : id + "/" + notices.size()));
        }
        return notices;
    }

    private static Notice notice(JsonNode event, String key) {
        String object = event.path("object").asText();
        String id = event.path("id").asText();
        if (!object.matches("[A-Za-z][A-Za-z0-9_]{0,79}")) {
            throw malformed("an event's 'object' is not the API name of an object");
        }
        if (!Soql.isId(id)) {
            throw malformed("an event's 'id' is not the id of a record");
        }
        String change = event.path("change").asText();
        String known = SalesforceObjects.spelled(object);
        String why = "flow: " + known + " " + (CHANGES.contains(change) ? change : "changed");
        return new Notice(known, Soql.longId(id), why, time(event.path("at").asText()), key);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static InvalidInputException malformed(String what) {
        return SalesforceWebhooks.malformed("the body is no message of a Salesforce flow: " + what + ".");
    }
}
