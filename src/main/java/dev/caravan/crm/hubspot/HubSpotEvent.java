package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Notice;
import dev.caravan.crm.http.Json;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One event of a webhook. What is none, or of a kind that the driver does not know, gives no notice.
 *
 * @param type {@code subscriptionType}, such as {@code contact.propertyChange}
 * @param object the object as the driver's calls name it; empty when the driver knows none
 */
record HubSpotEvent(String type, String object, JsonNode json) {
    private static final Map<String, String> OBJECTS = Map.of(
            "contact", HubSpotObjects.CONTACTS,
            "company", HubSpotObjects.COMPANIES,
            "deal", HubSpotObjects.DEALS);
    private static final String ANY_OBJECT = "object";
    private static final String MERGE = "merge";
    private static final String LINK = "associationChange";
    private static final Set<String> KINDS =
            Set.of("creation", "deletion", "privacyDeletion", "propertyChange", "restore", MERGE, LINK);
    private static final Pattern ID = Pattern.compile("[0-9]{1,20}");
    private static final Pattern TYPE_ID = Pattern.compile("[0-9]{1,9}-[0-9]{1,18}");

    static HubSpotEvent of(JsonNode json) {
        String type = text(json, "subscriptionType");
        String word = type.substring(0, Math.max(type.indexOf('.'), 0));
        String typeId = text(json, "objectTypeId");
        boolean isGeneral = word.equals(ANY_OBJECT) && TYPE_ID.matcher(typeId).matches();
        String object = isGeneral ? HubSpotObjects.ofTypeId(typeId) : OBJECTS.getOrDefault(word, "");
        return new HubSpotEvent(type, object, json);
    }

    /** One notice for each record that may differ now; none for kinds of events that the driver does not know. */
    List<Notice> notices() {
        if (object.isEmpty() || !KINDS.contains(kind())) {
            return List.of();
        }
        String property = text(json, "propertyName");
        String why = property.isEmpty() ? type : type + " " + property;
        return ids().stream()
                .map(id -> new Notice(object, id, why, time(), key(id, property)))
                .toList();
    }

    private String kind() {
        return type.substring(type.indexOf('.') + 1);
    }

    private Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        switch (kind()) {
            case MERGE -> {
                ids.add(text(json, "primaryObjectId"));
                json.path("mergedObjectIds").forEach(id -> ids.add(id.asText()));
                ids.add(text(json, "newObjectId"));
            }
            // The other end is told by an event of its own.
            case LINK -> ids.add(text(json, "fromObjectId"));
            default -> ids.add(text(json, "objectId"));
        }
        ids.removeIf(id -> !ID.matcher(id).matches());
        return ids;
    }

    private Optional<Instant> time() {
        JsonNode millis = json.path("occurredAt");
        return millis.canConvertToLong() && millis.asLong() > 0
                ? Optional.of(Instant.ofEpochMilli(millis.asLong()))
                : Optional.empty();
    }

    /**
     * An event id may be used again, so it counts only together with the rest. The general form says the same for every
     * object, whose ids may be equal, so its type goes in too.
     */
    private String key(String id, String property) {
        String at = text(json, "occurredAt");
        String event = text(json, "eventId");
        if (at.isEmpty() || event.isEmpty()) {
            return "";
        }
        String typeId = type.startsWith(ANY_OBJECT + ".") ? ":" + text(json, "objectTypeId") : "";
        // An association's events differ in nothing else when a record gets several at once.
        String other = kind().equals(LINK) ? "|" + text(json, "toObjectId") : "";
        return String.join("|", type + typeId, id, property, at, event) + other;
    }

    private static String text(JsonNode json, String name) {
        return Objects.requireNonNullElse(Json.text(json, name), "");
    }
}
