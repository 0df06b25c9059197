package dev.caravan.sandbox.tribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.SandboxClient.Reply;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.sandbox.WebhookReceiver;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The TribeCRM sandbox as anybody's client meets it. */
class TribeSandboxTest {
    private static final String ODATA = "/v1/odata/";
    private static final String COMPANIES = "Relation_Organization";
    private static final String PEOPLE = "Relation_Person";
    private static final String CONTACTS = "Relationship_Person_Contact_Standard";
    private static final String COMMERCIAL = "Relationship_Organization_CommercialRelationship";
    private static final String DEALS = "Activity_SalesOpportunity";
    private static final String CLIENT = "&client_id=sandbox-client&client_secret=sandbox-secret";
    private static final Sandboxes SANDBOXES = Sandboxes.start(SandboxOptions.onFreePorts("tribe"));
    private static final SandboxClient TRIBE =
            new SandboxClient(SANDBOXES.vendor("tribe").baseUrl(), "sandbox");
    private static final SandboxClient STRANGER =
            new SandboxClient(SANDBOXES.vendor("tribe").baseUrl(), "");

    @BeforeEach
    void empty() {
        TRIBE.post("/_sandbox/reset", "");
    }

    @AfterAll
    static void stop() {
        SANDBOXES.close();
    }

    @Test
    void aClientGetsATokenOfADayAndAUserARefreshTokenToo() {
        Reply client = STRANGER.post("/oauth2/token", "grant_type=client_credentials&scope=read%20write" + CLIENT);
        assertThat(client.status()).isEqualTo(200);
        assertThat(client.at("/token_type")).isEqualTo("bearer");
        assertThat(client.at("/expires_in")).isEqualTo("86399");
        assertThat(client.json().has("refresh_token")).isFalse();
        Reply code = STRANGER.post("/oauth2/token", "grant_type=authorization_code&code=sandbox-code" + CLIENT);
        String refresh = code.at("/refresh_token");
        assertThat(STRANGER.post("/oauth2/token", "grant_type=refresh_token&refresh_token=" + refresh + CLIENT)
                        .status())
                .isEqualTo(200);
        SandboxClient mine = new SandboxClient(SANDBOXES.vendor("tribe").baseUrl(), code.at("/access_token"));
        assertThat(mine.get(ODATA + "GetCurrentEmployee()?$expand=Person").at("/Person/FirstName"))
                .isEqualTo("Ada");
        assertThat(STRANGER.get(ODATA + PEOPLE + "?access_token=" + client.at("/access_token"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aWrongClientOrTokenIsRefused() {
        Reply wrong = STRANGER.post(
                "/oauth2/token", "grant_type=client_credentials&client_id=sandbox-client&client_secret=x");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.at("/error")).isEqualTo("invalid_client");
        assertThat(STRANGER.post("/oauth2/token", "grant_type=refresh_token&refresh_token=x" + CLIENT)
                        .at("/error"))
                .isEqualTo("invalid_grant");
        Reply none = STRANGER.get(ODATA + PEOPLE);
        assertThat(none.status()).isEqualTo(401);
        assertThat(none.at("/error/message")).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "12345678, code, code=",
        "1234567, code, error=invalid_state",
        "12345678, token, error=unsupported_response_type"
    })
    void aStateHasEightCharactersAndACodeIsAskedFor(String state, String type, String back) {
        Reply page = STRANGER.get("/oauth2/auth?client_id=sandbox-client&scope=read&response_type=" + type
                + "&redirect_uri=http://localhost/back&state=" + state);
        assertThat(page.status()).isEqualTo(302);
        assertThat(page.headers().firstValue("Location").orElseThrow())
                .startsWith("http://localhost/back?" + back)
                .contains("&state=" + state);
    }

    @Test
    void aPersonComesIntoBeingWithItsRole() {
        String company = create(COMPANIES, "{\"Name\":\"Vink BV\"}");
        Reply made = TRIBE.post(
                ODATA + CONTACTS,
                "{\"Relation\":{\"ID\":\"" + company + "\"},\"Person\":{\"FirstName\":\"Ada\",\"LastName\":\"Vink\"},"
                        + "\"EmailAddress\":\"ada@vink.example\"}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.at("/_Type")).isEqualTo("Relationship.Person.Contact.Standard");
        assertThat(made.at("/_Name")).isEqualTo("Ada Vink");
        assertThat(made.json().path("LastMutationDate").isNull()).isTrue();
        JsonNode read = TRIBE.get(
                        ODATA + CONTACTS + "(" + made.at("/ID")
                                + ")?$select=EmailAddress&$expand=Person($select=LastName),Relation($select=Name;$expand=VisitingAddress)")
                .json();
        assertThat(read.at("/Person/LastName").asText()).isEqualTo("Vink");
        assertThat(read.at("/Person/FirstName").isMissingNode()).isTrue();
        assertThat(read.at("/Relation/VisitingAddress").isNull()).isTrue();
        assertThat(read.has("Department")).isFalse();
        assertThat(read.has("ID") && read.has("_Type") && read.has("_Name") && read.has("SortIndex"))
                .isTrue();
    }

    @Test
    void aRoleNeedsItsParentAndACompanyIsMadeALeadInOneCall() {
        Reply orphan = TRIBE.post(ODATA + COMMERCIAL + "_Lead", "{\"Organization\":{\"Name\":\"Vink BV\"}}");
        assertThat(orphan.status()).isEqualTo(400);
        String own = TRIBE.get(ODATA + "Relationship_Organization_Identity?$expand=Relation($select=ID)")
                .at("/value/0/Relation/ID");
        Reply lead = TRIBE.post(
                ODATA + COMMERCIAL + "_Lead",
                "{\"Relation\":{\"ID\":\"" + own + "\"},\"Organization\":{\"Name\":\"Vink BV\"}}");
        assertThat(lead.status()).isEqualTo(201);
        assertThat(names(ODATA + COMMERCIAL + "?$filter=" + encoded("Organization/Name eq 'Vink BV'")))
                .containsExactly("Vink BV");
        Reply customer = TRIBE.post(
                ODATA + COMMERCIAL + "_Lead",
                "{\"ID\":\"" + lead.at("/ID") + "\",\"_UpgradeType\":\"" + COMMERCIAL + "_Customer\"}");
        assertThat(customer.status()).isEqualTo(200);
        assertThat(customer.at("/_Type")).isEqualTo("Relationship.Organization.CommercialRelationship.Customer");
        assertThat(TRIBE.get(ODATA + COMMERCIAL + "_Lead(" + lead.at("/ID") + ")")
                        .status())
                .isEqualTo(404);
        assertThat(TRIBE.get(ODATA + "Relationship(" + lead.at("/ID") + ")").at("/_Type"))
                .endsWith(".Customer");
        assertThat(TRIBE.post(
                                ODATA + COMMERCIAL + "_Customer",
                                "{\"ID\":\"" + lead.at("/ID") + "\",\"_UpgradeType\":\"" + CONTACTS + "\"}")
                        .status())
                .as("only on the same level")
                .isEqualTo(400);
    }

    @Test
    void anUpdateIsAPutOrAPostAndNamesOnlyWhatChanges() {
        String company = create(COMPANIES, "{\"Name\":\"Vink\",\"Website\":\"https://vink.example\"}");
        Reply put = TRIBE.put(ODATA + COMPANIES + "(" + company + ")", "{\"Name\":\"Vink BV\"}");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.at("/Website")).isEqualTo("https://vink.example");
        assertThat(put.json().path("LastMutationDate").isTextual()).isTrue();
        Reply post = TRIBE.post(ODATA + COMPANIES, "{\"ID\":\"" + company + "\",\"Website\":null}");
        assertThat(post.status()).isEqualTo(200);
        assertThat(post.at("/Name")).isEqualTo("Vink BV");
        assertThat(post.json().path("Website").isNull()).isTrue();
        assertThat(names(ODATA + COMPANIES)).hasSize(2);
        assertThat(TRIBE.send("DELETE", ODATA + "Relation(" + company + ")", "").status())
                .isEqualTo(204);
        assertThat(TRIBE.put(ODATA + COMPANIES + "(" + company + ")", "{}").status())
                .isEqualTo(404);
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            POST   | Relation_Person       | {"FirstName":"Ada"}                                     | 400
            POST   | Relation_Person       | {"FirstName":"Ada","LastName":""}                       | 400
            POST   | Relation_Organization | {"Website":"x"}                                         | 400
            POST   | Relation_Organization | {"Name":"x","Nonsense":1}                               | 400
            POST   | Relation_Organization | {"name":"camel case is the documentation's, not ours"}  | 400
            POST   | Relation_Organization | {"Name":"x","NumberOfEmployees":"many"}                 | 400
            POST   | Relation_Organization | {"Name":"x","Branch":{"ID":"9fcb346f-bd58-423d-b7da-1952f9449827"}} | 400
            POST   | Relation_Organization | {"Name":"x","Branch":"Software"}                        | 400
            POST   | Relation_Organization | {"Name":"x","Branch":{"Code":"New"}}                    | 400
            POST   | Relation_Organization | []                                                      | 400
            POST   | Relation_Organization | nonsense                                                | 400
            POST   | Relation              | {"Name":"x"}                                            | 400
            POST   | Activity_Invoice      | {"Subject":"x"}                                         | 404
            GET    | Activity_Invoice      |                                                         | 404
            POST   | Relationship_Person_Contact_Employee | {}                                       | 403
            POST   | Datastore_Branch      | {"Name":"x"}                                            | 403
            GET    | Relation_Person('x')  |                                                         | 400
            GET    | Relation_Person(9fcb346f-bd58-423d-b7da-1952f9449827) |                         | 404
            PATCH  | Relation_Person(9fcb346f-bd58-423d-b7da-1952f9449827) | {}                      | 405
            """)
    void whatCannotBeIsRefused(String method, String path, String body, int status) {
        Reply reply = TRIBE.send(method, ODATA + path, body == null ? "" : body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.at("/error/message")).isNotBlank();
    }

    @Test
    void nothingIsMadeOfAHalfGoodBody() {
        Reply bad = TRIBE.post(
                ODATA + CONTACTS, "{\"Person\":{\"LastName\":\"Vink\"},\"Relation\":{\"Website\":\"no name\"}}");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(names(ODATA + PEOPLE)).hasSize(3);
    }

    @Test
    void anEmployeeCannotBeDeletedByTheApi() {
        String employee =
                TRIBE.get(ODATA + "Relationship_Person_Contact_Employee").at("/value/0/ID");
        assertThat(TRIBE.send("DELETE", ODATA + "Relationship(" + employee + ")", "")
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            contains(Name,'VINK')                                        | Vink's BV, vinkje
            startswith(Name,'vink') and endswith(Name,'bv')              | Vink's BV
            Name eq 'Vink''s BV'                                         | Vink's BV
            not contains(Name,'vink')                                    | Sandbox BV, Smit BV
            NumberOfEmployees gt 5 or Name eq 'Smit BV'                  | Vink's BV, Smit BV
            (NumberOfEmployees ge 50)and(NumberOfEmployees le 50.0)      | Vink's BV
            NumberOfEmployees eq null and Website ne null                | vinkje
            VisitingAddress/City eq 'Amsterdam'                          | Smit BV
            VisitingAddress eq null and not startswith(Name,'s')         | Vink's BV, vinkje
            CreationDate ge 2020-01-31T10:00:00+01:00 and Name ne 'Sandbox BV' | Vink's BV, vinkje, Smit BV
            LastMutationDate ge 2020-01-31T10:00:00Z                     | vinkje
            (CreationDate lt 2020-01-01T00:00:00Z) or (LastMutationDate lt 2020-01-01T00:00:00Z) | ''
            """)
    void aFilterLetsThrough(String filter, String names) {
        create(COMPANIES, "{\"Name\":\"Vink's BV\",\"NumberOfEmployees\":50}");
        String second = create(COMPANIES, "{\"Name\":\"vinkje\"}");
        TRIBE.put(ODATA + COMPANIES + "(" + second + ")", "{\"Website\":\"https://vink.example\"}");
        create(
                COMPANIES,
                "{\"Name\":\"Smit BV\",\"NumberOfEmployees\":5,\"VisitingAddress\":{\"City\":\"Amsterdam\"}}");
        assertThat(names(ODATA + COMPANIES + "?$filter=" + encoded(filter)))
                .containsExactlyInAnyOrderElementsOf(names.isEmpty() ? List.of() : List.of(names.split(", ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Name in ('a','b')",
                "Name has 'a'",
                "Nonsense eq 'x'",
                "Name eq 5",
                "ID eq '9fcb346f-bd58-423d-b7da-1952f9449827'",
                "NumberOfEmployees gt '5'",
                "Name eq 'a",
                "Name eq",
                "(Name eq 'a'",
                "Name eq 'a' and",
                "substringof('a',Name)",
                "Branch/Nonsense eq 'x'",
                "Name+eq+'a'",
                "Name eq 'a' ; Name eq 'b'"
            })
    void aFilterThatIsNoneIsRefused(String filter) {
        Reply reply = TRIBE.get(ODATA + COMPANIES + "?$filter=" + encoded(filter));
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
    }

    @Test
    void aBlankThatIsWrittenAsAPlusIsNone() {
        assertThat(TRIBE.get(ODATA + COMPANIES + "?$filter=Name+eq+%27a%27").status())
                .isEqualTo(400);
        assertThat(TRIBE.get(ODATA + COMPANIES + "?$filter=CreationDate%20ge%202026-01-31T10:00:00+01:00")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aPageHoldsAHundredAndNoLink() {
        for (int i = 0; i < 120; i++) {
            create(COMPANIES, "{\"Name\":\"Company " + i + "\"}");
        }
        Reply first = TRIBE.get(ODATA + COMPANIES + "?$count=true&$top=500&$orderby=ID&$select=ID");
        assertThat(first.json().path("value")).hasSize(100);
        assertThat(first.json().path("@odata.count").asInt()).isEqualTo(121);
        assertThat(first.json().has("@odata.nextLink")).isFalse();
        Reply second = TRIBE.get(ODATA + COMPANIES + "?$top=100&$skip=100&$orderby=ID&$select=ID");
        assertThat(second.json().path("value")).hasSize(21);
        assertThat(second.json().has("@odata.count")).isFalse();
        List<String> down = names(ODATA + COMPANIES + "?$orderby=" + encoded("Name desc") + "&$top=2");
        assertThat(down).containsExactly("Sandbox BV", "Company 99");
    }

    @Test
    void aDealHasItsPhaseItsRoleAndItsNotes() {
        String own = TRIBE.get(ODATA + "Relationship_Organization_Identity?$expand=Relation")
                .at("/value/0/Relation/ID");
        String role = create(
                COMMERCIAL + "_Customer",
                "{\"Relation\":{\"ID\":\"" + own + "\"},\"Organization\":{\"Name\":\"Vink BV\"}}");
        String phase = TRIBE.get(
                        ODATA + "Datastore_Phase_ActivitySalesOpportunity?$filter=" + encoded("Code eq 'Proposal'"))
                .at("/value/0/ID");
        String deal = create(
                DEALS,
                "{\"Subject\":\"Deal\",\"Relationship\":{\"ID\":\"" + role + "\"},\"Phase\":{\"ID\":\"" + phase
                        + "\"},\"Amount\":1000.0,\"ExpectedCloseDate\":\"2026-06-30T00:00:00Z\","
                        + "\"Notes\":[{\"Content\":\"Call back\",\"IsPinned\":true}]}");
        JsonNode read = TRIBE.get(ODATA + DEALS + "(" + deal + ")?$expand=Phase,Relationship,Notes")
                .json();
        assertThat(read.at("/Phase/_Name").asText()).isEqualTo("Proposal");
        assertThat(read.at("/Relationship/_Type").asText()).endsWith(".Customer");
        assertThat(read.at("/Notes/0/Content").asText()).isEqualTo("Call back");
        assertThat(names(ODATA + DEALS + "?$filter=" + encoded("Phase/Code eq 'Proposal' and IsClosed eq false")))
                .containsExactly("Deal");
        assertThat(TRIBE.post(ODATA + DEALS, "{\"Subject\":\"Deal\",\"Relationship\":{\"ID\":\"" + own + "\"}}")
                        .status())
                .as("a deal hangs on the role, not on the company")
                .isEqualTo(400);
    }

    @Test
    void theDescriptionNamesTypesSetsAndLabels() {
        String xml = TRIBE.get(ODATA + "$metadata").text();
        assertThat(xml)
                .contains("<EntitySet Name=\"Relation_Organization\"")
                .contains("<NavigationProperty Name=\"Person\" Type=\"Tribe.Relation_Person\"")
                .contains("Abstract=\"true\"")
                .contains("String=\"Tier\"");
        assertThat(TRIBE.get(ODATA + "%24metadata").status()).isEqualTo(200);
    }

    @Test
    void aCallTooManyIsRefusedWithoutATime() {
        TRIBE.put("/_sandbox/limits", "{\"windows\":{\"MINUTE\":{\"max\":2,\"perMillis\":60000}}}");
        TRIBE.get(ODATA + PEOPLE);
        TRIBE.get(ODATA + PEOPLE);
        Reply third = TRIBE.get(ODATA + PEOPLE);
        assertThat(third.status()).isEqualTo(429);
        assertThat(third.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("rate")
                        || name.equalsIgnoreCase("Retry-After"));
    }

    @Test
    void webhooksNameTheRecordAndAreSigned() throws Exception {
        try (WebhookReceiver receiver = new WebhookReceiver()) {
            assertThat(TRIBE.post("/v1/webhooks", "{\"url\":\"http://a.example\",\"entityType\":\"Relation.Person\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(TRIBE.post("/v1/webhooks", "{\"url\":\"https://a.example\",\"entityType\":\"Nonsense\"}")
                            .status())
                    .isEqualTo(400);
            Reply webhook = TRIBE.post(
                    "/v1/webhooks",
                    "{\"url\":\"" + receiver.url("/hook")
                            + "\",\"entityType\":\"Relation.Organization\",\"headers\":{\"X-Own\":\"1\"}}");
            assertThat(webhook.status()).isEqualTo(201);
            assertThat(TRIBE.get("/v1/webhooks").json()).hasSize(1);
            assertThat(TRIBE.get(ODATA + "Webhook").json().path("value")).hasSize(1);
            create(PEOPLE, "{\"LastName\":\"Nobody is told\"}");
            String company = create(COMPANIES, "{\"Name\":\"Vink BV\"}");
            await().atMost(Duration.ofSeconds(10)).until(() -> !receiver.hooks().isEmpty());
            WebhookReceiver.Hook call = receiver.hooks().get(0);
            JsonNode payload = call.json().path("payload");
            assertThat(call.json().path("webhookId").asText()).isEqualTo(webhook.at("/id"));
            assertThat(payload.path("type").asText()).isEqualTo("EntityCreationMutation");
            assertThat(payload.path("entityId").asText()).isEqualTo(company);
            assertThat(call.headers().get("x-own")).isEqualTo("1");
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec("sandbox-secret".getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
            assertThat(call.headers().get("x-tribe-signature"))
                    .isEqualTo(Base64.getEncoder().encodeToString(mac.doFinal(call.body())));
            assertThat(TRIBE.send("DELETE", "/v1/webhooks/" + webhook.at("/id"), "")
                            .status())
                    .isEqualTo(204);
        }
    }

    private static String create(String set, String body) {
        Reply made = TRIBE.post(ODATA + set, body);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.at("/ID");
    }

    private static List<String> names(String path) {
        List<String> names = new ArrayList<>();
        Reply reply = TRIBE.get(path);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        reply.json().path("value").forEach(each -> names.add(each.path("_Name").asText()));
        return names;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
