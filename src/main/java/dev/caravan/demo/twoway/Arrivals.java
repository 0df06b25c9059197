package dev.caravan.demo.twoway;

import static dev.caravan.demo.twoway.Cast.values;

import dev.caravan.hub.RecordKey;
import java.util.List;

/** How the records come into hub and CRMs. */
final class Arrivals {
    private Arrivals() {}

    static Told fromTheApp(Stage stage, int number) {
        Telling telling = new Telling(stage, "The App brings a company, people, a deal and a lead", List.of());
        telling.app(
                Cast.ACME,
                values("name", "Acme", "domain", "acme.example", "website", "https://acme.example", "city", "Ghent"));
        telling.app(Cast.LIN, person("Lin", "Moreau", "job_title", "Head of Sales"));
        telling.app(Cast.BO, person("Bo", "Adeyemi"));
        telling.app(Cast.NOOR, person("Noor", "Haddad"));
        telling.app(Cast.ITO, person("Ito", "Sato"));
        telling.app(
                Cast.RENEWAL,
                values(
                        "name",
                        "Acme renewal",
                        "amount",
                        "12000",
                        "stage",
                        "Qualified",
                        "close_date",
                        "2027-01-31",
                        "company_id",
                        Cast.ACME.id()));
        telling.app(
                Cast.LEE,
                values(
                        "first_name",
                        "Lee",
                        "last_name",
                        "Okafor",
                        "company_name",
                        "Initech",
                        "work_email",
                        "lee@initech.example"));
        List.of(Cast.ACME, Cast.LIN, Cast.BO, Cast.NOOR, Cast.ITO, Cast.RENEWAL)
                .forEach(key -> telling.isIn(key, true, true));
        telling.isIn(Cast.LEE, false, true);
        return telling.end(
                number, "Every connection gets what it does not have. Leads are made in Salesforce only, by the mapping.");
    }

    private static java.util.Map<String, String> person(String first, String last, String... more) {
        java.util.Map<String, String> person = values(
                "first_name",
                first,
                "last_name",
                last,
                "work_email",
                first.toLowerCase(java.util.Locale.ROOT) + "@acme.example",
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
        stage.await(() -> stage.recordOf(Place.HUBSPOT, "contacts", mia).isPresent()
                && stage.recordOf(Place.SALESFORCE, "Account", globex).isPresent()
                && stage.recordOf(Place.SALESFORCE, "Contact", pavel).isPresent());
        stage.recordOf(Place.HUBSPOT, "contacts", mia).ifPresent(key -> arrived(telling, key, "work_email", "mia@acme.example"));
        stage.recordOf(Place.SALESFORCE, "Account", globex).ifPresent(key -> arrived(telling, key, "name", "Globex"));
        stage.recordOf(Place.SALESFORCE, "Contact", pavel)
                .ifPresent(key -> arrived(telling, key, "work_email", "pavel@globex.example"));
        telling.fact(
                "not all of them are in the hub",
                () -> stage.recordOf(Place.HUBSPOT, "contacts", mia).isPresent()
                        && stage.recordOf(Place.SALESFORCE, "Account", globex).isPresent()
                        && stage.recordOf(Place.SALESFORCE, "Contact", pavel).isPresent());
        return telling.end(number, "Noticed by webhook, taken into the hub, and from there made in the other CRM.");
    }

    private static void arrived(Telling telling, RecordKey key, String field, String value) {
        telling.isIn(key, true, true).everywhere(key, field, value);
    }
}
