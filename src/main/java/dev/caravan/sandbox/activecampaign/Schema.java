package dev.caravan.sandbox.activecampaign;

import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import java.util.List;

/** The kinds of records of an account as it would be, with custom fields, which are three separate sets with ids. */
final class Schema {
    static final String ACCOUNTS = "accounts";
    static final String CONTACTS = "contacts";
    static final String DEALS = "deals";
    static final String NOTES = "notes";
    static final String TASKS = "dealTasks";
    static final String LINKS = "accountContacts";
    static final String LISTS = "lists";
    static final String MEMBERS = "contactLists";
    static final String WEBHOOKS = "webhooks";

    /** Start of the names under which values of custom fields are kept; the field's id follows. */
    static final String CUSTOM = "cf";

    static final List<Field.Option> USERS =
            List.of(option("1", "Ada Admin"), option("2", "Sam Seller"), option("3", "Sue Seller"));
    static final List<Field.Option> PIPELINES = List.of(option("1", "Sales"), option("2", "Renewals"));

    static final List<Field.Option> TASK_TYPES =
            List.of(option("1", "Call"), option("2", "Email"), option("3", "To-do"));

    /** One stage of a pipeline. */
    record Stage(String id, String title, String pipeline) {}

    /** "Waiting" stands in both pipelines. */
    static final List<Stage> STAGES = List.of(
            new Stage("1", "To Contact", "1"),
            new Stage("2", "In Contact", "1"),
            new Stage("3", "Follow Up", "1"),
            new Stage("4", "Proposal Sent", "1"),
            new Stage("5", "Waiting", "1"),
            new Stage("6", "Waiting", "2"),
            new Stage("7", "Renewed", "2"));

    private static final List<Field.Option> INTERESTS =
            List.of(option("Bikes", "Bikes"), option("Boats", "Boats"), option("Books", "Books"));
    private static final List<Field.Option> TIERS = List.of(option("Gold", "Gold"), option("Silver", "Silver"));

    private Schema() {}

    /** The kinds that an account has from the start. */
    static List<Kind> kinds() {
        return List.of(
                new Kind(
                        ACCOUNTS,
                        Kind.Ids.NUMBER,
                        List.of(
                                text("name").asRequired().asUnique(),
                                text("accountUrl"),
                                text("owner"),
                                custom(1, "Description", Field.Type.TEXT),
                                custom(2, "Industry/Vertical", Field.Type.OPTION)
                                        .among(List.of(
                                                option("Logistics", "Logistics"),
                                                option("Manufacturing", "Manufacturing"),
                                                option("Software", "Software"))),
                                custom(3, "Number of Employees", Field.Type.NUMBER),
                                custom(4, "Annual Revenue", Field.Type.ANY),
                                custom(5, "Phone Number", Field.Type.TEXT),
                                custom(6, "City", Field.Type.TEXT),
                                custom(7, "Interests", Field.Type.OPTIONS).among(INTERESTS))),
                new Kind(
                        CONTACTS,
                        Kind.Ids.NUMBER,
                        List.of(
                                Field.of("email", "email", Field.Type.EMAIL)
                                        .asRequired()
                                        .asUnique(),
                                text("firstName"),
                                text("lastName"),
                                Field.of("phone", "phone", Field.Type.PHONE),
                                custom(1, "Mobile phone", Field.Type.TEXT),
                                custom(2, "LinkedIn", Field.Type.TEXT),
                                custom(3, "Tier", Field.Type.OPTION).among(TIERS),
                                custom(4, "Interests", Field.Type.OPTIONS).among(INTERESTS),
                                custom(5, "Met on", Field.Type.DATE),
                                custom(6, "Lead status", Field.Type.TEXT))),
                new Kind(
                        DEALS,
                        Kind.Ids.NUMBER,
                        List.of(
                                text("title").asRequired(),
                                text("description"),
                                text("account"),
                                text("contact"),
                                text("value").asRequired(),
                                text("currency").asRequired(),
                                text("group").asRequired(),
                                text("stage").asRequired(),
                                text("owner").asRequired(),
                                text("percent"),
                                text("status"),
                                custom(1, "Forecasted Close Date", Field.Type.DATE),
                                custom(2, "Tier", Field.Type.OPTION).among(TIERS),
                                custom(3, "Interests", Field.Type.OPTIONS).among(INTERESTS),
                                custom(4, "Budget", Field.Type.ANY))),
                new Kind(
                        NOTES,
                        Kind.Ids.NUMBER,
                        List.of(
                                text("note").asRequired(),
                                text("reltype").asRequired(),
                                text("relid").asRequired())),
                new Kind(
                        TASKS,
                        Kind.Ids.NUMBER,
                        List.of(
                                text("relid").asRequired(),
                                text("duedate").asRequired(),
                                text("dealTasktype").asRequired(),
                                text("title"),
                                text("note"),
                                text("edate"),
                                text("status"),
                                text("assignee"),
                                text("reltype"))),
                new Kind(LINKS, Kind.Ids.NUMBER, Field.any("account", "contact", "jobTitle")),
                new Kind(LISTS, Kind.Ids.NUMBER, Field.any("name", "stringid", "sender_url", "sender_reminder")),
                new Kind(MEMBERS, Kind.Ids.NUMBER, Field.any("list", "contact", "status")),
                new Kind(WEBHOOKS, Kind.Ids.NUMBER, Field.any("name", "url", "events", "sources", "listid")));
    }

    static boolean isCustom(Field field) {
        return field.name().matches(CUSTOM + "\\d+");
    }

    /** The id of a custom field. */
    static String id(Field field) {
        return field.name().substring(CUSTOM.length());
    }

    /** The custom fields of a kind. */
    static List<Field> customFields(Kind kind) {
        return kind.fields().stream().filter(Schema::isCustom).toList();
    }

    /** The vendor's word for a custom field's type, of which contacts have others than accounts and deals. */
    static String word(Kind kind, Field field) {
        boolean ofContact = kind.name().equals(CONTACTS);
        return switch (field.type()) {
            case DATE -> "date";
            case TIME -> "datetime";
            case OPTION -> "dropdown";
            case OPTIONS -> ofContact ? "listbox" : "multiselect";
            case NUMBER -> "number";
            case ANY -> "currency";
            default -> "text";
        };
    }

    static Field custom(int id, String label, Field.Type type) {
        return Field.of(CUSTOM + id, label, type);
    }

    static Field.Option option(String value, String label) {
        return new Field.Option(value, label);
    }

    private static Field text(String name) {
        return Field.of(name, name, Field.Type.TEXT);
    }
}
