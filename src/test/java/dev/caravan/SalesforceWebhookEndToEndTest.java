package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Link;
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
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Salesforce says in its two ways reaches the hub without any poll, and nobody else can say it. */
class SalesforceWebhookEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String TOKEN = "a-path-token-of-this-test-1";
    private static final byte[] KEY = "thirty-two bytes for the signing".getBytes(StandardCharsets.UTF_8);
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(KEY);
    private static final String ORGANIZATION = "00DCv0000000001MAA";
    private static final ConnectionName SALESFORCE = new ConnectionName("salesforce");
    private static final String FAULTS = "{\"webhooks\":{\"duplicate\":{\"times\":2},\"reorder\":{\"window\":4,"
            + "\"millis\":50},\"delay\":{\"probability\":0.5,\"millis\":5,\"jitterMillis\":50}}}";

    @TempDir
    static Path data;

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static TestCrms crms;
    private static RunningCaravan caravan;
    private static String address;

    @BeforeAll
    static void start() throws Exception {
        crms = new TestCrms();
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        address = "http://127.0.0.1:" + port + "/webhooks/salesforce";
        String settings = "--caravan.connections.salesforce.";
        List<String> arguments = new ArrayList<>(TestCrms.salesforce(crms.url("salesforce")));
        arguments.add("--server.port=" + port);
        arguments.add(settings + "unique-fields.lead=Caravan_Id__c");
        arguments.add(settings + "pull=true");
        arguments.add(settings + "poll=0s");
        arguments.add(settings + "webhook.accept[0]=standard");
        arguments.add(settings + "webhook.organization=" + ORGANIZATION);
        arguments.add(settings + "webhook.tokens[0]=" + TOKEN);
        arguments.add(settings + "webhook.secrets[0]=" + SECRET);
        arguments.add("--caravan.retry.first=200ms");
        caravan = RunningCaravan.start(data, arguments);
    }

    @AfterAll
    static void stop() {
        caravan.close();
        crms.close();
    }

    @BeforeEach
    void nothingIsTold() throws Exception {
        crms.post("salesforce", "/webhooks", "[]");
        send("PUT", "/faults", "{}");
    }

    private static JsonNode send(String method, String path, String body) throws Exception {
        return crms.control("salesforce", method, path, body);
    }

    private static void outbound() throws Exception {
        crms.post("salesforce", "/webhooks", "{\"url\":\"" + address + "/" + TOKEN + "\"}");
    }

    private static void flow() throws Exception {
        crms.post(
                "salesforce",
                "/webhooks",
                "{\"kind\":\"flow\",\"url\":\"" + address + "\",\"secret\":\"" + SECRET + "\"}");
    }

    /** A record that the hub pushed to Salesforce; gives its id there. */
    private static String pushed(RecordKey key, String fields) throws Exception {
        caravan.postJson("/api/records/" + key.type().word(), "{\"id\":\"" + key.id() + "\"," + fields + "}");
        await().atMost(PATIENCE).until(() -> link(key).isPresent() && caravan.isSettled());
        return link(key).orElseThrow().id().id();
    }

    private static String contact(String id) throws Exception {
        return pushed(
                new RecordKey(RecordType.CONTACT, id),
                "\"last_name\":\"Moreau\",\"work_email\":\"" + id + "@acme.example\"");
    }

    private static Optional<Link> link(RecordKey key) {
        return caravan.bean(LinkStore.class).find(SALESFORCE, key);
    }

    private static Optional<HubRecord> hub(RecordKey key) {
        return caravan.bean(RecordStore.class).find(key);
    }

    private static String lastName(String id) {
        return hub(new RecordKey(RecordType.CONTACT, id)).orElseThrow().text("last_name");
    }

    private static void awaitTold() throws Exception {
        await().atMost(PATIENCE)
                .until(() -> send("GET", "/webhooks", "").at("/counts/waiting").asInt() == 0 && caravan.isSettled());
    }

    private static HttpResponse<String> post(String path, Map<String, String> headers, byte[] body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int lines() throws Exception {
        return caravan.get("/api/sync-log?limit=500").json().path("items").size();
    }

    @ParameterizedTest
    @Tag("I12")
    @ValueSource(strings = {"outbound", "flow"})
    void anEditInSalesforceReachesTheHubHoweverItsMessagesCome(String kind) throws Exception {
        String id = contact("edited-" + kind);
        if (kind.equals("flow")) {
            flow();
        } else {
            outbound();
        }
        send("PUT", "/faults", FAULTS);
        JsonNode before = send("GET", "/webhooks", "").path("counts");
        for (String name : List.of("Vos", "Vossen", "de Vos")) {
            send("PATCH", "/records/Contact/" + id, "{\"LastName\":\"" + name + "\"}");
        }
        await().atMost(PATIENCE).until(() -> lastName("edited-" + kind).equals("de Vos"));
        awaitTold();
        assertThat(lastName("edited-" + kind)).isEqualTo("de Vos");
        JsonNode counts = send("GET", "/webhooks", "").path("counts");
        assertThat(counts.path("duplicated").asInt())
                .isGreaterThan(before.path("duplicated").asInt());
        assertThat(counts.path("refused")).isEqualTo(before.path("refused"));
    }

    private static String message(String organization, String notification, String contact) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                + "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body>"
                + "<notifications xmlns=\"http://soap.sforce.com/2005/09/outbound\"><OrganizationId>" + organization
                + "</OrganizationId><ActionId>04kCv0000000002AAA</ActionId><Notification><Id>" + notification
                + "</Id><sObject xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                + " xmlns:sf=\"urn:sobject.enterprise.soap.sforce.com\" xsi:type=\"sf:Contact\"><sf:Id>" + contact
                + "</sf:Id></sObject></Notification></notifications></soapenv:Body></soapenv:Envelope>";
    }

    @Test
    @Tag("S1")
    @Tag("S3")
    void onlyTheOrganizationWithTheTokenIsHeardAndOnlyOnce() throws Exception {
        String id = contact("told-once");
        Map<String, String> xml = Map.of("Content-Type", "text/xml; charset=UTF-8");
        byte[] genuine = message(ORGANIZATION, "04lCv00000009ZZMAA", id).getBytes(StandardCharsets.UTF_8);
        byte[] foreign = message("00DCv0000000002MAA", "04lCv00000009ZZMAA", id).getBytes(StandardCharsets.UTF_8);
        int before = lines();
        assertThat(post("/another-token-of-22-letters", xml, genuine).statusCode())
                .isEqualTo(401);
        assertThat(post("", xml, genuine).statusCode()).isEqualTo(401);
        assertThat(post("-other/" + TOKEN, xml, genuine).statusCode())
                .as("another connection's address")
                .isEqualTo(404);
        assertThat(post("/" + TOKEN, xml, foreign).statusCode()).isEqualTo(401);
        assertThat(caravan.bean(ChangeMarkStore.class).count()).isZero();

        for (int i = 0; i < 2; i++) {
            HttpResponse<String> taken = post("/" + TOKEN, xml, genuine);
            assertThat(taken.statusCode()).isEqualTo(200);
            assertThat(taken.body()).contains("<Ack>true</Ack>");
            await().atMost(PATIENCE).until(() -> lines() == before + 1 && caravan.isSettled());
        }
    }

    @Test
    @Tag("S1")
    @Tag("S3")
    void onlyASignedFlowIsHeardAndOnlyOnce() throws Exception {
        String id = contact("signed-once");
        byte[] body = ("{\"id\":\"msg_1\",\"events\":[{\"object\":\"Contact\",\"id\":\"" + id
                        + "\",\"change\":\"updated\",\"at\":\"2026-05-01T10:00:00Z\"}]}")
                .getBytes(StandardCharsets.UTF_8);
        long now = Clock.systemUTC().instant().getEpochSecond();
        int before = lines();
        assertThat(post("", signed("msg_1", now, new byte[] {1, 2}), body).statusCode())
                .isEqualTo(401);
        assertThat(post("", signed("msg_1", now - 301, body), body).statusCode())
                .isEqualTo(401);
        assertThat(post(
                                "",
                                signed("msg_1", now, body),
                                (new String(body, StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(401);
        assertThat(caravan.bean(ChangeMarkStore.class).count()).isZero();

        for (int i = 0; i < 2; i++) {
            HttpResponse<String> taken = post("", signed("msg_1", now, body), body);
            assertThat(taken.statusCode()).isEqualTo(200);
            assertThat(taken.body()).isEmpty();
            await().atMost(PATIENCE).until(() -> lines() == before + 1 && caravan.isSettled());
        }
    }

    private static Map<String, String> signed(String id, long seconds, byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
        return Map.of(
                "Content-Type",
                "application/json",
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(seconds),
                "webhook-signature",
                "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
    }

    @Test
    @Tag("I15")
    void aDeletedContactIsUnlinkedAndNoLateMessageBringsItBack() throws Exception {
        String id = contact("deleted");
        RecordKey key = new RecordKey(RecordType.CONTACT, "deleted");
        flow();
        send("DELETE", "/records/Contact/" + id, "");
        await().atMost(PATIENCE).until(() -> link(key).isEmpty() && caravan.isSettled());
        awaitTold();

        post(
                "/" + TOKEN,
                Map.of("Content-Type", "text/xml; charset=UTF-8"),
                message(ORGANIZATION, "04lCv00000009ZYMAA", id).getBytes(StandardCharsets.UTF_8));
        caravan.postJson("/api/records/contact", "{\"id\":\"deleted\",\"last_name\":\"Later\"}");
        await().atMost(PATIENCE).until(caravan::isSettled);
        assertThat(link(key)).isEmpty();
        assertThat(hub(key).orElseThrow().text("last_name")).isEqualTo("Later");
        assertThat(TestCrms.records(crms.vendor("salesforce"), "Contact").values())
                .noneMatch(record -> record.path("Email").asText().equals("deleted@acme.example"));

        send("POST", "/records/Contact/" + id + "/restore", "");
        send("PATCH", "/records/Contact/" + id, "{\"Title\":\"CFO\"}");
        await().atMost(PATIENCE).until(() -> link(key).isPresent());
        assertThat(link(key).orElseThrow().id().id())
                .as("who comes out of the bin is the same again")
                .isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void aConvertedLeadGoesOnAsContactCompanyAndDeal(int round) throws Exception {
        RecordKey lead = new RecordKey(RecordType.LEAD, "lead-" + round);
        String company = "Converted " + round;
        String id = pushed(
                lead,
                "\"first_name\":\"Lin\",\"last_name\":\"Moreau\",\"company_name\":\"" + company
                        + "\",\"work_email\":\"lead-" + round
                        + "@acme.example\",\"linkedin_url\":\"https://www.linkedin.com/in/lin-" + round + "\"");
        outbound();
        if (round == 2) {
            send("PUT", "/faults", FAULTS);
        }
        JsonNode became = send("POST", "/records/Lead/" + id + "/convert", "{}");
        await().atMost(PATIENCE)
                .until(() -> link(lead).isEmpty()
                        && owner("Contact", became.path("contactId")) != null
                        && owner("Account", became.path("accountId")) != null
                        && owner("Opportunity", became.path("opportunityId")) != null);
        awaitTold();
        HubRecord contact = hub(owner("Contact", became.path("contactId"))).orElseThrow();
        assertThat(contact.text("work_email")).isEqualTo("lead-" + round + "@acme.example");
        assertThat(contact.text("linkedin_url"))
                .as("what only the hub's lead knew goes on")
                .isEqualTo("https://www.linkedin.com/in/lin-" + round);
        assertThat(contact.reference(RecordType.COMPANY)).contains(owner("Account", became.path("accountId")));
        assertThat(TestCrms.records(crms.vendor("salesforce"), "Contact").values())
                .filteredOn(record -> record.path("Email").asText().equals("lead-" + round + "@acme.example"))
                .hasSize(1);

        caravan.postJson("/api/records/lead", "{\"id\":\"lead-" + round + "\",\"job_title\":\"CFO\"}");
        await().atMost(PATIENCE).until(caravan::isSettled);
        assertThat(link(lead)).as("nobody makes the lead anew").isEmpty();
        assertThat(TestCrms.records(crms.vendor("salesforce"), "Lead").values())
                .filteredOn(record -> record.path("Email").asText().equals("lead-" + round + "@acme.example"))
                .hasSize(1);
    }

    @ParameterizedTest
    @Tag("I15")
    @ValueSource(strings = {"deleted", "merged", "converted"})
    void whatNobodyToldIsFoundAtTheNextWrite(String what) throws Exception {
        RecordKey key = new RecordKey(RecordType.LEAD, "untold-" + what);
        String email = "untold-" + what + "@acme.example";
        String id = pushed(key, "\"last_name\":\"Moreau\",\"company_name\":\"Acme\",\"work_email\":\"" + email + "\"");
        String lives = "";
        switch (what) {
            case "deleted" -> send("DELETE", "/records/Lead/" + id, "");
            case "merged" -> {
                lives = send("POST", "/records/Lead", "[{\"LastName\":\"Twin\",\"Company\":\"Acme\"}]")
                        .at("/ids/0")
                        .asText();
                send("POST", "/records/Lead/" + lives + "/merge", "{\"others\":[\"" + id + "\"]}");
            }
            default ->
                lives = send("POST", "/records/Lead/" + id + "/convert", "{}")
                        .path("contactId")
                        .asText();
        }
        caravan.postJson("/api/records/lead", "{\"id\":\"untold-" + what + "\",\"job_title\":\"CFO\"}");
        String survivor = lives;
        await().atMost(PATIENCE)
                .until(() -> caravan.isSettled()
                        && (what.equals("merged")
                                ? link(key)
                                        .filter(link -> link.id().id().equals(survivor))
                                        .isPresent()
                                : link(key).isEmpty()));
        assertThat(TestCrms.records(crms.vendor("salesforce"), "Lead").values())
                .filteredOn(record -> record.path("Email").asText().equals(email))
                .as("nothing is made anew")
                .hasSize(what.equals("deleted") ? 0 : 1);
        assertThat(caravan.get("/api/dead-letters?limit=100").json().path("items"))
                .noneMatch(letter -> letter.toString().contains(key.id()));
        if (what.equals("converted")) {
            assertThat(caravan.bean(LinkStore.class).recordOf(new ExternalId(SALESFORCE, "Contact", survivor)))
                    .isPresent();
        }
    }

    private static RecordKey owner(String object, JsonNode id) {
        return caravan.bean(LinkStore.class)
                .recordOf(new ExternalId(SALESFORCE, object, id.asText()))
                .orElse(null);
    }
}
