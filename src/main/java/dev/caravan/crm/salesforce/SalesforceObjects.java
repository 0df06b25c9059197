package dev.caravan.crm.salesforce;

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
