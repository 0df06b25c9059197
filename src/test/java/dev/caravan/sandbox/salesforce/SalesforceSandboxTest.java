package dev.caravan.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SalesforceSandboxTest extends SalesforceSandboxFixture {
    @Test
    void aRecordLivesFromCreateToRecycleBin() throws Exception {
        String account = create("Account", "{`Name`:`Acme`,`BillingCity`:`Delft`}");
        String id = create(
                "Contact",
                "{`LastName`:` Doe `,`FirstName`:`Jo`,`email`:`jo@example.com`,`AccountId`:`%s`}"
                        .formatted(account.substring(0, 15)));
        Answered read = api("GET", "/sobjects/Contact/" + id + "?fields=Name,Email,AccountId", "");
        assertThat(read.text("/Name")).isEqualTo("Jo Doe");
        assertThat(read.text("/AccountId")).isEqualTo(account);
        assertThat(api("GET", "/sobjects/Account/" + account, "").text("/BillingAddress/city"))
                .isEqualTo("Delft");
        assertThat(api("PATCH", "/sobjects/Contact/" + id, "{`Email`:null,`Title`:`CFO`}")
                        .status())
                .isEqualTo(204);
        assertThat(query("SELECT Id FROM Contact WHERE Email = null AND Title = 'cfo'")
                        .text("/totalSize"))
                .isEqualTo("1");
        assertThat(api("DELETE", "/sobjects/Contact/" + id, "").status()).isEqualTo(204);
        Answered gone = api("GET", "/sobjects/Contact/" + id, "");
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.text("/0/errorCode")).isEqualTo("ENTITY_IS_DELETED");
        assertThat(query("SELECT COUNT() FROM Contact").text("/totalSize")).isEqualTo("0");
        assertThat(api("GET", "/queryAll?q=SELECT+Id+FROM+Contact+WHERE+IsDeleted=true", "")
                        .text("/totalSize"))
                .isEqualTo("1");
    }

    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(delimiter = '|', textBlock = """
        {`FirstName`:`X`}                                  | REQUIRED_FIELD_MISSING | Required fields are missing: [LastName]
        {`LastName`:``}                                    | REQUIRED_FIELD_MISSING | Required fields are missing: [LastName]
        {`LastName`:`X`,`Foo`:1}                           | INVALID_FIELD | No such column 'Foo' on sobject of type Contact
        {`LastName`:`X`,`Name`:`Y`}                        | INVALID_FIELD_FOR_INSERT_UPDATE | Unable to create/update fields: Name.
        {`LastName`:`X`,`Id`:`003000000000000`}            | INVALID_FIELD | The Id field should not be specified
        {`LastName`:5}                                     | JSON_PARSER_ERROR | Cannot deserialize instance of string from VALUE_NUMBER_INT value 5
        {`LastName`:`X`,`DoNotCall`:`perhaps`}             | JSON_PARSER_ERROR | Cannot deserialize instance of boolean
        {`LastName`:`X`,`Birthdate`:`01/02/1990`}          | JSON_PARSER_ERROR | Cannot deserialize instance of date
        {`LastName`:`X`,`Email`:`nobody`}                  | INVALID_EMAIL_ADDRESS | Email: invalid email address: nobody
        {`LastName`:`X`,`FirstName`:`12345678901234567890123456789012345678901`} | STRING_TOO_LONG | (max length=40)
        {`LastName`:`X`,`AccountId`:`nonsense`}            | MALFORMED_ID | Account ID: id value of incorrect type: nonsense
        {`LastName`:`X`,`AccountId`:`003000000000000AAA`}  | MALFORMED_ID | Account ID: id value of incorrect type
        {`LastName`:`X`,`AccountId`:`001000000000000AAA`}  | INVALID_CROSS_REFERENCE_KEY | invalid cross reference id
        {`LastName`:`X`,`Caravan_Id__c`:`TAKEN`}           | DUPLICATE_VALUE | duplicate value found: Caravan_Id__c duplicates value on record with id: 003
        not json                                           | JSON_PARSER_ERROR | not valid JSON
        """)
    void aWrongRecordIsRefusedWithTheVendorsCode(String body, String code, String message) throws Exception {
        create("Contact", "{`LastName`:`First`,`Caravan_Id__c`:`taken`}");
        Answered refused = api("POST", "/sobjects/Contact", body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/0/errorCode")).isEqualTo(code);
        assertThat(refused.text("/0/message")).contains(message);
        assertThat(query("SELECT COUNT() FROM Contact").text("/totalSize")).isEqualTo("1");
    }

    @Test
    void picklistsAreOpenUnlessTheVendorRestrictsThem() throws Exception {
        create("Lead", "{`LastName`:`X`,`Company`:`Y`,`LeadSource`:`Somewhere`}");
        Answered refused = api("POST", "/sobjects/Task", "{`Subject`:`X`,`TaskSubtype`:`Nonsense`}");
        assertThat(refused.text("/0/errorCode")).isEqualTo("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
    }

    @Test
    void upsertCreatesThenUpdatesAndReportsSeveralMatches() throws Exception {
        Answered created = api("PATCH", "/sobjects/Contact/Caravan_Id__c/a%2Fb%20c+d", "{`LastName`:`One`}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.at("/created").asBoolean()).isTrue();
        Answered updated = api("PATCH", "/sobjects/Contact/Caravan_Id__c/a%2Fb%20c+d", "{`LastName`:`Two`}");
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.at("/created").asBoolean(true)).isFalse();
        assertThat(updated.text("/id")).isEqualTo(created.text("/id"));
        assertThat(call(
                                "PATCH",
                                "/services/data/v45.0/sobjects/Contact/Caravan_Id__c/a%2Fb%20c+d",
                                "{}",
                                "Authorization",
                                "Bearer sandbox")
                        .status())
                .isEqualTo(204);
        assertThat(api("GET", "/sobjects/Contact/Caravan_Id__c/a%2Fb%20c+d", "").text("/LastName"))
                .isEqualTo("Two");
        assertThat(api("PATCH", "/sobjects/Contact/Caravan_Id__c/new?updateOnly=true", "{}")
                        .status())
                .isEqualTo(404);
        assertThat(api("PATCH", "/sobjects/Contact/Nope__c/x", "{}").text("/0/message"))
                .startsWith("Provided external ID field");
        create("Contact", "{`LastName`:`A`,`Email`:`same@example.com`}");
        create("Contact", "{`LastName`:`B`,`Email`:`same@example.com`}");
        Answered several = api("PATCH", "/sobjects/Contact/Email/same@example.com", "{`LastName`:`C`}");
        assertThat(several.status()).isEqualTo(300);
        assertThat(several.body()).hasSize(2);
    }

    @Test
    void aBadRowNeverFailsItsNeighbours() throws Exception {
        String rows =
                "[{`attributes`:{`type`:`Contact`},`LastName`:`A`},{`attributes`:{`type`:`Contact`},`FirstName`:`B`},{`attributes`:{`type`:`Account`},`Name`:`C`}]";
        Answered partial = api("POST", "/composite/sobjects", "{`allOrNone`:false,`records`:%s}".formatted(rows));
        assertThat(partial.status()).isEqualTo(200);
        assertThat(partial.body())
                .extracting(row -> row.path("success").asBoolean())
                .containsExactly(true, false, true);
        assertThat(partial.text("/1/errors/0/statusCode")).isEqualTo("REQUIRED_FIELD_MISSING");
        Answered none = api("POST", "/composite/sobjects", "{`allOrNone`:true,`records`:%s}".formatted(rows));
        assertThat(none.text("/0/errors/0/statusCode")).isEqualTo("ALL_OR_NONE_OPERATION_ROLLED_BACK");
        assertThat(query("SELECT COUNT() FROM Contact").text("/totalSize")).isEqualTo("1");
        assertThat(query("SELECT COUNT() FROM Account").text("/totalSize")).isEqualTo("1");
    }

    @Test
    void collectionsUpsertUpdateReadAndDeleteInOrder() throws Exception {
        create("Contact", "{`LastName`:`Old`,`Caravan_Id__c`:`k1`}");
        Answered upserted = api(
                "PATCH",
                "/composite/sobjects/Contact/Caravan_Id__c",
                "{`records`:[{`attributes`:{`type`:`Contact`},`Caravan_Id__c`:`k2`,`LastName`:`N`},{`attributes`:{`type`:`Contact`},`Caravan_Id__c`:`k1`,`Title`:`T`}]}");
        assertThat(upserted.body())
                .extracting(row -> row.path("created").asBoolean())
                .containsExactly(true, false);
        String first = upserted.text("/0/id");
        Answered updated = api(
                "PATCH",
                "/composite/sobjects",
                "{`records`:[{`attributes`:{`type`:`Contact`},`id`:`%s`,`Title`:`CFO`},{`attributes`:{`type`:`Contact`},`Title`:`x`}]}"
                        .formatted(first));
        assertThat(updated.text("/1/errors/0/statusCode")).isEqualTo("MISSING_ARGUMENT");
        Answered read = api(
                "POST",
                "/composite/sobjects/Contact",
                "{`ids`:[`003000000000000AAA`,`%s`],`fields`:[`Id`,`Title`]}".formatted(first));
        assertThat(read.body().get(0).isNull()).isTrue();
        assertThat(read.text("/1/Title")).isEqualTo("CFO");
        assertThat(api("POST", "/composite/sobjects/Contact", "{`ids`:[`%s`],`fields`:[`Foo`]}".formatted(first))
                        .status())
                .isEqualTo(400);
        Answered deleted = api("DELETE", "/composite/sobjects?ids=" + first + ",003000000000000AAA", "");
        assertThat(deleted.body())
                .extracting(row -> row.path("success").asBoolean())
                .containsExactly(true, false);
    }

    @Test
    void moreThanTwoHundredRowsAreRefusedAsAWhole() throws Exception {
        List<String> rows = IntStream.range(0, 201)
                .mapToObj(i -> "{`attributes`:{`type`:`Contact`},`LastName`:`L" + i + "`}")
                .toList();
        Answered refused = api("POST", "/composite/sobjects", "{`records`:[" + String.join(",", rows) + "]}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/0/errorCode")).isEqualTo("EXCEEDED_ID_LIMIT");
        assertThat(api("POST", "/composite/sobjects", "{`records`:[]}").text("/0/message"))
                .isEqualTo("At least 1 record is required");
    }

    @Test
    void aQueryIsReadPageByPage() throws Exception {
        StringBuilder rows = new StringBuilder("[");
        for (int i = 0; i < 450; i++) {
            rows.append(i == 0 ? "" : ",").append("{\"LastName\":\"L").append(i).append("\"}");
        }
        call("POST", "/_sandbox/records/Contact", rows.append(']').toString());
        String path = V + "/query?q=SELECT+Id,LastName+FROM+Contact";
        int read = 0;
        int pages = 0;
        while (path != null) {
            Answered page =
                    call("GET", path, "", "Authorization", "Bearer sandbox", "Sforce-Query-Options", "batchSize=200");
            assertThat(page.at("/totalSize").asInt()).isEqualTo(450);
            read += page.at("/records").size();
            pages++;
            path = page.at("/done").asBoolean() ? null : page.text("/nextRecordsUrl");
        }
        assertThat(List.of(read, pages)).containsExactly(450, 3);
        assertThat(api("GET", "/query/01g000000000000AAA-200", "").text("/0/errorCode"))
                .isEqualTo("INVALID_QUERY_LOCATOR");
        assertThat(call("GET", "/_sandbox/records/Contact", "").body()).hasSize(450);
    }

    @Test
    void aCompositeCallRefersToEarlierPartsAndRollsBack() throws Exception {
        String second =
                "{`method`:`POST`,`url`:`/services/data/v67.0/sobjects/Contact`,`referenceId`:`c`,`body`:{`LastName`:`%s`,`AccountId`:`@{a.id}`}}";
        String composite =
                "{`allOrNone`:true,`compositeRequest`:[{`method`:`POST`,`url`:`/services/data/v67.0/sobjects/Account`,`referenceId`:`a`,`body`:{`Name`:`Acme`}},"
                        + second + "]}";
        Answered good = api("POST", "/composite", composite.formatted("Doe"));
        assertThat(good.text("/compositeResponse/1/httpStatusCode")).isEqualTo("201");
        assertThat(query("SELECT COUNT() FROM Contact WHERE Account.Name = 'Acme'")
                        .text("/totalSize"))
                .isEqualTo("1");
        Answered bad = api("POST", "/composite", composite.formatted(""));
        assertThat(bad.text("/compositeResponse/0/body/0/errorCode")).isEqualTo("PROCESSING_HALTED");
        assertThat(bad.text("/compositeResponse/1/body/0/errorCode")).isEqualTo("REQUIRED_FIELD_MISSING");
        assertThat(query("SELECT COUNT() FROM Account").text("/totalSize")).isEqualTo("1");
    }

    @Test
    void describeSaysWhatACreateNeeds() throws Exception {
        Answered described = api("GET", "/sobjects/Lead/describe/", "");
        assertThat(described.at("/fields"))
                .filteredOn(field -> field.path("createable").asBoolean()
                        && !field.path("nillable").asBoolean()
                        && !field.path("defaultedOnCreate").asBoolean())
                .extracting(field -> field.path("name").asText())
                .containsExactly("LastName", "Company");
        assertThat(described.at("/fields"))
                .filteredOn(field -> field.path("externalId").asBoolean())
                .extracting(field -> field.path("name").asText())
                .containsExactly("Caravan_Id__c");
    }

    @Test
    void listViewsAreListedDescribedAndRun() throws Exception {
        create("Contact", "{`LastName`:`A`,`Email`:`a@example.com`}");
        create("Contact", "{`LastName`:`B`}");
        JsonNode views = api("GET", "/sobjects/Contact/listviews", "").at("/listviews");
        assertThat(views)
                .extracting(view -> view.path("developerName").asText())
                .contains("ContactsWithEmail");
        String path = "/sobjects/Contact/listviews/" + views.get(2).path("id").asText();
        String soql = api("GET", path + "/describe", "").text("/query");
        assertThat(query(soql).text("/totalSize")).isEqualTo("1");
        assertThat(api("GET", path + "/results?limit=10", "").text("/records/0/columns/0/value"))
                .isEqualTo("A");
    }

    @Test
    void searchFindsWholeWordsAndPrefixes() throws Exception {
        create("Account", "{`Name`:`Acme Widgets`}");
        create("Contact", "{`LastName`:`Acmeson`,`Email`:`a@widgets.example.com`}");
        String find = "/search?q="
                + URLEncoder.encode(
                        "FIND {acm*} IN NAME FIELDS RETURNING Account(Id, Name WHERE Name LIKE '%s%' LIMIT 5), Contact",
                        StandardCharsets.UTF_8);
        assertThat(api("GET", find, "").at("/searchRecords")).hasSize(2);
        assertThat(api("GET", "/parameterizedSearch?q=acme&sobject=Account&sobject=Contact&fields=Id,Name", "")
                        .at("/searchRecords"))
                .hasSize(1);
        assertThat(api(
                                "GET",
                                "/search?q="
                                        + URLEncoder.encode(
                                                "FIND {a@widgets.example.com} IN EMAIL FIELDS RETURNING Contact(Id)",
                                                StandardCharsets.UTF_8),
                                "")
                        .at("/searchRecords"))
                .hasSize(1);
    }

    @Test
    void aContactsAccountIsItsDirectRelation() throws Exception {
        String acme = create("Account", "{`Name`:`Acme`}");
        String other = create("Account", "{`Name`:`Other`}");
        String contact = create("Contact", "{`LastName`:`A`,`AccountId`:`%s`}".formatted(acme));
        create(
                "AccountContactRelation",
                "{`AccountId`:`%s`,`ContactId`:`%s`,`Roles`:`Influencer`}".formatted(other, contact));
        Answered twice = api(
                "POST",
                "/sobjects/AccountContactRelation",
                "{`AccountId`:`%s`,`ContactId`:`%s`}".formatted(other, contact));
        assertThat(twice.text("/0/errorCode")).isEqualTo("DUPLICATE_VALUE");
        api("PATCH", "/sobjects/Contact/" + contact, "{`AccountId`:`%s`}".formatted(other));
        assertThat(query("SELECT COUNT() FROM AccountContactRelation WHERE IsDirect = true AND AccountId = '" + other
                                + "'")
                        .text("/totalSize"))
                .isEqualTo("1");
    }

    @Test
    void bulkJobsWriteAndReadCsv() throws Exception {
        create("Account", "{`Name`:`Old`,`Caravan_Id__c`:`k1`,`Phone`:`1`}");
        String id = api(
                        "POST",
                        "/jobs/ingest",
                        "{`object`:`Account`,`operation`:`upsert`,`externalIdFieldName`:`Caravan_Id__c`,`contentType`:`CSV`,`lineEnding`:`LF`}")
                .text("/id");
        String csv = "Caravan_Id__c,Name,Phone\nk1,New,#N/A\nk2,\"Quoted, \"\"so\"\"\",5\nk3,,6\n";
        assertThat(api("PUT", "/jobs/ingest/" + id + "/batches", csv).status()).isEqualTo(201);
        assertThat(api("PATCH", "/jobs/ingest/" + id, "{`state`:`UploadComplete`}")
                        .text("/state"))
                .isEqualTo("UploadComplete");
        Answered job = api("GET", "/jobs/ingest/" + id, "");
        assertThat(job.text("/state") + job.text("/numberRecordsProcessed") + job.text("/numberRecordsFailed"))
                .isEqualTo("JobComplete31");
        assertThat(api("GET", "/jobs/ingest/" + id + "/failedResults", "")
                        .response()
                        .body())
                .contains("REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --");
        String job2 = api(
                        "POST",
                        "/jobs/query",
                        "{`operation`:`query`,`query`:`SELECT Name, Phone FROM Account ORDER BY Name`}")
                .text("/id");
        HttpResponse<String> page =
                api("GET", "/jobs/query/" + job2 + "/results?maxRecords=1", "").response();
        assertThat(page.headers().firstValue("Sforce-Locator")).contains("1");
        HttpResponse<String> last =
                api("GET", "/jobs/query/" + job2 + "/results?locator=1", "").response();
        assertThat(last.body()).isEqualTo("\"Name\",\"Phone\"\n\"Quoted, \"\"so\"\"\",\"5\"\n");
        assertThat(last.headers().firstValue("Sforce-Locator")).contains("null");
    }

    @Test
    void faultsAndLimitsSpeakTheVendorsLanguage() throws Exception {
        call(
                "PUT",
                "/_sandbox/faults",
                "{\"rules\":[{\"kind\":\"429\",\"next\":1},{\"kind\":\"503\",\"next\":1},{\"kind\":\"partial-batch\",\"next\":1}]}");
        Answered quota = query("SELECT Id FROM User");
        assertThat(quota.status() + quota.text("/0/errorCode")).isEqualTo("403REQUEST_LIMIT_EXCEEDED");
        Answered down = query("SELECT Id FROM User");
        assertThat(down.status() + down.text("/0/errorCode")).isEqualTo("503SERVER_UNAVAILABLE");
        Answered locked = api(
                "POST",
                "/composite/sobjects",
                "{`records`:[{`attributes`:{`type`:`Account`},`Name`:`A`},{`attributes`:{`type`:`Account`},`Name`:`B`}]}");
        assertThat(locked.text("/0/errors/0/statusCode")).isEqualTo("UNABLE_TO_LOCK_ROW");
        assertThat(locked.at("/1/success").asBoolean()).isTrue();
        call("PUT", "/_sandbox/limits", "{\"windows\":{\"DailyApiRequests\":{\"max\":1}}}");
        assertThat(query("SELECT Id FROM User").response().headers().firstValue("Sforce-Limit-Info"))
                .contains("api-usage=1/1");
        assertThat(query("SELECT Id FROM User").status()).isEqualTo(403);
    }

    @Test
    void whatWasChangedAndDeletedIsToldByTime() throws Exception {
        create("Lead", "{`LastName`:`Stays`,`Company`:`C`}");
        String gone = create("Lead", "{`LastName`:`Goes`,`Company`:`C`}");
        api("DELETE", "/sobjects/Lead/" + gone, "");
        Instant now = Clock.systemUTC().instant();
        String span = "/?start=" + now.minusSeconds(3600).toString().substring(0, 19) + "%2B00:00&end="
                + now.plusSeconds(120).toString().substring(0, 19) + "%2B00:00";
        assertThat(api("GET", "/sobjects/Lead/updated" + span, "").at("/ids")).hasSize(1);
        assertThat(api("GET", "/sobjects/Lead/deleted" + span, "").text("/deletedRecords/0/id"))
                .isEqualTo(gone);
    }

    @Test
    void everyCommitIsInTheJournalAndARolledBackOneIsNot() throws Exception {
        create("Account", "{`Name`:`A`}");
        api(
                "POST",
                "/composite/sobjects",
                "{`allOrNone`:true,`records`:[{`attributes`:{`type`:`Account`},`Name`:`B`},{`attributes`:{`type`:`Account`}}]}");
        JsonNode journal = call("GET", "/_sandbox/journal", "").body();
        assertThat(journal).hasSize(1);
        assertThat(journal.at("/0/values/Name").asText()).isEqualTo("A");
    }
}
