package dev.caravan.crm.salesforce;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlMatching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static dev.caravan.crm.salesforce.TestOrg.auth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Fate;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.problem.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an org answers to the pull side where a sandbox has no such records. */
class SalesforcePullAnswersTest {
    private static final String DATA = "/services/data/v67.0";
    private static final String VIEWS = DATA + "/sobjects/Contact/listviews";
    private static final String VIEW = "00B000000000001AAA";

    private static WireMockServer server;
    private static TestOrg org;
    private static Crm crm;

    @BeforeAll
    static void startServer() {
        server =
                new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));
        server.start();
        org = new TestOrg(server.baseUrl());
        crm = org.connect(auth("token"), true, Map.of(), Duration.ofSeconds(5));
    }

    @AfterAll
    static void stopServer() {
        org.close();
        server.stop();
    }

    @BeforeEach
    void onlyDescribeIsAnswered() {
        server.resetAll();
        server.stubFor(get(urlMatching("/services/data/v67.0/sobjects/[A-Za-z]+/describe"))
                .willReturn(okJson("""
                        {"fields":[
                          {"name":"Id","type":"id"},{"name":"Email","type":"email"},{"name":"MasterRecordId","type":"reference"},
                          {"name":"IsConverted","type":"boolean"},{"name":"ConvertedContactId","type":"reference"}]}
                        """)));
    }

    @Test
    void aMergedRecordIsFollowedToTheLastSurvivor() {
        rows("'" + id(1) + "'", row(1, true, id(2)), row(5, true, null), row(6, true, id(7)), row(8, true, id(9)));
        rows("'" + id(2) + "'", row(2, true, id(3)), row(7, true, null));
        rows("'" + id(3) + "'", row(3, false, null));

        Map<String, Fate> fates = crm.fates("Contact", List.of(id(1), id(5), id(6), id(8)));

        assertThat(fates)
                .as("merged twice; deleted; merged into one that was deleted; merged into one that nobody knows")
                .containsOnly(
                        Map.entry(id(1), new Fate.Merged(id(3))),
                        Map.entry(id(5), new Fate.Deleted()),
                        Map.entry(id(6), new Fate.Deleted()),
                        Map.entry(id(8), new Fate.Deleted()));
    }

    @Test
    void recordsThatAreMergedInACircleAreGone() {
        rows("'" + id(1) + "'", row(1, true, id(2)));
        rows("'" + id(2) + "'", row(2, true, id(1)));

        assertThat(crm.fates("Contact", List.of(id(1)))).containsOnly(Map.entry(id(1), new Fate.Deleted()));
    }

    @Test
    void aLeadThatWasMergedIntoAConvertedOneBecameItsContact() {
        rows("'" + id(1) + "'", row(1, true, id(2)));
        rows(
                "'" + id(2) + "'",
                "{\"Id\":\"" + id(2) + "\",\"IsDeleted\":false,\"MasterRecordId\":null,\"IsConverted\":true,"
                        + "\"ConvertedContactId\":\"003000000000009\"}");

        assertThat(crm.fates("Lead", List.of(id(1))))
                .containsOnly(Map.entry(id(1), new Fate.Converted(Map.of("Contact", "003000000000009AAA"))));
    }

    @Test
    void listViewsOverSeveralPagesAreAllThere() {
        server.stubFor(get(urlEqualTo(VIEWS))
                .willReturn(okJson("{\"done\":false,\"nextRecordsUrl\":\"" + VIEWS
                        + "?limit=1&offset=1\",\"listviews\":[" + "{\"id\":\"00B000000000001\",\"label\":\"One\"}]}")));
        server.stubFor(get(urlPathEqualTo(VIEWS))
                .withQueryParam("offset", equalTo("1"))
                .willReturn(okJson("{\"done\":true,\"nextRecordsUrl\":null,\"listviews\":["
                        + "{\"id\":\"00B000000000002AAA\",\"label\":\"Two\"}]}")));

        assertThat(crm.lists("Contact"))
                .extracting(SavedList::id, SavedList::name)
                .containsExactly(tuple("00B000000000001EAA", "One"), tuple("00B000000000002AAA", "Two"));
    }

    @Test
    void aViewWithoutAStatementIsReadAsItIsShown() {
        server.stubFor(get(urlEqualTo(VIEWS + "/" + VIEW + "/describe")).willReturn(okJson("{\"query\":null}")));
        shown(0, false, 1);
        shown(2000, true, 2);
        server.stubFor(post(urlPathEqualTo(DATA + "/composite/sobjects/Contact"))
                .willReturn(okJson("[{\"Id\":\"" + id(1) + "\",\"Email\":\"ann@example.com\"},null]")));

        SearchPage first = crm.listed("Contact", VIEW, List.of("Email"), null);
        SearchPage second =
                crm.listed("Contact", VIEW, List.of("Email"), first.next().orElseThrow());

        assertThat(first.records()).extracting(CrmRecord::id).containsExactly(id(1));
        assertThat(second.next()).isEmpty();
    }

    @Test
    void whatSalesforceDoesNotShowIsSaid() {
        server.stubFor(get(urlEqualTo(VIEWS + "/" + VIEW + "/describe")).willReturn(okJson("{}")));
        shown(0, false, 1);
        shown(2000, false, 2);
        server.stubFor(
                post(urlPathEqualTo(DATA + "/composite/sobjects/Contact")).willReturn(okJson("[]")));
        String second =
                crm.listed("Contact", VIEW, List.of("Email"), null).next().orElseThrow();

        assertThatThrownBy(() -> crm.listed("Contact", VIEW, List.of("Email"), second))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CRM_REJECTED))
                .hasMessageContaining("4,000");
        assertThatThrownBy(() -> crm.listed("Contact", VIEW, List.of("Email"), id(1)))
                .as("a cursor of the time when it had a statement")
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CURSOR_EXPIRED));
    }

    @Test
    void theConditionOfAViewStaysWithinItsBrackets() {
        server.stubFor(get(urlEqualTo(VIEWS + "/" + VIEW + "/describe"))
                .willReturn(
                        okJson("{\"query\":\"SELECT Name FROM Contact USING SCOPE mine WHERE A = 1 OR B = 2 ORDER BY"
                                + " Name\"}")));
        server.stubFor(get(urlPathEqualTo(DATA + "/query")).willReturn(okJson("{\"done\":true,\"records\":[]}")));

        crm.listed("Contact", VIEW, List.of("Email"), id(4));

        server.verify(getRequestedFor(urlPathEqualTo(DATA + "/query"))
                .withQueryParam(
                        "q",
                        equalTo(
                                "SELECT Email,Id,SystemModstamp FROM Contact USING SCOPE mine WHERE (A = 1 OR B = 2) AND Id"
                                        + " > '" + id(4) + "' ORDER BY Id LIMIT 2000")));
    }

    private static void shown(int offset, boolean done, int number) {
        server.stubFor(get(urlPathEqualTo(VIEWS + "/" + VIEW + "/results"))
                .withQueryParam("limit", equalTo("2000"))
                .withQueryParam("offset", equalTo(Integer.toString(offset)))
                .willReturn(okJson("{\"done\":" + done
                        + ",\"records\":[{\"columns\":[{\"fieldNameOrPath\":\"Name\",\"value\":\"Ann\"},"
                        + "{\"fieldNameOrPath\":\"Id\",\"value\":\"" + id(number) + "\"}]}]}")));
    }

    /** Answers the statement that asks for an id. */
    private static void rows(String id, String... rows) {
        server.stubFor(get(urlPathEqualTo(DATA + "/queryAll"))
                .withQueryParam("q", containing(id))
                .willReturn(okJson("{\"done\":true,\"records\":[" + String.join(",", rows) + "]}")));
    }

    private static String row(int number, boolean deleted, @Nullable String master) {
        return "{\"Id\":\"" + id(number) + "\",\"IsDeleted\":" + deleted + ",\"MasterRecordId\":"
                + (master == null ? "null" : "\"" + master + "\"") + "}";
    }

    private static String id(int number) {
        return "00300000000000" + number + "AAA";
    }
}
