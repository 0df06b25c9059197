package dev.caravan.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person does: edits, the recycle bin, merges, conversions of leads; and forms of values. */
class SalesforceScreensTest extends SalesforceSandboxFixture {
    private static Answered person(String method, String path, String body) throws Exception {
        return call(method, "/_sandbox/records/" + path, body.replace('`', '"'));
    }

    private static void merge(String object, String master, String other) throws Exception {
        Answered merged = person("POST", object + "/" + master + "/merge", "{`others`:[`" + other + "`]}");
        assertThat(merged.status()).as(merged.response().body()).isEqualTo(204);
    }

    private static JsonNode one(String soql) throws Exception {
        JsonNode found = api("GET", "/queryAll?q=" + URLEncoder.encode(soql, StandardCharsets.UTF_8), "")
                .at("/records");
        assertThat(found).as(soql).hasSize(1);
        return found.get(0);
    }

    private static String span() {
        Instant now = Clock.systemUTC().instant();
        return "/?start=" + now.minusSeconds(3600).toString().substring(0, 19) + "%2B00:00&end="
                + now.plusSeconds(120).toString().substring(0, 19) + "%2B00:00";
    }

    @Test
    void aPersonMakesEditsDeletesAndRestoresARecord() throws Exception {
        String id = person("POST", "Contact?as=person", "{`LastName`:`Vos`}").text("/ids/0");
        assertThat(person("PATCH", "Contact/" + id, "{`Title`:`CFO`}").status()).isEqualTo(204);
        Answered read = api("GET", "/sobjects/Contact/" + id, "");
        assertThat(read.text("/Title")).isEqualTo("CFO");
        String person = read.text("/LastModifiedById");
        assertThat(person("DELETE", "Contact/" + id, "").status()).isEqualTo(204);
        assertThat(api("GET", "/sobjects/Contact/" + id, "").text("/0/errorCode"))
                .isEqualTo("ENTITY_IS_DELETED");
        assertThat(person("POST", "Contact/" + id + "/restore", "").status()).isEqualTo(204);
        api("PATCH", "/sobjects/Contact/" + id, "{`Title`:`CEO`}");
        assertThat(api("GET", "/sobjects/Contact/" + id, "").text("/LastModifiedById"))
                .as("the user behind the tokens is another one")
                .isNotEqualTo(person);
        assertThat(call("GET", "/_sandbox/journal", "").body())
                .extracting(row -> row.path("op").asText())
                .containsExactly("created", "updated", "deleted", "restored", "updated");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        PATCH  | Contact/003000000000000AAA         | NOT_FOUND
        DELETE | Contact/nonsense                   | MALFORMED_ID
        PATCH  | Nothing/003000000000000AAA         | no object
        POST   | Contact/ID/restore                 | UNDELETE_FAILED
        POST   | Contact/ID/merge                   | INVALID_ARGUMENT_TYPE
        """)
    void whatAPersonCannotDoIsSaid(String method, String path, String why) throws Exception {
        String id = create("Contact", "{`LastName`:`Vos`}");
        Answered refused = person(method, path.replace("ID", id), "{`Title`:`X`,`others`:[`%s`]}".formatted(id));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/error")).contains(why);
    }

    @Test
    void anAccountTakesItsPeopleIntoTheBinAndOut() throws Exception {
        String account = create("Account", "{`Name`:`Acme`}");
        create("Contact", "{`LastName`:`Vos`,`AccountId`:`%s`}".formatted(account));
        String before = create("Contact", "{`LastName`:`Gone`,`AccountId`:`%s`}".formatted(account));
        api("DELETE", "/sobjects/Contact/" + before, "");
        person("DELETE", "Account/" + account, "");
        assertThat(query("SELECT COUNT() FROM Contact").text("/totalSize")).isEqualTo("0");
        person("POST", "Account/" + account + "/restore", "");
        assertThat(query("SELECT Name FROM Contact").at("/records"))
                .extracting(row -> row.path("Name").asText())
                .as("who was deleted before stays so")
                .containsExactly("Vos");
        assertThat(query("SELECT Id FROM AccountContactRelation").at("/records"))
                .hasSize(1);
    }

    @Test
    void aRecordIsNotRestoredWhenItsUniqueIdIsTaken() throws Exception {
        String id = create("Contact", "{`LastName`:`Vos`,`Caravan_Id__c`:`c-1`}");
        person("DELETE", "Contact/" + id, "");
        create("Contact", "{`LastName`:`Other`,`Caravan_Id__c`:`c-1`}");
        assertThat(person("POST", "Contact/" + id + "/restore", "").text("/error"))
                .contains("DUPLICATE_VALUE");
        assertThat(api("GET", "/sobjects/Contact/" + id, "").status()).isEqualTo(404);
    }

    @Test
    void theMasterTakesWhatItLackedAndWhatHangsOnTheOther() throws Exception {
        String acme = create("Account", "{`Name`:`Acme`}");
        String ann = create("Contact", "{`LastName`:`Vos`,`Title`:`CEO`}");
        String bob = create(
                "Contact",
                "{`LastName`:`Vossen`,`Title`:`CFO`,`Email`:`vos@example.com`,`AccountId`:`%s`}".formatted(acme));
        String task = create("Task", "{`Subject`:`Call`,`WhoId`:`%s`}".formatted(bob));
        merge("Contact", ann, bob);
        Answered master = api("GET", "/sobjects/Contact/" + ann, "");
        assertThat(master.text("/Title")).isEqualTo("CEO");
        assertThat(master.text("/Email")).isEqualTo("vos@example.com");
        assertThat(master.text("/AccountId")).isEqualTo(acme);
        assertThat(api("GET", "/sobjects/Task/" + task, "").text("/WhoId")).isEqualTo(ann);
        assertThat(query("SELECT ContactId, IsDirect FROM AccountContactRelation")
                        .at("/records"))
                .extracting(row -> row.path("ContactId").asText() + row.path("IsDirect"))
                .containsExactly(ann + "true");
        JsonNode loser = one("SELECT IsDeleted, MasterRecordId FROM Contact WHERE Id = '" + bob + "'");
        assertThat(loser.path("IsDeleted").asBoolean()).isTrue();
        assertThat(loser.path("MasterRecordId").asText()).isEqualTo(ann);
        assertThat(api("GET", "/sobjects/Contact/deleted" + span(), "").at("/deletedRecords"))
                .extracting(row -> row.path("id").asText())
                .containsExactly(bob);
        assertThat(api("GET", "/sobjects/Contact/updated" + span(), "").at("/ids"))
                .extracting(JsonNode::asText)
                .containsExactly(ann);
    }

    @Test
    void mergedAccountsBringTheirPeople() throws Exception {
        String acme = create("Account", "{`Name`:`Acme`}");
        String other = create("Account", "{`Name`:`Acme Inc`}");
        String lin = create("Contact", "{`LastName`:`Lin`,`AccountId`:`%s`}".formatted(other));
        merge("Account", acme, other);
        assertThat(api("GET", "/sobjects/Contact/" + lin, "").text("/AccountId"))
                .isEqualTo(acme);
        assertThat(query("SELECT AccountId, IsDirect FROM AccountContactRelation")
                        .at("/records"))
                .extracting(row -> row.path("AccountId").asText() + row.path("IsDirect"))
                .containsExactly(acme + "true");
    }

    @Test
    void aConvertedLeadNamesWhatItBecameAndCanBeChangedNoMore() throws Exception {
        String lead = create(
                "Lead",
                "{`LastName`:`Moreau`,`FirstName`:`Lin`,`Company`:`Acme`,`Email`:`lin@acme.example`,`City`:`Gent`,"
                        + "`Caravan_Id__c`:`l-1`}");
        String task = create("Task", "{`Subject`:`Call`,`WhoId`:`%s`}".formatted(lead));
        Answered done = person("POST", "Lead/" + lead + "/convert", "");
        assertThat(done.status()).isEqualTo(200);
        JsonNode converted = one("SELECT IsConverted, IsDeleted, Status, ConvertedContactId, ConvertedAccountId,"
                + " ConvertedOpportunityId FROM Lead");
        assertThat(converted.path("IsConverted").asBoolean()).isTrue();
        assertThat(converted.path("IsDeleted").asBoolean()).isFalse();
        assertThat(converted.path("Status").asText()).isEqualTo("Closed - Converted");
        assertThat(converted.path("ConvertedContactId").asText()).isEqualTo(done.text("/contactId"));
        assertThat(converted.path("ConvertedAccountId").asText()).isEqualTo(done.text("/accountId"));
        assertThat(converted.path("ConvertedOpportunityId").asText()).isEqualTo(done.text("/opportunityId"));
        JsonNode contact = one("SELECT Name, Email, MailingCity, Account.Name, Caravan_Id__c FROM Contact");
        assertThat(contact.path("Name").asText()).isEqualTo("Lin Moreau");
        assertThat(contact.path("Email").asText()).isEqualTo("lin@acme.example");
        assertThat(contact.path("MailingCity").asText()).isEqualTo("Gent");
        assertThat(contact.at("/Account/Name").asText()).isEqualTo("Acme");
        assertThat(contact.path("Caravan_Id__c").isNull())
                .as("nobody has mapped the custom field")
                .isTrue();
        assertThat(one("SELECT Name, StageName FROM Opportunity").path("Name").asText())
                .isEqualTo("Acme-");
        assertThat(api("GET", "/sobjects/Task/" + task, "").text("/WhoId")).isEqualTo(done.text("/contactId"));
        assertThat(api("PATCH", "/sobjects/Lead/" + lead, "{`Title`:`X`}").text("/0/errorCode"))
                .isEqualTo("CANNOT_UPDATE_CONVERTED_LEAD");
        assertThat(person("POST", "Lead/" + lead + "/convert", "{}").status()).isEqualTo(400);
        assertThat(api("GET", "/sobjects/Lead/updated" + span(), "").at("/ids")).hasSize(1);
    }

    @Test
    void aLeadIsConvertedIntoAContactThatIsThere() throws Exception {
        String account = create("Account", "{`Name`:`Acme BV`}");
        String contact = create("Contact", "{`LastName`:`Moreau`,`AccountId`:`%s`}".formatted(account));
        String lead = create("Lead", "{`LastName`:`Mureau`,`Company`:`Acme`,`Title`:`CFO`}");
        Answered done = person(
                "POST",
                "Lead/" + lead + "/convert",
                "{`accountId`:`%s`,`contactId`:`%s`,`opportunity`:false}".formatted(account, contact));
        assertThat(done.text("/contactId")).isEqualTo(contact);
        assertThat(done.body().has("opportunityId")).isFalse();
        JsonNode read = one("SELECT LastName, Title, Account.Name FROM Contact");
        assertThat(read.path("LastName").asText()).isEqualTo("Moreau");
        assertThat(read.path("Title").asText()).isEqualTo("CFO");
        assertThat(read.at("/Account/Name").asText()).isEqualTo("Acme BV");
        assertThat(query("SELECT COUNT() FROM Opportunity").text("/totalSize")).isEqualTo("0");
    }

    @ParameterizedTest(name = "{0}: {1}={2} is kept as {3}")
    @CsvSource(textBlock = """
        trim,       Title,         'Head  of   Sales', Head of Sales
        phone,      Phone,         +31612345678,       +31 6 1234 5678
        cut:5,      Department,    Amsterdam,          Amste
        cut:5,      Caravan_Id__c, abcdefgh,           abcdefgh
        cut:5,      LeadSource,    Phone Inquiry,      Phone Inquiry
        case-email, Email,         Vos@Example.com,    vos@example.com
        """)
    void whatIsStoredHasAnotherForm(String word, String field, String written, String stored) throws Exception {
        call("PUT", "/_sandbox/faults", "{\"normalise\":[\"" + word + "\"]}");
        String value = "`" + field + "`:`" + written + "`";
        String id = create("Contact", "{`LastName`:`Vos`," + value + "}");
        assertThat(api("GET", "/sobjects/Contact/" + id, "").text("/" + field)).isEqualTo(stored);
        api("PATCH", "/sobjects/Contact/" + id, "{`" + field + "`:null}");
        api("PATCH", "/sobjects/Contact/" + id, "{" + value + "}");
        assertThat(api("GET", "/sobjects/Contact/" + id, "").text("/" + field)).isEqualTo(stored);
    }

    @ParameterizedTest
    @CsvSource({"Account,Name", "Contact,Email", "Lead,Company", "Opportunity,StageName"})
    void madeUpRecordsPassTheVendorsOwnChecks(String object, String field) throws Exception {
        Answered filled = call("POST", "/_sandbox/fill", "{\"object\":\"" + object + "\",\"count\":20}");
        String id = filled.text("/firstId");
        assertThat(filled.status()).isEqualTo(201);
        JsonNode record = api("GET", "/sobjects/" + object + "/" + id, "").body();
        assertThat(record.path(field).asText()).isNotEmpty();
        assertThat(person(
                                "PATCH",
                                object + "/" + id,
                                "{`" + field + "`:`" + record.path(field).asText() + "`}")
                        .status())
                .isEqualTo(204);
    }
}
