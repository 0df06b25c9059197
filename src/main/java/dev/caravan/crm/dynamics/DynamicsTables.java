package dev.caravan.crm.dynamics;

import dev.caravan.crm.AssociateTo;
import dev.caravan.hub.RecordType;
import java.util.Arrays;
import java.util.List;
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
            Map.of("accounts", "parentaccountid", "contacts", "parentcontactid")),
    EMAIL("emails", RecordType.EMAIL, "subject", "subject", Links.OF_ACTIVITIES),
    ANNOTATION("annotations", RecordType.NOTE, "subject", "subject", Links.OF_NOTES),
    TASK("tasks", RecordType.TASK, "subject", "subject", Links.OF_ACTIVITIES),
    PHONECALL("phonecalls", RecordType.CALL, "subject", "subject", Links.OF_ACTIVITIES),
    APPOINTMENT("appointments", RecordType.MEETING, "subject", "subject", Links.OF_ACTIVITIES);

    /** The id of every activity, whatever its table. (Dataverse docs, "Activity tables".) */
    static final String ACTIVITY_ID = "activityid";

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
        boolean isActivity = references == Links.OF_ACTIVITIES;
        return new DynamicsTable(logicalName(), set, isActivity ? ACTIVITY_ID : logicalName() + "id", primaryName);
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

    /**
     * What the field holds that refers to records of several sets: one of them, under the name of its table. The deal
     * goes before the person, and the person before the company, which shows what hangs on its people.
     */
    static String regarding(String set, List<AssociateTo> to) {
        AssociateTo chosen = Links.FOREMOST.stream()
                .flatMap(first -> to.stream().filter(each -> each.object().equals(first)))
                .findFirst()
                .orElse(to.get(to.size() - 1));
        boolean isShared = of(set).map(
                        table -> table.references == Links.OF_ACTIVITIES || table.references == Links.OF_NOTES)
                .orElse(false);
        boolean isUsual = chosen.object().equals(ACCOUNT.set);
        return isShared && !isUsual
                ? of(chosen.object()).map(table -> table.logicalName() + ":").orElse("") + chosen.id()
                : chosen.id();
    }

    /** The set of a table that a look-up leads to, as long as no description says otherwise. */
    static String usualSet(String logicalName) {
        return ODD_SETS.getOrDefault(logicalName, logicalName + "s");
    }

    /** One field for whatever it is about. (Dataverse docs, "Activity tables", "Annotation (note) table".) */
    private static final class Links {
        static final Map<String, String> OF_ACTIVITIES = to("regardingobjectid");
        static final Map<String, String> OF_NOTES = to("objectid");
        static final List<String> FOREMOST = List.of("opportunities", "contacts", "leads", "accounts");

        private static Map<String, String> to(String field) {
            return Map.of("accounts", field, "contacts", field, "leads", field, "opportunities", field);
        }
    }
}
