package dev.caravan.sandbox.dynamics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client of Dataverse's Web API meets, byte by byte where it counts. */
class DynamicsSandboxTest {
    private static final Sandboxes SANDBOXES = Sandboxes.start(SandboxOptions.onFreePorts("dynamics"));
    private static final String URL = SANDBOXES.vendor("dynamics").baseUrl();
    private static final String API = URL + "/api/data/v9.2/";
    private static final String ABSENT = "7a4814f9-b0b8-4a11-a812-000d3a122b89";

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void reset() throws Exception {
        send("POST", URL + "/_sandbox/reset", "");
    }

    @AfterAll
    static void stop() {
        SANDBOXES.close();
    }

    @Test
    void aNewRecordIsAnsweredByItsAddress() throws Exception {
        HttpResponse<String> made = send("POST", API + "contacts", "{\"lastname\":\"Vink\"}");
        assertThat(made.statusCode()).isEqualTo(204);
        assertThat(made.body()).isEmpty();
        assertThat(header(made, "OData-Version")).isEqualTo("4.0");
        assertThat(header(made, "OData-EntityId")).startsWith(API + "contacts(").endsWith(")");
        HttpResponse<String> shown = send(
                "POST",
                API + "contacts?$select=lastname",
                "{\"lastname\":\"Vink\"}",
                "Prefer",
                "return=representation");
        assertThat(shown.statusCode()).isEqualTo(201);
        assertThat(header(shown, "Preference-Applied")).isEqualTo("return=representation");
        assertThat(json(shown).path("lastname").asText()).isEqualTo("Vink");
        assertThat(json(shown).path("@odata.etag").asText()).startsWith("W/\"");
        assertThat(json(shown).path("@odata.context").asText()).isEqualTo(API + "$metadata#contacts(lastname)/$entity");
    }

    @Test
    void aPatchCreatesWhatIsAbsentUnlessAConditionForbidsIt() throws Exception {
        String address = API + "contacts(" + ABSENT + ")";
        assertThat(send("PATCH", address, "{\"lastname\":\"Vink\"}", "If-Match", "*")
                        .statusCode())
                .isEqualTo(404);
        assertThat(send("PATCH", address, "{\"lastname\":\"Vink\"}").statusCode())
                .isEqualTo(204);
        HttpResponse<String> there = send("GET", address, "");
        assertThat(json(there).path("lastname").asText()).isEqualTo("Vink");
        assertThat(send("PATCH", address, "{\"lastname\":\"X\"}", "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(412);
        String etag = json(there).path("@odata.etag").asText();
        assertThat(send("GET", address, "", "If-None-Match", etag).statusCode()).isEqualTo(304);
        assertThat(send("PATCH", address, "{\"lastname\":\"Y\"}", "If-Match", etag)
                        .statusCode())
                .isEqualTo(204);
        HttpResponse<String> stale = send("PATCH", address, "{\"lastname\":\"Z\"}", "If-Match", etag);
        assertThat(stale.statusCode()).isEqualTo(412);
        assertThat(json(stale).path("error").path("code").asText()).isEqualTo("0x80060882");
    }

    @Test
    void multipleCallsAreUndoneAsAWhole() throws Exception {
        String type = "\"@odata.type\":\"Microsoft.Dynamics.CRM.contact\"";
        String bad = "{\"Targets\":[{" + type + ",\"lastname\":\"A\"},{" + type + ",\"gendercode\":99}]}";
        HttpResponse<String> refused = send("POST", API + "contacts/Microsoft.Dynamics.CRM.CreateMultiple", bad);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).path("error").path("code").asText()).isEqualTo("0x8004431a");
        assertThat(list("contacts")).isEmpty();
        HttpResponse<String> made =
                send("POST", API + "contacts/Microsoft.Dynamics.CRM.CreateMultiple", bad.replace("99", "1"));
        assertThat(json(made).path("Ids")).hasSize(2);
        String update = "{\"Targets\":[{" + type + ",\"contactid\":\""
                + json(made).path("Ids").path(0).asText() + "\",\"lastname\":\"B\"},{" + type + ",\"contactid\":\""
                + ABSENT + "\",\"lastname\":\"B\"}]}";
        assertThat(send("POST", API + "contacts/Microsoft.Dynamics.CRM.UpdateMultiple", update)
                        .statusCode())
                .isEqualTo(404);
        assertThat(list("contacts?$filter=" + encoded("lastname eq 'B'"))).isEmpty();
    }

    @Test
    void aBatchStopsAtTheFirstFailureUnlessItIsToGoOn() throws Exception {
        String parts = part("POST", "contacts", "{\"lastname\":\"One\"}")
                + part("POST", "contacts", "{\"nonsense\":1}")
                + part("POST", "contacts", "{\"lastname\":\"Three\"}")
                + part("GET", "contacts?$select=lastname", "");
        HttpResponse<String> stopped = batch(parts);
        assertThat(stopped.statusCode()).isEqualTo(400);
        assertThat(list("contacts")).hasSize(1);
        HttpResponse<String> all = batch(parts, "Prefer", "odata.continue-on-error");
        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(header(all, "Content-Type")).startsWith("multipart/mixed; boundary=batchresponse_");
        assertThat(all.body().lines().filter(line -> line.startsWith("HTTP/1.1")))
                .containsExactly(
                        "HTTP/1.1 204 No Content",
                        "HTTP/1.1 400 Bad Request",
                        "HTTP/1.1 204 No Content",
                        "HTTP/1.1 200 OK");
        assertThat(all.body()).contains("OData-EntityId: " + API + "contacts(");
        assertThat(list("contacts")).hasSize(3);
        assertThat(batch(parts.replace("\r\n", "\n")).statusCode()).isEqualTo(400);
    }

    @Test
    void aChangeSetHappensTogetherOrNotAtAll() throws Exception {
        String inner = changed(1, "POST", "/api/data/v9.2/accounts", "{\"name\":\"Vink BV\"}")
                + changed(
                        2,
                        "POST",
                        "/api/data/v9.2/contacts",
                        "{\"lastname\":\"Vink\",\"parentcustomerid_account@odata.bind\":\"$1\"}");
        HttpResponse<String> done = batch(changeSet(inner));
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).contains("changesetresponse_").contains("Content-ID: 2");
        assertThat(list("contacts").get(0).path("_parentcustomerid_value").asText())
                .isEqualTo(list("accounts").get(0).path("accountid").asText());
        String bad = changed(1, "POST", "/api/data/v9.2/accounts", "{\"name\":\"Smit BV\"}")
                + changed(2, "PATCH", "/api/data/v9.2/contacts(" + ABSENT + ")", "{\"gendercode\":99}");
        assertThat(batch(changeSet(bad)).statusCode()).isEqualTo(400);
        assertThat(list("accounts")).hasSize(1);
        String late = changed(1, "POST", "/api/data/v9.2/tasks", "{\"subject\":\"Offer\"}")
                + changed(2, "PATCH", "$1", "{\"statecode\":1,\"statuscode\":2}");
        assertThat(batch(changeSet(late)).statusCode()).isEqualTo(400);
        assertThat(list("tasks")).isEmpty();
        assertThat(batch(changeSet(late.replace("\"statuscode\":2", "\"statuscode\":5")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(list("tasks").get(0).path("statecode").asInt()).isEqualTo(1);
    }

    @Test
    void partiesComeAndGoWithTheirActivity() throws Exception {
        HttpResponse<String> made = send(
                "POST",
                API + "emails",
                "{\"subject\":\"Hello\",\"email_activity_parties\":[{\"participationtypemask\":2,\"addressused\":"
                        + "\"lin@acme.example\"}]}");
        assertThat(made.statusCode()).isEqualTo(204);
        String query = "?$select=subject&$expand=email_activity_parties($select=addressused)";
        assertThat(json(send("GET", API + "emails" + query, ""))
                        .path("value")
                        .path(0)
                        .path("email_activity_parties")
                        .path(0)
                        .path("addressused")
                        .asText())
                .isEqualTo("lin@acme.example");
        String wrong = "{\"subject\":\"No\",\"email_activity_parties\":[{\"participationtypemask\":99}]}";
        assertThat(send("POST", API + "emails", wrong).statusCode()).isEqualTo(400);
        assertThat(list("emails")).hasSize(1);
        assertThat(send("POST", API + "activityparties", "{\"participationtypemask\":2}")
                        .statusCode())
                .isEqualTo(405);
        String id = list("emails").get(0).path("activityid").asText();
        assertThat(send("DELETE", API + "emails(" + id + ")", "").statusCode()).isEqualTo(204);
        assertThat(list("activityparties")).isEmpty();
    }

    @Test
    void pagesGoOnByALinkThatIsToBeUsedAsItIs() throws Exception {
        for (int i = 0; i < 7; i++) {
            send("POST", API + "contacts", "{\"lastname\":\"Vink & <" + i % 3 + ">\"}");
        }
        String next = API + "contacts?$select=lastname&$orderby=lastname%20desc&$count=true&$top=1";
        List<String> names = new ArrayList<>();
        int pages = 0;
        while (!next.isEmpty()) {
            HttpResponse<String> page = send("GET", next, "", "Prefer", "odata.maxpagesize=3");
            assertThat(header(page, "Preference-Applied")).isEqualTo("odata.maxpagesize=3");
            assertThat(json(page).path("@odata.count").asInt()).isEqualTo(7);
            json(page)
                    .path("value")
                    .forEach(each -> names.add(each.path("lastname").asText()));
            next = json(page).path("@odata.nextLink").asText();
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(names).hasSize(7).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(send("GET", API + "contacts?$skip=1", "").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lastname eq 'VINK'                                                          | 1
            lastname eq 'O''Neill' or lastname eq 'nobody'                              | 1
            not contains(lastname,'in') and lastname ne null                            | 1
            startswith(lastname,'v') eq true                                            | 1
            numberofchildren gt 1 and (numberofchildren le 3)                           | 1
            numberofchildren eq null                                                    | 1
            donotemail eq true                                                          | 1
            createdon gt 2020-01-01T00:00:00Z                                           | 3
            parentcustomerid_account/name eq 'Vink BV'                                  | 1
            Microsoft.Dynamics.CRM.In(PropertyName='lastname',PropertyValues=['Vink','O''Neill']) | 2
            Microsoft.Dynamics.CRM.LastXDays(PropertyName='createdon',PropertyValue=1)  | 3
            Microsoft.Dynamics.CRM.ContainValues(PropertyName='new_interests',PropertyValues=['100000001']) | 1
            nonsense eq 1                                                               | 400
            numberofchildren eq 'x'                                                     | 400
            lastname eq 'x                                                              | 400
            lastname in ('a')                                                           | 400
            parentcustomerid eq 1                                                       | 400
            """)
    void filtersFindWhatTheySay(String filter, int found) throws Exception {
        send("POST", API + "accounts(" + ABSENT + ")", "");
        send("PATCH", API + "accounts(" + ABSENT + ")", "{\"name\":\"Vink BV\"}");
        send(
                "POST",
                API + "contacts",
                "{\"lastname\":\"Vink\",\"numberofchildren\":3,\"donotemail\":true,"
                        + "\"parentcustomerid_account@odata.bind\":\"/accounts(" + ABSENT + ")\"}");
        send(
                "POST",
                API + "contacts",
                "{\"lastname\":\"O'Neill\",\"numberofchildren\":1,\"new_interests\":\"100000000,100000001\"}");
        send("POST", API + "contacts", "{\"emailaddress1\":\"x@vink.example\"}");
        HttpResponse<String> answer = send("GET", API + "contacts?$filter=" + encoded(filter), "");
        if (found == 400) {
            assertThat(answer.statusCode()).isEqualTo(400);
        } else {
            assertThat(json(answer).path("value")).as(answer.body()).hasSize(found);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST  | foos                              | {}                            | 404 | 0x8006088a
            POST  | contacts                          | {"nonsense":1}                | 400 | 0x80048d19
            POST  | contacts                          | {"Parentcustomerid_account@odata.bind":"/accounts(7a4814f9-b0b8-4a11-a812-000d3a122b89)"} | 400 | 0x80048d19
            POST  | contacts                          | {"parentcustomerid_account@odata.bind":"/accounts(7a4814f9-b0b8-4a11-a812-000d3a122b89)"} | 404 | 0x80040217
            POST  | contacts                          | {"numberofchildren":"many"}   | 400 | 0x80048d19
            POST  | contacts                          | {"statecode":0,"statuscode":2} | 400 | 0x80048408
            POST  | tasks                             | {"subject":"LONG"}            | 400 | 0x80044331
            POST  | opportunities                     | {"name":"x","statecode":1}    | 400 | 0x80048408
            POST  | tasks                             | {"statecode":1,"statuscode":5} | 400 | 0x80048408
            POST  | emails                            | {"to":"lin@acme.example"}     | 400 | 0x80048d19
            PATCH | accounts(accountnumber='A1')      | {"name":"x"}                  | 400 | 0x80060888
            GET   | contacts(7a4814f9-b0b8-4a11-a812-000d3a122b89) | ''               | 404 | 0x80040217
            GET   | contacts?$select=nonsense         | ''                            | 400 | 0x80060888
            PUT   | contacts                          | {}                            | 405 | 0x80060888
            """)
    void whatIsWrongIsAnsweredByItsCode(String method, String path, String body, int status, String code)
            throws Exception {
        HttpResponse<String> answer = send(method, API + path, body.replace("LONG", "x".repeat(201)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).path("error").path("code").asText()).isEqualTo(code);
        assertThat(json(answer).path("error").path("message").asText()).isNotBlank();
    }

    @Test
    void aKeyIsUniqueAndAddressesItsRecord() throws Exception {
        send("PATCH", API + "accounts(caravan_externalid='a%2F1')", "{\"name\":\"Vink BV\"}");
        assertThat(json(send("GET", API + "accounts(caravan_externalid='a%2F1')", ""))
                        .path("name")
                        .asText())
                .isEqualTo("Vink BV");
        HttpResponse<String> second = send("POST", API + "accounts", "{\"caravan_externalid\":\"a/1\"}");
        assertThat(second.statusCode()).isEqualTo(412);
        assertThat(json(second).path("error").path("code").asText()).isEqualTo("0x80060892");
    }

    @Test
    void trackedChangesNameDeletionsLast() throws Exception {
        send("PATCH", API + "contacts(" + ABSENT + ")", "{\"lastname\":\"Vink\"}");
        JsonNode start = json(send("GET", API + "contacts?$select=lastname", "", "Prefer", "odata.track-changes"));
        assertThat(start.path("value")).hasSize(1);
        send("DELETE", API + "contacts(" + ABSENT + ")", "");
        send("POST", API + "contacts", "{\"lastname\":\"New\"}");
        JsonNode changed = json(send("GET", start.path("@odata.deltaLink").asText(), ""));
        assertThat(changed.path("value").path(0).path("lastname").asText()).isEqualTo("New");
        assertThat(changed.path("value").path(1).path("id").asText()).isEqualTo(ABSENT);
        assertThat(changed.path("value").path(1).path("reason").asText()).isEqualTo("deleted");
        assertThat(json(send("GET", changed.path("@odata.deltaLink").asText(), ""))
                        .path("value"))
                .isEmpty();
        String refused = API + "contacts?$filter=" + encoded("lastname eq 'x'");
        assertThat(send("GET", refused, "", "Prefer", "odata.track-changes").statusCode())
                .isEqualTo(400);
    }

    @Test
    void lookUpsAreSetAndClearedByReferences() throws Exception {
        send(
                "PATCH",
                API + "accounts(" + ABSENT + ")",
                "{\"name\":\"Vink BV\",\"contact_customer_accounts\":[{\"lastname\":\"Vink\"}]}");
        JsonNode contact = list("accounts?$expand=contact_customer_accounts($select=lastname)")
                .get(0)
                .path("contact_customer_accounts")
                .path(0);
        String address = API + "contacts(" + contact.path("contactid").asText() + ")";
        assertThat(json(send("GET", address + "/parentcustomerid_account?$select=name", ""))
                        .path("name")
                        .asText())
                .isEqualTo("Vink BV");
        assertThat(send("DELETE", address + "/parentcustomerid_account/$ref", "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(json(send("GET", address, ""))
                        .path("_parentcustomerid_value")
                        .isNull())
                .isTrue();
        String link = "{\"@odata.id\":\"" + address + "\"}";
        assertThat(send("POST", API + "accounts(" + ABSENT + ")/contact_customer_accounts/$ref", link)
                        .statusCode())
                .isEqualTo(204);
        JsonNode shown = json(send(
                "GET", address + "?$select=_parentcustomerid_value", "", "Prefer", "odata.include-annotations=\"*\""));
        assertThat(shown.path("_parentcustomerid_value@Microsoft.Dynamics.CRM.lookuplogicalname")
                        .asText())
                .isEqualTo("account");
        assertThat(shown.path("_parentcustomerid_value@OData.Community.Display.V1.FormattedValue")
                        .asText())
                .isEqualTo("Vink BV");
        assertThat(send("PUT", address + "/jobtitle", "{\"value\":\"CTO\"}").statusCode())
                .isEqualTo(204);
        assertThat(json(send("GET", address + "/jobtitle", "")).path("value").asText())
                .isEqualTo("CTO");
    }

    @Test
    void withoutATokenTheHeaderSaysWhereToGetOne() throws Exception {
        HttpResponse<String> refused = http.send(
                HttpRequest.newBuilder(URI.create(API + "WhoAmI")).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.body()).isEmpty();
        assertThat(header(refused, "WWW-Authenticate")).startsWith("Bearer authorization_uri=");
        String form = "grant_type=client_credentials&client_id=sandbox-client&client_secret=wrong&scope=x/.default";
        HttpResponse<String> login = send("POST", URL + "/tenant/oauth2/v2.0/token", form);
        assertThat(login.statusCode()).isEqualTo(401);
        assertThat(json(login).path("error_description").asText()).startsWith("AADSTS7000215");
    }

    @ParameterizedTest
    @CsvSource({
        "&response_type=code&scope=user_impersonation, code=",
        "&response_type=code, error=invalid_request",
        "&response_type=token&scope=user_impersonation, error=invalid_request",
        "&scope=user_impersonation, error=invalid_request"
    })
    void thePageOfConsentWantsACodeAndAScopeToBeAskedFor(String query, String back) throws Exception {
        String page = URL + "/tenant/oauth2/v2.0/authorize?client_id=sandbox-client&state=s";
        HttpResponse<String> sent = send("GET", page + "&redirect_uri=http://localhost/back" + query, "");
        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(header(sent, "Location"))
                .startsWith("http://localhost/back?" + back)
                .contains("&state=s");
    }

    @ParameterizedTest
    @CsvSource({"user_impersonation, false", "user_impersonation%20offline_access, true"})
    void aCodeGivesARefreshTokenOnlyForOfflineAccess(String scope, boolean isOffline) throws Exception {
        String form = "grant_type=authorization_code&code=sandbox-code&client_id=sandbox-client"
                + "&client_secret=sandbox-secret&scope=" + scope;
        JsonNode token = json(send("POST", URL + "/tenant/oauth2/v2.0/token", form));
        assertThat(token.path("access_token").asText()).isNotEmpty();
        assertThat(token.has("refresh_token")).isEqualTo(isOffline);
    }

    @Test
    void webhooksAreRegisteredAsRows() throws Exception {
        String endpoint = id(send(
                "POST",
                API + "serviceendpoints",
                "{\"name\":\"Caravan\",\"contract\":8,\"authtype\":4,"
                        + "\"authvalue\":\"a-key\",\"url\":\"http://127.0.0.1:9/hook\"}"));
        String message = list("sdkmessages?$filter=" + encoded("name eq 'Update'"))
                .get(0)
                .path("sdkmessageid")
                .asText();
        String step =
                "{\"name\":\"Update of contact\",\"stage\":40,\"mode\":1,\"sdkmessageid@odata.bind\":\"/sdkmessages("
                        + message + ")\",\"eventhandler_serviceendpoint@odata.bind\":\"/serviceendpoints(" + endpoint
                        + ")\"}";
        assertThat(send("POST", API + "sdkmessageprocessingsteps", step).statusCode())
                .isEqualTo(204);
        JsonNode shown =
                list("serviceendpoints?$filter=" + encoded("contract eq 8")).get(0);
        assertThat(shown.path("url").asText()).isEqualTo("http://127.0.0.1:9/hook");
        assertThat(shown.has("authvalue")).isFalse();
        JsonNode targets = json(send("GET", URL + "/_sandbox/webhooks", "")).path("targets");
        assertThat(targets.path(0).path("url").asText()).isEqualTo("http://127.0.0.1:9/hook?code=a-key");
    }

    private HttpResponse<String> batch(String parts, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "multipart/mixed; boundary=\"b_1\""));
        return send("POST", API + "$batch", parts + "--b_1--\r\n", all.toArray(String[]::new));
    }

    private static String part(String method, String path, String body) {
        return "--b_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n" + method
                + " /api/data/v9.2/" + path + " HTTP/1.1\r\nContent-Type: application/json; type=entry\r\n\r\n" + body
                + "\r\n";
    }

    private static String changeSet(String inner) {
        return "--b_1\r\nContent-Type: multipart/mixed; boundary=\"c_1\"\r\n\r\n" + inner + "--c_1--\r\n";
    }

    private static String changed(int id, String method, String path, String body) {
        return "--c_1\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: " + id
                + "\r\n\r\n" + method + " " + path + " HTTP/1.1\r\nContent-Type: application/json; type=entry\r\n\r\n"
                + body + "\r\n";
    }

    private List<JsonNode> list(String path) throws Exception {
        List<JsonNode> all = new ArrayList<>();
        json(send("GET", API + path, "")).path("value").forEach(all::add);
        return all;
    }

    private HttpResponse<String> send(String method, String url, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(url.replace(" ", "%20").replace("'", "%27")))
                .header("Authorization", "Bearer sandbox")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String id(HttpResponse<String> made) {
        return header(made, "OData-EntityId").replaceAll(".*\\(|\\).*", "");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
