package dev.caravan.sandbox.zoho;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The modules of an account as it would be, with a few custom fields. */
final class Schema {
    static final String ACCOUNTS = "Accounts";
    static final String CONTACTS = "Contacts";
    static final String LEADS = "Leads";
    static final String DEALS = "Deals";
    static final String VIEWS = "custom_views";
    static final String CHANNELS = "watch";
    static final String TASKS = "Tasks";
    static final String CALLS = "Calls";
    static final String EVENTS = "Events";
    static final String NOTES = "Notes";
    static final List<String> MODULES = List.of(ACCOUNTS, CONTACTS, LEADS, DEALS, TASKS, CALLS, EVENTS);
    /** What notes hang on. */
    static final List<String> PARENTS = List.of(ACCOUNTS, CONTACTS, LEADS, DEALS);

    static final String PARENT = "Parent_Id";
    /** Refers to a record of the module that {@link #SE_MODULE} names. */
    static final String WHAT = "What_Id";

    static final String SE_MODULE = "$se_module";

    static final List<Field.Option> USERS = List.of(
            option("5725767000000411001", "Ada Admin"),
            option("5725767000000411002", "Sam Seller"),
            option("5725767000000411003", "Sue Seller"));

    /** What the server writes itself; sent values are ignored. */
    static final Set<String> OF_THE_SERVER =
            Set.of("id", "Full_Name", "Created_Time", "Modified_Time", "Created_By", "Modified_By");

    private static final Map<String, List<String>> CHOICES = Map.of(
            "Lead_Source", List.of("Advertisement", "Cold Call", "Partner", "Web Research"),
            "Lead_Status", List.of("Attempted to Contact", "Contact in Future", "Contacted", "Junk Lead", "Lost Lead"),
            "Industry",
                    List.of("ASP (Application Service Provider)", "Large Enterprise", "Manufacturing", "Technology"),
            "Account_Type", List.of("Analyst", "Customer", "Partner", "Prospect", "Supplier"),
            "Rating", List.of("Acquired", "Active", "Market Failed", "Project Cancelled", "Shut Down"),
            "Type", List.of("Existing Business", "New Business"));

    private static final Map<Field.Type, String> WORDS = Map.of(
            Field.Type.TEXT, "text",
            Field.Type.EMAIL, "email",
            Field.Type.PHONE, "phone",
            Field.Type.URL, "website",
            Field.Type.INTEGER, "integer",
            Field.Type.NUMBER, "double",
            Field.Type.BOOLEAN, "boolean",
            Field.Type.DATE, "date",
            Field.Type.TIME, "datetime",
            Field.Type.OPTIONS, "multiselectpicklist");

    private Schema() {}

    /** The kinds that an account has from the start. */
    static List<Kind> kinds() {
        List<Field> account = new ArrayList<>(List.of(
                text("Account_Name", "Account Name", 200).asRequired(),
                phone("Phone"),
                Field.of("Website", "Website", Field.Type.URL).upTo(450),
                text("Industry", "Industry", 120),
                Field.of("Employees", "Employees", Field.Type.INTEGER),
                Field.of("Annual_Revenue", "Annual Revenue", Field.Type.NUMBER),
                text("Account_Type", "Account Type", 120),
                text("Rating", "Rating", 120),
                text("Billing_Street", "Billing Street", 250),
                text("Billing_City", "Billing City", 100),
                text("Billing_State", "Billing State", 100),
                text("Billing_Code", "Billing Code", 30),
                text("Billing_Country", "Billing Country", 100),
                reference("Parent_Account", "Parent Account", ACCOUNTS)));
        List<Field> contact = new ArrayList<>(List.of(
                text("First_Name", "First Name", 40),
                text("Last_Name", "Last Name", 80).asRequired(),
                email("Email"),
                email("Secondary_Email"),
                text("Title", "Title", 100),
                text("Department", "Department", 50),
                phone("Phone"),
                phone("Mobile"),
                reference("Account_Name", "Account Name", ACCOUNTS),
                text("Lead_Source", "Lead Source", 120),
                text("Mailing_Street", "Mailing Street", 250),
                text("Mailing_City", "Mailing City", 100),
                text("Mailing_Zip", "Mailing Zip", 30),
                text("Mailing_Country", "Mailing Country", 100),
                Field.of("Date_of_Birth", "Date of Birth", Field.Type.DATE),
                Field.of("Email_Opt_Out", "Email Opt Out", Field.Type.BOOLEAN)));
        List<Field> lead = new ArrayList<>(List.of(
                text("First_Name", "First Name", 40),
                text("Last_Name", "Last Name", 80).asRequired(),
                text("Company", "Company", 200).asRequired(),
                email("Email"),
                email("Secondary_Email"),
                text("Designation", "Title", 100),
                phone("Phone"),
                phone("Mobile"),
                Field.of("Website", "Website", Field.Type.URL).upTo(450),
                text("Lead_Status", "Lead Status", 120),
                text("Lead_Source", "Lead Source", 120),
                text("Industry", "Industry", 120),
                Field.of("No_of_Employees", "No. of Employees", Field.Type.INTEGER),
                Field.of("Annual_Revenue", "Annual Revenue", Field.Type.NUMBER),
                text("Street", "Street", 250),
                text("City", "City", 100),
                text("Zip_Code", "Zip Code", 30),
                text("Country", "Country", 100),
                Field.of("Email_Opt_Out", "Email Opt Out", Field.Type.BOOLEAN)));
        List<Field> deal = new ArrayList<>(List.of(
                text("Deal_Name", "Deal Name", 120).asRequired(),
                Field.of("Stage", "Stage", Field.Type.OPTION)
                        .among(options(List.of(
                                "Qualification",
                                "Needs Analysis",
                                "Value Proposition",
                                "Proposal/Price Quote",
                                "Negotiation/Review",
                                "Closed Won",
                                "Closed Lost")))
                        .asRequired(),
                Field.of("Closing_Date", "Closing Date", Field.Type.DATE).asRequired(),
                Field.of("Amount", "Amount", Field.Type.NUMBER),
                Field.of("Probability", "Probability", Field.Type.INTEGER),
                text("Type", "Type", 120),
                text("Lead_Source", "Lead Source", 120),
                text("Next_Step", "Next Step", 100),
                reference("Account_Name", "Account Name", ACCOUNTS),
                reference("Contact_Name", "Contact Name", CONTACTS)));
        for (List<Field> fields : List.of(account, contact, lead, deal)) {
            fields.addAll(common());
        }
        return List.of(
                new Kind(ACCOUNTS, Kind.Ids.LONG_NUMBER, account),
                new Kind(CONTACTS, Kind.Ids.LONG_NUMBER, contact),
                new Kind(LEADS, Kind.Ids.LONG_NUMBER, lead),
                new Kind(DEALS, Kind.Ids.LONG_NUMBER, deal),
                new Kind(
                        TASKS,
                        Kind.Ids.LONG_NUMBER,
                        activity(
                                text("Subject", "Subject", 255).asRequired(),
                                Field.of("Due_Date", "Due Date", Field.Type.DATE),
                                text("Status", "Status", 120),
                                text("Priority", "Priority", 120))),
                new Kind(
                        CALLS,
                        Kind.Ids.LONG_NUMBER,
                        activity(
                                text("Subject", "Subject", 255).asRequired(),
                                Field.of("Call_Type", "Call Type", Field.Type.OPTION)
                                        .among(options(List.of("Inbound", "Outbound", "Missed")))
                                        .asRequired(),
                                Field.of("Call_Start_Time", "Call Start Time", Field.Type.TIME)
                                        .asRequired(),
                                text("Call_Duration", "Call Duration", 20).asRequired(),
                                text("Call_Purpose", "Call Purpose", 120),
                                text("Call_Result", "Call Result", 120))),
                new Kind(
                        EVENTS,
                        Kind.Ids.LONG_NUMBER,
                        activity(
                                text("Event_Title", "Title", 255).asRequired(),
                                Field.of("Start_DateTime", "From", Field.Type.TIME)
                                        .asRequired(),
                                Field.of("End_DateTime", "To", Field.Type.TIME).asRequired(),
                                text("Venue", "Location", 255))),
                new Kind(
                        NOTES,
                        Kind.Ids.LONG_NUMBER,
                        List.of(
                                text("Note_Title", "Note Title", 120),
                                text("Note_Content", "Note Content", 65_535),
                                reference(PARENT, "Parent", "").asRequired(),
                                Field.of(SE_MODULE, "Module", Field.Type.ANY))),
                new Kind(VIEWS, Kind.Ids.LONG_NUMBER, Field.any("name", "module", "field", "value")),
                new Kind(
                        CHANNELS, Kind.Ids.NUMBER, Field.any("channel_id", "notify_url", "token", "events", "expiry")));
    }

    static String moduleId(String module) {
        return "57257670000000" + (2_001 + MODULES.indexOf(module));
    }

    /** The modules as {@code /settings/modules} shows them. */
    static ArrayNode modules() {
        ArrayNode all = Json.array();
        for (String name : MODULES) {
            ObjectNode shown = all.addObject().put("api_name", name).put("module_name", name);
            shown.put("id", moduleId(name));
            shown.put("singular_label", name.substring(0, name.length() - 1)).put("plural_label", name);
            shown.put("api_supported", true)
                    .put("creatable", true)
                    .put("editable", true)
                    .put("deletable", true);
            shown.put("viewable", true).put("visible", true).put("generated_type", "default");
        }
        return all;
    }

    private static List<Field> activity(Field... own) {
        List<Field> fields = new ArrayList<>(List.of(own));
        fields.add(reference("Who_Id", "Contact Name", CONTACTS));
        fields.add(reference(WHAT, "Related To", ""));
        fields.add(Field.of(SE_MODULE, "Module", Field.Type.ANY));
        fields.addAll(common());
        return fields;
    }

    /** The fields of a module as {@code /settings/fields} shows them. */
    static ArrayNode describe(Kind kind) {
        ArrayNode all = Json.array();
        all.add(described("id", "Record Id", "bigint", true, false));
        if (kind.field("First_Name").isPresent()) {
            all.add(described("Full_Name", "Full Name", "text", true, false));
        }
        all.add(described("Created_Time", "Created Time", "datetime", true, false));
        all.add(described("Modified_Time", "Modified Time", "datetime", true, false));
        for (Field field : kind.fields()) {
            if (field.name().equals(SE_MODULE)) {
                continue;
            }
            ObjectNode shown = described(field.name(), field.label(), word(field), false, field.required());
            shown.put("length", field.longest() == 0 ? 120 : field.longest());
            shown.put("custom_field", isCustom(field.name()));
            if (field.unique()) {
                shown.putObject("unique").put("casesensitive", "0");
            }
            ArrayNode values = shown.putArray("pick_list_values");
            if (!field.name().equals("Owner")) {
                field.options().forEach(each -> choice(values, each.value()));
                CHOICES.getOrDefault(field.name(), List.of()).forEach(each -> choice(values, each));
            }
            if (!field.of().isEmpty()) {
                shown.putObject("lookup").putObject("module").put("api_name", field.of());
            }
            all.add(shown);
        }
        return all;
    }

    /** The vendor's word for the type of a field. */
    static String word(Field field) {
        if (field.name().equals("Owner")) {
            return "ownerlookup";
        }
        if (field.type() == Field.Type.REFERENCE) {
            return "lookup";
        }
        boolean isChoice = field.type() == Field.Type.OPTION || CHOICES.containsKey(field.name());
        return isChoice ? "picklist" : WORDS.getOrDefault(field.type(), "textarea");
    }

    static boolean isCustom(String name) {
        return Set.of(
                        "Caravan_Id",
                        "LinkedIn",
                        "Tier",
                        "Interests",
                        "Score",
                        "Met_At",
                        "Target_Account",
                        "Renewal_Date",
                        "Regions")
                .contains(name);
    }

    private static ObjectNode described(String name, String label, String type, boolean readOnly, boolean required) {
        ObjectNode shown = Json.object();
        shown.put("id", "57257670000000" + Math.floorMod(name.hashCode(), 90_000));
        shown.put("api_name", name)
                .put("field_label", label)
                .put("display_label", label)
                .put("data_type", type);
        shown.put("json_type", "string").put("system_mandatory", required).put("custom_field", false);
        shown.put("read_only", readOnly).put("field_read_only", readOnly).put("visible", true);
        shown.put("searchable", true).put("sortable", true).put("filterable", true);
        shown.putObject("operation_type")
                .put("web_view", true)
                .put("api_create", !readOnly)
                .put("web_create", !readOnly)
                .put("api_update", !readOnly)
                .put("web_update", !readOnly);
        shown.putObject("unique");
        shown.putArray("pick_list_values");
        shown.putObject("lookup");
        return shown;
    }

    private static void choice(ArrayNode values, String value) {
        ObjectNode choice = values.addObject().put("display_value", value).put("actual_value", value);
        choice.put("reference_value", value)
                .put("sequence_number", values.size())
                .put("type", "used");
    }

    private static List<Field> common() {
        return List.of(
                Field.of("Owner", "Owner", Field.Type.OPTION).among(USERS),
                Field.of("Description", "Description", Field.Type.ANY).upTo(32_000),
                text("Caravan_Id", "Caravan Id", 255).asUnique(),
                Field.of("LinkedIn", "LinkedIn", Field.Type.URL).upTo(450),
                Field.of("Tier", "Tier", Field.Type.OPTION).among(options(List.of("Gold", "Silver"))),
                Field.of("Interests", "Interests", Field.Type.OPTIONS)
                        .among(options(List.of("Bikes", "Boats", "Books"))),
                Field.of("Score", "Score", Field.Type.NUMBER),
                Field.of("Met_At", "Met At", Field.Type.TIME),
                Field.of("Target_Account", "Target Account", Field.Type.BOOLEAN),
                Field.of("Renewal_Date", "Renewal Date", Field.Type.DATE),
                Field.of("Regions", "Regions", Field.Type.OPTIONS).among(options(List.of("EMEA", "AMER", "APAC"))));
    }

    private static Field text(String name, String label, int longest) {
        return Field.of(name, label, Field.Type.TEXT).upTo(longest);
    }

    private static Field phone(String name) {
        return Field.of(name, name, Field.Type.PHONE).upTo(30);
    }

    private static Field email(String name) {
        return Field.of(name, name.replace('_', ' '), Field.Type.EMAIL).upTo(100);
    }

    private static Field reference(String name, String label, String kind) {
        return Field.of(name, label, Field.Type.REFERENCE).to(kind);
    }

    private static List<Field.Option> options(List<String> values) {
        return values.stream().map(value -> option(value, value)).toList();
    }

    private static Field.Option option(String value, String label) {
        return new Field.Option(value, label);
    }
}
