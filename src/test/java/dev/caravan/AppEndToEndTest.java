package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.sandbox.app.AppApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes in HubSpot is told to the App, by signed webhooks, whatever the App's endpoint answers. */
class AppEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ConnectionName APP = new ConnectionName("app");
    private static final String POST = "\"operation\": \"POST /hooks/caravan\"";
    private static final String INBOUND = "whsec_ZnJvbS10aGUtYXBwLXRvLWNhcmF2YW4tMDEyMzQ1";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private Sandboxes sandboxes;
    private RunningCaravan caravan;

    @BeforeEach
    void start() {
        sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot", "app"));
        caravan = startCaravan();
    }

    private RunningCaravan startCaravan() {
        List<String> arguments = new ArrayList<>(TestCrms.hubspot(hubspot().baseUrl()));
        arguments.addAll(List.of(
                "--caravan.connections.hubspot.pull=true",
                "--caravan.connections.hubspot.poll=300ms",
                "--caravan.connections.hubspot.on-crm-delete=delete",
                "--caravan.connections.app.type=app",
                "--caravan.connections.app.base-url=" + app().baseUrl() + "/hooks/caravan",
                "--caravan.connections.app.auth.token=" + AppApi.SECRET,
                "--caravan.connections.app.webhook.secrets[0]=" + INBOUND,
                "--caravan.connections.app.call-timeout=2s",
                "--caravan.connections.app.options.retry-first=100ms",
                "--caravan.connections.app.options.retry-longest=500ms",
                "--caravan.retry.first=200ms"));
        return RunningCaravan.start(data, arguments);
    }

    @AfterEach
    void stop() {
        caravan.close();
        sandboxes.close();
    }

    private SandboxServer hubspot() {
        return sandboxes.vendor("hubspot");
    }

    private SandboxServer app() {
        return sandboxes.vendor("app");
    }

    private JsonNode call(SandboxServer server, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.baseUrl() + path))
                .header("Authorization", "Bearer sandbox")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode() / 100).as(answer.body()).isEqualTo(2);
        return JSON.readTree(answer.body().isBlank() ? "{}" : answer.body());
    }

    private String createInHubSpot(String properties) throws Exception {
        return call(hubspot(), "POST", "/crm/v3/objects/contacts", "{\"properties\":" + properties + "}")
                .path("id")
                .asText();
    }

    private void editInHubSpot(String id, String properties) throws Exception {
        call(hubspot(), "PATCH", "/crm/v3/objects/contacts/" + id, "{\"properties\":" + properties + "}");
    }

    private void faults(String rules) throws Exception {
        call(app(), "PUT", "/_sandbox/faults", "{\"rules\": [" + rules + "]}");
    }

    /** Every delivery to the App, the oldest first. */
    private List<JsonNode> deliveries() {
        List<JsonNode> all = new ArrayList<>();
        app().api().records("deliveries").forEach(all::add);
        return all;
    }

    private List<String> told(String record) {
        return deliveries().stream()
                .filter(d -> d.path("record").asText().equals(record))
                .map(d -> d.path("type").asText())
                .toList();
    }

    private Map<String, JsonNode> contactsInApp() {
        Map<String, JsonNode> all = new TreeMap<>();
        app().api().records("contact").forEach(r -> all.put(r.path("id").asText(), r));
        return all;
    }

    private RecordKey hubKey(String hubspotId) {
        return caravan.bean(LinkStore.class)
                .recordOf(new dev.caravan.hub.ExternalId(new ConnectionName("hubspot"), "contacts", hubspotId))
                .orElseThrow();
    }

    private String fieldInApp(String record, String field) {
        JsonNode known = contactsInApp().get(record);
        return known == null ? "" : known.path("properties").path(field).asText();
    }

    @Test
    @Tag("R41")
    void whatIsMadeAndChangedInHubSpotIsToldToTheAppWithAllItsFields() throws Exception {
        String id = createInHubSpot(
                "{\"email\":\"lin@acme.example\",\"firstname\":\"Lin\",\"lastname\":\"Moreau\",\"jobtitle\":\"Buyer\"}");
        await().atMost(PATIENCE).until(() -> contactsInApp().size() == 1 && caravan.isSettled());
        String record = hubKey(id).id();
        assertThat(told(record)).containsExactly("contact.created");
        assertThat(fieldInApp(record, "work_email")).isEqualTo("lin@acme.example");

        editInHubSpot(id, "{\"lastname\":\"Moreau-Vos\"}");
        await().atMost(PATIENCE).until(() -> fieldInApp(record, "last_name").equals("Moreau-Vos"));
        JsonNode last = deliveries().get(deliveries().size() - 1).path("event");
        assertThat(last.path("type").asText()).isEqualTo("contact.updated");
        assertThat(last.path("data").path("changed")).hasSize(1);
        assertThat(last.path("data").path("changed").get(0).asText()).isEqualTo("last_name");
        assertThat(last.path("data").path("fields").path("first_name").asText()).isEqualTo("Lin");
    }

    @Test
    @Tag("I14")
    void whatTheAppSaidIsNotToldBackAndALaterChangeBackIs() throws Exception {
        caravan.postJson(
                "/api/records/contact",
                "{\"id\":\"p-1\",\"last_name\":\"Vos\",\"work_email\":\"vos@acme.example\",\"job_title\":\"Buyer\"}");
        await().atMost(PATIENCE)
                .until(() -> caravan.isSettled()
                        && caravan.bean(LinkStore.class).count(new ConnectionName("hubspot"), RecordType.CONTACT) == 1);
        String id = caravan.bean(LinkStore.class)
                .find(new ConnectionName("hubspot"), new RecordKey(RecordType.CONTACT, "p-1"))
                .orElseThrow()
                .id()
                .id();
        // Several polls pass; nothing that the App said comes back to it.
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(5))
                .until(() -> deliveries().isEmpty());

        editInHubSpot(id, "{\"lastname\":\"Vos-Lee\"}");
        await().atMost(PATIENCE).until(() -> told("p-1").size() == 1);
        assertThat(told("p-1")).containsExactly("contact.updated");
        assertThat(deliveries().get(0).path("event").path("data").path("changed"))
                .hasSize(1);

        caravan.postJson("/api/records/contact", "{\"id\":\"p-1\",\"last_name\":\"Vos\"}");
        await().atMost(PATIENCE)
                .until(() -> caravan.isSettled() && inHubSpot(id, "lastname").equals("Vos"));
        assertThat(told("p-1")).hasSize(1);

        editInHubSpot(id, "{\"lastname\":\"Vos-Lee\"}");
        await().atMost(PATIENCE).until(() -> told("p-1").size() == 2);
        assertThat(fieldInApp("p-1", "last_name")).isEqualTo("Vos-Lee");
    }

    private String inHubSpot(String id, String property) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(hubspot().baseUrl() + "/crm/v3/objects/contacts/" + id + "?properties=" + property))
                .header("Authorization", "Bearer sandbox")
                .build();
        return JSON.readTree(
                        http.send(request, HttpResponse.BodyHandlers.ofString()).body())
                .path("properties")
                .path(property)
                .asText();
    }

    @Test
    @Tag("I2")
    @Tag("I17")
    void whateverTheEndpointAnswersEachChangeIsTakenOnce() throws Exception {
        faults("{\"kind\": \"500\", \"probability\": 0.2, " + POST + "},"
                + "{\"kind\": \"429\", \"probability\": 0.1, \"retryAfter\": \"seconds\", \"seconds\": 1, " + POST
                + "},"
                + "{\"kind\": \"503\", \"probability\": 0.1, \"retryAfter\": \"seconds\", \"seconds\": 1, " + POST
                + "},"
                + "{\"kind\": \"reset-after-commit\", \"probability\": 0.2, " + POST + "},"
                + "{\"kind\": \"timeout-after-commit\", \"next\": 1, \"millis\": 4000, " + POST + "}");
        for (int i = 0; i < 20; i++) {
            createInHubSpot("{\"email\":\"p" + i + "@acme.example\",\"lastname\":\"Person " + i + "\"}");
        }
        await().atMost(Duration.ofSeconds(120)).until(() -> contactsInApp().size() == 20 && caravan.isSettled());

        List<JsonNode> all = deliveries();
        assertThat(all.stream().filter(d -> d.path("repeat").asBoolean()))
                .as("a delivery that was lost after it was taken came again")
                .isNotEmpty();
        assertThat(all.stream().map(d -> d.path("webhook_id").asText()).distinct())
                .as("and had the id that it had before")
                .hasSize(20);
        assertThat(caravan.get("/api/dead-letters").json().path("items")).isEmpty();
    }

    @Test
    void anEndpointThatIsGoneIsNotCalledUntilAPersonLetsItGoOnAlsoAfterARestart() throws Exception {
        faults("{\"kind\": \"410\", \"forMillis\": 600000, " + POST + "}");
        createInHubSpot("{\"email\":\"lin@acme.example\",\"lastname\":\"Moreau\"}");
        await().atMost(PATIENCE)
                .until(() -> caravan.connection("app").path("state").asText().equals("broken"));
        assertThat(caravan.connection("app").path("detail").asText()).contains("410");
        assertThat(caravan.get("/actuator/health").body()).contains("UP");
        caravan.close();
        faults("");
        long calls = posts();

        caravan = startCaravan();
        createInHubSpot("{\"email\":\"vos@acme.example\",\"lastname\":\"Vos\"}");
        await().atMost(PATIENCE)
                .until(() -> caravan.connection("app").path("marksWaiting").asLong() == 2);
        assertThat(caravan.connection("app").path("state").asText()).isEqualTo("broken");
        assertThat(posts()).isEqualTo(calls);

        RunningCaravan.Answer answer = caravan.postJson("/api/connections/app/enable", "");
        assertThat(answer.json().path("count").asLong()).isEqualTo(1);
        await().atMost(PATIENCE).until(() -> contactsInApp().size() == 2 && caravan.isSettled());
        assertThat(caravan.bean(ConnectionHealth.class).mayClaim(APP)).isTrue();
    }

    @Test
    @Tag("I2")
    void aTryAfterARestartHasTheIdOfThoseBefore() throws Exception {
        faults("{\"kind\": \"reset-after-commit\", " + POST + "}");
        createInHubSpot("{\"email\":\"lin@acme.example\",\"lastname\":\"Moreau\"}");
        await().atMost(PATIENCE).until(() -> !deliveries().isEmpty());
        caravan.close();
        int before = deliveries().size();
        faults("");

        caravan = startCaravan();
        await().atMost(PATIENCE).until(() -> deliveries().size() > before && caravan.isSettled());
        assertThat(deliveries().stream().map(d -> d.path("webhook_id").asText()).distinct())
                .hasSize(1);
        assertThat(deliveries().stream().map(d -> d.path("type").asText()).distinct())
                .containsExactly("contact.created");
    }

    private long posts() throws Exception {
        return TestCrms.calls(app()).getOrDefault("POST /hooks/caravan", 0L);
    }

    @Test
    @Tag("I15")
    void theAppHearsOfDeletions() throws Exception {
        caravan.postJson(
                "/api/records/contact", "{\"id\":\"p-1\",\"last_name\":\"Vos\",\"work_email\":\"v@acme.example\"}");
        caravan.postJson(
                "/api/records/contact", "{\"id\":\"p-2\",\"last_name\":\"Lee\",\"work_email\":\"l@acme.example\"}");
        ConnectionName hubspot = new ConnectionName("hubspot");
        LinkStore links = caravan.bean(LinkStore.class);
        await().atMost(PATIENCE).until(() -> caravan.isSettled() && links.count(hubspot, RecordType.CONTACT) == 2);
        String id = links.find(hubspot, new RecordKey(RecordType.CONTACT, "p-1"))
                .orElseThrow()
                .id()
                .id();

        call(hubspot(), "DELETE", "/crm/v3/objects/contacts/" + id, "");
        assertThat(caravan.postJson(
                                "/api/pull",
                                "{\"connection\":\"hubspot\",\"type\":\"contact\",\"ids\":[\"" + id + "\"]}")
                        .status())
                .isEqualTo(202);

        await().atMost(PATIENCE).until(() -> told("p-1").equals(List.of("contact.deleted")));
        assertThat(caravan.get("/api/records/contact/p-1").status()).isEqualTo(404);

        assertThat(caravan.delete("/api/records/contact/p-2").status()).isEqualTo(204);
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(3))
                .until(() -> told("p-2").isEmpty());
    }

    @Test
    @Tag("S17")
    void eachOfSeveralSecretsSignsSoThatOneCanBeReplaced() throws Exception {
        caravan.close();
        String next = "whsec_bmV4dC1hcHAtc2VjcmV0LTAxMjM0NTY3ODlhYg==";
        List<String> arguments = new ArrayList<>(TestCrms.hubspot(hubspot().baseUrl()));
        arguments.addAll(List.of(
                "--caravan.connections.hubspot.pull=true",
                "--caravan.connections.hubspot.poll=300ms",
                "--caravan.connections.app.type=app",
                "--caravan.connections.app.base-url=" + app().baseUrl() + "/hooks/caravan",
                "--caravan.connections.app.auth.token=" + next + " " + AppApi.SECRET));
        caravan = RunningCaravan.start(data, arguments);
        createInHubSpot("{\"email\":\"lin@acme.example\",\"lastname\":\"Moreau\"}");
        await().atMost(PATIENCE).until(() -> contactsInApp().size() == 1);

        call(app(), "PUT", "/settings", "{\"secrets\":[\"" + next + "\"]}");
        createInHubSpot("{\"email\":\"vos@acme.example\",\"lastname\":\"Vos\"}");
        await().atMost(PATIENCE).until(() -> contactsInApp().size() == 2);
    }

    @Test
    @Tag("S1")
    void whatTheAppSaysByASignedWebhookIsTakenAndGoesToHubSpotAndNotBack() throws Exception {
        String change = "{\"type\":\"contact.updated\",\"data\":{\"id\":\"p-7\",\"fields\":"
                + "{\"last_name\":\"Okafor\",\"work_email\":\"okafor@acme.example\"}}}";
        assertThat(webhook("msg_1", change, INBOUND)).isEqualTo(204);
        await().atMost(PATIENCE)
                .until(() -> caravan.isSettled()
                        && caravan.bean(LinkStore.class).count(new ConnectionName("hubspot"), RecordType.CONTACT) == 1);
        assertThat(caravan.get("/api/records/contact/p-7").json().path("origin").asText())
                .isEqualTo("app");

        String event = "{\"type\":\"email_opened\",\"timestamp\":\"2026-03-01T12:00:00Z\",\"data\":"
                + "{\"record_type\":\"contact\",\"record_id\":\"p-7\"}}";
        assertThat(webhook("msg_2", event, INBOUND)).isEqualTo(204);
        assertThat(webhook("msg_2", event, INBOUND)).isEqualTo(204);
        assertThat(caravan.bean(dev.caravan.sql.Database.class)
                        .read()
                        .sql("SELECT count(*) FROM event WHERE record_id = 'p-7' AND kind = 'email_opened'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);

        assertThat(webhook("msg_3", change, AppApi.SECRET)).isEqualTo(401);
        assertThat(webhook("msg_4", "{\"type\":\"contact.updated\"}", INBOUND)).isEqualTo(400);
        assertThat(webhook("msg_5", "{\"type\":\"contact.deleted\",\"data\":{\"id\":\"p-7\"}}", INBOUND))
                .isEqualTo(204);
        assertThat(caravan.get("/api/records/contact/p-7").status()).isEqualTo(404);
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(3))
                .until(() -> deliveries().isEmpty());
    }

    /** Sends a webhook as the App would; the status of the answer. */
    private int webhook(String id, String body, String secret) throws Exception {
        String time = Long.toString(java.time.Instant.now().getEpochSecond());
        javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
        byte[] key = java.util.Base64.getDecoder().decode(secret.substring("whsec_".length()));
        mac.init(new javax.crypto.spec.SecretKeySpec(key, "HmacSHA256"));
        String signature = java.util.Base64.getEncoder()
                .encodeToString(mac.doFinal((id + "." + time + "." + body).getBytes(StandardCharsets.UTF_8)));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + caravan.port() + "/webhooks/app"))
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", time)
                .header("webhook-signature", "v1," + signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
}
