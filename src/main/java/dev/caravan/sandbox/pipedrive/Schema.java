package dev.caravan.sandbox.pipedrive;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The kinds of records of an account as it would be, with custom fields under hashed keys. */
final class Schema {
    static final String ORGANIZATIONS = "organizations";
    static final String PERSONS = "persons";
    static final String DEALS = "deals";
    static final String LEADS = "leads";
    static final String ACTIVITIES = "activities";
    static final String NOTES = "notes";
    static final String FILTERS = "filters";
    static final String WEBHOOKS = "webhooks";

    /** Fields of persons that exist only where Contact Sync is set up. */
    static final Set<String> CONTACT_SYNC = Set.of("job_title", "im", "postal_address", "notes", "birthday");

    static final List<Field.Option> USERS =
            List.of(option("1", "Ada Admin"), option("2", "Sam Seller"), option("3", "Sue Seller"));
    static final List<Field.Option> STAGES = List.of(
            option("1", "Qualified"),
            option("2", "Contact Made"),
            option("3", "Demo Scheduled"),
            option("4", "Proposal Made"),
            option("5", "Negotiations Started"));
    private static final List<Field.Option> INDUSTRIES = List.of(
            option("11", "Accounting"),
            option("12", "Software"),
            option("13", "Manufacturing"),
            option("14", "Logistics"),
            option("15", "Retail"));
    private static final Map<Field.Type, String> WORDS = Map.of(
            Field.Type.TEXT, "varchar",
            Field.Type.URL, "varchar",
            Field.Type.INTEGER, "int",
            Field.Type.NUMBER, "double",
            Field.Type.BOOLEAN, "boolean",
            Field.Type.DATE, "date",
            Field.Type.TIME, "time",
            Field.Type.OPTION, "enum",
            Field.Type.OPTIONS, "set");

    private Schema() {}

    /** The kinds that an account has from the start. */
    static List<Kind> kinds() {
        List<Field> dealFields = customFields(DEALS);
        List<Field> organization = new ArrayList<>(List.of(
                text("name", "Name").asRequired(),
                owner(),
                text("website", "Website"),
                text("linkedin", "LinkedIn profile"),
                Field.of("industry", "Industry", Field.Type.INTEGER).among(INDUSTRIES),
                Field.of("annual_revenue", "Annual revenue", Field.Type.INTEGER),
                Field.of("employee_count", "Number of employees", Field.Type.INTEGER),
                Field.of("address", "Address", Field.Type.ANY)));
        organization.addAll(common());
        organization.addAll(customFields(ORGANIZATIONS));
        List<Field> person = new ArrayList<>(List.of(
                text("name", "Name").asRequired(),
                owner(),
                Field.of("org_id", "Organization", Field.Type.REFERENCE).to(ORGANIZATIONS),
                Field.of("emails", "Email", Field.Type.ANY),
                Field.of("phones", "Phone", Field.Type.ANY)));
        CONTACT_SYNC.stream().sorted().forEach(name -> person.add(Field.of(name, name, Field.Type.ANY)));
        person.addAll(common());
        person.addAll(customFields(PERSONS));
        List<Field> deal = new ArrayList<>(List.of(
                text("title", "Title").asRequired(),
                owner(),
                Field.of("value", "Value", Field.Type.NUMBER),
                text("currency", "Currency"),
                Field.of("person_id", "Contact person", Field.Type.REFERENCE).to(PERSONS),
                Field.of("org_id", "Organization", Field.Type.REFERENCE).to(ORGANIZATIONS),
                Field.of("pipeline_id", "Pipeline", Field.Type.INTEGER).among(List.of(option("1", "Pipeline"))),
                Field.of("stage_id", "Stage", Field.Type.INTEGER).among(STAGES),
                Field.of("status", "Status", Field.Type.TEXT)
                        .among(List.of(option("open", "Open"), option("won", "Won"), option("lost", "Lost"))),
                Field.of("probability", "Probability", Field.Type.NUMBER),
                text("lost_reason", "Lost reason"),
                Field.of("expected_close_date", "Expected close date", Field.Type.DATE)));
        deal.addAll(common());
        deal.addAll(dealFields);
        List<Field> lead = new ArrayList<>(List.of(
                text("title", "Title").asRequired(),
                owner(),
                Field.of("value", "Value", Field.Type.ANY),
                Field.of("person_id", "Contact person", Field.Type.REFERENCE).to(PERSONS),
                Field.of("organization_id", "Organization", Field.Type.REFERENCE)
                        .to(ORGANIZATIONS),
                Field.of("expected_close_date", "Expected close date", Field.Type.DATE),
                Field.of("was_seen", "Seen", Field.Type.BOOLEAN),
                Field.of("is_archived", "Archived", Field.Type.BOOLEAN),
                Field.of("origin_id", "Origin", Field.Type.TEXT)));
        lead.addAll(common());
        lead.addAll(dealFields);
        return List.of(
                new Kind(ORGANIZATIONS, Kind.Ids.NUMBER, organization),
                new Kind(PERSONS, Kind.Ids.NUMBER, person),
                new Kind(DEALS, Kind.Ids.NUMBER, deal),
                new Kind(LEADS, Kind.Ids.UUID, lead),
                new Kind(ACTIVITIES, Kind.Ids.NUMBER, activity()),
                new Kind(NOTES, Kind.Ids.NUMBER, note()),
                new Kind(FILTERS, Kind.Ids.NUMBER, Field.any("name", "type", "conditions")),
                new Kind(
                        WEBHOOKS,
                        Kind.Ids.NUMBER,
                        Field.any(
                                "subscription_url",
                                "event_action",
                                "event_object",
                                "name",
                                "version",
                                "http_auth_user",
                                "http_auth_password",
                                "user_id")));
    }

    private static List<Field> activity() {
        return List.of(
                text("subject", "Subject"),
                text("type", "Type"),
                owner(),
                Field.of("deal_id", "Deal", Field.Type.REFERENCE).to(DEALS),
                Field.of("org_id", "Organization", Field.Type.REFERENCE).to(ORGANIZATIONS),
                Field.of("person_id", "Person", Field.Type.REFERENCE)
                        .to(PERSONS)
                        .asReadOnly(),
                Field.of("participants", "Participants", Field.Type.ANY),
                Field.of("due_date", "Due date", Field.Type.DATE),
                text("due_time", "Due time"),
                text("duration", "Duration"),
                Field.of("done", "Done", Field.Type.BOOLEAN),
                Field.of("busy", "Busy", Field.Type.BOOLEAN),
                Field.of("location", "Location", Field.Type.ANY),
                Field.of("note", "Note", Field.Type.TEXT));
    }

    private static List<Field> note() {
        return List.of(
                Field.of("content", "Content", Field.Type.TEXT).asRequired(),
                Field.of("deal_id", "Deal", Field.Type.REFERENCE).to(DEALS),
                Field.of("org_id", "Organization", Field.Type.REFERENCE).to(ORGANIZATIONS),
                Field.of("person_id", "Person", Field.Type.REFERENCE).to(PERSONS),
                Field.of("lead_id", "Lead", Field.Type.REFERENCE).to(LEADS),
                Field.of("add_time", "Created", Field.Type.ANY));
    }

    /** The word for one record: {@code person} of {@code persons}. */
    static String entity(String kind) {
        if (kind.equals(ACTIVITIES)) {
            return "activity";
        }
        return kind.substring(0, kind.length() - 1);
    }

    static boolean isCustom(Field field) {
        return field.name().matches("[0-9a-f]{40}");
    }

    /** The fields of a kind as the v2 calls describe them. */
    static ArrayNode describe(Kind kind) {
        ArrayNode all = Json.array();
        for (String own : List.of("id", "add_time", "update_time")) {
            all.add(described(own, own, own.equals("id") ? "int" : "date"));
        }
        if (kind.name().equals(PERSONS)) {
            all.add(described("first_name", "First name", "varchar"));
            all.add(described("last_name", "Last name", "varchar"));
        }
        for (Field field : kind.fields()) {
            if (CONTACT_SYNC.contains(field.name())) {
                continue;
            }
            ObjectNode shown = described(field.name(), field.label(), word(field));
            shown.put("is_custom_field", isCustom(field));
            shown.set("options", options(field));
            shown.putObject("required_fields").put("enabled", field.required());
            all.add(shown);
        }
        return all;
    }

    /** The fields of leads as v1 describes them. */
    static ArrayNode describeByKey(Kind kind) {
        ArrayNode all = Json.array();
        int id = 1;
        for (Field field : kind.fields()) {
            ObjectNode shown = all.addObject();
            shown.put("id", id++);
            shown.put("key", field.name());
            shown.put("name", field.label());
            shown.put("field_type", word(field));
            shown.put("mandatory_flag", field.required());
            shown.put("edit_flag", isCustom(field));
            shown.set("options", options(field));
        }
        return all;
    }

    private static ObjectNode described(String code, String name, String type) {
        ObjectNode shown = Json.object();
        shown.put("field_name", name);
        shown.put("field_code", code);
        shown.put("field_type", type);
        shown.putNull("options");
        shown.putNull("subfields");
        shown.put("is_custom_field", false);
        shown.put("is_optional_response_field", false);
        return shown;
    }

    private static ArrayNode options(Field field) {
        ArrayNode options = Json.array();
        field.options().forEach(each -> {
            ObjectNode option = options.addObject();
            if (each.value().matches("\\d+")) {
                option.put("id", Integer.parseInt(each.value()));
            } else {
                option.put("id", each.value());
            }
            option.put("label", each.label()).putNull("color");
        });
        return options;
    }

    private static String word(Field field) {
        return switch (field.name()) {
            case "owner_id" -> "user";
            case "org_id", "organization_id" -> "org";
            case "person_id" -> "people";
            case "stage_id" -> "stage";
            case "status" -> "status";
            case "visible_to" -> "visible_to";
            case "emails", "phones" -> "phone";
            case "address", "location" -> "address";
            case "deal_id" -> "deal";
            case "lead_id" -> "lead";
            case "due_time", "duration" -> "time";
            case "content", "note" -> "text";
            case "label_ids" -> "set";
            case "industry" -> "enum";
            default -> WORDS.getOrDefault(field.type(), "varchar");
        };
    }

    private static List<Field> common() {
        return List.of(
                Field.of("visible_to", "Visible to", Field.Type.ANY),
                Field.of("label_ids", "Labels", Field.Type.OPTIONS),
                Field.of("add_time", "Created", Field.Type.ANY));
    }

    private static List<Field> customFields(String kind) {
        return List.of(
                custom(kind, "Caravan Id", Field.Type.TEXT),
                custom(kind, "Job title", Field.Type.TEXT),
                custom(kind, "LinkedIn", Field.Type.TEXT),
                custom(kind, "Lead status", Field.Type.TEXT),
                custom(kind, "Tier", Field.Type.OPTION).among(List.of(option("27", "Gold"), option("28", "Silver"))),
                custom(kind, "Interests", Field.Type.OPTIONS)
                        .among(List.of(option("31", "Bikes"), option("32", "Boats"), option("33", "Books"))),
                custom(kind, "Met on", Field.Type.DATE),
                custom(kind, "Score", Field.Type.NUMBER));
    }

    private static Field custom(String kind, String label, Field.Type type) {
        return Field.of(hash(kind + " " + label), label, type);
    }

    private static Field text(String name, String label) {
        return Field.of(name, label, Field.Type.TEXT).upTo(255);
    }

    private static Field owner() {
        return Field.of("owner_id", "Owner", Field.Type.INTEGER).among(USERS);
    }

    private static Field.Option option(String value, String label) {
        return new Field.Option(value, label);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
