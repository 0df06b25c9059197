package dev.caravan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.hooks.CrmHook;
import dev.caravan.hub.ConnectionName;
import dev.caravan.sandbox.SandboxServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the tests of the whole application have to know of a CRM.
 *
 * @param vendor the sandbox's name, and the connection's
 * @param companies its object of companies
 * @param own how many records of companies it has of its own
 * @param contacts its object of contacts
 * @param person where a person's fields stand
 * @param work where a contact's company stands
 * @param companyName where a company's name stands, as a JSON pointer
 * @param edit what a person writes into a contact's telephone number, which stands for {@code %s}
 * @param reading operations that read although they are no GET, as a pattern
 * @param hook its webhooks
 */
record CrmSubject(
        String vendor,
        String companies,
        int own,
        String contacts,
        Person person,
        Work work,
        String companyName,
        String edit,
        String reading,
        CrmHook hook) {

    /**
     * Where a person's fields stand, as JSON pointers.
     *
     * @param name first and last name, or the whole one
     * @param on the kind of record that holds the name; null for the contact itself
     * @param reference the field that leads there
     */
    record Person(List<String> name, String phone, @Nullable String on, String reference) {
        Person(String firstName, String lastName, String phone) {
            this(List.of(firstName, lastName), phone, null, "");
        }
    }

    /** Says at which company a contact stands. */
    @FunctionalInterface
    interface Work {
        /** The company's id. */
        String of(SandboxServer sandbox, String contact) throws Exception;
    }

    ConnectionName connection() {
        return new ConnectionName(vendor);
    }

    String object(String type) {
        return type.equals("company") ? companies : contacts;
    }

    /** Settings that bring back what changes there; it is asked once an hour, so hardly at all. */
    List<String> settings(String address) {
        String prefix = "--caravan.connections." + vendor + ".";
        List<String> settings = new ArrayList<>(List.of(prefix + "pull=true", prefix + "poll=1h"));
        if (!vendor.equals("hubspot")) {
            // The demo wrote everything in the last minute; not all of it has to be looked at again.
            settings.add(prefix + "options.poll-overlap=2s");
        }
        hook.settings(address).forEach((name, value) -> settings.add(prefix + "webhook." + name + "=" + value));
        return settings;
    }

    /** A person's first and last name as they stand there. */
    String name(SandboxServer sandbox, String id) {
        Map<String, JsonNode> contacts = TestCrms.records(sandbox, contacts());
        JsonNode contact = contacts.getOrDefault(id, MissingNode.getInstance());
        JsonNode named = person.on() == null
                ? contact
                : TestCrms.records(sandbox, person.on())
                        .getOrDefault(contact.path(person.reference()).asText(), MissingNode.getInstance());
        return person.name().stream().map(part -> named.at(part).asText()).collect(Collectors.joining(" "));
    }

    String phone(SandboxServer sandbox, String id) {
        return TestCrms.records(sandbox, contacts())
                .getOrDefault(id, MissingNode.getInstance())
                .at(person.phone())
                .asText();
    }

    String companyName(SandboxServer sandbox, String id) {
        return TestCrms.records(sandbox, companies())
                .getOrDefault(id, MissingNode.getInstance())
                .at(companyName)
                .asText();
    }

    /** How many calls wrote until now, by operation; what is not known to read counts as a write. */
    Map<String, Long> writes(SandboxServer sandbox) throws IOException, InterruptedException {
        Map<String, Long> calls = TestCrms.calls(sandbox);
        calls.keySet().removeIf(operation -> operation.startsWith("GET ") || operation.matches(reading));
        return calls;
    }

    /** What was stored by calls of the API until now, and not by a person. */
    List<String> commits(SandboxServer sandbox) throws IOException, InterruptedException {
        List<String> commits = new ArrayList<>();
        for (JsonNode each : TestCrms.control(sandbox, "GET", "/journal", "")) {
            if (!each.path("what").asText().contains("/_sandbox/")) {
                commits.add(each.toString());
            }
        }
        return commits;
    }

    @Override
    public String toString() {
        return vendor;
    }
}
