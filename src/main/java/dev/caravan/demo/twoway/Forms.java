package dev.caravan.demo.twoway;

import static dev.caravan.demo.twoway.Cast.ACME;
import static dev.caravan.demo.twoway.Cast.BO;
import static dev.caravan.demo.twoway.Cast.RENEWAL;
import static dev.caravan.demo.twoway.Cast.values;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** CRMs that store values in another form than they were given, and webhooks that do not come as they should. */
final class Forms {
    private static final int LONGEST = 60;
    private static final Map<String, Object> NORMALISE =
            Map.of("normalise", List.of("trim", "phone", "cut:" + LONGEST, "case-email", "label"));
    private static final String LONG =
            "Makes pumps, valves and everything in between, since 1931, in Ghent and Antwerp.";

    private Forms() {}

    static Told thatCrmsMakeOfValues(Stage stage, int number) {
        Place.CRMS.forEach(crm -> stage.desk(crm).faults(NORMALISE));
        String cut = LONG.substring(0, LONGEST).strip();
        return new Telling(stage, "CRMs that store another form of what they get", List.of(BO, ACME, RENEWAL))
                .act("both CRMs", "from now on: blanks trimmed, phones in groups, texts cut at 60, labels for values")
                .app(BO, values("last_name", " van  der  Berg ", "phone", "+31205550199"))
                .app(ACME, values("description", LONG))
                .app(RENEWAL, values("deal_type", "New Business"))
                .expect(BO, "last_name", " van  der  Berg ", "van der Berg", "van der Berg")
                .expect(BO, "phone", "+31205550199", "+31 2 0555 0199", "+31 2 0555 0199")
                .expect(ACME, "description", LONG, cut, cut)
                .expect(RENEWAL, "deal_type", "New Business", "newbusiness", null)
                .end(
                        number,
                        "What a CRM makes of our own value is what both agreed on: the hub keeps its own form, and nobody"
                                + " writes again.");
    }

    static Told thatStayWhenSomethingElseChanges(Stage stage, int number) {
        return new Telling(stage, "An edit of a record that has such values", List.of(BO))
                .edit(Place.HUBSPOT, BO, values("firstname", "Bob"))
                .everywhere(BO, "first_name", "Bob")
                .expect(BO, "last_name", " van  der  Berg ", "van der Berg", "van der Berg")
                .expect(BO, "phone", "+31205550199", "+31 2 0555 0199", "+31 2 0555 0199")
                .end(number, "Only what a person changed travels.");
    }

    static Told ofBadWebhooks(Stage stage, int number) {
        Map<String, Object> faults = new java.util.LinkedHashMap<>(NORMALISE);
        faults.putAll(Desk.webhookFaults(3, Duration.ofMillis(300)));
        Place.CRMS.forEach(crm -> stage.desk(crm).faults(faults));
        Telling telling = new Telling(stage, "Webhooks doubled, late and out of order", List.of(Cast.LIN))
                .act("both CRMs", "from now on: each webhook four times, up to 0.6 s late, in any order")
                .edit(Place.HUBSPOT, Cast.LIN, values("lastname", "Vos"))
                .edit(Place.HUBSPOT, Cast.LIN, values("lastname", "Vossen"))
                .edit(Place.HUBSPOT, Cast.LIN, values("lastname", "de Vos"))
                .everywhere(Cast.LIN, "last_name", "de Vos");
        return telling.end(
                number, "A webhook is a hint: the record is read as it is now, so only the last value counts.");
    }
}
