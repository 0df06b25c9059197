package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What HubSpot says by webhook reaches the hub, and nobody else can say it. */
class WebhookEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String SECRET = "a-secret-of-the-test";
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");

    @TempDir
    static Path data;

    private static TestCrms crms;
    private static RunningCaravan caravan;
    private static String address;
    private static List<String> arguments;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start() throws Exception {
        crms = new TestCrms();
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        address = "http://127.0.0.1:" + port + "/webhooks/hubspot";
        arguments = new ArrayList<>(TestCrms.hubspot(crms.url("hubspot")));
        arguments.add("--server.port=" + port);
        arguments.add("--caravan.connections.hubspot.pull=true");
        arguments.add("--caravan.connections.hubspot.poll=0s");
        arguments.add("--caravan.connections.hubspot.webhook.secrets[0]=" + SECRET);
        arguments.add("--caravan.connections.hubspot.webhook.public-url=" + address);
        caravan = RunningCaravan.start(data, arguments);
    }

    @AfterAll
    static void stop() {
        caravan.close();
        crms.close();
    }

    /** What HubSpot still has to say is said, so that the next test hears only its own. */
    @AfterEach
    void quiet() throws Exception {
        await().atMost(PATIENCE)
                .until(() -> crms.control("hubspot", "/webhooks")
                                        .at("/counts/waiting")
                                        .asInt()
                                == 0
                        && caravan.isSettled());
        crms.post("hubspot", "/webhooks", "[]");
        crms.control("hubspot", "PUT", "/faults", "{}");
    }

    private int post(String body, String signature, long millis) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/json")
                .header("X-HubSpot-Request-Timestamp", Long.toString(millis))
                .header("X-HubSpot-Signature-v3", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.body()).isEmpty();
        return answer.statusCode();
    }

    private String sign(String body, long millis) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return Base64.getEncoder()
                .encodeToString(mac.doFinal(("POST" + address + body + millis).getBytes(StandardCharsets.UTF_8)));
    }

    private int postSigned(String body) throws Exception {
        long millis = java.time.Clock.systemUTC().millis();
        return post(body, sign(body, millis), millis);
    }

    @Test
    @Tag("I12")
    void anEditInHubSpotReachesTheHubByWebhookAlone() throws Exception {
        RecordKey lin = new RecordKey(RecordType.CONTACT, "p-1");
        caravan.postJson(
                "/api/records/contact",
                "{\"id\":\"p-1\",\"first_name\":\"Lin\",\"last_name\":\"Moreau\",\"work_email\":\"lin@acme.example\"}");
        await().atMost(PATIENCE)
                .until(() -> caravan.bean(LinkStore.class).find(HUBSPOT, lin).isPresent() && caravan.isSettled());
        crms.post(
                "hubspot",
                "/webhooks",
                "{\"url\":\"" + address + "\",\"secret\":\"" + SECRET + "\",\"events\":[\"*\"]}");
        String id = caravan.bean(LinkStore.class)
                .find(HUBSPOT, lin)
                .orElseThrow()
                .id()
                .id();
        HttpRequest edit = HttpRequest.newBuilder(URI.create(crms.url("hubspot") + "/_sandbox/records/contacts/" + id))
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"lastname\":\"Vos\"}"))
                .build();
        assertThat(http.send(edit, HttpResponse.BodyHandlers.ofString()).statusCode() / 100)
                .isEqualTo(2);
        await().atMost(PATIENCE)
                .until(() -> caravan.bean(RecordStore.class)
                        .find(lin)
                        .orElseThrow()
                        .text("last_name")
                        .equals("Vos"));
    }

    @Test
    @Tag("R22")
    void aConnectionThatIsSwitchedOffMakesNoCallAndCatchesUpWhenItIsOnAgain() throws Exception {
        RecordKey moreau = new RecordKey(RecordType.CONTACT, "p-2");
        caravan.postJson(
                "/api/records/contact",
                "{\"id\":\"p-2\",\"last_name\":\"Moreau\",\"work_email\":\"moreau@beta.example\"}");
        LinkStore links = caravan.bean(LinkStore.class);
        await().atMost(PATIENCE).until(() -> links.find(HUBSPOT, moreau).isPresent() && caravan.isSettled());
        String id = links.find(HUBSPOT, moreau).orElseThrow().id().id();
        crms.post("hubspot", "/webhooks", "{\"url\":\"" + address + "\",\"secret\":\"" + SECRET + "\"}");

        assertThat(switched("disable")).isEqualTo(1);
        assertThat(switched("disable")).isZero();
        Map<String, Long> calls = TestCrms.calls(crms.vendor("hubspot"));
        caravan.postJson(
                "/api/records/contact", "{\"id\":\"p-3\",\"last_name\":\"Roe\",\"work_email\":\"roe@beta.example\"}");
        crms.control("hubspot", "PATCH", "/records/contacts/" + id, "{\"lastname\":\"Vos\"}");
        await().atMost(PATIENCE).until(() -> waiting() == 2);
        JsonNode shown = caravan.connection("hubspot");
        assertThat(shown.path("state").asText()).isEqualTo("disabled");
        assertThat(shown.path("standing").asText()).isEqualTo("disabled");
        assertThat(shown.path("detail").asText()).startsWith("switched off by ola");
        assertThat(caravan.get("/api/connections?state=disabled").json()).hasSize(1);

        caravan.close();
        caravan = RunningCaravan.start(data, arguments);
        assertThat(caravan.connection("hubspot").path("state").asText()).isEqualTo("disabled");
        // Longer than consumers rest between two looks.
        await().during(Duration.ofSeconds(7)).atMost(Duration.ofSeconds(20)).until(() -> waiting() == 2);
        assertThat(TestCrms.calls(crms.vendor("hubspot"))).isEqualTo(calls);

        assertThat(switched("enable")).isEqualTo(1);
        assertThat(switched("enable")).isZero();
        await().atMost(PATIENCE).until(caravan::isSettled);
        assertThat(caravan.bean(RecordStore.class).find(moreau).orElseThrow().text("last_name"))
                .isEqualTo("Vos");
        assertThat(TestCrms.records(crms.vendor("hubspot"), "contacts").values())
                .anySatisfy(c -> assertThat(c.path("email").asText()).isEqualTo("roe@beta.example"));
    }

    private long switched(String to) throws Exception {
        return caravan.postJson("/api/connections/hubspot/" + to, "")
                .json()
                .path("count")
                .asLong();
    }

    private long waiting() throws Exception {
        return caravan.connection("hubspot").path("marksWaiting").asLong();
    }

    @Test
    @Tag("I15")
    void aDeletedContactStaysUnlinkedWhateverComesLate() throws Exception {
        RecordKey vos = new RecordKey(RecordType.CONTACT, "p-4");
        caravan.postJson(
                "/api/records/contact",
                "{\"id\":\"p-4\",\"last_name\":\"Moreau\",\"work_email\":\"vos@gamma.example\"}");
        LinkStore links = caravan.bean(LinkStore.class);
        await().atMost(PATIENCE).until(() -> links.find(HUBSPOT, vos).isPresent() && caravan.isSettled());
        String id = links.find(HUBSPOT, vos).orElseThrow().id().id();
        crms.post("hubspot", "/webhooks", "{\"url\":\"" + address + "\",\"secret\":\"" + SECRET + "\"}");
        crms.control(
                "hubspot",
                "PUT",
                "/faults",
                "{\"webhooks\":{\"duplicate\":{\"times\":1},\"reorder\":{\"window\":4,\"millis\":50}}}");
        crms.control("hubspot", "PATCH", "/records/contacts/" + id, "{\"lastname\":\"Vos\"}");
        crms.control("hubspot", "DELETE", "/records/contacts/" + id, "");
        await().atMost(PATIENCE).until(() -> links.find(HUBSPOT, vos).isEmpty() && caravan.isSettled());

        assertThat(postSigned("[{\"eventId\":77,\"occurredAt\":1764060000000,\"subscriptionType\":\"contact.creation\","
                        + "\"objectId\":" + id + "}]"))
                .isEqualTo(200);
        caravan.postJson("/api/records/contact", "{\"id\":\"p-4\",\"last_name\":\"Later\"}");
        await().atMost(PATIENCE).until(caravan::isSettled);
        assertThat(links.find(HUBSPOT, vos)).isEmpty();
        assertThat(TestCrms.records(crms.vendor("hubspot"), "contacts").values())
                .noneMatch(c -> c.path("email").asText().equals("vos@gamma.example"));
    }

    @Test
    @Tag("S1")
    @Tag("S3")
    void onlyASignedCallIsTakenAndOnlyOnce() throws Exception {
        String body = "[{\"eventId\":1,\"occurredAt\":1764060000000,\"subscriptionType\":\"contact.creation\","
                + "\"objectId\":987654}]";
        int before = lines();
        long millis = java.time.Clock.systemUTC().millis();
        assertThat(post(body, "AAAA", millis)).isEqualTo(401);
        assertThat(post(body + " ", sign(body, millis), millis)).isEqualTo(401);
        assertThat(post(body, sign(body, millis - 301_000), millis - 301_000)).isEqualTo(401);
        assertThat(caravan.bean(ChangeMarkStore.class).count()).isZero();
        assertThat(lines()).isEqualTo(before);

        assertThat(post(body, sign(body, millis), millis)).isEqualTo(200);
        await().atMost(PATIENCE).until(() -> lines() == before + 1 && caravan.isSettled());
        assertThat(post(body, sign(body, millis), millis)).isEqualTo(200);
        assertThat(caravan.bean(ChangeMarkStore.class).count()).isZero();
        assertThat(lines()).isEqualTo(before + 1);
    }

    private int lines() throws Exception {
        return caravan.get("/api/sync-log?limit=200").json().path("items").size();
    }

    @Test
    @Tag("S6")
    void aSignedCallThatCannotBeReadIsRefusedAsSuch() throws Exception {
        for (String body : List.of("", "{}", "not json", "[{\"objectId\":", "\uFEFF[]x")) {
            assertThat(postSigned(body)).as(body).isEqualTo(400);
            assertThat(caravan.bean(ChangeMarkStore.class).count()).as(body).isZero();
        }
    }
}
