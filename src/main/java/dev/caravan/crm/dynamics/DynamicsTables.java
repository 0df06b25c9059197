package dev.caravan.crm.dynamics;

import dev.caravan.hub.RecordType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The tables that stand for the types of records. Others, custom ones too, work under the names of their entity sets.
 * (Dataverse docs, "account, contact, lead, opportunity tables".)
 *
 * <p>Each names the field that tells its records apart and its references to others.
 */
enum DynamicsTables {
    ACCOUNT("accounts", RecordType.COMPANY, "name", "name", Map.of()),
    CONTACT("contacts", RecordType.CONTACT, "fullname", "emailaddress1", Map.of("accounts", "parentcustomerid")),
    LEAD(
            "leads",
            RecordType.LEAD,
            "fullname",
            "emailaddress1",
            Map.of("accounts", "parentaccountid", "contacts", "parentcontactid")),
    OPPORTUNITY(
            "opportunities",
            RecordType.DEAL,
            "name",
            "name",
            Map.of("accounts", "parentaccountid", "contacts", "parentcontactid"));

    /** Sets whose names no rule gives. */
    private static final Map<String, String> ODD_SETS = Map.of(
            "opportunity", "opportunities",
            "transactioncurrency", "transactioncurrencies",
            "territory", "territories",
            "businessunit", "businessunits",
            "savedquery", "savedqueries");

    private final String set;
    private final RecordType type;
    private final String primaryName;
    private final String nameField;
    private final Map<String, String> references;

    DynamicsTables(String set, RecordType type, String primaryName, String nameField, Map<String, String> references) {
        this.set = set;
        this.type = type;
        this.primaryName = primaryName;
        this.nameField = nameField;
        this.references = references;
    }

    static Optional<String> set(RecordType type) {
        return Arrays.stream(values())
                .filter(each -> each.type == type)
                .map(each -> each.set)
                .findFirst();
    }

    /** By the name of its entity set. */
    static Optional<DynamicsTables> of(String set) {
        return Arrays.stream(values()).filter(each -> each.set.equals(set)).findFirst();
    }

    /** The table as calls need it. */
    DynamicsTable table() {
        return new DynamicsTable(logicalName(), set, logicalName() + "id", primaryName);
    }

    String logicalName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    String nameField() {
        return nameField;
    }

    /** The field that holds the id of a record of another set. */
    Optional<String> reference(String toSet) {
        return Optional.ofNullable(references.get(toSet));
    }

    /** The set of a table that a look-up leads to, as long as no description says otherwise. */
    static String usualSet(String logicalName) {
        return ODD_SETS.getOrDefault(logicalName, logicalName + "s");
    }
}
