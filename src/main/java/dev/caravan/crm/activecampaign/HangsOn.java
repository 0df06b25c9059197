package dev.caravan.crm.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.http.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one record that a note or a task hangs on. (ActiveCampaign docs, "Create a note": {@code reltype} and
 * {@code relid}; "Create a task": {@code ownerType} and {@code relid}, which answers repeat as {@code reltype} or as
 * {@code owner}.)
 */
final class HangsOn {
    static final String CONTACT = "Subscriber";
    static final String ACCOUNT = "CustomerAccount";
    static final String DEAL = "Deal";

    private static final String KIND = "reltype";
    private static final String ID = "relid";
    /** What tasks call a kind where they write it. */
    private static final String OWNER_KIND = "ownerType";

    private static final Map<String, String> OWNER_KINDS = Map.of(CONTACT, "contact", DEAL, "deal");

    private HangsOn() {}

    /** Names the record in the body of a write; the one that is named there already stays. */
    static void put(ActiveCampaignObjects object, ObjectNode body, String kind, JsonNode id) {
        if (isNamed(body)) {
            return;
        }
        if (object == ActiveCampaignObjects.TASKS) {
            body.put(OWNER_KIND, OWNER_KINDS.get(kind));
        } else {
            body.put(KIND, kind);
        }
        body.set(ID, id);
    }

    /** Completes a change of a note, which has to hold everything. (ActiveCampaign docs, "Update a note".) */
    static void complete(ObjectNode body, JsonNode current) {
        if (!isNamed(body)) {
            body.put(KIND, Json.textOrEmpty(current, KIND)).put(ID, Json.textOrEmpty(current, ID));
        }
        if (!body.has("note")) {
            body.put("note", Json.textOrEmpty(current, "note"));
        }
    }

    static boolean isNamed(JsonNode record) {
        return record.hasNonNull(ID);
    }

    /** The id of the record, if it is of that kind; else null. */
    static @Nullable String id(JsonNode record, String kind) {
        String own = Json.textOrEmpty(record, KIND);
        String owner = record.has(OWNER_KIND)
                ? Json.textOrEmpty(record, OWNER_KIND)
                : Json.textOrEmpty(record.path("owner"), "type");
        boolean isOfKind = own.isEmpty() ? owner.equals(OWNER_KINDS.get(kind)) : own.equals(kind);
        return isOfKind ? Json.text(record, ID) : null;
    }
}
