package dev.caravan.crm.hubspot;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Association;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.problem.ErrorCode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that HubSpot gives now and then, as its documentation and recorded replies show them. */
class HubSpotAnswersTest {
    private static final String CONTACTS = "/crm/v3/objects/contacts/batch/";

    @RegisterExtension
    static final WireMockExtension HUBSPOT =
            WireMockExtension.newInstance().options(options().dynamicPort()).build();

    private final TestAccount account = new TestAccount();
    private Crm crm;

    @BeforeEach
    void open() {
        HUBSPOT.stubFor(get(urlPathEqualTo("/crm/v3/properties/contacts"))
                .willReturn(okJson(json("{'results':[{'name':'email','type':'string','fieldType':'text'},"
                        + "{'name':'jobtitle','type':'string','fieldType':'text'},"
                        + "{'name':'score','type':'number','fieldType':'number'},"
                        + "{'name':'optout','type':'bool','fieldType':'booleancheckbox'},"
                        + "{'name':'topics','type':'enumeration','fieldType':'checkbox','options':[]},"
                        + "{'name':'born','type':'date','fieldType':'date'},"
                        + "{'name':'caravan_id','type':'string','fieldType':'text','hasUniqueValue':true}]}"))));
        crm = account.open(HUBSPOT.baseUrl());
    }

    @AfterEach
    void close() {
        crm.close();
        account.close();
    }

    @Test
    @Tag("I21")
    void shuffledResultsFindTheirWritesByTraceId() {
        stub(
                "create",
                207,
                "{'results':[" + result("12", "caravan-2", "") + "," + result("10", "caravan-0", "")
                        + "],'numErrors':1,'errors':[" + conflict("caravan-1", "99") + "]}");
        List<WriteResult> results = crm.write("contacts", List.of(newContact("a"), newContact("b"), newContact("c")));
        assertThat(results.get(0)).isEqualTo(new WriteResult.Written("10", true, Map.of()));
        assertThat(results.get(2)).isEqualTo(new WriteResult.Written("12", true, Map.of()));
        assertThat(refusal(results.get(1)).code()).isEqualTo(ErrorCode.DUPLICATE_VALUE);
        assertThat(refusal(results.get(1)).existingId()).contains("99");
    }

    @Test
    @Tag("I21")
    void shuffledUpdatesWithoutTraceIdsFindTheirWritesById() {
        stub(
                "update",
                200,
                "{'results':[" + result("3", null, "") + "," + result("1", null, "") + "," + result("2", null, "")
                        + "]}");
        List<WriteResult> results = crm.write("contacts", List.of(update("1"), update("2"), update("3")));
        assertThat(results).extracting(HubSpotAnswersTest::id).containsExactly("1", "2", "3");
    }

    @Test
    @Tag("I21")
    void shuffledCreatesWithoutTraceIdsFindTheirWritesByWhatWasSent() {
        stub(
                "create",
                201,
                "{'results':[" + result("12", null, "'email':'c@example.com'") + ","
                        + result("10", null, "'email':'A@example.com'") + ","
                        + result("11", null, "'email':'b@example.com'") + "]}");
        List<WriteResult> results = crm.write("contacts", List.of(newContact("a"), newContact("b"), newContact("c")));
        assertThat(results).extracting(HubSpotAnswersTest::id).containsExactly("10", "11", "12");
    }

    @Test
    @Tag("I3")
    void aWriteThatTheAnswerDoesNotMentionHasAnUnknownOutcome() {
        stub("create", 201, "{'results':[" + result("10", "caravan-0", "") + "]}");
        List<WriteResult> results = crm.write("contacts", List.of(newContact("a"), newContact("b")));
        assertThat(results.get(0)).isInstanceOf(WriteResult.Written.class);
        CrmError error = ((WriteResult.Refused) results.get(1)).error();
        assertThat(error)
                .isInstanceOfSatisfying(
                        CrmError.Transient.class,
                        e -> assertThat(e.outcomeUnknown()).isTrue());
    }

    @Test
    @Tag("I21")
    void anErrorWithoutTraceIdGoesToTheWritesWithoutResult() {
        stub(
                "update",
                207,
                "{'results':[" + result("1", null, "") + "],'numErrors':1,'errors':[{'status':'error',"
                        + "'category':'VALIDATION_ERROR','message':'no','errors':[{'message':'no','code':'INVALID_EMAIL'}]}]}");
        List<WriteResult> results = crm.write("contacts", List.of(update("1"), update("2")));
        assertThat(id(results.get(0))).isEqualTo("1");
        assertThat(refusal(results.get(1)).code()).isEqualTo(ErrorCode.INVALID_VALUE);
    }

    @Test
    @Tag("I21")
    void oneErrorMayNameManyMissingIds() {
        stub(
                "update",
                207,
                "{'results':[" + result("2", "caravan-1", "") + "],'numErrors':1,'errors':[{'status':'error',"
                        + "'category':'OBJECT_NOT_FOUND','message':'Could not get some CONTACT objects','context':{'ids':['1','3']}}]}");
        List<WriteResult> results = crm.write("contacts", List.of(update("1"), update("2"), update("3")));
        assertThat(refusal(results.get(0)).code()).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(id(results.get(1))).isEqualTo("2");
        assertThat(refusal(results.get(2)).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void aMergedRecordAnswersUnderItsNewId() {
        stub("update", 200, "{'results':[" + result("77", null, "") + "]}");
        assertThat(id(crm.write("contacts", List.of(update("1"))).get(0))).isEqualTo("77");
    }

    @ParameterizedTest
    @CsvSource({"400, INVALID_FIELD", "409, DUPLICATE_VALUE"})
    @Tag("I21")
    void aBatchRefusedAsAWholeIsToBeHalvedAndASingleRecordIsToBlame(int status, ErrorCode code) {
        String body = status == 409
                ? "{'status':'error','category':'CONFLICT','message':'Contact already exists. Existing ID: 12'}"
                : "{'status':'error','category':'VALIDATION_ERROR','message':'no','errors':[{'message':'no','code':"
                        + "'PROPERTY_DOESNT_EXIST','context':{'propertyName':['foo']}}]}";
        stub("create", status, body);
        CrmException whole = catchThrowableOfType(
                CrmException.class, () -> crm.write("contacts", List.of(newContact("a"), newContact("b"))));
        assertThat(whole.error())
                .isInstanceOfSatisfying(
                        CrmError.BatchRejected.class,
                        error -> assertThat(error.code()).isEqualTo(code));
        CrmError.Rejected single =
                refusal(crm.write("contacts", List.of(newContact("a"))).get(0));
        assertThat(single.code()).isEqualTo(code);
        assertThat(single.existingId().isPresent()).isEqualTo(status == 409);
    }

    @Test
    @Tag("I21")
    void twoUpdatesOfOneRecordGoOutOneAfterTheOther() {
        stub("update", 200, "{'results':[" + result("1", null, "") + "]}");
        crm.write(
                "contacts",
                List.of(
                        TestAccount.update("contacts", "1", TestAccount.values("jobtitle", "CFO")),
                        TestAccount.update("contacts", "1", TestAccount.values("jobtitle", null))));
        List<String> bodies = HUBSPOT.findAll(postRequestedFor(urlEqualTo(CONTACTS + "update"))).stream()
                .map(request -> request.getBodyAsString())
                .toList();
        assertThat(bodies).hasSize(2);
        assertThat(bodies.get(0)).contains("\"jobtitle\":\"CFO\"");
        assertThat(bodies.get(1)).contains("\"jobtitle\":\"\"");
    }

    @Test
    @Tag("I3")
    void whatIsSafeToRepeatGoesOutBeforePlainCreates() {
        stub("update", 500, "{}");
        stub("create", 201, "{'results':[" + result("10", "caravan-0", "") + "]}");
        assertThat(catchThrowableOfType(
                                CrmException.class, () -> crm.write("contacts", List.of(newContact("a"), update("1"))))
                        .error())
                .isInstanceOf(CrmError.Transient.class);
        HUBSPOT.verify(0, postRequestedFor(urlEqualTo(CONTACTS + "create")));
    }

    @Test
    @Tag("I3")
    void whatWasWrittenIsToldEvenIfTheNextCallFails() {
        stub("update", 200, "{'results':[" + result("1", "caravan-1", "") + "]}");
        stub("create", 503, "");
        List<WriteResult> results = crm.write("contacts", List.of(newContact("a"), update("1")));
        assertThat(((WriteResult.Refused) results.get(0)).error()).isInstanceOf(CrmError.Transient.class);
        assertThat(id(results.get(1))).isEqualTo("1");
    }

    @Test
    void upsertsGoByTheUniquePropertyAndTellWhatIsNew() {
        crm = account.open(HUBSPOT.baseUrl(), Map.of("contact", "caravan_id"), Map.of());
        stub(
                "upsert",
                200,
                "{'results':[" + upserted("11", "hub-b", false) + "," + upserted("10", "hub-a", true) + "]}");
        List<WriteResult> results = crm.write("contacts", List.of(newContact("a"), newContact("b")));
        assertThat(results)
                .containsExactly(
                        new WriteResult.Written("10", true, Map.of("caravan_id", "hub-a")),
                        new WriteResult.Written("11", false, Map.of("caravan_id", "hub-b")));
        HUBSPOT.verify(postRequestedFor(urlEqualTo(CONTACTS + "upsert"))
                .withRequestBody(matchingJsonPath("$.inputs[0].id", equalTo("hub-a")))
                .withRequestBody(matchingJsonPath("$.inputs[0].idProperty", equalTo("caravan_id")))
                .withRequestBody(matchingJsonPath("$.inputs[0][?(!@.properties.caravan_id)]")));
        assertThat(crm.upsertField("contacts")).contains("caravan_id");
        assertThat(crm.upsertField("companies")).isEmpty();
    }

    @Test
    @Tag("I33")
    void halfACharacterIsRefusedAloneAndSpoilsNoOther() {
        stub("create", 201, "{'results':[" + result("10", "caravan-1", "") + "]}");
        Write broken = TestAccount.create("contacts", "x", TestAccount.values("jobtitle", "a\ud83d"));
        List<WriteResult> results = crm.write("contacts", List.of(broken, newContact("a")));
        assertThat(refusal(results.get(0)).code()).isEqualTo(ErrorCode.INVALID_VALUE);
        assertThat(refusal(results.get(0)).detail()).contains("jobtitle");
        assertThat(id(results.get(1))).isEqualTo("10");
    }

    @Test
    void valuesAreSentAsTextAndComeBackAsTheirType() {
        stub(
                "create",
                201,
                "{'results':["
                        + result(
                                "10",
                                null,
                                "'score':'250','optout':'true','topics':';a;b','born':'0',"
                                        + "'jobtitle':'','email':null")
                        + "]}");
        WriteResult result = crm.write(
                        "contacts",
                        List.of(TestAccount.create(
                                "contacts",
                                "x",
                                TestAccount.values(
                                        "score",
                                        new BigDecimal("2.50E+2"),
                                        "optout",
                                        true,
                                        "topics",
                                        List.of("a", "b"),
                                        "jobtitle",
                                        null))))
                .get(0);
        HUBSPOT.verify(postRequestedFor(urlEqualTo(CONTACTS + "create"))
                .withRequestBody(
                        containing(json("'properties':{'score':'250','optout':'true','topics':'a;b','jobtitle':''}"))));
        assertThat(((WriteResult.Written) result).returned())
                .containsEntry("score", 250L)
                .containsEntry("optout", true)
                .containsEntry("topics", List.of("a", "b"))
                .containsEntry("born", "1970-01-01")
                .containsEntry("jobtitle", null)
                .containsEntry("email", null);
    }

    @Test
    void missingRecordsOfABatchReadAreSimplyAbsent() {
        stub(
                "read",
                207,
                "{'results':[" + result("2", null, "'email':'b@example.com'") + "],'numErrors':1,'errors':["
                        + "{'status':'error','category':'OBJECT_NOT_FOUND','message':'gone','context':{'ids':['1']}}]}");
        List<CrmRecord> found = crm.read("contacts", List.of("1", "2", "2"), List.of("email"));
        assertThat(found).hasSize(1);
        assertThat(found.get(0).fields()).containsExactly(Map.entry("email", "b@example.com"));
        assertThat(found.get(0).modifiedAt()).isPresent();
    }

    @Test
    void aBatchReadWithOtherErrorsIsNotTakenForTheWhole() {
        stub(
                "read",
                207,
                "{'results':[],'numErrors':1,'errors':[{'status':'error','category':'INTERNAL_ERROR','message':'x'}]}");
        assertThat(catchThrowableOfType(CrmException.class, () -> crm.read("contacts", List.of("1"), List.of("email")))
                        .error())
                .isInstanceOf(CrmError.Transient.class);
    }

    @ParameterizedTest
    @CsvSource({"'{\"results\":[{\"id\":\"1'", "<html></html>", "''"})
    @Tag("I3")
    void anAnswerThatIsNotWholeLeavesTheOutcomeUnknown(String body) {
        HUBSPOT.stubFor(post(urlEqualTo(CONTACTS + "create"))
                .willReturn(aResponse().withStatus(201).withBody(body)));
        CrmError error = catchThrowableOfType(CrmException.class, () -> crm.write("contacts", List.of(newContact("a"))))
                .error();
        assertThat(error)
                .isInstanceOfSatisfying(
                        CrmError.Transient.class,
                        e -> assertThat(e.outcomeUnknown()).isTrue());
    }

    @ParameterizedTest(name = "Retry-After ''{0}'' is {1}")
    @CsvSource({"7, PT7S", "'Sun, 01 Mar 2026 12:00:30 GMT', PT30S", ","})
    @Tag("I17")
    void aRefusalForTheRatePausesTheConnection(String header, Duration pause) {
        var answer =
                aResponse().withStatus(429).withBody(json("{'status':'error','policyName':'TEN_SECONDLY_ROLLING'}"));
        HUBSPOT.stubFor(post(urlEqualTo(CONTACTS + "read"))
                .willReturn(header == null ? answer : answer.withHeader("Retry-After", header)));
        CrmError error = catchThrowableOfType(CrmException.class, () -> crm.read("contacts", List.of("1"), List.of()))
                .error();
        assertThat(error)
                .isInstanceOfSatisfying(
                        CrmError.RateLimited.class,
                        e -> assertThat(e.retryAfter()).isEqualTo(java.util.Optional.ofNullable(pause)));
        assertThat(account.gate.told()).contains("refused GENERAL " + (pause == null ? "-" : pause.toString()));
    }

    @Test
    @Tag("I18")
    void theHeadersOfEveryAnswerFeedTheBudget() {
        HUBSPOT.stubFor(post(urlEqualTo(CONTACTS + "read"))
                .willReturn(okJson("{\"results\":[]}")
                        .withHeader("X-HubSpot-RateLimit-Max", "190")
                        .withHeader("X-HubSpot-RateLimit-Remaining", "12")
                        .withHeader("X-HubSpot-RateLimit-Interval-Milliseconds", "10000")
                        .withHeader("X-HubSpot-RateLimit-Daily", "650000")
                        .withHeader("X-HubSpot-RateLimit-Daily-Remaining", "640000")));
        crm.read("contacts", List.of("1"), List.of());
        assertThat(account.gate.told())
                .containsExactly(
                        "enter GENERAL",
                        "answered GENERAL",
                        "learned GENERAL 12/190 PT10S",
                        "learned GENERAL 640000/650000 PT24H");
    }

    @Test
    @Tag("I21")
    void associationsThatFailSpoilNoOthers() {
        HUBSPOT.stubFor(
                post(urlEqualTo("/crm/v4/associations/contacts/companies/batch/create"))
                        .willReturn(
                                aResponse()
                                        .withStatus(207)
                                        .withBody(
                                                json(
                                                        "{'results':[{'fromObjectTypeId':'0-1','fromObjectId':1,'toObjectTypeId':'0-2','toObjectId':11,'labels':[]}],"
                                                                + "'numErrors':1,'errors':[{'status':'error','category':'VALIDATION_ERROR','message':'no',"
                                                                + "'subCategory':'crm.associations.INVALID_OBJECT_IDS','context':{'toObjectId':['12']}}]}"))));
        List<WriteResult> results = crm.associate(List.of(primary("1", "11"), primary("2", "12"), primary("1", "11")));
        assertThat(results.get(0)).isInstanceOf(WriteResult.Written.class);
        assertThat(results.get(1)).isInstanceOf(WriteResult.Refused.class);
        assertThat(results.get(2)).isInstanceOf(WriteResult.Written.class);
        HUBSPOT.verify(postRequestedFor(urlEqualTo("/crm/v4/associations/contacts/companies/batch/create"))
                .withRequestBody(matchingJsonPath("$.inputs[0].types[0].associationTypeId", equalTo("1")))
                .withRequestBody(matchingJsonPath("$.inputs.length()", equalTo("2"))));
    }

    @Test
    void aSchemaIsAskedForOnceAndAgainAfterAnUnknownProperty() {
        stub(
                "create",
                400,
                "{'category':'VALIDATION_ERROR','message':'no','errors':[{'message':'no',"
                        + "'code':'PROPERTY_DOESNT_EXIST','context':{'propertyName':['email']}}]}");
        crm.write("contacts", List.of(newContact("a")));
        crm.write("contacts", List.of(newContact("b")));
        HUBSPOT.verify(
                2,
                com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor(
                        urlPathEqualTo("/crm/v3/properties/contacts")));
    }

    @Test
    @Tag("S12")
    void noTokenAndNoValueReachesAMessage() {
        HUBSPOT.stubFor(post(urlEqualTo(CONTACTS + "create"))
                .willReturn(
                        aResponse().withStatus(401).withBody(json("{'message':'token sandbox of a@example.com'}"))));
        CrmException failed =
                catchThrowableOfType(CrmException.class, () -> crm.write("contacts", List.of(newContact("a"))));
        assertThat(failed.error()).isInstanceOf(CrmError.Unauthorized.class);
        assertThat(failed).hasMessageNotContaining("a@example.com");
    }

    private static void stub(String operation, int status, String body) {
        HUBSPOT.stubFor(post(urlEqualTo(CONTACTS + operation))
                .willReturn(aResponse().withStatus(status).withBody(json(body))));
    }

    private static Write newContact(String name) {
        return TestAccount.create("contacts", "hub-" + name, TestAccount.values("email", name + "@example.com"));
    }

    private static Write update(String id) {
        return TestAccount.update("contacts", id, TestAccount.values("jobtitle", "CFO"));
    }

    private static Association primary(String contact, String company) {
        return new Association("contacts", contact, new AssociateTo("companies", company, AssociateTo.Kind.PRIMARY));
    }

    private static String result(String id, String trace, String properties) {
        return "{'id':'" + id + "'," + (trace == null ? "" : "'objectWriteTraceId':'" + trace + "',") + "'properties':{"
                + properties
                + "},'createdAt':'2026-03-01T10:00:00.000Z','updatedAt':'2026-03-01T10:00:00.000Z','archived':false}";
    }

    private static String upserted(String id, String hubId, boolean isNew) {
        return "{'id':'" + id + "','new':" + isNew + ",'properties':{'caravan_id':'" + hubId
                + "'},'createdAt':'2026-03-01T10:00:00.000Z','updatedAt':'2026-03-01T10:00:00.000Z'}";
    }

    private static String conflict(String trace, String existing) {
        return "{'status':'error','category':'CONFLICT','message':'Contact already exists. Existing ID: " + existing
                + "','context':{'objectWriteTraceId':['" + trace + "'],'existingId':['" + existing + "']}}";
    }

    private static String id(WriteResult result) {
        return ((WriteResult.Written) result).id();
    }

    private static CrmError.Rejected refusal(WriteResult result) {
        return (CrmError.Rejected) ((WriteResult.Refused) result).error();
    }

    private static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }
}
