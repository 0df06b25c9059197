package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.demo.DemoCrms;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Sandboxes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TribeCRM and the hub in agreement, as the application brings them there. */
class TribeEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ConnectionName TRIBE = new ConnectionName("tribe");
    private static final String CONTACTS = "Relationship_Person_Contact_Standard";
    private static final String PEOPLE = "Relation_Person";
    private static final String COMPANIES = "Relation_Organization";
    private static final String SECRET = "a-long-secret-for-hooks";
    private static final RecordKey LIN = new RecordKey(RecordType.CONTACT, "p-1");

    @TempDir
    Path data;

    @Test
    @Tag("R35")
    @Tag("counted")
    void theDemoAddsUpWithHardlyMoreCallsThanRecords() throws Exception {
        try (DemoOf demo = DemoOf.run("tribe", data, 0)) {
            demo.addsUp();
            assertThat(demo.inCrm(CONTACTS)).isEqualTo(demo.created("contact"));
            assertThat(demo.inCrm(COMPANIES)).as("with the own organisation").isEqualTo(demo.created("company") + 1);
            demo.costsAtMostAQuarterMoreThanTheLeast(0);
        }
    }

    @Test
    @Tag("I3")
    void editsGoBothWaysOnceAndThenAllIsSilent() throws Exception {
        int port = TestCrms.freePort();
        String hook = "http://localhost:" + port + "/webhooks/tribe";
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("tribe"))) {
            SandboxServer sandbox = sandboxes.vendor("tribe");
            List<String> arguments = new ArrayList<>();
            DemoCrms.connections(Map.of("tribe", sandbox.baseUrl()))
                    .forEach((name, value) -> arguments.add("--" + name + "=" + value));
            arguments.add("--server.port=" + port);
            arguments.add("--caravan.connections.tribe.pull=true");
            arguments.add("--caravan.connections.tribe.poll=1h");
            arguments.add("--caravan.connections.tribe.webhook.header=X-Tribe-Signature");
            arguments.add("--caravan.connections.tribe.webhook.secrets[0]=" + SECRET);
            try (RunningCaravan caravan = RunningCaravan.start(data, arguments)) {
                TestCrms.control(
                        sandbox, "POST", "/webhooks", "{\"url\":\"" + hook + "\",\"secret\":\"" + SECRET + "\"}");
                caravan.postJson(
                        "/api/records/company",
                        "{\"id\":\"c-1\",\"name\":\"Acme\",\"website\":\"https://acme.example\"}");
                caravan.postJson(
                        "/api/records/contact",
                        "{\"id\":\"p-1\",\"first_name\":\"Anna Lin\",\"last_name\":\"Moreau\","
                                + "\"work_email\":\"lin@acme.example\",\"phone\":\"+31612345678\",\"company_id\":\"c-1\"}");
                await().atMost(PATIENCE)
                        .until(() ->
                                caravan.bean(LinkStore.class).find(TRIBE, LIN).isPresent() && caravan.isSettled());
                String id = caravan.bean(LinkStore.class)
                        .find(TRIBE, LIN)
                        .orElseThrow()
                        .id()
                        .id();
                JsonNode role = TestCrms.records(sandbox, CONTACTS).get(id);
                JsonNode person = TestCrms.records(sandbox, PEOPLE)
                        .get(role.path("Person").asText());
                assertThat(person.path("FirstName").asText()).isEqualTo("Anna Lin");
                assertThat(person.path("LastName").asText()).isEqualTo("Moreau");
                assertThat(person.has("EmailAddress")).isFalse();
                JsonNode company = TestCrms.records(sandbox, COMPANIES)
                        .get(role.path("Relation").asText());
                assertThat(company.path("Name").asText()).isEqualTo("Acme");

                TestCrms.control(
                        sandbox, "PATCH", "/records/" + CONTACTS + "/" + id, "{\"PhoneNumber\":\"+31201234567\"}");
                await().atMost(PATIENCE)
                        .until(() -> hub(caravan).text("phone").equals("+31201234567") && caravan.isSettled());
                assertThat(hub(caravan).text("first_name")).isEqualTo("Anna Lin");
                long writes = TestCrms.writes(sandbox, ".*");
                caravan.postJson("/api/records/contact", "{\"id\":\"p-1\",\"phone\":\"+31207654321\"}");
                await().atMost(PATIENCE).until(() -> phone(sandbox, id).equals("+31207654321") && caravan.isSettled());
                await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(caravan::isSettled);
                assertThat(TestCrms.writes(sandbox, ".*")).as("writes").isEqualTo(writes + 1);

                String body = "{\"webhookId\":\"w\",\"payload\":{\"type\":\"RelationshipUpdateMutation\","
                        + "\"relationshipId\":\"9fcb346f-bd58-423d-b7da-1952f9449827\"}}";
                assertThat(post(hook, body, signature(body, "another-secret"))).isEqualTo(401);
                assertThat(post(hook, body + " ", signature(body, SECRET))).isEqualTo(401);
                assertThat(post(hook, body, "")).isEqualTo(401);
                assertThat(caravan.bean(ChangeMarkStore.class).count()).isZero();
                assertThat(post(hook, "not json", signature("not json", SECRET)))
                        .isEqualTo(400);
                assertThat(post(hook, body, signature(body, SECRET))).isEqualTo(200);
                await().atMost(PATIENCE).until(caravan::isSettled);
            }
        }
    }

    private static dev.caravan.hub.HubRecord hub(RunningCaravan caravan) {
        return caravan.bean(RecordStore.class).find(LIN).orElseThrow();
    }

    private static String phone(SandboxServer sandbox, String id) {
        return TestCrms.records(sandbox, CONTACTS).get(id).path("PhoneNumber").asText();
    }

    private static int post(String url, String body, String signature) throws Exception {
        return signature.isEmpty()
                ? TestCrms.hook(url, body, "Content-Type", "application/json")
                : TestCrms.hook(url, body, "Content-Type", "application/json", "X-Tribe-Signature", signature);
    }

    private static String signature(String body, String secret) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA512");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
        return Base64.getEncoder().encodeToString(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }
}
