package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.People;

/** Made-up records of the objects that can be filled. */
final class Fillers {
    private Fillers() {}

    /**
     * A record for a made-up person.
     *
     * @throws IllegalArgumentException if the object cannot be filled
     */
    static ObjectNode of(ObjectType object, People.Person person) {
        ObjectNode record = Json.object();
        return switch (object.name()) {
            case "Contact" ->
                person(record, person).put("MailingCity", person.city()).put("LeadSource", "Web");
            case "Lead" ->
                person(record, person).put("Company", person.company()).put("City", person.city());
            case "Account" ->
                record.put("Name", person.company())
                        .put("Website", "https://" + person.domain())
                        .put("BillingCity", person.city())
                        .put("NumberOfEmployees", person.staff());
            case "Opportunity" ->
                record.put("Name", "Deal with " + person.company())
                        .put("StageName", "Prospecting")
                        .put("CloseDate", "2030-12-31")
                        .put("Amount", person.staff() * 100L);
            default ->
                throw new IllegalArgumentException("the sandbox for salesforce cannot fill '" + object.name()
                        + "'; choose from [Account, Contact, Lead, Opportunity]");
        };
    }

    private static ObjectNode person(ObjectNode record, People.Person person) {
        return record.put("FirstName", person.first())
                .put("LastName", person.last())
                .put("Email", person.email())
                .put("Phone", person.phone())
                .put("Title", person.title());
    }
}
