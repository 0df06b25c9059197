package dev.caravan.demo.twoway;

import static dev.caravan.demo.twoway.Cast.BO;
import static dev.caravan.demo.twoway.Cast.ITO;
import static dev.caravan.demo.twoway.Cast.LIN;
import static dev.caravan.demo.twoway.Cast.NOOR;
import static dev.caravan.demo.twoway.Cast.RENEWAL;
import static dev.caravan.demo.twoway.Cast.values;

import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Edits in one place, in several at once, and what the rules of a field make of them. */
final class Edits {
    /** More than the tolerance for clocks, so that one edit is the later one without doubt. */
    private static final Duration LATER = Duration.ofSeconds(4);

    private Edits() {}

    static Told inHubSpot(Stage stage, int number) {
        return new Telling(stage, "An edit in HubSpot", List.of(LIN))
                .edit(Place.HUBSPOT, LIN, values("lastname", "Moreau-Vos", "phone", "+31205550101"))
                .everywhere(LIN, "last_name", "Moreau-Vos")
                .everywhere(LIN, "phone", "+31205550101")
                .end(number, "Changed in one place only: the others get it.");
    }

    static Told inSalesforce(Stage stage, int number) {
        return new Telling(stage, "Edits in Salesforce", List.of(Cast.ACME, RENEWAL))
                .edit(Place.SALESFORCE, Cast.ACME, values("BillingCity", "Antwerp"))
                .edit(Place.SALESFORCE, RENEWAL, values("Amount", "15000"))
                .everywhere(Cast.ACME, "city", "Antwerp")
                .expect(RENEWAL, "amount", "15000", "15000", "15000")
                .end(number, "Companies and deals travel as contacts do.");
    }

    static Told inTheHub(Stage stage, int number) {
        return new Telling(stage, "An edit in the App", List.of(RENEWAL))
                .app(RENEWAL, values("stage", "Won"))
                .expect(RENEWAL, "stage", "Won", "closedwon", "Closed Won")
                .end(number, "Each CRM gets its own word for it, by the mapping's table of values.");
    }

    static Told ofDifferentFieldsAtOnce(Stage stage, int number) {
        Telling telling = new Telling(stage, "Three people edit different fields of one contact at once", List.of(BO));
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(() -> stage.desk(Place.HUBSPOT)
                                .edit("contacts", stage.idIn(Place.HUBSPOT, BO), values("lastname", "Adeyemi-Cole"))),
                        CompletableFuture.runAsync(() -> stage.desk(Place.SALESFORCE)
                                .edit(
                                        "Contact",
                                        stage.idIn(Place.SALESFORCE, BO),
                                        values("MobilePhone", "+31612345678"))),
                        CompletableFuture.runAsync(() -> stage.app(BO, values("phone", "+31205550102"))))
                .join();
        return telling.act("HubSpot", "a person edits Bo: lastname = \"Adeyemi-Cole\"")
                .act("Salesforce", "a person edits Bo: MobilePhone = \"+31612345678\"")
                .act("App", "sends Bo: phone = \"+31205550102\"")
                .everywhere(BO, "last_name", "Adeyemi-Cole")
                .everywhere(BO, "mobile_phone", "+31612345678")
                .everywhere(BO, "phone", "+31205550102")
                .end(number, "Compared field by field with what was agreed on last: all three are kept.");
    }

    static Told ofTheSameFieldInBothCrms(Stage stage, int number) {
        Telling telling =
                new Telling(stage, "The same field in both CRMs, while the contact routes are stopped", List.of(NOOR));
        stage.whileRoutesAreStopped(RecordType.CONTACT, () -> {
            telling.edit(Place.SALESFORCE, NOOR, values("LastName", "Haddad-Older"));
            Stage.pause(LATER);
            telling.edit(Place.HUBSPOT, NOOR, values("lastname", "Haddad-Newer"));
        });
        return telling.act(
                        "Caravan",
                        "its routes are started again, " + LATER.toSeconds() + " seconds after the first edit")
                .everywhere(NOOR, "last_name", "Haddad-Newer")
                .fact("the value that gave way is not kept", () -> isKept(stage, NOOR, "Haddad-Older"))
                .end(number, "Both changed it: the later edit stands, whoever is read first; the other one is kept.");
    }

    static Told ofTheSameFieldInAppAndCrm(Stage stage, int number) {
        Telling telling = new Telling(
                stage,
                "The same field in App and Salesforce, while the contact routes are stopped",
                List.of(NOOR, ITO));
        stage.whileRoutesAreStopped(RecordType.CONTACT, () -> {
            telling.edit(Place.SALESFORCE, NOOR, values("Phone", "+31205550301"));
            telling.app(ITO, values("phone", "+31205550401"));
            Stage.pause(LATER);
            telling.app(NOOR, values("phone", "+31205550302"));
            telling.edit(Place.SALESFORCE, ITO, values("Phone", "+31205550402"));
        });
        return telling.act("Caravan", "its routes are started again; the second edit of each was 4 seconds later")
                .everywhere(NOOR, "phone", "+31205550302")
                .everywhere(ITO, "phone", "+31205550402")
                .fact("the value of Salesforce that gave way is not kept", () -> isKept(stage, NOOR, "+31205550301"))
                .fact("the value of the App that gave way is not kept", () -> isKept(stage, ITO, "+31205550401"))
                .end(number, "The App is no less than a CRM: the later edit stands, the other one is kept.");
    }

    private static boolean isKept(Stage stage, RecordKey key, String value) {
        return stage.lost(key, 20).stream()
                .anyMatch(entry -> value.equals(entry.lost().value()));
    }

    static Told ofAFieldThatIsOnlyFilled(Stage stage, int number) {
        return new Telling(
                        stage,
                        "A field that is only filled where it is empty: job_title, sync: fill-empty",
                        List.of(LIN, BO))
                .edit(Place.SALESFORCE, LIN, values("Title", "Chief of Everything"))
                .edit(Place.HUBSPOT, BO, values("jobtitle", "Engineer"))
                .expect(LIN, "job_title", "Head of Sales", "Head of Sales", "Chief of Everything")
                .everywhere(BO, "job_title", "Engineer")
                .end(number, "Lin has a title everywhere, so each side keeps its own; Bo had none, so he gets it.");
    }

    static Told ofAnAddress(Stage stage, int number) {
        return new Telling(stage, "E-mail addresses", List.of(LIN, ITO))
                .edit(Place.SALESFORCE, LIN, values("Email", "lin.moreau@acme.example"))
                .app(ITO, values("work_email", "i.sato@acme.example", "email_status", "guessed"))
                .everywhere(LIN, "work_email", "lin.moreau@acme.example")
                .expect(ITO, "work_email", "i.sato@acme.example", "ito@acme.example", "ito@acme.example")
                .end(number, "A changed address goes everywhere; a guessed one stays here, by the mapping's when.");
    }
}
