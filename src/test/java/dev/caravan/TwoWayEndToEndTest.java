package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both CRMs and the hub in agreement, whoever changes something. */
class TwoWayEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final ConnectionName SALESFORCE = new ConnectionName("salesforce");

    @TempDir
    static Path data;

    private static TestCrms crms;
    private static RunningCaravan caravan;
    private static int people;

    private final HttpClient http = HttpClient.newHttpClient();
    private RecordKey lin;

    @BeforeAll
    static void start() throws Exception {
        crms = new TestCrms();
        List<String> arguments = new ArrayList<>(crms.arguments());
        for (String crm : List.of("hubspot", "salesforce")) {
            arguments.add("--caravan.connections." + crm + ".pull=true");
            arguments.add("--caravan.connections." + crm + ".poll=300ms");
        }
        arguments.add("--caravan.retry.first=200ms");
        caravan = RunningCaravan.start(data, arguments);
    }

    @AfterAll
    static void stop() {
        caravan.close();
        crms.close();
    }

    /** Each test has a person and a company of its own, in the hub and in both CRMs. */
    @BeforeEach
    void makeLin() throws Exception {
        int number = ++people;
        lin = new RecordKey(RecordType.CONTACT, "p-" + number);
        String domain = "acme-" + number + ".example";
        caravan.postJson(
                "/api/records/company",
                "{\"id\":\"c-" + number + "\",\"name\":\"Acme " + number + "\",\"domain\":\"" + domain + "\"}");
        caravan.postJson(
                "/api/records/contact",
                "{\"id\":\"" + lin.id()
                        + "\",\"first_name\":\"Lin\",\"last_name\":\"Moreau\",\"work_email\":\"lin@" + domain
                        + "\",\"phone\":\"+3161234567" + number + "\",\"company_id\":\"c-" + number + "\"}");
        await().atMost(PATIENCE).until(() -> links(lin).size() == 2 && caravan.isSettled());
    }

    private List<Link> links(RecordKey key) {
        return caravan.bean(LinkStore.class).of(key);
    }

    private String idIn(ConnectionName connection) {
        return caravan.bean(LinkStore.class)
                .find(connection, lin)
                .orElseThrow()
                .id()
                .id();
    }

    private HubRecord hub() {
        return caravan.bean(RecordStore.class).find(lin).orElseThrow();
    }

    private JsonNode call(String vendor, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(crms.url(vendor) + path))
                .header("Authorization", "Bearer sandbox")
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode() / 100).as(answer.body()).isEqualTo(2);
        return answer.body().isBlank()
                ? com.fasterxml.jackson.databind.node.NullNode.getInstance()
                : new com.fasterxml.jackson.databind.ObjectMapper().readTree(answer.body());
    }

    private void editInHubSpot(String properties) throws Exception {
        call("hubspot", "PATCH", "/crm/v3/objects/contacts/" + idIn(HUBSPOT), "{\"properties\":" + properties + "}");
    }

    private void editInSalesforce(String fields) throws Exception {
        call("salesforce", "PATCH", "/services/data/v62.0/sobjects/Contact/" + idIn(SALESFORCE), fields);
    }

    private String inHubSpot(String property) throws Exception {
        return call("hubspot", "GET", "/crm/v3/objects/contacts/" + idIn(HUBSPOT) + "?properties=" + property, "")
                .path("properties")
                .path(property)
                .asText();
    }

    private String inSalesforce(String field) throws Exception {
        return call(
                        "salesforce",
                        "GET",
                        "/services/data/v62.0/sobjects/Contact/" + idIn(SALESFORCE) + "?fields=" + field,
                        "")
                .path(field)
                .asText();
    }

    private long writes(String vendor) throws Exception {
        long writes = 0;
        for (Map.Entry<String, Long> each : TestCrms.calls(crms.vendor(vendor)).entrySet()) {
            String operation = each.getKey();
            boolean reads = operation.startsWith("GET")
                    || operation.contains("/search")
                    || operation.contains("/batch/read")
                    || operation.contains("/composite/sobjects/") && operation.startsWith("POST");
            writes += reads || operation.endsWith("/composite") ? 0 : each.getValue();
        }
        return writes;
    }

    @Test
    @Tag("R41")
    @Tag("R45")
    @Tag("R54")
    @Tag("I14")
    void whatChangesInOneCrmArrivesInTheOtherAndIsSilentThen() throws Exception {
        editInHubSpot("{\"lastname\":\"Moreau-Vos\"}");
        await().atMost(PATIENCE).until(() -> inSalesforce("LastName").equals("Moreau-Vos"));
        assertThat(hub().text("last_name")).isEqualTo("Moreau-Vos");
        assertThat(hub().stamp("last_name").origin()).isEqualTo("hubspot");

        editInSalesforce("{\"Email\":\"lin.moreau@acme.example\"}");
        await().atMost(PATIENCE).until(() -> inHubSpot("email").equals("lin.moreau@acme.example"));
        assertThat(hub().text("work_email")).isEqualTo("lin.moreau@acme.example");
        await().atMost(PATIENCE).until(caravan::isSettled);

        long hubspot = writes("hubspot");
        long salesforce = writes("salesforce");
        // Several looks of each poll pass without anybody writing.
        await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(writes("hubspot")).isEqualTo(hubspot);
            assertThat(writes("salesforce")).isEqualTo(salesforce);
        });
    }

    @Test
    @Tag("R43")
    void aContactThatIsMadeInOneCrmIsMadeInTheOther() throws Exception {
        LinkStore links = caravan.bean(LinkStore.class);
        long inHubSpot = links.count(HUBSPOT, RecordType.CONTACT);
        long inSalesforce = links.count(SALESFORCE, RecordType.CONTACT);
        call(
                "salesforce",
                "POST",
                "/services/data/v62.0/sobjects/Contact",
                "{\"LastName\":\"Adeyemi\",\"FirstName\":\"Tolu\",\"Email\":\"tolu@acme.example\"}");
        await().atMost(PATIENCE).until(() -> links.count(HUBSPOT, RecordType.CONTACT) == inHubSpot + 1);
        assertThat(links.count(SALESFORCE, RecordType.CONTACT)).isEqualTo(inSalesforce + 1);
        JsonNode made = call(
                        "hubspot",
                        "POST",
                        "/crm/v3/objects/contacts/batch/read",
                        "{\"idProperty\":\"email\",\"properties\":[\"firstname\",\"lastname\"],"
                                + "\"inputs\":[{\"id\":\"tolu@acme.example\"}]}")
                .path("results")
                .path(0)
                .path("properties");
        assertThat(made.path("firstname").asText()).isEqualTo("Tolu");
        assertThat(made.path("lastname").asText()).isEqualTo("Adeyemi");
    }

    @Test
    @Tag("I15")
    void aContactThatWasDeletedInACrmIsUnlinkedAndNotMadeAnew() throws Exception {
        call("salesforce", "DELETE", "/services/data/v62.0/sobjects/Contact/" + idIn(SALESFORCE), "");
        await().atMost(PATIENCE).until(() -> links(lin).size() == 1);

        editInHubSpot("{\"lastname\":\"Vos\"}");
        await().atMost(PATIENCE).until(() -> hub().text("last_name").equals("Vos") && caravan.isSettled());
        assertThat(links(lin)).hasSize(1);
    }

    @Test
    @Tag("R46")
    @Tag("R63")
    @Tag("I13")
    void ofTwoChangesOfAFieldOneStandsEverywhereAndTheOtherIsTold() throws Exception {
        editInSalesforce("{\"LastName\":\"In-Salesforce\"}");
        editInHubSpot("{\"lastname\":\"In-HubSpot\"}");
        await().atMost(PATIENCE)
                .until(() -> caravan.isSettled()
                        && inSalesforce("LastName").equals(inHubSpot("lastname"))
                        && hub().text("last_name").equals(inHubSpot("lastname"))
                        && !inHubSpot("lastname").equals("Moreau"));
        String stands = hub().text("last_name");
        assertThat(stands).isIn("In-Salesforce", "In-HubSpot");
        String gaveWay = stands.equals("In-HubSpot") ? "In-Salesforce" : "In-HubSpot";
        JsonNode explained = caravan.get("/api/explain/contact/" + lin.id()).json();
        assertThat(explained.path("lost").findValuesAsText("value")).contains(gaveWay);
    }
}
