package dev.caravan.crm.zoho;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The modules that stand for the types of records. Others, custom ones too, work under their API names. Each names the
 * field that tells its records apart and its references to others.
 */
enum ZohoModules {
    ACCOUNTS("Accounts", RecordType.COMPANY, "Account_Name", Map.of()),
    CONTACTS("Contacts", RecordType.CONTACT, "Email", Map.of("Accounts", "Account_Name")),
    LEADS("Leads", RecordType.LEAD, "Email", Map.of()),
    DEALS("Deals", RecordType.DEAL, "Deal_Name", Map.of("Accounts", "Account_Name", "Contacts", "Contact_Name")),
    TASKS("Tasks", RecordType.TASK, "Subject", Links.OF_ACTIVITIES),
    CALLS("Calls", RecordType.CALL, "Subject", Links.OF_ACTIVITIES),
    EVENTS("Events", RecordType.MEETING, "Event_Title", Links.OF_ACTIVITIES),
    NOTES(ZohoModules.OF_NOTES, RecordType.NOTE, ZohoModules.PARENT, Links.OF_NOTES);

    static final String OF_NOTES = "Notes";

    /** The one record that a note hangs on. */
    static final String PARENT = "Parent_Id";

    /** Refers to records of several modules, and needs to be told of which. */
    static final String WHAT = "What_Id";

    private final String module;
    private final RecordType type;
    private final String nameField;
    private final Map<String, String> references;

    ZohoModules(String module, RecordType type, String nameField, Map<String, String> references) {
        this.module = module;
        this.type = type;
        this.nameField = nameField;
        this.references = references;
    }

    static Optional<String> of(RecordType type) {
        return Arrays.stream(values())
                .filter(each -> each.type == type)
                .map(each -> each.module)
                .findFirst();
    }

    /** A name as it may stand in a path or a query: letters, digits and underscores. */
    static boolean isName(String name) {
        return name.matches("[A-Za-z]\\w{0,99}");
    }

    /** @throws CrmException with {@code NOT_FOUND} when no module can have that name */
    static String checked(String module) {
        if (!isName(module)) {
            throw new CrmException(
                    "zoho " + module, new CrmError.Rejected("no module has such a name", ErrorCode.NOT_FOUND), null);
        }
        return module;
    }

    static String nameField(String module) {
        return find(module).map(each -> each.nameField).orElse("Name");
    }

    /** The field that holds the id of a record of another module. */
    static Optional<String> reference(String module, String toModule) {
        return find(module).map(each -> each.references.get(toModule));
    }

    private static Optional<ZohoModules> find(String module) {
        return Arrays.stream(values())
                .filter(each -> each.module.equals(module))
                .findFirst();
    }

    /** People in one field, everything else in another. (Zoho's documentation, "Tasks", "Calls", "Events".) */
    private static final class Links {
        static final Map<String, String> OF_ACTIVITIES =
                Map.of("Contacts", "Who_Id", "Leads", "Who_Id", "Accounts", WHAT, "Deals", WHAT);
        static final Map<String, String> OF_NOTES =
                Map.of("Contacts", PARENT, "Leads", PARENT, "Accounts", PARENT, "Deals", PARENT);
    }
}
