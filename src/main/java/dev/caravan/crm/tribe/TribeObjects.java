package dev.caravan.crm.tribe;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * TribeCRM's names. A Relation is a person or a company, a Relationship is a role that links two of them, an Activity
 * hangs on a role. (TribeCRM docs, "Data model".)
 */
final class TribeObjects {
    static final String ODATA = "/v1/odata/";
    static final String COMPANIES = "Relation_Organization";
    static final String PEOPLE = "Relation_Person";
    static final String CONTACTS = "Relationship_Person_Contact_Standard";
    static final String EMPLOYEES = "Relationship_Person_Contact_Employee";
    static final String IDENTITIES = "Relationship_Organization_Identity";
    static final String COMMERCIAL = "Relationship_Organization_CommercialRelationship";
    static final String LEADS = COMMERCIAL + "_Lead";
    static final String CUSTOMERS = COMMERCIAL + "_Customer";
    static final String DEALS = "Activity_SalesOpportunity";
    static final String TASKS = "Activity_Task";
    static final String CALLS = "Activity_Call";
    /** {@code Activity_Event} is seen as well: a mapping may name that. */
    static final String MEETINGS = "Activity_Appointment";

    static final String ROLES = "Relationship";

    static final String ID = "ID";
    static final String TYPE = "_Type";
    static final String NAME = "_Name";
    static final String CREATED = "CreationDate";
    static final String CHANGED = "LastMutationDate";
    /** The parent of a role: the company of a contact, the own organisation of a customer or lead. */
    static final String PARENT = "Relation";

    static final String PERSON = "Person";
    static final String ORGANIZATION = "Organization";
    /** The role on which an activity hangs, and the company behind that role. */
    static final String ROLE = "Relationship";

    static final String ROLE_COMPANY = "Relationship.Organization";
    static final String CONTACT = "Contact";

    private static final Map<RecordType, String> BY_TYPE = Map.of(
            RecordType.COMPANY, COMPANIES,
            RecordType.CONTACT, CONTACTS,
            RecordType.LEAD, LEADS,
            RecordType.DEAL, DEALS,
            RecordType.TASK, TASKS,
            RecordType.CALL, CALLS,
            RecordType.MEETING, MEETINGS);
    private static final Pattern ID_FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern SET_FORM = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    private TribeObjects() {}

    static Optional<String> of(RecordType type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    static boolean isId(String id) {
        return ID_FORM.matcher(id).matches();
    }

    /** Whether it is a role. */
    static boolean isRole(String set) {
        return set.startsWith(ROLES);
    }

    static boolean isActivity(String set) {
        return set.startsWith("Activity");
    }

    /** The path of a set. */
    static String all(String set) {
        if (!SET_FORM.matcher(set).matches()) {
            throw new CrmException(
                    "tribe " + set, new CrmError.Rejected("that is no name of a set", ErrorCode.NOT_FOUND), null);
        }
        return ODATA + set;
    }

    /** The path of a record; the GUID stands without quotes. */
    static String one(String set, String id) {
        if (!isId(id)) {
            throw new CrmException(
                    "tribe " + set, new CrmError.Rejected("the id is no GUID", ErrorCode.NOT_FOUND), null);
        }
        return all(set) + "(" + id + ")";
    }
}
