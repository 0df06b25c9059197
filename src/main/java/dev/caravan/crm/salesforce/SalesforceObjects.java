package dev.caravan.crm.salesforce;

import dev.caravan.crm.Capabilities;
import dev.caravan.crm.Capabilities.Feature;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import java.util.Map;
import java.util.Optional;

/** Which sObject stands for which record type, and how they hang together. */
final class SalesforceObjects {
    static final String ACCOUNT = "Account";
    static final String CONTACT = "Contact";
    static final String LEAD = "Lead";
    static final String OPPORTUNITY = "Opportunity";
    static final String TASK = "Task";
    static final String EVENT = "Event";

    /** Field of leads. */
    static final String IS_CONVERTED = "IsConverted";

    private static final Map<RecordType, String> BY_TYPE = Map.of(
            RecordType.COMPANY, ACCOUNT,
            RecordType.CONTACT, CONTACT,
            RecordType.LEAD, LEAD,
            RecordType.DEAL, OPPORTUNITY,
            RecordType.EMAIL, TASK,
            RecordType.NOTE, TASK,
            RecordType.TASK, TASK,
            RecordType.CALL, TASK,
            RecordType.MEETING, EVENT);

    static final Capabilities CAPABILITIES = Capabilities.of("Salesforce")
            .has(RecordType.COMPANY, ACCOUNT)
            .has(RecordType.CONTACT, CONTACT)
            .has(RecordType.LEAD, LEAD)
            .has(RecordType.DEAL, OPPORTUNITY)
            .has(RecordType.EMAIL, TASK + " of the subtype Email")
            .has(RecordType.NOTE, TASK + ", completed")
            .has(RecordType.TASK, TASK)
            .has(RecordType.CALL, TASK + " of the subtype Call")
            .has(RecordType.MEETING, EVENT)
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
            .can(Feature.OAUTH, "refresh token or client credentials; or a password")
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

    /**
     * A lead has no company record: its company is a text of its own. An activity has one field for people and one for
     * everything else (Salesforce object reference, "Task", "Event").
     */
    static Optional<String> associationField(String object, String toObject) {
        if (isActivity(object)) {
            boolean isPerson = toObject.equals(CONTACT) || toObject.equals(LEAD);
            return Optional.of(isPerson ? "WhoId" : "WhatId");
        }
        boolean hasAccount = object.equals(CONTACT) || object.equals(OPPORTUNITY);
        return hasAccount && toObject.equals(ACCOUNT) ? Optional.of("AccountId") : Optional.empty();
    }

    /** People are told apart by e-mail: {@code Name} of a person is put together by Salesforce and often not unique. */
    static String nameField(String object) {
        if (isActivity(object)) {
            return "Subject";
        }
        return object.equals(CONTACT) || object.equals(LEAD) ? "Email" : "Name";
    }

    private static boolean isActivity(String object) {
        return object.equals(TASK) || object.equals(EVENT);
    }

    /** What stands in the external id field: records of several types are rows of the same sObject. */
    static String key(RecordKey record) {
        return record.type().isActivity() ? record.type().word() + "/" + record.id() : record.id();
    }
}
