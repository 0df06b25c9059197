package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.hub.ConnectionName;
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
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan is made and applied beside a running runtime whose routes somebody has stopped, for two CRMs. */
class PlanEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final ConnectionName SALESFORCE = new ConnectionName("salesforce");
    private static final RecordKey LIN = new RecordKey(RecordType.CONTACT, "p-1");
    private static final List<String> STOPPED = List.of(
            "hubspot-contact-push",
            "hubspot-contact-pull",
            "salesforce-contact-push",
            "salesforce-contact-pull",
            "salesforce-company-push");

    @TempDir
    Path data;

    private TestCrms crms;
    private RunningCaravan caravan;

    @BeforeEach
    void start() throws Exception {
        crms = new TestCrms();
        List<String> arguments = new ArrayList<>(crms.arguments());
        for (String crm : List.of("hubspot", "salesforce")) {
            arguments.add("--caravan.connections." + crm + ".pull=true");
            arguments.add("--caravan.connections." + crm + ".poll=0ms");
        }
        caravan = RunningCaravan.start(data, arguments);
        company("c-1", "Acme");
        caravan.postJson(
                "/api/records/contact",
                "{\"id\":\"p-1\",\"first_name\":\"Lin\",\"last_name\":\"Moreau\",\"work_email\":\"lin@acme.example\","
                        + "\"company_id\":\"c-1\"}");
        await().atMost(PATIENCE)
                .until(() -> caravan.bean(LinkStore.class).of(LIN).size() == 2 && caravan.isSettled());
        for (String route : STOPPED) {
            caravan.bean(CamelContext.class).getRouteController().stopRoute(route);
        }
    }

    @AfterEach
    void stop() {
        caravan.close();
        crms.close();
    }

    private void company(String id, String name) throws Exception {
        caravan.postJson(
                "/api/records/company",
                "{\"id\":\"" + id + "\",\"name\":\"" + name + "\",\"domain\":\"" + name.toLowerCase() + ".example\"}");
    }

    private String idIn(ConnectionName connection, RecordKey key) {
        Link link = caravan.bean(LinkStore.class).find(connection, key).orElseThrow();
        return link.id().id();
    }

    private static JsonNode entry(JsonNode plan, String connection, String direction) {
        for (JsonNode record : plan.path("records")) {
            if (record.path("connection").asText().equals(connection)
                    && record.path("direction").asText().equals(direction)
                    && record.path("type").asText().equals("contact")) {
                return record;
            }
        }
        throw new AssertionError("no " + direction + " of " + connection + " in " + plan.toPrettyString());
    }

    private void editInHubSpot(String properties) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(crms.url("hubspot") + "/crm/v3/objects/contacts/" + idIn(HUBSPOT, LIN)))
                .header("Authorization", "Bearer sandbox")
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"properties\":" + properties + "}"))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }

    private Map<String, JsonNode> salesforce(String object) {
        return TestCrms.records(crms.vendor("salesforce"), object);
    }

    @Test
    void whatIsPulledAndPushedIsPlannedAndAppliedWhileTheRoutesAreStopped() throws Exception {
        company("c-2", "Beta");
        caravan.postJson(
                "/api/records/contact",
                "{\"id\":\"p-2\",\"first_name\":\"Ada\",\"last_name\":\"Byron\",\"work_email\":\"ada@beta.example\","
                        + "\"company_id\":\"c-2\"}");
        editInHubSpot("{\"lastname\":\"Duval\"}");
        caravan.postJson(
                "/api/pull",
                "{\"connection\":\"hubspot\",\"type\":\"contact\",\"ids\":[\"" + idIn(HUBSPOT, LIN) + "\"]}");
        RecordKey beta = new RecordKey(RecordType.COMPANY, "c-2");
        await().atMost(PATIENCE)
                .until(() -> caravan.bean(LinkStore.class).find(HUBSPOT, beta).isPresent());
        Map<String, JsonNode> before = salesforce("Contact");
        int accounts = salesforce("Account").size();

        RunningCaravan.Answer plan = caravan.postJson("/api/plan", "{}");

        assertThat(plan.status()).as(plan.body()).isEqualTo(200);
        assertThat(salesforce("Contact")).isEqualTo(before);
        JsonNode pull = entry(plan.json(), "hubspot", "pull");
        assertThat(pull.path("fields")).hasSize(1);
        assertThat(pull.path("fields").get(0).path("after").asText()).isEqualTo("Duval");
        assertThat(pull.path("then").get(0).asText()).isEqualTo("salesforce");
        JsonNode ada = entry(plan.json(), "salesforce", "push");
        assertThat(ada.path("outcome").asText()).isEqualTo("created");
        assertThat(ada.path("fields").toString()).contains("\"AccountId\"", "\"new:company/c-2\"");

        RunningCaravan.Answer applied = caravan.postJson("/api/apply", plan.body());

        assertThat(applied.status()).as(applied.body()).isEqualTo(200);
        assertThat(applied.body()).doesNotContain("refused").doesNotContain("failed");
        assertThat(caravan.bean(RecordStore.class).find(LIN).orElseThrow().text("last_name"))
                .isEqualTo("Duval");
        assertThat(salesforce("Account")).hasSize(accounts + 1);
        JsonNode created = salesforce("Contact").get(idIn(SALESFORCE, new RecordKey(RecordType.CONTACT, "p-2")));
        assertThat(created.toString()).contains(idIn(SALESFORCE, beta), "Byron", "ada@beta.example");
        // What the pull brought goes on; that is the next plan, and after it there is none.
        JsonNode next = caravan.postJson("/api/plan", "{}").json();
        assertThat(next.path("records")).hasSize(1);
        assertThat(entry(next, "salesforce", "push").path("fields").toString()).contains("\"LastName\"", "\"Duval\"");
        caravan.postJson("/api/apply", next.toString());
        assertThat(caravan.postJson("/api/plan", "{}").json().path("records")).isEmpty();
        assertThat(caravan.isSettled()).isTrue();
        // The running routes go on from there and have nothing to do.
        Map<String, Long> calls = TestCrms.calls(crms.vendor("salesforce"));
        for (String route : STOPPED) {
            caravan.bean(CamelContext.class).getRouteController().startRoute(route);
        }
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).untilAsserted(() -> {
            assertThat(caravan.isSettled()).isTrue();
            assertThat(TestCrms.calls(crms.vendor("salesforce"))).isEqualTo(calls);
        });
    }

    @Test
    void whatTheRunningRoutesDidMeanwhileIsRefused() throws Exception {
        caravan.postJson("/api/records/contact", "{\"id\":\"p-1\",\"first_name\":\"Linda\"}");
        String plan =
                caravan.postJson("/api/plan", "{\"connection\":\"salesforce\"}").body();
        caravan.bean(CamelContext.class).getRouteController().startRoute("salesforce-contact-push");
        await().atMost(PATIENCE)
                .until(() -> salesforce("Contact")
                        .get(idIn(SALESFORCE, LIN))
                        .toString()
                        .contains("Linda"));

        await().atMost(PATIENCE).untilAsserted(() -> {
            RunningCaravan.Answer applied = caravan.postJson("/api/apply", plan);
            assertThat(applied.body()).contains("\"refused\"").contains("agreed with salesforce again at ");
        });
    }
}
