package dev.caravan.demo.twoway;

import static dev.caravan.demo.twoway.Cast.values;

import dev.caravan.hub.RecordKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How the records come into hub and CRMs. */
final class Arrivals {
    private Arrivals() {}

    static Told fromTheApp(Stage stage, int number) {
        Telling telling = new Telling(stage, "The App brings a company, people, a deal and a lead", List.of());
        stage.app(
                Cast.ACME,
                values("name", "Acme", "domain", "acme.example", "website", "https://acme.example", "city", "Ghent"));
        telling.act("App", "brings the company Acme");
        stage.app(Cast.LIN, person("Lin", "Moreau", "job_title", "Head of Sales"));
        stage.app(Cast.BO, person("Bo", "Adeyemi"));
        stage.app(Cast.NOOR, person("Noor", "Haddad"));
        stage.app(Cast.ITO, person("Ito", "Sato"));
        telling.act("App", "brings the contacts Lin Moreau, Head of Sales, Bo Adeyemi, Noor Haddad, Ito Sato");
        Map<String, String> renewal = values("name", "Acme renewal", "amount", "12000", "stage", "Qualified");
        renewal.putAll(values("close_date", "2027-01-31", "company_id", Cast.ACME.id()));
        stage.app(Cast.RENEWAL, renewal);
        telling.act("App", "brings the deal Acme renewal, 12000");
        Map<String, String> lee = values("first_name", "Lee", "last_name", "Okafor", "company_name", "Initech");
        lee.putAll(values("work_email", "lee@initech.example"));
        stage.app(Cast.LEE, lee);
        telling.act("App", "brings the lead Lee Okafor of Initech");
        List.of(Cast.ACME, Cast.LIN, Cast.BO, Cast.NOOR, Cast.ITO, Cast.RENEWAL)
                .forEach(key -> telling.isIn(key, true, true));
        telling.isIn(Cast.LEE, false, true);
        return telling.end(
                number,
                "Every connection gets what it does not have. Leads are made in Salesforce only, by the mapping.");
    }

    private static Map<String, String> person(String first, String last, String... more) {
        Map<String, String> person = values(
                "first_name",
                first,
                "last_name",
                last,
                "work_email",
                first.toLowerCase(Locale.ROOT) + "@acme.example",
                "company_id",
                Cast.ACME.id());
        person.putAll(values(more));
        return person;
    }

    static Told fromTheCrms(Stage stage, int number) {
        Telling telling = new Telling(stage, "People make records in both CRMs", List.of());
        String mia = stage.desk(Place.HUBSPOT)
                .create("contacts", values("firstname", "Mia", "lastname", "Lund", "email", "mia@acme.example"));
        telling.act("HubSpot", "a person makes the contact Mia Lund");
        String globex =
                stage.desk(Place.SALESFORCE).create("Account", values("Name", "Globex", "Website", "globex.example"));
        String pavel = stage.desk(Place.SALESFORCE)
                .create(
                        "Contact",
                        values(
                                "FirstName",
                                "Pavel",
                                "LastName",
                                "Novak",
                                "Email",
                                "pavel@globex.example",
                                "AccountId",
                                globex));
        telling.act("Salesforce", "a person makes the account Globex and its contact Pavel Novak");
        Optional<RecordKey> inHubSpot = arrived(stage, Place.HUBSPOT, "contacts", mia);
        Optional<RecordKey> company = arrived(stage, Place.SALESFORCE, "Account", globex);
        Optional<RecordKey> inSalesforce = arrived(stage, Place.SALESFORCE, "Contact", pavel);
        inHubSpot.ifPresent(key -> telling.isIn(key, true, true).everywhere(key, "work_email", "mia@acme.example"));
        company.ifPresent(key -> telling.isIn(key, true, true).everywhere(key, "name", "Globex"));
        inSalesforce.ifPresent(
                key -> telling.isIn(key, true, true).everywhere(key, "work_email", "pavel@globex.example"));
        telling.fact(
                "not all three are in the hub",
                () -> inHubSpot.isPresent() && company.isPresent() && inSalesforce.isPresent());
        return telling.end(number, "Noticed by webhook, taken into the hub, and from there made in the other CRM.");
    }

    private static Optional<RecordKey> arrived(Stage stage, Place crm, String object, String id) {
        stage.await(() -> stage.recordOf(crm, object, id).isPresent());
        return stage.recordOf(crm, object, id);
    }
}
