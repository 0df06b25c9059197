package dev.caravan.sandbox.hubspot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.People;

/** Made-up records of the objects that can be filled. */
final class Fillers {
    private static final int STAGES = 3;

    private Fillers() {}

    /**
     * A record for a made-up person.
     *
     * @throws IllegalArgumentException if the object cannot be filled
     */
    static ObjectNode of(ObjectType type, People.Person person) {
        ObjectNode record = Json.object();
        if (type == ObjectType.CONTACT) {
            return record.put("email", person.email())
                    .put("firstname", person.first())
                    .put("lastname", person.last())
                    .put("phone", person.phone())
                    .put("jobtitle", person.title())
                    .put("city", person.city())
                    .put("company", person.company())
                    .put("lifecyclestage", person.number() % STAGES == 0 ? "customer" : "lead");
        }
        if (type == ObjectType.COMPANY) {
            return record.put("name", person.company())
                    .put("domain", person.domain())
                    .put("city", person.city())
                    .put("numberofemployees", person.staff());
        }
        if (type == ObjectType.DEAL) {
            return record.put("dealname", "Deal with " + person.company()).put("amount", person.staff() * 100L);
        }
        throw new IllegalArgumentException(
                "the sandbox for hubspot cannot fill '" + type.name() + "'; choose from [contacts, companies, deals]");
    }
}
