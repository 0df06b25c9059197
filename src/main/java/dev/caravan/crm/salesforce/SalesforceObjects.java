package dev.caravan.crm.salesforce;

import dev.caravan.crm.Capabilities;
import dev.caravan.crm.Capabilities.Feature;
import dev.caravan.hub.RecordType;
import java.util.Map;
import java.util.Optional;

/** Which sObject stands for which record type, and how they hang together. */
final class SalesforceObjects {
    static final String ACCOUNT = "Account";
    static final String CONTACT = "Contact";
    static final String LEAD = "Lead";
    static final String OPPORTUNITY = "Opportunity";

    /** Field of leads. */
    static final String IS_CONVERTED = "IsConverted";

    private static final Map<RecordType, String> BY_TYPE = Map.of(
            RecordType.COMPANY, ACCOUNT,
            RecordType.CONTACT, CONTACT,
            RecordType.LEAD, LEAD,
            RecordType.DEAL, OPPORTUNITY);

    static final Capabilities CAPABILITIES = Capabilities.of("Salesforce")
            .has(RecordType.COMPANY, ACCOUNT)
            .has(RecordType.CONTACT, CONTACT)
            .has(RecordType.LEAD, LEAD)
            .has(RecordType.DEAL, OPPORTUNITY)
            .lacks(RecordType.EMAIL, "not written yet; a Task there")
            .lacks(RecordType.NOTE, "not written yet; a ContentNote there")
            .lacks(RecordType.TASK, "not written yet; a Task there")
            .lacks(RecordType.CALL, "not written yet; a Task there")
            .lacks(RecordType.MEETING, "not written yet; an Event there")
            .lacks(RecordType.SUMMARY, "Salesforce has no such object")
            .can(Feature.BATCH_WRITE, "200")
            .can(Feature.UNIQUE_FIELD, "an external id field; without one, the search before a second try")
            .can(Feature.ASSOCIATE, "the field AccountId")
            .cannot(Feature.MORE_COMPANIES, "a contact's further accounts are a setting of the org that is not used")
            .can(Feature.QUERY, "SOQL")
            .can(Feature.LISTS, "list views")
            .can(Feature.CHANGES, "by SystemModstamp")
            .can(Feature.DELETES_POLLED, "deleted rows are among the changes")
            .can(Feature.WEBHOOKS, "outbound messages, or signed calls of a flow")
            .can(Feature.MERGES, "MasterRecordId; converted leads too")
            .cannot(
                    Feature.FIELD_TIMES,
                    "each org decides which fields have a history; the record's time stands for all")
            .can(Feature.OWNERS, "users")
            .can(Feature.OAUTH, "a person's consent, a refresh token or client credentials; or a password")
            .build();

    private SalesforceObjects() {}

    static Optional<String> of(RecordType type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    /** The name as this package spells it: Salesforce takes names in any case. */
    static String spelled(String object) {
        return BY_TYPE.values().stream()
                .filter(known -> known.equalsIgnoreCase(object))
                .findFirst()
                .orElse(object);
    }

    /** A lead has no company record: its company is a text of its own. */
    static Optional<String> associationField(String object, String toObject) {
        boolean hasAccount = object.equals(CONTACT) || object.equals(OPPORTUNITY);
        return hasAccount && toObject.equals(ACCOUNT) ? Optional.of("AccountId") : Optional.empty();
    }

    /** People are told apart by e-mail: {@code Name} of a person is put together by Salesforce and often not unique. */
    static String nameField(String object) {
        return object.equals(CONTACT) || object.equals(LEAD) ? "Email" : "Name";
    }
}
