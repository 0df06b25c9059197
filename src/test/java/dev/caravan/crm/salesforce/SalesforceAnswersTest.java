package dev.caravan.crm.salesforce;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patch;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.caravan.crm.salesforce.TestOrg.auth;
import static dev.caravan.crm.salesforce.TestOrg.create;
import static dev.caravan.crm.salesforce.TestOrg.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import dev.caravan.problem.ErrorCode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.salesforce.SalesforceComponent;
import org.apache.camel.component.salesforce.SalesforceHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Answers that a well-behaved org does not give, and what exactly goes over the wire. */
class SalesforceAnswersTest {
    private static final String ID_1 = "003000000000001AAA";
    private static final String ID_2 = "003000000000002AAA";
    private static final String COLLECTIONS = "/services/data/v67.0/composite/sobjects";
    private static final String QUERY = "/services/data/v67.0/query";

    private static WireMockServer server;
    private static TestOrg org;

    @BeforeAll
    static void startServer() {
        server =
                new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        org = new TestOrg(server.baseUrl());
    }

    @AfterAll
    static void stopServer() {
        org.close();
        server.stop();
    }

    @BeforeEach
    void onlyDescribeIsAnswered() {
        server.resetAll();
        server.stubFor(
                get(urlMatching("/services/data/v67.0/sobjects/.*/describe")).willReturn(okJson("""
                        {"name":"Contact","fields":[
                          {"name":"Id","type":"id","filterable":true},
                          {"name":"Email","type":"email","filterable":true,"createable":true,"updateable":true},
                          {"name":"Interests__c","type":"multipicklist","createable":true,"updateable":true},
                          {"name":"Score__c","type":"double","createable":true,"updateable":true},
                          {"name":"LastSeen__c","type":"datetime","createable":true,"updateable":true}]}
                        """)));
    }

    @Test
    void everyCallSaysWhoCallsAndBringsTheToken() {
        server.stubFor(get(urlPathEqualTo(QUERY)).willReturn(okJson("{\"totalSize\":3,\"done\":true,\"records\":[]}")));

        assertThat(connect().count("Contact", new Condition.Everything())).isEqualTo(3);

        server.verify(getRequestedFor(urlEqualTo(QUERY + "?q=SELECT%20COUNT%28%29%20FROM%20Contact"))
                .withHeader("Authorization", equalTo("Bearer sandbox"))
                .withHeader("Sforce-Call-Options", equalTo("client=caravan"))
                .withoutHeader("X-SFDC-Session"));
    }

    @Test
    void anUpsertCarriesTheKeyInEachRowAndRowsOfOneAccountStandTogether() {
        server.stubFor(any(anyUrl()).willReturn(okJson(rows(3))));
        Crm crm = connect();

        List<WriteResult> results = crm.write(
                "Contact",
                List.of(
                        create(RecordType.CONTACT, "c-1", Map.of("LastName", "A", "AccountId", "001000000000002AAA")),
                        create(RecordType.CONTACT, "c-2", Map.of("LastName", "B", "AccountId", "001000000000001AAA")),
                        create(RecordType.CONTACT, "c-3", Map.of("LastName", "C", "AccountId", "001000000000002AAA"))));

        server.verify(patchRequestedFor(urlEqualTo(COLLECTIONS + "/Contact/Caravan_Id__c"))
                .withRequestBody(matchingJsonPath("$[?(@.allOrNone == false)]"))
                .withRequestBody(matchingJsonPath("$.records[0].Caravan_Id__c", equalTo("c-2")))
                .withRequestBody(matchingJsonPath("$.records[1].Caravan_Id__c", equalTo("c-1")))
                .withRequestBody(matchingJsonPath("$.records[2].Caravan_Id__c", equalTo("c-3")))
                .withRequestBody(matchingJsonPath("$.records[0].attributes.type", equalTo("Contact"))));
        assertThat(results)
                .as("in the order of the writes")
                .extracting(result -> ((WriteResult.Written) result).id())
                .containsExactly(id(1), id(0), id(2));
    }

    @Test
    void valuesGoOutAsSalesforceWantsThem() {
        server.stubFor(any(anyUrl()).willReturn(okJson(rows(1))));

        connect()
                .write(
                        "Contact",
                        List.of(create(
                                RecordType.CONTACT,
                                "c-1",
                                Map.of(
                                        "LastName",
                                        "Doe",
                                        "Interests__c",
                                        List.of("Golf", "Chess"),
                                        "LastSeen__c",
                                        Instant.parse("2026-01-05T10:00:00Z"),
                                        "Score__c",
                                        new BigDecimal("4.50"),
                                        "DoNotCall",
                                        true))));

        server.verify(patchRequestedFor(urlPathEqualTo(COLLECTIONS + "/Contact/Caravan_Id__c"))
                .withRequestBody(matchingJsonPath("$.records[0].Interests__c", equalTo("Golf;Chess")))
                .withRequestBody(matchingJsonPath("$.records[0].LastSeen__c", equalTo("2026-01-05T10:00:00.000Z")))
                .withRequestBody(matchingJsonPath("$.records[?(@.Score__c == 4.5)]"))
                .withRequestBody(matchingJsonPath("$.records[?(@.DoNotCall == true)]")));
    }

    @Test
    void leadsKeepTheirOwnerWhenAssignmentIsSwitchedOff() {
        server.stubFor(any(anyUrl()).willReturn(okJson(rows(1))));
        Crm crm = org.connect(auth("token"), false, Map.of("auto-assign", "false"), Duration.ofSeconds(5));

        crm.write("Lead", List.of(create(RecordType.LEAD, "l-1", Map.of("LastName", "Doe"))));
        crm.write("Contact", List.of(create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe"))));

        server.verify(1, postRequestedFor(urlEqualTo(COLLECTIONS)).withHeader("Sforce-Auto-Assign", equalTo("FALSE")));
        server.verify(2, postRequestedFor(urlEqualTo(COLLECTIONS)));
    }

    @Test
    void valuesComeInInTheirKinds() {
        server.stubFor(post(urlEqualTo(COLLECTIONS + "/Contact"))
                .willReturn(okJson("[null,{\"attributes\":{\"type\":\"Contact\"},\"Id\":\"" + ID_1
                        + "\",\"Interests__c\":\"Golf;Chess\",\"Score__c\":1000.0,\"LastSeen__c\":\"2026-01-05T10:00:00.000+0000\","
                        + "\"SystemModstamp\":\"2026-01-06T11:00:00.000+0000\"}]")));

        List<CrmRecord> read =
                connect().read("Contact", List.of(ID_2, ID_1), List.of("interests__c", "Score__c", "LastSeen__c"));

        assertThat(read).singleElement().satisfies(record -> {
            assertThat(record.fields())
                    .containsEntry("interests__c", List.of("Golf", "Chess"))
                    .containsEntry("Score__c", new BigDecimal("1000"))
                    .containsEntry("LastSeen__c", "2026-01-05T10:00:00Z");
            assertThat(record.modifiedAt()).contains(Instant.parse("2026-01-06T11:00:00Z"));
        });
    }

    @Test
    @Tag("I21")
    void aCallRefusedForOneOfItsRecordsIsToBeHalved() {
        String body = "[{\"errorCode\":\"JSON_PARSER_ERROR\",\"message\":\"Cannot deserialize instance of double from"
                + " VALUE_STRING value plenty or request may be missing a required field at [line:1, column:77]\"}]";
        server.stubFor(patch(anyUrl()).willReturn(aResponse().withStatus(400).withBody(body)));
        Crm crm = connect();
        Write good = create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe"));
        Write bad = create(RecordType.CONTACT, "c-2", Map.of("LastName", "Roe", "Score__c", "plenty"));

        assertThatThrownBy(() -> crm.write("Contact", List.of(good, bad)))
                .isInstanceOfSatisfying(CrmException.class, e -> {
                    assertThat(e.error()).isInstanceOf(CrmError.BatchRejected.class);
                    assertThat(e.getMessage()).doesNotContain("plenty");
                });
        assertThat(crm.write("Contact", List.of(bad))).singleElement().satisfies(result -> {
            CrmError error = ((WriteResult.Refused) result).error();
            assertThat(((CrmError.Rejected) error).code()).isEqualTo(ErrorCode.INVALID_VALUE);
            assertThat(error.detail()).doesNotContain("plenty");
        });
    }

    @Test
    void whatWasDoneIsNotLostWhenTheSecondHalfOfABatchIsNot() {
        server.stubFor(patch(urlEqualTo(COLLECTIONS))
                .willReturn(okJson("[{\"id\":\"" + ID_1 + "\",\"success\":true,\"errors\":[]}]")));
        server.stubFor(patch(urlEqualTo(COLLECTIONS + "/Contact/Caravan_Id__c"))
                .willReturn(aResponse().withStatus(503).withBody("<html>down</html>")));

        List<WriteResult> results = connect()
                .write(
                        "Contact",
                        List.of(
                                create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe")),
                                update(RecordType.CONTACT, ID_1, Map.of("LastName", "Roe"))));

        assertThat(((WriteResult.Refused) results.get(0)).error()).isEqualTo(new CrmError.Transient("HTTP 503", true));
        assertThat(results.get(1)).isInstanceOf(WriteResult.Written.class);
    }

    @Test
    void anAnswerWithTooFewRowsLeavesTheOutcomeUnknown() {
        server.stubFor(patch(anyUrl()).willReturn(okJson(rows(1))));

        assertThatThrownBy(() -> connect()
                        .write(
                                "Contact",
                                List.of(
                                        create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe")),
                                        create(RecordType.CONTACT, "c-2", Map.of("LastName", "Roe")))))
                .isInstanceOfSatisfying(
                        CrmException.class,
                        e -> assertThat(((CrmError.Transient) e.error()).outcomeUnknown())
                                .isTrue());
    }

    @Test
    void aLockedRowComesAgain() {
        server.stubFor(
                patch(anyUrl())
                        .willReturn(
                                okJson(
                                        "[{\"success\":false,\"errors\":[{\"statusCode\":\"UNABLE_TO_LOCK_ROW\",\"message\":\"unable to"
                                                + " obtain exclusive access to this record or 1 records: 001000000000001AAA\",\"fields\":[]}]}]")));

        WriteResult result = connect()
                .write("Contact", List.of(create(RecordType.CONTACT, "c-1", Map.of("LastName", "Doe"))))
                .get(0);

        assertThat(((CrmError.Transient) ((WriteResult.Refused) result).error()).outcomeUnknown())
                .isFalse();
    }

    @Test
    void theOrgsWordsDoNotCarryTheRecordsValues() {
        server.stubFor(patch(anyUrl())
                .willReturn(okJson(
                        "[{\"success\":false,\"errors\":[{\"statusCode\":\"INVALID_EMAIL_ADDRESS\",\"message\":\"Email:"
                                + " invalid email address: ann(at)example.com\",\"fields\":[\"Email\"]}]}]")));

        WriteResult result = connect()
                .write(
                        "Contact",
                        List.of(create(
                                RecordType.CONTACT, "c-1", Map.of("LastName", "Doe", "Email", "ann(at)example.com"))))
                .get(0);

        assertThat(((WriteResult.Refused) result).error().detail())
                .isEqualTo("INVALID_EMAIL_ADDRESS: Email: invalid email address: ***");
    }

    @Test
    void aQueryIsReadToItsEndAndItsAddressStaysInTheOrg() {
        server.stubFor(
                get(urlPathEqualTo(QUERY)).willReturn(okJson(page(false, QUERY + "/01g000000000001-2000", ID_1))));
        server.stubFor(get(urlEqualTo(QUERY + "/01g000000000001-2000")).willReturn(okJson(page(true, "", ID_2))));
        Crm crm = connect();

        assertThat(crm.lookup("Contact", "Email", List.of("ann@example.com"), List.of("Email")))
                .extracting(CrmRecord::id)
                .containsExactly(ID_1, ID_2);

        for (String evil : List.of("@evil.example.com/x", "//evil.example.com/x", "/services/data/../../x", "")) {
            server.stubFor(get(urlPathEqualTo(QUERY)).willReturn(okJson(page(false, evil, ID_1))));
            assertThatThrownBy(() -> crm.lookup("Contact", "Email", List.of("ann@example.com"), List.of("Email")))
                    .isInstanceOf(CrmException.class)
                    .hasMessageContaining("next page");
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        server.stubFor(get(urlPathEqualTo(QUERY))
                .willReturn(aResponse().withStatus(302).withHeader("Location", server.baseUrl() + "/elsewhere")));

        assertThatThrownBy(() -> connect().count("Contact", new Condition.Everything()))
                .isInstanceOf(CrmException.class);
        server.verify(0, getRequestedFor(urlEqualTo("/elsewhere")));
    }

    @Test
    void anEndedSessionOfTheUserInfoIsRenewedOnce() {
        server.stubFor(post(urlEqualTo("/services/oauth2/token"))
                .willReturn(okJson("{\"access_token\":\"fresh\",\"instance_url\":\"" + server.baseUrl()
                        + "/\",\"id\":\"https://login.example.com/id/00D000000000001AAA/005000000000001AAA\"}")));
        server.stubFor(get(urlEqualTo("/services/oauth2/userinfo"))
                .inScenario("ended")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withStatus(403).withBody("Bad_OAuth_Token"))
                .willSetStateTo("renewed"));
        server.stubFor(get(urlEqualTo("/services/oauth2/userinfo"))
                .inScenario("ended")
                .whenScenarioStateIs("renewed")
                .willReturn(
                        okJson("{\"preferred_username\":\"integration@example.com\",\"organization_id\":\"00D1\"}")));
        Crm crm = org.connect(auth("client-credentials"), true, Map.of(), Duration.ofSeconds(5));

        assertThat(crm.whoAmI()).isEqualTo("integration@example.com (organization 00D1)");
        server.verify(2, postRequestedFor(urlEqualTo("/services/oauth2/token")));
    }

    @Test
    void anInstanceOutsideOfSalesforceGetsNoToken() {
        server.stubFor(post(urlEqualTo("/services/oauth2/token"))
                .willReturn(okJson(
                        "{\"access_token\":\"fresh\",\"instance_url\":\"https://salesforce.com.evil.example.com\"}")));
        Crm crm = org.connect(auth("client-credentials"), true, Map.of(), Duration.ofSeconds(5));

        assertThatThrownBy(crm::whoAmI)
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID));
    }

    @Test
    void aRefusedLoginNeedsAPerson() {
        server.stubFor(
                post(urlEqualTo("/services/oauth2/token"))
                        .willReturn(
                                aResponse()
                                        .withStatus(400)
                                        .withBody(
                                                "{\"error\":\"invalid_grant\",\"error_description\":\"expired access/refresh token\"}")));
        Crm crm = org.connect(auth("refresh-token"), true, Map.of(), Duration.ofSeconds(5));

        assertThatThrownBy(crm::whoAmI).isInstanceOfSatisfying(CrmException.class, e -> {
            assertThat(e.error()).isInstanceOf(CrmError.Unauthorized.class);
            assertThat(e.getMessage()).contains("invalid_grant").doesNotContain("sandbox-refresh");
        });
    }

    @Test
    @Tag("R90")
    void aLookupAsksAConditionInItsOwnQuery() {
        server.stubFor(get(urlPathEqualTo(QUERY)).willReturn(okJson(page(true, "", ID_1))));
        Condition customers = new Condition.Compare("Type", Condition.Operator.EQUAL, "Customer");

        connect().lookup("Account", "Website", List.of("acme.com"), List.of("Website"), customers);

        server.verify(getRequestedFor(urlPathEqualTo(QUERY))
                .withQueryParam("q", matching(".* WHERE Website IN \\('acme.com'\\) AND Type = 'Customer'")));
    }

    @Test
    void aBrokenConnectionTellsNothingOfTheQuery() {
        server.stubFor(get(urlPathEqualTo(QUERY)).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));

        assertThatThrownBy(() -> connect().lookup("Contact", "Email", List.of("ann@example.com"), List.of("Email")))
                .isInstanceOfSatisfying(CrmException.class, e -> {
                    assertThat(((CrmError.Transient) e.error()).outcomeUnknown())
                            .isTrue();
                    assertThat(e.getMessage()).doesNotContain("example.com");
                });
    }

    @Test
    void nothingOfTheComponentEndsACallBeforeItsTime() {
        server.stubFor(get(urlPathEqualTo(QUERY)).willReturn(okJson("{\"totalSize\":1,\"done\":true,\"records\":[]}")));
        Crm patient = org.connect("patient", auth("token"), true, Map.of(), Duration.ofSeconds(90));
        patient.count("Contact", new Condition.Everything());

        SalesforceHttpClient client = org.camel()
                .getComponent("salesforce-patient", SalesforceComponent.class)
                .getHttpClient();

        assertThat(client.getTimeout()).isEqualTo(90_000);
        assertThat(client.getIdleTimeout()).as("10 s unless raised").isGreaterThan(90_000);
        assertThat(client.isFollowRedirects()).isFalse();
    }

    private static Crm connect() {
        return org.connect(auth("token"), true, Map.of(), Duration.ofSeconds(5));
    }

    private static String id(int i) {
        return "00300000000000" + i + "AAA";
    }

    private static String rows(int count) {
        StringBuilder rows = new StringBuilder("[");
        for (int i = 0; i < count; i++) {
            rows.append(i == 0 ? "" : ",")
                    .append("{\"id\":\"")
                    .append(id(i))
                    .append("\",\"success\":true,\"errors\":[],\"created\":true}");
        }
        return rows.append(']').toString();
    }

    private static String page(boolean done, String next, String id) {
        return "{\"totalSize\":2,\"done\":" + done + ",\"nextRecordsUrl\":\"" + next + "\",\"records\":[{\"Id\":\"" + id
                + "\",\"Email\":\"ann@example.com\"}]}";
    }
}
