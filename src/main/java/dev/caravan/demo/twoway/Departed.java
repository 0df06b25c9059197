package dev.caravan.demo.twoway;

import static dev.caravan.demo.twoway.Cast.ITO;
import static dev.caravan.demo.twoway.Cast.LEE;
import static dev.caravan.demo.twoway.Cast.NOOR;
import static dev.caravan.demo.twoway.Cast.values;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Records that are deleted, merged or converted in a CRM; webhooks are doubled, late and out of order all the while.
 */
final class Departed {
    private Departed() {}

    static Told deleted(Stage stage, int number) {
        Telling telling = new Telling(stage, "A contact deleted in HubSpot", List.of(ITO));
        String id = stage.idIn(Place.HUBSPOT, ITO);
        stage.desk(Place.HUBSPOT).edit("contacts", id, values("jobtitle", "Leaving"));
        stage.desk(Place.HUBSPOT).delete("contacts", id);
        telling.act("HubSpot", "a person edits Ito: jobtitle = \"Leaving\", and deletes the contact");
        stage.await(() -> stage.link(Place.HUBSPOT, ITO).isEmpty());
        return telling.app(ITO, values("mobile_phone", "+31612340000"))
                .isIn(ITO, false, true)
                .expect(ITO, "mobile_phone", "+31612340000", null, "+31 6 1234 0000")
                .fact(
                        "HubSpot has a contact ito@acme.example again",
                        () -> stage.desk(Place.HUBSPOT).count("contacts", "email", "ito@acme.example") == 0)
                .end(number, "Unlinked, and not made again: neither by late webhooks nor by later edits elsewhere.");
    }

    static Told merged(Stage stage, int number) {
        Telling telling = new Telling(stage, "Two contacts merged in HubSpot", List.of(NOOR));
        String before = stage.idIn(Place.HUBSPOT, NOOR);
        String[] twin = new String[1];
        stage.whileRoutesAreStopped(RecordType.CONTACT, () -> {
            twin[0] = stage.desk(Place.HUBSPOT)
                    .create("contacts", values("firstname", "Noor", "lastname", "H.", "email", "noor@home.example"));
            stage.desk(Place.HUBSPOT).merge("contacts", twin[0], before);
        });
        telling.act(
                "HubSpot",
                "a person makes the contact Noor H. (" + twin[0] + ") and merges Noor (" + before + ") into it");
        return telling.isIn(NOOR, true, true)
                .everywhere(NOOR, "work_email", "noor@home.example")
                .everywhere(NOOR, "last_name", "H.")
                .fact(
                        "the hub's Noor is not linked with the survivor " + twin[0],
                        () -> stage.link(Place.HUBSPOT, NOOR)
                                .filter(link -> link.id().id().equals(twin[0]))
                                .isPresent())
                .fact(
                        "there is a second Noor in Salesforce",
                        () -> stage.desk(Place.SALESFORCE).count("Contact", "FirstName", "Noor") == 1)
                .end(number, "The link follows the survivor; nobody is made anew.");
    }

    static Told converted(Stage stage, int number) {
        Telling telling = new Telling(stage, "A lead converted in Salesforce", List.of(LEE));
        JsonNode became = stage.desk(Place.SALESFORCE).convert(stage.idIn(Place.SALESFORCE, LEE));
        telling.act("Salesforce", "a person converts the lead Lee to account, contact and opportunity");
        Map<String, String> ids = Map.of(
                "Contact", became.path("contactId").asText(),
                "Account", became.path("accountId").asText(),
                "Opportunity", became.path("opportunityId").asText());
        stage.await(() -> ids.entrySet().stream()
                .allMatch(e -> stage.recordOf(Place.SALESFORCE, e.getKey(), e.getValue())
                        .isPresent()));
        telling.isIn(LEE, false, false);
        for (String object : List.of("Account", "Contact", "Opportunity")) {
            Optional<RecordKey> record = stage.recordOf(Place.SALESFORCE, object, ids.getOrDefault(object, ""));
            record.ifPresent(key -> telling.isIn(key, true, true));
            telling.fact("the hub has no record of the " + object, record::isPresent);
        }
        return telling.end(number, "The lead is linked no more; what it became is in the hub, and in HubSpot too.");
    }
}
