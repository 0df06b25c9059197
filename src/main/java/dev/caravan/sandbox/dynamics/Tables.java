package dev.caravan.sandbox.dynamics;

import dev.caravan.sandbox.store.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The tables of an environment with the Sales app. */
final class Tables {
    private static final String COLUMNS = "/sandbox/dynamics-columns.txt";

    private final Map<String, Table> byName = new LinkedHashMap<>();
    private final Map<String, Table> bySet = new LinkedHashMap<>();
    private final List<Collection> collections = List.of(
            new Collection("account", "contact_customer_accounts", "contact", "parentcustomerid"),
            new Collection("account", "account_parent_account", "account", "parentaccountid"),
            new Collection("account", "opportunity_parent_account", "opportunity", "parentaccountid"),
            new Collection("account", "opportunity_customer_accounts", "opportunity", "customerid"),
            new Collection("account", "lead_parent_account", "lead", "parentaccountid"),
            new Collection("account", "Account_Tasks", "task", "regardingobjectid"),
            new Collection("account", "Account_Phonecalls", "phonecall", "regardingobjectid"),
            new Collection("account", "Account_Appointments", "appointment", "regardingobjectid"),
            new Collection("account", "Account_Annotation", "annotation", "objectid"),
            new Collection("contact", "contact_customer_contacts", "contact", "parentcustomerid"),
            new Collection("contact", "account_primary_contact", "account", "primarycontactid"),
            new Collection("contact", "opportunity_parent_contact", "opportunity", "parentcontactid"),
            new Collection("contact", "opportunity_customer_contacts", "opportunity", "customerid"),
            new Collection("contact", "lead_parent_contact", "lead", "parentcontactid"),
            new Collection("contact", "Contact_Tasks", "task", "regardingobjectid"),
            new Collection("contact", "Contact_Phonecalls", "phonecall", "regardingobjectid"),
            new Collection("contact", "Contact_Appointments", "appointment", "regardingobjectid"),
            new Collection("contact", "Contact_Annotation", "annotation", "objectid"),
            new Collection("lead", "Lead_Tasks", "task", "regardingobjectid"),
            new Collection("lead", "Lead_Annotation", "annotation", "objectid"),
            new Collection("lead", "opportunity_originating_lead", "opportunity", "originatingleadid"),
            new Collection("lead", "contact_originating_lead", "contact", "originatingleadid"),
            new Collection("lead", "account_originating_lead", "account", "originatingleadid"),
            new Collection("opportunity", "Opportunity_Tasks", "task", "regardingobjectid"),
            new Collection("opportunity", "Opportunity_Annotation", "annotation", "objectid"),
            new Collection("account", "Account_Emails", "email", "regardingobjectid"),
            new Collection("contact", "Contact_Emails", "email", "regardingobjectid"),
            new Collection("email", "email_activity_parties", Table.PARTIES, "activityid"),
            new Collection("task", "task_activity_parties", Table.PARTIES, "activityid"),
            new Collection("phonecall", "phonecall_activity_parties", Table.PARTIES, "activityid"),
            new Collection("appointment", "appointment_activity_parties", Table.PARTIES, "activityid"));

    Tables() {
        Map<String, List<Column>> columns = read();
        add("account", "accounts", "Account", "name", columns);
        add("contact", "contacts", "Contact", "fullname", columns);
        add("lead", "leads", "Lead", "fullname", columns);
        add("opportunity", "opportunities", "Opportunity", "name", columns);
        add("task", "tasks", "Task", "subject", columns);
        add("phonecall", "phonecalls", "Phone Call", "subject", columns);
        add("appointment", "appointments", "Appointment", "subject", columns);
        add("email", "emails", "Email Message", "subject", columns);
        add(Table.PARTIES, "activityparties", "Activity Party", "addressused", columns);
        add("annotation", "annotations", "Note", "subject", columns);
        add("systemuser", "systemusers", "User", "fullname", columns);
        add("team", "teams", "Team", "name", columns);
        add("transactioncurrency", "transactioncurrencies", "Currency", "currencyname", columns);
        add("savedquery", "savedqueries", "View", "name", columns);
        add("userquery", "userqueries", "Saved View", "name", columns);
        add("serviceendpoint", "serviceendpoints", "Service Endpoint", "name", columns);
        add("sdkmessage", "sdkmessages", "Sdk Message", "name", columns);
        add("sdkmessagefilter", "sdkmessagefilters", "Sdk Message Filter", "primaryobjecttypecode", columns);
        add("sdkmessageprocessingstep", "sdkmessageprocessingsteps", "Sdk Message Processing Step", "name", columns);
    }

    /** A way from a record to those whose look-up holds it. */
    record Collection(String of, String name, String table, String column) {}

    List<Table> all() {
        return List.copyOf(byName.values());
    }

    /** By logical name, such as {@code contact}; one that is there. */
    Table named(String name) {
        return Objects.requireNonNull(byName.get(name), name);
    }

    Optional<Table> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** By the name in paths, such as {@code contacts}. */
    Optional<Table> ofSet(String set) {
        return Optional.ofNullable(bySet.get(set));
    }

    Optional<Collection> collection(Table of, String name) {
        return collections.stream()
                .filter(each -> each.of().equals(of.name()) && each.name().equals(name))
                .findFirst();
    }

    List<Collection> collections() {
        return collections;
    }

    List<Kind> kinds() {
        return byName.values().stream().map(Table::kind).toList();
    }

    private void add(String name, String set, String label, String primaryName, Map<String, List<Column>> columns) {
        Table table = new Table(name, set, label, primaryName, columns.getOrDefault(name, List.of()));
        byName.put(name, table);
        bySet.put(set, table);
    }

    private static Map<String, List<Column>> read() {
        Map<String, List<Column>> columns = new LinkedHashMap<>();
        try (InputStream in = Objects.requireNonNull(Tables.class.getResourceAsStream(COLUMNS), COLUMNS);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    String[] parts = line.split("\\|", -1);
                    columns.computeIfAbsent(parts[0], table -> new ArrayList<>())
                            .add(column(parts));
                }
            }
            return columns;
        } catch (IOException e) {
            throw new UncheckedIOException("the columns of Dataverse cannot be read", e);
        }
    }

    private static Column column(String[] parts) {
        String[] type = parts[3].split(":", 2);
        List<Column.Option> options = new ArrayList<>();
        Map<String, String> targets = new LinkedHashMap<>();
        for (String each : parts[7].isEmpty() ? new String[0] : parts[7].split(";")) {
            int equals = each.indexOf('=');
            if (equals < 0) {
                String[] target = each.split(":", 2);
                targets.put(target[0], target[1]);
                continue;
            }
            int at = each.lastIndexOf('@');
            String label = each.substring(equals + 1, at < 0 ? each.length() : at);
            int state = at < 0 ? -1 : Integer.parseInt(each.substring(at + 1));
            options.add(new Column.Option(Integer.parseInt(each.substring(0, equals)), label, state));
        }
        int longest = parts[4].isEmpty() ? 0 : Integer.parseInt(parts[4]);
        return new Column(
                parts[1],
                parts[2],
                type[0],
                type.length > 1 ? type[1] : "",
                longest,
                parts[5],
                parts[6],
                options,
                targets);
    }
}
