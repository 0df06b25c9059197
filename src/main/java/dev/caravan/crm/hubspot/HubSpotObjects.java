package dev.caravan.crm.hubspot;

import dev.caravan.crm.Capabilities;
import dev.caravan.crm.Capabilities.Feature;
import dev.caravan.hub.RecordType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** HubSpot's own objects: which hub record each stands for, what names a record of it and what a new one needs. */
final class HubSpotObjects {
    static final String CONTACTS = "contacts";
    static final String COMPANIES = "companies";
    static final String DEALS = "deals";
    static final String LEADS = "leads";
    static final String ID = "hs_object_id";
    static final String EMAIL = "email";

    private static final Map<RecordType, String> OBJECTS = Map.of(
            RecordType.COMPANY, COMPANIES,
            RecordType.CONTACT, CONTACTS,
            RecordType.DEAL, DEALS,
            RecordType.LEAD, LEADS,
            RecordType.EMAIL, "emails",
            RecordType.NOTE, "notes",
            RecordType.TASK, "tasks",
            RecordType.CALL, "calls",
            RecordType.MEETING, "meetings");
    private static final Map<String, String> NAME_FIELDS = Map.of(
            CONTACTS,
            EMAIL,
            DEALS,
            "dealname",
            LEADS,
            "hs_lead_name",
            "emails",
            "hs_email_subject",
            "notes",
            "hs_timestamp",
            "tasks",
            "hs_task_subject",
            "calls",
            "hs_call_title",
            "meetings",
            "hs_meeting_title");
    private static final Map<String, Set<String>> NEEDED = Map.of(
            DEALS,
            Set.of("dealname"),
            LEADS,
            Set.of("hs_lead_name"),
            "emails",
            Set.of("hs_timestamp"),
            "notes",
            Set.of("hs_timestamp"),
            "tasks",
            Set.of("hs_timestamp"),
            "calls",
            Set.of("hs_timestamp"),
            "meetings",
            Set.of("hs_timestamp"));

    private static final Map<String, String> TYPE_IDS = Map.of(
            CONTACTS,
            "0-1",
            COMPANIES,
            "0-2",
            DEALS,
            "0-3",
            LEADS,
            "0-136",
            "tasks",
            "0-27",
            "notes",
            "0-46",
            "meetings",
            "0-47",
            "calls",
            "0-48",
            "emails",
            "0-49");

    static final Capabilities CAPABILITIES = Capabilities.of("HubSpot")
            .has(RecordType.COMPANY, COMPANIES)
            .has(RecordType.CONTACT, CONTACTS)
            .has(RecordType.LEAD, LEADS + ", with Sales Hub Professional")
            .has(RecordType.DEAL, DEALS)
            .has(RecordType.EMAIL, "emails")
            .has(RecordType.NOTE, "notes")
            .has(RecordType.TASK, "tasks")
            .has(RecordType.CALL, "calls")
            .has(RecordType.MEETING, "meetings")
            .lacks(RecordType.SUMMARY, "HubSpot has no such object")
            .can(Feature.BATCH_WRITE, "100")
            .can(Feature.UNIQUE_FIELD, "a property with unique values; without one, the search before a second try")
            .can(Feature.ASSOCIATE, "association calls, up to 1,000 in one")
            .can(Feature.MORE_COMPANIES, "associations")
            .can(Feature.QUERY, "search, past the 10,000 wall by record id")
            .can(Feature.LISTS, "lists")
            .can(Feature.CHANGES, "by the time of the last change")
            .cannot(Feature.DELETES_POLLED, "no call names deleted records by time; webhooks tell them")
            .can(Feature.WEBHOOKS, "signed, version 3")
            .can(Feature.MERGES, "the old id answers with the record that is left")
            .can(Feature.FIELD_TIMES, "property history")
            .can(Feature.OWNERS, "owners")
            .can(Feature.OAUTH, "refresh token; or the token of a private app")
            .build();

    private HubSpotObjects() {}

    /** The id of an object's type; a custom object goes by that anyway (HubSpot docs, "Object type IDs"). */
    static String typeId(String object) {
        return TYPE_IDS.getOrDefault(object, object);
    }

    /** The object of a type id; the id itself when it has no name. */
    static String ofTypeId(String typeId) {
        return TYPE_IDS.entrySet().stream()
                .filter(each -> each.getValue().equals(typeId))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(typeId);
    }

    static Optional<String> of(RecordType type) {
        return Optional.ofNullable(OBJECTS.get(type));
    }

    /**
     * The property that names a record; custom objects and companies call it {@code name}. A note has only its text,
     * which may be longer than a search takes (HubSpot docs, "Search the CRM": 3,000 characters): its time has to do.
     */
    static String nameField(String object) {
        return NAME_FIELDS.getOrDefault(object, "name");
    }

    /**
     * Whether HubSpot refuses a new record without this property. A contact needs one of e-mail, first and last name
     * and a company one of name and domain, so none of these is needed by itself (HubSpot docs, "Contacts",
     * "Companies", "Deals", "Leads", "Engagements").
     */
    static boolean isNeeded(String object, String property) {
        return NEEDED.getOrDefault(object, Set.of()).contains(property);
    }

    /** Whether HubSpot itself keeps this property unique, without a flag that says so. */
    static boolean isUnique(String object, String property) {
        return property.equals(ID) || (object.equals(CONTACTS) && property.equals(EMAIL));
    }
}
