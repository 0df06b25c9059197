package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.sandbox.app.AppApi;
import dev.caravan.sql.Database;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What changes in HubSpot is told to the App, by signed webhooks, whatever the App's endpoint answers. All tests share
 * one application; each has people of its own, and none begins before the last one's are settled.
 */
class AppEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");

    @TempDir
    static Path data;

    private static AppWorld world;
    private static RunningCaravan caravan;

    private final HttpClient http = HttpClient.newHttpClient();
    private int before;

    @BeforeAll
    static void start() {
        world = new AppWorld();
        caravan = RunningCaravan.start(data, world.arguments());
    }

    @AfterAll
    static void stop() {
        caravan.close();
        world.close();
    }

    @BeforeEach
    void countDeliveries() {
        await().atMost(PATIENCE).until(caravan::isSettled);
        before = world.deliveries().size();
    }

    @AfterEach
    void endFaults() throws Exception {
        world.faults("");
    }

    /** What the App was told since this test began, the oldest first. */
    private List<JsonNode> news() {
        List<JsonNode> all = world.deliveries();
        return all.subList(before, all.size());
    }

    private static boolean isInHubSpot(String record) {
        return caravan.bean(LinkStore.class)
                .find(HUBSPOT, new RecordKey(RecordType.CONTACT, record))
                .isPresent();
    }

    private static String idInHubSpot(String record) {
        return caravan.bean(LinkStore.class)
                .find(HUBSPOT, new RecordKey(RecordType.CONTACT, record))
                .orElseThrow()
                .id()
                .id();
    }

    private static RecordKey hubKey(String hubspotId) {
        return caravan.bean(LinkStore.class)
                .recordOf(new ExternalId(HUBSPOT, "contacts", hubspotId))
                .orElseThrow();
    }

    @Test
    @Tag("R41")
    void whatIsMadeAndChangedInHubSpotIsToldToTheAppWithAllItsFields() throws Exception {
        String id = world.createInHubSpot(
                "{\"email\":\"lin@acme.example\",\"firstname\":\"Lin\",\"lastname\":\"Moreau\",\"jobtitle\":\"Buyer\"}");
        await().atMost(PATIENCE).until(() -> news().size() == 1 && caravan.isSettled());
        String record = hubKey(id).id();
        assertThat(world.told(record)).containsExactly("contact.created");
        assertThat(world.fieldInApp(record, "work_email")).isEqualTo("lin@acme.example");

        world.editInHubSpot(id, "{\"lastname\":\"Moreau-Vos\"}");
        await().atMost(PATIENCE)
                .until(() -> world.fieldInApp(record, "last_name").equals("Moreau-Vos"));
        JsonNode last = news().get(1).path("event");
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
        await().atMost(PATIENCE).until(() -> caravan.isSettled() && isInHubSpot("p-1"));
        String id = idInHubSpot("p-1");
        // Several polls pass; nothing that the App said comes back to it.
        await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(5)).until(() -> news().isEmpty());

        world.editInHubSpot(id, "{\"lastname\":\"Vos-Lee\"}");
        await().atMost(PATIENCE).until(() -> world.told("p-1").size() == 1);
        assertThat(world.told("p-1")).containsExactly("contact.updated");
        assertThat(news().get(0).path("event").path("data").path("changed")).hasSize(1);

        caravan.postJson("/api/records/contact", "{\"id\":\"p-1\",\"last_name\":\"Vos\"}");
        await().atMost(PATIENCE)
                .until(() ->
                        caravan.isSettled() && world.inHubSpot(id, "lastname").equals("Vos"));
        assertThat(world.told("p-1")).hasSize(1);

        world.editInHubSpot(id, "{\"lastname\":\"Vos-Lee\"}");
        await().atMost(PATIENCE).until(() -> world.told("p-1").size() == 2);
        assertThat(world.fieldInApp("p-1", "last_name")).isEqualTo("Vos-Lee");
    }

    @Test
    @Tag("I2")
    @Tag("I17")
    void whateverTheEndpointAnswersEachChangeIsTakenOnce() throws Exception {
        world.faults("{\"kind\": \"500\", \"probability\": 0.2, " + AppWorld.POST + "},"
                + "{\"kind\": \"429\", \"probability\": 0.1, \"retryAfter\": \"seconds\", \"seconds\": 1, "
                + AppWorld.POST
                + "},"
                + "{\"kind\": \"503\", \"probability\": 0.1, \"retryAfter\": \"seconds\", \"seconds\": 1, "
                + AppWorld.POST
                + "},"
                + "{\"kind\": \"reset-after-commit\", \"probability\": 0.2, " + AppWorld.POST + "},"
                + "{\"kind\": \"timeout-after-commit\", \"next\": 1, \"millis\": 4000, " + AppWorld.POST + "}");
        int known = world.contactsInApp().size();
        for (int i = 0; i < 20; i++) {
            world.createInHubSpot("{\"email\":\"p" + i + "@acme.example\",\"lastname\":\"Person " + i + "\"}");
        }
        await().atMost(Duration.ofSeconds(120))
                .until(() -> world.contactsInApp().size() == known + 20 && caravan.isSettled());

        List<JsonNode> all = news();
        assertThat(all.stream().filter(d -> d.path("repeat").asBoolean()))
                .as("a delivery that was lost after it was taken came again")
                .isNotEmpty();
        assertThat(all.stream().map(d -> d.path("webhook_id").asText()).distinct())
                .as("and had the id that it had before")
                .hasSize(20);
        assertThat(caravan.get("/api/dead-letters").json().path("items")).isEmpty();
    }

    @Test
    @Tag("I15")
    void theAppHearsOfDeletions() throws Exception {
        caravan.postJson(
                "/api/records/contact", "{\"id\":\"d-1\",\"last_name\":\"Vos\",\"work_email\":\"v@acme.example\"}");
        caravan.postJson(
                "/api/records/contact", "{\"id\":\"d-2\",\"last_name\":\"Lee\",\"work_email\":\"l@acme.example\"}");
        await().atMost(PATIENCE).until(() -> caravan.isSettled() && isInHubSpot("d-1") && isInHubSpot("d-2"));
        String id = idInHubSpot("d-1");

        world.call(world.hubspot(), "DELETE", "/crm/v3/objects/contacts/" + id, "");
        assertThat(caravan.postJson(
                                "/api/pull",
                                "{\"connection\":\"hubspot\",\"type\":\"contact\",\"ids\":[\"" + id + "\"]}")
                        .status())
                .isEqualTo(202);

        await().atMost(PATIENCE).until(() -> world.told("d-1").equals(List.of("contact.deleted")));
        assertThat(caravan.get("/api/records/contact/d-1").status()).isEqualTo(404);

        assertThat(caravan.delete("/api/records/contact/d-2").status()).isEqualTo(204);
        await().during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(3))
                .until(() -> world.told("d-2").isEmpty());
    }

    @Test
    @Tag("S1")
    void whatTheAppSaysByASignedWebhookIsTakenAndGoesToHubSpotAndNotBack() throws Exception {
        String change = "{\"type\":\"contact.updated\",\"data\":{\"id\":\"p-7\",\"fields\":"
                + "{\"last_name\":\"Okafor\",\"work_email\":\"okafor@acme.example\"}}}";
        assertThat(webhook("msg_1", change, AppWorld.INBOUND)).isEqualTo(204);
        await().atMost(PATIENCE).until(() -> caravan.isSettled() && isInHubSpot("p-7"));
        assertThat(caravan.get("/api/records/contact/p-7").json().path("origin").asText())
                .isEqualTo("app");

        String event = "{\"type\":\"email_opened\",\"timestamp\":\"2026-03-01T12:00:00Z\",\"data\":"
                + "{\"record_type\":\"contact\",\"record_id\":\"p-7\"}}";
        assertThat(webhook("msg_2", event, AppWorld.INBOUND)).isEqualTo(204);
        assertThat(webhook("msg_2", event, AppWorld.INBOUND)).isEqualTo(204);
        assertThat(caravan.bean(Database.class)
                        .read()
                        .sql("SELECT count(*) FROM event WHERE record_id = 'p-7' AND kind = 'email_opened'")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);

        assertThat(webhook("msg_3", change, AppApi.SECRET)).isEqualTo(401);
        assertThat(webhook("msg_4", "{\"type\":\"contact.updated\"}", AppWorld.INBOUND))
                .isEqualTo(400);
        assertThat(webhook("msg_5", "{\"type\":\"contact.deleted\",\"data\":{\"id\":\"p-7\"}}", AppWorld.INBOUND))
                .isEqualTo(204);
        assertThat(caravan.get("/api/records/contact/p-7").status()).isEqualTo(404);
        await().during(Duration.ofSeconds(1)).atMost(Duration.ofSeconds(3)).until(() -> news().isEmpty());
    }

    /** Sends a webhook as the App would; the status of the answer. */
    private int webhook(String id, String body, String secret) throws Exception {
        String time = Long.toString(Instant.now().getEpochSecond());
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String signature = Base64.getEncoder()
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
