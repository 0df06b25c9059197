package dev.caravan.crm.pipedrive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CallKind;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Fate;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.filter.Filters;
import dev.caravan.problem.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is peculiar about Pipedrive, each against its sandbox. */
class PipedriveTrapsTest {
    private static final TestCompany COMPANY = new TestCompany();

    private Crm crm;

    @BeforeEach
    void start() {
        COMPANY.client.post("/_sandbox/reset", "");
        crm = COMPANY.open(Map.of());
    }

    @AfterAll
    static void stop() {
        COMPANY.close();
    }

    @Test
    void customFieldsGoByTheirLabelsAndTheirHashes() {
        FieldSchema field = crm.describe("persons").field("cf_job_title").orElseThrow();
        assertThat(field.label()).isEqualTo("Job title");
        assertThat(crm.describe("persons").fields().keySet()).noneMatch(name -> name.matches("[0-9a-f]{40}"));
        String id = TestCompany.create(crm, "persons", "email", "a@vink.example", "cf_job_title", "CFO");
        JsonNode custom = COMPANY.raw("persons", id).path("custom_fields");
        String hash = custom.properties().stream()
                .filter(each -> each.getValue().asText().equals("CFO"))
                .findFirst()
                .orElseThrow()
                .getKey();
        assertThat(hash).matches("[0-9a-f]{40}");
        TestCompany.written(crm.write("persons", List.of(TestCompany.write("persons", id, hash, "CTO"))));
        assertThat(crm.read("persons", List.of(id), List.of("cf_job_title", hash))
                        .get(0)
                        .fields())
                .containsEntry("cf_job_title", "CTO")
                .containsEntry(hash, "CTO");
    }

    @Test
    void optionsAreLabelsHereAndNumbersThere() {
        String id = TestCompany.create(
                crm, "persons", "email", "a@vink.example", "cf_tier", "gold", "cf_interests", List.of("Bikes", "33"));
        JsonNode custom = COMPANY.raw("persons", id).path("custom_fields");
        assertThat(custom.toString()).contains(":27").contains("[31,33]");
        assertThat(crm.read("persons", List.of(id), List.of("cf_tier", "cf_interests"))
                        .get(0)
                        .fields())
                .containsEntry("cf_tier", "Gold")
                .containsEntry("cf_interests", List.of("Bikes", "Books"));
    }

    @Test
    void anEmptySetIsClearedByNull() {
        String id = TestCompany.create(crm, "persons", "email", "a@vink.example", "cf_interests", List.of("Bikes"));
        TestCompany.written(crm.write("persons", List.of(TestCompany.write("persons", id, "cf_interests", List.of()))));
        assertThat(crm.read("persons", List.of(id), List.of("cf_interests"))
                        .get(0)
                        .fields()
                        .get("cf_interests"))
                .isNull();
    }

    @Test
    void otherAddressesAndNumbersOfAPersonStay() {
        String id = TestCompany.create(crm, "persons", "first_name", "Ada", "last_name", "Vink");
        COMPANY.client.send(
                "PATCH",
                "/_sandbox/records/persons/" + id,
                "{\"emails\":[{\"value\":\"home@vink.example\",\"primary\":false,\"label\":\"home\"},"
                        + "{\"value\":\"work@vink.example\",\"primary\":true,\"label\":\"work\"}],"
                        + "\"phones\":[{\"value\":\"+311\",\"primary\":true,\"label\":\"mobile\"},"
                        + "{\"value\":\"+312\",\"primary\":false,\"label\":\"home\"}]}");
        TestCompany.written(crm.write(
                "persons", List.of(TestCompany.write("persons", id, "email", "new@vink.example", "phone", "+313"))));
        JsonNode person = COMPANY.raw("persons", id);
        assertThat(values(person.path("emails"))).containsExactly("home@vink.example", "new@vink.example*");
        assertThat(values(person.path("phones"))).containsExactly("+311*", "+313");
        assertThat(crm.read("persons", List.of(id), List.of("mobile", "phone"))
                        .get(0)
                        .fields())
                .containsEntry("mobile", "+311")
                .containsEntry("phone", "+313");
        TestCompany.written(crm.write("persons", List.of(TestCompany.write("persons", id, "email", null))));
        assertThat(values(COMPANY.raw("persons", id).path("emails"))).containsExactly("home@vink.example*");
    }

    @Test
    void halfANameIsPutTogetherWithTheOtherHalf() {
        String id = TestCompany.create(crm, "persons", "first_name", "Ada", "last_name", "Vink");
        TestCompany.written(crm.write("persons", List.of(TestCompany.write("persons", id, "last_name", "de Vries"))));
        assertThat(COMPANY.raw("persons", id).path("name").asText()).isEqualTo("Ada de Vries");
        WriteResult.Written split = TestCompany.written(crm.write(
                "persons", List.of(TestCompany.write("persons", id, "first_name", "Anna Maria", "last_name", "Smit"))));
        assertThat(split.returned()).containsEntry("first_name", "Anna").containsEntry("last_name", "Maria Smit");
    }

    @Test
    void aPersonWithoutANameIsCalledByItsAddress() {
        String id = TestCompany.create(crm, "persons", "email", "ada@vink.example");
        assertThat(COMPANY.raw("persons", id).path("name").asText()).isEqualTo("ada@vink.example");
    }

    @Test
    void aFieldOfContactSyncIsRefusedAndTheConnectionIsWell() {
        crm.describe("persons");
        String hash = "job_title";
        WriteResult result;
        try {
            result = crm.write(
                            "persons", List.of(TestCompany.write("persons", null, "email", "a@b.example", hash, "x")))
                    .get(0);
        } catch (CrmException e) {
            result = new WriteResult.Refused(e.error());
        }
        assertThat(((WriteResult.Refused) result).error())
                .isInstanceOfSatisfying(
                        CrmError.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo(ErrorCode.INVALID_FIELD));
    }

    @Test
    void theEdgesAnswerInHtmlIsAPauseAndNoLostRight() {
        COMPANY.client.put("/_sandbox/faults", "{\"rules\":[{\"kind\":\"429\",\"limit\":\"EDGE\"}]}");
        CrmException e = catchThrowableOfType(CrmException.class, () -> crm.whoAmI());
        assertThat(e.error()).isInstanceOf(CrmError.RateLimited.class);
    }

    @Test
    void timesAreAskedForWithoutMilliseconds() {
        String cursor = crm.changes("persons", null).cursor();
        assertThat(crm.changes("persons", cursor).notices()).isEmpty();
        assertThat(COMPANY.client
                        .get("/api/v2/persons?updated_since=2026-01-01T00:00:00.123Z")
                        .status())
                .isEqualTo(400);
    }

    @Test
    @Tag("I18")
    void aHundredLookUpsCostOneListAndNoSearch() {
        for (int i = 0; i < 3; i++) {
            TestCompany.create(crm, "persons", "email", "p" + i + "@vink.example");
        }
        crm.lookup("persons", "email", List.of("none@vink.example"), List.of("email"));
        long lists = COMPANY.calls("GET /api/v2/persons");
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            asked.add("P" + (i + 2) + "@vink.example");
        }
        assertThat(crm.lookup("persons", "email", asked, List.of("last_name"))).hasSize(1);
        assertThat(COMPANY.calls("GET /api/v2/persons") - lists).isEqualTo(2);
        assertThat(COMPANY.calls("GET /api/v2/persons/search")).isZero();
    }

    @Test
    void anAccountTooLargeForAnIndexIsSearched() {
        Crm large = COMPANY.open(Map.of("index-up-to", "2"));
        for (int i = 0; i < 4; i++) {
            TestCompany.create(large, "persons", "email", "p" + i + "@vink.example", "cf_job_title", "T" + i);
        }
        assertThat(large.lookup("persons", "email", List.of("P1@vink.example", "p2@vink.example"), List.of()))
                .hasSize(2);
        assertThat(large.lookup("persons", "cf_job_title", List.of("T3"), List.of()))
                .hasSize(1);
        assertThat(COMPANY.calls("GET /api/v2/persons/search")).isEqualTo(3);
    }

    @Test
    void savedFiltersAreLists() {
        TestCompany.create(crm, "persons", "email", "ann@vink.example", "first_name", "Ann");
        TestCompany.create(crm, "persons", "email", "bob@vink.example", "first_name", "Bob");
        String filter = COMPANY.client
                .post(
                        "/v1/filters",
                        "{\"name\":\"Anns\",\"type\":\"people\",\"conditions\":{\"glue\":\"and\",\"conditions\":["
                                + "{\"object\":\"person\",\"field_id\":\"name\",\"operator\":\"=\",\"value\":\"Ann\"}]}}")
                .at("/data/id");
        assertThat(crm.lists("persons"))
                .singleElement()
                .satisfies(list -> assertThat(list.id()).isEqualTo(filter));
        assertThat(crm.lists("deals")).isEmpty();
        assertThat(crm.listed("persons", filter, List.of("email"), null).records())
                .extracting(record -> record.fields().get("email"))
                .containsExactly("ann@vink.example");
    }

    @Test
    void conditionsAreMetHere() {
        TestCompany.create(
                crm, "organizations", "name", "Vink", "employee_count", 50, "website", "https://vink.example");
        TestCompany.create(
                crm, "organizations", "name", "Smit", "employee_count", 5, "website", "https://smit.example");
        for (String condition : List.of(
                "employee_count > 10",
                "name LIKE 'vi%'",
                "website LIKE '%vink.%' AND employee_count > 1",
                "NOT name = 'Smit'")) {
            assertThat(crm.search("organizations", Filters.parse(condition), List.of("name"), null)
                            .records())
                    .as(condition)
                    .extracting(record -> record.fields().get("name"))
                    .containsExactly("Vink");
            assertThat(crm.count("organizations", Filters.parse(condition))).isEqualTo(1);
        }
    }

    @Test
    void aWebhookOfAMergeNamesTheRecordThatIsLeft() {
        String left = TestCompany.create(crm, "persons", "email", "a@vink.example");
        String gone = TestCompany.create(crm, "persons", "email", "b@vink.example");
        String body = "{\"data\":null,\"previous\":{},\"meta\":{\"id\":\"e1\",\"entity\":\"person\",\"entity_id\":\""
                + gone + "\",\"action\":\"delete\",\"merged_to_id\":\"" + left
                + "\",\"timestamp\":\"2026-01-06T10:00:00.123Z\"}}";
        WebhookCall call =
                new WebhookCall("POST", "/webhooks/pipedrive", "", Map.of(), body.getBytes(StandardCharsets.UTF_8));
        assertThat(crm.webhooks().orElseThrow().read(call, "basic"))
                .extracting(Notice::id)
                .containsExactly(gone, left);
        COMPANY.client.put("/v1/persons/" + gone + "/merge", "{\"merge_with_id\":" + left + "}");
        assertThat(crm.read("persons", List.of(gone), List.of())).isEmpty();
        assertThat(crm.fates("persons", List.of(gone))).containsEntry(gone, new Fate.Merged(left));
    }

    @Test
    void anOauthLoginSendsTheClientInAHeaderAndRenewsATokenThatRanOut() {
        ConnectionSettings.Auth auth = TestCompany.oauth().at(COMPANY.url() + "/oauth/token");
        Crm oauth = COMPANY.open(COMPANY.url(), auth, Map.of());
        assertThat(oauth.whoAmI()).contains("ada@sandbox.example");
        COMPANY.client.put("/_sandbox/tokens", "{\"expire\":true}");
        assertThat(oauth.whoAmI()).contains("sandbox.pipedrive.com");
        assertThat(COMPANY.client.get("/_sandbox/tokens").json().path("issued").asInt())
                .isEqualTo(2);
    }

    @Test
    void whatIsLeftOfTheBudgetIsLearned() {
        COMPANY.client.put("/_sandbox/limits", "{\"mode\":\"real\"}");
        crm.users();
        assertThat(COMPANY.gate.told())
                .anyMatch(told -> told.startsWith("learned GENERAL") && told.endsWith("/20 PT2S"))
                .anyMatch(told -> told.startsWith("learned UNITS 29980/30000"));
        COMPANY.client.put("/_sandbox/limits", "{\"windows\":{\"TOKENS\":{\"max\":1}}}");
        crm.users();
        CrmException e = catchThrowableOfType(CrmException.class, () -> crm.users());
        assertThat(e.error())
                .isInstanceOfSatisfying(
                        CrmError.RateLimited.class,
                        limited -> assertThat(limited.retryAfter()).isPresent());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            GET,    /api/v2/persons/7,          GENERAL, 1
            GET,    /api/v2/persons,            GENERAL, 10
            GET,    /api/v2/persons/search,     SEARCH,  20
            POST,   /api/v2/persons,            GENERAL, 5
            PATCH,  /api/v2/persons/7,          GENERAL, 5
            DELETE, /api/v2/persons/7,          GENERAL, 3
            GET,    /api/v2/stages,             GENERAL, 5
            GET,    /v1/leads,                  GENERAL, 20
            POST,   /v1/leads,                  GENERAL, 10
            DELETE, /v1/leads/0a1b2c3d-0000-4000-8000-000000000000, GENERAL, 6
            GET,    /v1/users,                  GENERAL, 20
            GET,    /v1/users/me,               GENERAL, 2
            """)
    void everyCallHasItsPrice(String method, String path, CallKind kind, long price) {
        HttpCall priced = PipedriveRates.priced(new HttpCall(method, path, null, Map.of(), null, CallKind.GENERAL));
        assertThat(priced.kind()).isEqualTo(kind);
        assertThat(priced.units()).isEqualTo(price);
    }

    private static List<String> values(JsonNode list) {
        List<String> values = new ArrayList<>();
        list.forEach(each ->
                values.add(each.path("value").asText() + (each.path("primary").asBoolean() ? "*" : "")));
        return values;
    }
}
