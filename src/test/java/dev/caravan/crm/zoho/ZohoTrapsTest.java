package dev.caravan.crm.zoho;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Notice;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filters;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is peculiar about Zoho, each against its sandbox. */
class ZohoTrapsTest {
    private static final TestAccount ACCOUNT = new TestAccount();

    private Crm crm;

    @BeforeEach
    void start() {
        ACCOUNT.client.post("/_sandbox/reset", "");
        crm = ACCOUNT.open(Map.of());
    }

    @AfterAll
    static void stop() {
        ACCOUNT.close();
    }

    @Test
    void whereNothingIsFoundNothingIsRead() {
        assertThat(ACCOUNT.client.get("/crm/v8/Contacts?fields=Email").status()).isEqualTo(204);
        assertThat(crm.search("Contacts", new Condition.Everything(), List.of("Email"), null)
                        .records())
                .isEmpty();
        assertThat(crm.count("Contacts", new Condition.Everything())).isZero();
        assertThat(crm.read("Contacts", List.of("5725767000000987654"), List.of("Email")))
                .isEmpty();
        assertThat(crm.lists("Contacts")).isEmpty();
    }

    @ParameterizedTest(name = "{0} good and {1} bad are answered with {2}")
    @CsvSource({"2, 0, 201", "1, 1, 207", "0, 2, 400"})
    @Tag("R94")
    void everyRecordHasItsOutcomeWhateverTheStatus(int good, int bad, int status) {
        List<Write> writes = new ArrayList<>();
        StringBuilder raw = new StringBuilder();
        for (int i = 0; i < good + bad; i++) {
            String name = i < good ? "Last_Name" : "First_Name";
            writes.add(TestAccount.write("Contacts", null, name, "Vink " + i));
            raw.append(raw.isEmpty() ? "" : ",").append("{\"" + name + "\":\"Vink\"}");
        }
        assertThat(ACCOUNT.client
                        .post("/crm/v8/Contacts", "{\"data\":[" + raw + "]}")
                        .status())
                .isEqualTo(status);
        List<WriteResult> results = crm.write("Contacts", writes);
        for (int i = 0; i < results.size(); i++) {
            if (i < good) {
                assertThat(results.get(i)).isInstanceOf(WriteResult.Written.class);
            } else {
                assertThat(rejected(results.get(i)).code()).isEqualTo(ErrorCode.REQUIRED_FIELD_MISSING);
            }
        }
    }

    @Test
    void listsNameTheirFields() {
        String id = TestAccount.create(crm, "Contacts", "Last_Name", "Vink");
        assertThat(ACCOUNT.client.get("/crm/v8/Contacts?ids=" + id).status()).isEqualTo(400);
        assertThat(crm.read("Contacts", List.of(id), List.of())).hasSize(1);
        assertThat(crm.read("Contacts", List.of(id), List.of("Nonsense")).get(0).fields())
                .containsEntry("Nonsense", null);
    }

    @Test
    void moreFieldsAndIdsThanOneCallTakesAreReadInSeveral() {
        List<String> ids = new ArrayList<>();
        crm.write(
                        "Contacts",
                        IntStream.range(0, 60)
                                .mapToObj(i -> TestAccount.write("Contacts", null, "Last_Name", "Vink " + i))
                                .toList())
                .forEach(result -> ids.add(((WriteResult.Written) result).id()));
        assertThat(crm.read("Contacts", ids, List.of("Last_Name"))).hasSize(60);
        assertThat(ACCOUNT.calls("GET /crm/v8/Contacts")).isEqualTo(2);
    }

    @Test
    @Tag("I4")
    void aLookUpSeesAtOnceWhatSearchShowsLate() {
        ACCOUNT.client.put("/_sandbox/faults", "{\"searchLag\":60000}");
        String id = TestAccount.create(crm, "Contacts", "Last_Name", "Vink", "Email", "ada@vink.example");
        assertThat(ACCOUNT.client
                        .get("/crm/v8/Contacts/search?email=ada@vink.example")
                        .status())
                .isEqualTo(204);
        assertThat(crm.lookup("Contacts", "Email", List.of("ADA@vink.example"), List.of()))
                .extracting(CrmRecord::id)
                .containsExactly(id);
    }

    @Test
    void equalIsNotContains() {
        TestAccount.create(crm, "Accounts", "Account_Name", "Vink Holding");
        String id = TestAccount.create(crm, "Accounts", "Account_Name", "Vink");
        assertThat(ACCOUNT.client
                        .get("/crm/v8/Accounts/search?criteria=(Account_Name:equals:Vink)")
                        .json()
                        .path("data"))
                .hasSize(2);
        assertThat(crm.lookup("Accounts", "Account_Name", List.of("vink"), List.of()))
                .extracting(CrmRecord::id)
                .containsExactly(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"O'Neill", "back\\slash", "'", "\\'", "a') or (id is not null", "(x, y)", "100 %", "Zoë"})
    @Tag("S3")
    void aValueStaysAValueInAQuery(String name) {
        TestAccount.create(crm, "Contacts", "Last_Name", "Other");
        String id = TestAccount.create(crm, "Contacts", "Last_Name", name);
        assertThat(crm.lookup("Contacts", "Last_Name", List.of(name), List.of()))
                .extracting(CrmRecord::id)
                .containsExactly(id);
        Condition condition = new Condition.Compare("Last_Name", Condition.Operator.EQUAL, name);
        assertThat(crm.count("Contacts", condition)).isEqualTo(1);
    }

    @Test
    void thousandsOfLookUpsGoInAHundredPerList() {
        String id = TestAccount.create(crm, "Contacts", "Last_Name", "Vink", "Email", "p777@vink.example");
        List<String> asked = IntStream.range(0, 1000)
                .mapToObj(i -> "p" + i + "@vink.example")
                .toList();
        assertThat(crm.lookup("Contacts", "Email", asked, List.of()))
                .extracting(CrmRecord::id)
                .containsExactly(id);
        assertThat(ACCOUNT.calls("POST /crm/v8/coql")).isEqualTo(1);
    }

    @Test
    void aWalkGoesPastAPage() {
        for (int batch = 0; batch < 5; batch++) {
            int from = batch * 100;
            crm.write(
                    "Contacts",
                    IntStream.range(from, from + 100)
                            .mapToObj(i -> TestAccount.write("Contacts", null, "Last_Name", "Vink " + i))
                            .toList());
        }
        List<String> ids = new ArrayList<>();
        String cursor = null;
        do {
            SearchPage page = crm.search("Contacts", new Condition.Everything(), List.of(), cursor);
            page.records().forEach(record -> ids.add(record.id()));
            // What changes meanwhile must not move others out of sight.
            TestAccount.written(crm.write(
                    "Contacts", List.of(TestAccount.write("Contacts", ids.get(0), "Title", "T" + ids.size()))));
            cursor = page.next().orElse(null);
        } while (cursor != null);
        assertThat(ids).hasSize(500).doesNotHaveDuplicates();
        assertThat(ids.get(0)).hasSize(19);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Employees > 10",
                "Account_Name LIKE 'vi%'",
                "Account_Name LIKE 'v_nk'",
                "Website LIKE '%vink.%' AND Employees > 1 AND Tier = 'Gold'",
                "NOT Account_Name = 'Smit' AND NOT Account_Name = 'Bos'",
                "Tier IS NOT NULL",
                "Interests = 'Bikes'",
                "Account_Name IN ('Vink', 'Nobody')",
                "NOT Employees <= 10 AND Employees IS NOT NULL",
            })
    void conditionsMeanTheSameThereAsHere(String text) {
        TestAccount.create(
                crm,
                "Accounts",
                "Account_Name",
                "Vink",
                "Employees",
                50,
                "Website",
                "https://vink.example",
                "Tier",
                "Gold",
                "Interests",
                List.of("Bikes"));
        TestAccount.create(crm, "Accounts", "Account_Name", "Smit", "Employees", 5, "Website", "https://smit.example");
        TestAccount.create(crm, "Accounts", "Account_Name", "Bos");
        Condition condition = Filters.parse(text);
        assertThat(crm.search("Accounts", condition, List.of("Account_Name"), null)
                        .records())
                .extracting(record -> record.fields().get("Account_Name"))
                .containsExactly("Vink");
        assertThat(crm.count("Accounts", condition)).isBetween(1L, 3L);
    }

    @Test
    void whatIsNegatedIsMetByEmptyFields() {
        TestAccount.create(crm, "Accounts", "Account_Name", "Vink", "Tier", "Gold");
        TestAccount.create(crm, "Accounts", "Account_Name", "Bos");
        for (String text : List.of("Tier <> 'Gold'", "NOT Tier IN ('Gold', 'Silver')", "NOT Account_Name LIKE 'v%'")) {
            assertThat(crm.search("Accounts", Filters.parse(text), List.of("Account_Name"), null)
                            .records())
                    .as(text)
                    .extracting(record -> record.fields().get("Account_Name"))
                    .containsExactly("Bos");
        }
    }

    @Test
    void aCountIsTheCrmsWhichComparesWithoutRegardToCase() {
        TestAccount.create(crm, "Accounts", "Account_Name", "Vink");
        TestAccount.create(crm, "Accounts", "Account_Name", "VINK");
        long queries = ACCOUNT.calls("POST /crm/v8/coql");
        assertThat(crm.count("Accounts", Filters.parse("Account_Name = 'Vink'")))
                .isEqualTo(2);
        assertThat(ACCOUNT.calls("POST /crm/v8/coql")).isEqualTo(queries + 1);
        assertThat(crm.search("Accounts", Filters.parse("Account_Name = 'Vink'"), List.of(), null)
                        .records())
                .hasSize(1);
    }

    @Test
    void aConditionOnAFieldThatIsNoneNamesTheNearest() {
        InvalidInputException e = catchThrowableOfType(
                InvalidInputException.class, () -> crm.count("Accounts", Filters.parse("Acount_Name = 'x'")));
        assertThat(e.getMessage()).contains("Account_Name");
    }

    @Test
    void anUnknownFieldWouldBeIgnoredWithoutAWordSoItIsRefusedHere() {
        String raw = "{\"data\":[{\"Last_Name\":\"Vink\",\"Nonsense\":\"1\"}]}";
        assertThat(ACCOUNT.client.post("/crm/v8/Contacts", raw).status()).isEqualTo(201);
        long writes = ACCOUNT.calls("POST /crm/v8/Contacts");
        WriteResult result = crm.write(
                        "Contacts", List.of(TestAccount.write("Contacts", null, "Last_Name", "Vink", "Nonsense", "1")))
                .get(0);
        assertThat(rejected(result).code()).isEqualTo(ErrorCode.INVALID_FIELD);
        assertThat(ACCOUNT.calls("POST /crm/v8/Contacts")).isEqualTo(writes);
    }

    @Test
    @Tag("I4")
    void aCreateIsAnUpsertOnTheUniqueField() {
        Crm unique = ACCOUNT.open(Map.of(), Map.of("contact", "Caravan_Id"));
        Write write = TestAccount.write("Contacts", null, "Last_Name", "Vink");
        WriteResult.Written first = TestAccount.written(unique.write("Contacts", List.of(write)));
        WriteResult.Written again = TestAccount.written(unique.write("Contacts", List.of(write)));
        assertThat(first.created()).isTrue();
        assertThat(again.created()).isFalse();
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(ACCOUNT.raw("Contacts", first.id()).path("Caravan_Id").asText())
                .isEqualTo(write.record().id());
    }

    @Test
    void aDuplicateNamesTheRecordThatIsInTheWay() {
        String id = TestAccount.create(crm, "Contacts", "Last_Name", "Vink", "Caravan_Id", "7");
        WriteResult result = crm.write(
                        "Contacts", List.of(TestAccount.write("Contacts", null, "Last_Name", "Bos", "Caravan_Id", "7")))
                .get(0);
        assertThat(rejected(result).code()).isEqualTo(ErrorCode.DUPLICATE_VALUE);
        assertThat(rejected(result).existingId()).contains(id);
    }

    @Test
    void severalMistakesOfARecordAreOneRefusal() {
        WriteResult result = crm.write(
                        "Leads", List.of(TestAccount.write("Leads", null, "First_Name", "Ada", "Email", "none")))
                .get(0);
        assertThat(result).isInstanceOf(WriteResult.Refused.class);
        assertThat(rejected(result).detail()).doesNotContain("none");
    }

    @Test
    void referencesAreObjectsThereAndIdsHere() {
        String account = TestAccount.create(crm, "Accounts", "Account_Name", "Vink");
        String contact = TestAccount.create(
                crm, "Contacts", "Last_Name", "Vink", "Account_Name", account, "Owner", "5725767000000411002");
        JsonNode raw = ACCOUNT.raw("Contacts", contact);
        assertThat(raw.at("/Account_Name/name").asText()).isEqualTo("Vink");
        for (List<CrmRecord> found : List.of(
                crm.read("Contacts", List.of(contact), List.of("Account_Name", "Owner")),
                crm.search("Contacts", new Condition.Everything(), List.of("Account_Name", "Owner"), null)
                        .records())) {
            assertThat(found.get(0).fields())
                    .containsEntry("Account_Name", account)
                    .containsEntry("Owner", "5725767000000411002");
        }
    }

    @Test
    void timesGoWithAnOffset() {
        String raw = "{\"data\":[{\"Last_Name\":\"Vink\",\"Met_At\":\"2026-01-31T10:00:00Z\"}]}";
        assertThat(ACCOUNT.client.post("/crm/v8/Contacts", raw).status()).isEqualTo(400);
        String id = TestAccount.create(crm, "Contacts", "Last_Name", "Vink", "Met_At", "2026-01-31T10:00:00Z");
        assertThat(crm.read("Contacts", List.of(id), List.of("Met_At")).get(0).fields())
                .containsEntry("Met_At", "2026-01-31T10:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refresh-token", "client-credentials"})
    void aLoginGoesInZohosOwnHeader(String kind) {
        Crm login = ACCOUNT.open(
                ACCOUNT.url(), ACCOUNT.login(kind, "sandbox-refresh"), Map.of("organization", "1"), Map.of());
        assertThat(login.whoAmI()).contains("ada@sandbox.example");
        ACCOUNT.client.put("/_sandbox/tokens", "{\"expire\":true}");
        assertThat(login.whoAmI()).contains("ada@sandbox.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"form", "query", "multipart"})
    void theLoginServerTakesAFormInEachOfItsShapes(String shape) throws Exception {
        Map<String, String> fields = Map.of(
                "grant_type", "refresh_token",
                "refresh_token", "sandbox-refresh",
                "client_id", "sandbox-client",
                "client_secret", "sandbox-secret");
        String form = fields.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("&"));
        String parts = fields.entrySet().stream()
                .map(each -> "--b0undary\r\nContent-Disposition: form-data; name=\"" + each.getKey() + "\"\r\n\r\n"
                        + each.getValue() + "\r\n")
                .collect(Collectors.joining("", "", "--b0undary--\r\n"));
        String type = shape.equals("multipart")
                ? "multipart/form-data; boundary=b0undary"
                : "application/x-www-form-urlencoded";
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(ACCOUNT.url() + "/oauth/v2/token" + (shape.equals("query") ? "?" + form : "")))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(
                        shape.equals("query") ? "" : shape.equals("form") ? form : parts))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body())
                .contains("\"access_token\":\"1000.", "api_domain")
                .doesNotContain("refresh_token");
    }

    @Test
    void aBodyNeedsNoContentType() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(ACCOUNT.url() + "/crm/v8/Contacts"))
                .header("Authorization", "Zoho-oauthtoken sandbox")
                .POST(HttpRequest.BodyPublishers.ofString("{\"data\":[{\"Last_Name\":\"Vink\"}]}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void clientCredentialsNeedTheOrganization() {
        assertThatThrownBy(
                        () -> ACCOUNT.open(ACCOUNT.url(), ACCOUNT.login("client-credentials", "x"), Map.of(), Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("caravan.connections.zoho.options.organization");
    }

    @Test
    void anOptionThatThereIsNotNamesTheNearest() {
        assertThatThrownBy(() -> ACCOUNT.open(Map.of("data-centre", "eu")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("data-center");
    }

    @Test
    void idsAreTheOrganizationsAndReferencesAreFollowedInQueries() {
        String account = TestAccount.create(crm, "Accounts", "Account_Name", "Vink BV");
        String contact = TestAccount.create(crm, "Contacts", "Last_Name", "Vink", "Account_Name", account);
        assertThat(contact).isNotEqualTo(account);
        JsonNode found = ACCOUNT.client
                .post(
                        "/crm/v8/coql",
                        "{\"select_query\":\"select Last_Name, Account_Name, Account_Name.Account_Name from Contacts"
                                + " where Account_Name.Account_Name like 'Vink%'\"}")
                .json()
                .path("data")
                .path(0);
        assertThat(found.path("Account_Name.Account_Name").asText()).isEqualTo("Vink BV");
        assertThat(found.at("/Account_Name/id").asText()).isEqualTo(account);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            (Employees:greater_than:10)                                | 1
            (Employees:between:5,50)                                   | 2
            ((Employees:less_equal:5)and(Account_Name:starts_with:Sm)) | 1
            ((Account_Name:equals:Vink)or(Account_Name:equals:Smit))   | 2
            (Account_Name:in:Vink,Bos)                                 | 1
            (Account_Name:not_equal:Vink)                              | 1
            """)
    void aSearchCountsWhatItFinds(String criteria, int count) {
        TestAccount.create(crm, "Accounts", "Account_Name", "Vink", "Employees", 50);
        TestAccount.create(crm, "Accounts", "Account_Name", "Smit", "Employees", 5);
        String query = "?criteria=" + URLEncoder.encode(criteria, StandardCharsets.UTF_8);
        assertThat(ACCOUNT.client.get("/crm/v8/Accounts/search" + query).json().path("data"))
                .hasSize(count);
        assertThat(ACCOUNT.client.get("/crm/v8/Accounts/actions/count" + query).at("/count"))
                .isEqualTo(String.valueOf(count));
    }

    @Test
    void anotherSchemeIsNoLogin() {
        String token = ACCOUNT.client
                .post(
                        "/oauth/v2/token",
                        "grant_type=refresh_token&refresh_token=sandbox-refresh&client_id=sandbox-client"
                                + "&client_secret=sandbox-secret")
                .at("/access_token");
        dev.caravan.sandbox.SandboxClient bearer = new dev.caravan.sandbox.SandboxClient(ACCOUNT.url(), token);
        assertThat(bearer.get("/crm/v8/org").at("/code")).isEqualTo("INVALID_TOKEN");
    }

    @Test
    void aLoginThatIsRefusedWith200IsRefused() {
        Crm wrong = ACCOUNT.open(ACCOUNT.url(), ACCOUNT.login("refresh-token", "wrong"), Map.of(), Map.of());
        CrmException e = catchThrowableOfType(CrmException.class, wrong::whoAmI);
        assertThat(e.error()).isInstanceOf(CrmError.Unauthorized.class);
        assertThat(e.error().detail()).contains("HTTP 200", "invalid_code");
    }

    @Test
    void tooManyLoginsAreAPauseAndNoLostRight() {
        ACCOUNT.client.put("/_sandbox/limits", "{\"windows\":{\"LOGINS\":{\"max\":0}}}");
        CrmException e = catchThrowableOfType(CrmException.class, crm::whoAmI);
        assertThat(e.error()).isInstanceOf(CrmError.RateLimited.class);
    }

    @Test
    void aRefusalForTheRateNamesNoTime() {
        crm.whoAmI();
        ACCOUNT.client.put("/_sandbox/faults", "{\"rules\":[{\"kind\":\"429\"}]}");
        CrmException e = catchThrowableOfType(CrmException.class, crm::whoAmI);
        assertThat(e.error())
                .isInstanceOfSatisfying(
                        CrmError.RateLimited.class,
                        limited -> assertThat(limited.retryAfter()).isEmpty());
    }

    @Test
    void whatIsLeftIsLearnedWhenHalfOfItIsGone() {
        ACCOUNT.client.put("/_sandbox/limits", "{\"windows\":{\"CREDITS\":{\"max\":20}}}");
        crm.whoAmI();
        assertThat(ACCOUNT.gate.told()).noneMatch(told -> told.startsWith("learned UNITS 9/"));
        crm.describe("Contacts");
        crm.write(
                "Contacts",
                IntStream.range(0, 95)
                        .mapToObj(i -> TestAccount.write("Contacts", null, "Last_Name", "Vink " + i))
                        .toList());
        // One call, one description, and ten for 95 records.
        assertThat(ACCOUNT.gate.told()).anyMatch(told -> told.startsWith("learned UNITS 8/"));
    }

    @Test
    void deletionsAreAmongTheChanges() {
        String id = TestAccount.create(crm, "Contacts", "Last_Name", "Vink");
        String cursor = crm.changes("Contacts", null).cursor();
        crm.delete("Contacts", List.of(id));
        List<Notice> notices = new ArrayList<>();
        ChangePage page;
        do {
            page = crm.changes("Contacts", cursor);
            notices.addAll(page.notices());
            cursor = page.cursor();
        } while (page.more());
        assertThat(notices)
                .anyMatch(notice -> notice.id().equals(id) && notice.why().startsWith("deleted"));
    }

    @Test
    void savedViewsAreLists() {
        String ann = TestAccount.create(crm, "Contacts", "Last_Name", "Ann", "Title", "CFO");
        TestAccount.create(crm, "Contacts", "Last_Name", "Bob");
        ACCOUNT.client.post(
                "/_sandbox/records/custom_views",
                "[{\"name\":\"CFOs\",\"module\":\"Contacts\",\"field\":\"Title\",\"value\":\"CFO\"}]");
        String view = crm.lists("Contacts").get(0).id();
        assertThat(crm.lists("Deals")).isEmpty();
        assertThat(crm.listed("Contacts", view, List.of("Title"), null).records())
                .extracting(CrmRecord::id)
                .containsExactly(ann);
        CrmException e =
                catchThrowableOfType(CrmException.class, () -> crm.listed("Contacts", view, List.of("Title"), "c0xx9"));
        assertThat(((CrmError.Rejected) e.error()).code()).isEqualTo(ErrorCode.CURSOR_EXPIRED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"update", "edit"})
    void aNotificationNamesRecordsOfAModule(String operation) {
        String body = "{\"server_time\":1767225600000,\"module\":\"Contacts\",\"ids\":[\"57\",\"58\"],\"operation\":\""
                + operation + "\",\"channel_id\":\"1\",\"token\":\"secret\"}";
        WebhookCall call =
                new WebhookCall("POST", "/webhooks/zoho", "", Map.of(), body.getBytes(StandardCharsets.UTF_8));
        List<Notice> notices = crm.webhooks().orElseThrow().read(call, "body-token");
        assertThat(notices).extracting(Notice::id).containsExactly("57", "58");
        assertThat(notices.get(0).changedAt()).isPresent();
        assertThat(notices.get(0).why()).doesNotContain("secret");
    }

    @Test
    void aChannelEndsAfterADayAtMost() {
        String channel = "{\"watch\":[{\"channel_id\":\"1\",\"events\":[\"Contacts.all\"],"
                + "\"notify_url\":\"https://caravan.example/webhooks/zoho\",\"token\":\"t\",\"channel_expiry\":\"%s\"}]}";
        String past = String.format(channel, "2020-01-01T00:00:00+00:00");
        String late = String.format(channel, "2099-01-01T00:00:00+00:00");
        assertThat(ACCOUNT.client.post("/crm/v8/actions/watch", past).status()).isEqualTo(400);
        assertThat(ACCOUNT.client.post("/crm/v8/actions/watch", late).status()).isEqualTo(400);
        String usual = channel.replace(",\"channel_expiry\":\"%s\"", "");
        assertThat(ACCOUNT.client.post("/crm/v8/actions/watch", usual).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({
        "us, www.zohoapis.com, accounts.zoho.com",
        "eu, www.zohoapis.eu, accounts.zoho.eu",
        "ca, www.zohoapis.ca, accounts.zohocloud.ca"
    })
    void everyDataCenterHasItsHosts(String word, String api, String accounts) {
        ZohoDataCenter center = ZohoDataCenter.of(word);
        assertThat(center.baseUrl()).isEqualTo("https://" + api);
        assertThat(center.tokenUrl()).isEqualTo("https://" + accounts + "/oauth/v2/token");
    }

    private static CrmError.Rejected rejected(WriteResult result) {
        assertThat(result).isInstanceOf(WriteResult.Refused.class);
        return (CrmError.Rejected) ((WriteResult.Refused) result).error();
    }

    @Test
    @Tag("R185")
    void aNoteHangsOnOneRecordAndStaysThere() {
        String account = TestAccount.create(crm, "Accounts", "Account_Name", "Vink");
        String contact = TestAccount.create(crm, "Contacts", "Last_Name", "Vink");
        String id = TestAccount.written(crm.write("Notes", List.of(note("Accounts", account))))
                .id();
        assertThat(ACCOUNT.raw("Notes", id).at("/Parent_Id/module/api_name").asText())
                .isEqualTo("Accounts");
        crm.write("Notes", List.of(TestAccount.write("Notes", id, "Note_Title", "Title", "Parent_Id", contact)));
        long writes = ACCOUNT.calls("PUT /crm/v8/Notes");
        TestAccount.written(crm.write("Notes", List.of(TestAccount.write("Notes", id, "Parent_Id", contact))));
        assertThat(ACCOUNT.calls("PUT /crm/v8/Notes"))
                .as("nothing is left to change")
                .isEqualTo(writes);
        assertThat(crm.read("Notes", List.of(id), List.of("Parent_Id", "Note_Title"))
                        .get(0)
                        .fields())
                .containsEntry("Parent_Id", account)
                .containsEntry("Note_Title", "Title");
        WriteResult alone = crm.write("Notes", List.of(TestAccount.write("Notes", null, "Note_Content", "Text")))
                .get(0);
        assertThat(rejected(alone).code()).isEqualTo(ErrorCode.REQUIRED_FIELD_MISSING);
    }

    @Test
    @Tag("I4")
    void notesAreLookedForAtTheirRecordAndNeverByAQuery() {
        String account = TestAccount.create(crm, "Accounts", "Account_Name", "Vink");
        String other = TestAccount.create(crm, "Accounts", "Account_Name", "Vos");
        List<Write> many = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            many.add(note("Accounts", account));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(crm.write("Notes", many)).allMatch(WriteResult.Written.class::isInstance);
        }
        crm.write("Notes", List.of(note("Accounts", other)));
        assertThat(ACCOUNT.client
                        .post("/crm/v8/coql", "{\"select_query\":\"select id from Notes where id is not null\"}")
                        .status())
                .isEqualTo(400);
        assertThat(crm.lookup("Notes", crm.nameField("Notes"), List.of(account), List.of("Note_Content")))
                .hasSize(300)
                .allSatisfy(found -> assertThat(found.fields()).containsEntry("Note_Content", "Text"));
        assertThat(crm.count("Notes", new Condition.Everything())).isEqualTo(301);
    }

    @Test
    void notesHaveNoUniqueFieldToBeCreatedBy() {
        assertThatThrownBy(() -> ACCOUNT.open(Map.of(), Map.of("note", "Caravan_Id")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("unique-fields");
    }

    private static Write note(String module, String parent) {
        Write plain = TestAccount.write("Notes", null, "Note_Content", "Text", "Parent_Id", parent);
        AssociateTo hung = new AssociateTo(module, parent, AssociateTo.Kind.PRIMARY);
        return new Write(plain.record(), "Notes", null, plain.values(), List.of(hung), plain.values(), "created");
    }
}
