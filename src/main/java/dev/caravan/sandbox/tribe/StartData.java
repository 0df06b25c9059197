package dev.caravan.sandbox.tribe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/** What an environment has from the start: its own organisation, three employees, and the choices of its lists. */
final class StartData {
    /** The relation of the organisation whose environment it is. */
    static final String OWN = id("own organisation");

    private static final List<String> EMPLOYEES = List.of("Ada Admin", "Sam Seller", "Sue Seller");
    private static final List<String> PHASES =
            List.of("Qualification", "Proposal", "Sent", "Negotiation", "Won", "Lost");
    private static final List<String> BRANCHES = List.of("Software", "Manufacturing", "Logistics", "Retail", "Finance");
    private static final List<String> COUNTRIES = List.of("NL Netherlands", "BE Belgium", "DE Germany", "FR France");

    private StartData() {}

    static void put(Store store) {
        store.seed(store.kind(Schema.ORGANIZATION), named(OWN).put("Name", "Sandbox BV"));
        store.seed(store.kind(Schema.IDENTITY), named(id("identity")).put("Relation", OWN));
        for (String employee : EMPLOYEES) {
            String first = employee.substring(0, employee.indexOf(' '));
            String last = employee.substring(employee.indexOf(' ') + 1);
            String person = id("person " + employee);
            store.seed(
                    store.kind(Schema.PERSON),
                    named(person).put("FirstName", first).put("LastName", last));
            store.seed(
                    store.kind(Schema.EMPLOYEE),
                    named(id("employee " + employee))
                            .put("Relation", OWN)
                            .put("Person", person)
                            .put("EmailAddress", first.toLowerCase(java.util.Locale.ROOT) + "@sandbox.example"));
        }
        PHASES.forEach(phase -> choice(store, Schema.PHASES, phase, phase));
        for (String phase : List.of("Planned", "Done")) {
            choice(store, Schema.CALL_PHASES, phase, phase);
            choice(store, Schema.MEETING_PHASES, phase, phase);
        }
        List.of("Concept", "Sent", "Accepted").forEach(phase -> choice(store, Schema.OFFER_PHASES, phase, phase));
        BRANCHES.forEach(branch -> choice(store, Schema.BRANCHES, branch, branch));
        COUNTRIES.forEach(country -> choice(store, Schema.COUNTRIES, country.substring(0, 2), country.substring(3)));
    }

    /** The employee as whom the API runs. */
    static String currentEmployee() {
        return id("employee " + EMPLOYEES.get(0));
    }

    private static void choice(Store store, String set, String code, String name) {
        store.seed(store.kind(set), named(id(set + code)).put("Code", code).put("Name", name));
    }

    private static ObjectNode named(String id) {
        return Json.object().put("id", id);
    }

    private static String id(String what) {
        return UUID.nameUUIDFromBytes(what.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
