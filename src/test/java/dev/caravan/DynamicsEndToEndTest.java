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
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dynamics 365 and the hub in agreement, as the application brings them there. */
class DynamicsEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String SECRET = "a-long-secret-for-the-hooks";
    private static final ConnectionName DYNAMICS = new ConnectionName("dynamics");
    /** Asked once per start for each type of record, in a batch like any other, and no part of the least possible. */
    private static final long FIELD_LISTS = 9;

    private static final RecordKey LIN = new RecordKey(RecordType.CONTACT, "p-1");

    @TempDir
    Path data;

    @Test
    @Tag("R35")
    @Tag("counted")
    void theDemoAddsUpWithHardlyMoreCallsThanRecords() throws Exception {
        try (DemoOf demo = DemoOf.run("dynamics", data, FIELD_LISTS)) {
            demo.addsUp();
            assertThat(demo.inCrm("contacts")).isEqualTo(demo.created("contact"));
            assertThat(demo.inCrm("accounts")).isEqualTo(demo.created("company"));
            demo.costsAtMostAQuarterMoreThanTheLeast(FIELD_LISTS);
        }
    }

    @Test
    @Tag("I3")
    void editsGoBothWaysOnceAndThenAllIsSilent() throws Exception {
        int port = TestCrms.freePort();
        String hook = "http://localhost:" + port + "/webhooks/dynamics";
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("dynamics"))) {
            SandboxServer sandbox = sandboxes.vendor("dynamics");
            List<String> arguments = new ArrayList<>();
            DemoCrms.connections(Map.of("dynamics", sandbox.baseUrl()))
                    .forEach((name, value) -> arguments.add("--" + name + "=" + value));
            arguments.add("--server.port=" + port);
            arguments.add("--caravan.connections.dynamics.pull=true");
            arguments.add("--caravan.connections.dynamics.poll=1h");
            arguments.add("--caravan.connections.dynamics.webhook.header=x-caravan-key");
            arguments.add("--caravan.connections.dynamics.webhook.secrets[0]=" + SECRET);
            try (RunningCaravan caravan = RunningCaravan.start(data, arguments)) {
                TestCrms.control(
                        sandbox,
                        "POST",
                        "/webhooks",
                        "{\"url\":\"" + hook + "\",\"secret\":\"" + SECRET + "\",\"header\":\"x-caravan-key\"}");
                caravan.postJson(
                        "/api/records/company",
                        "{\"id\":\"c-1\",\"name\":\"Acme\",\"website\":\"https://acme.example\"}");
                caravan.postJson(
                        "/api/records/contact",
                        "{\"id\":\"p-1\",\"first_name\":\"Anna Lin\",\"last_name\":\"Moreau\","
                                + "\"work_email\":\"lin@acme.example\",\"phone\":\"+31612345678\",\"company_id\":\"c-1\"}");
                await().atMost(PATIENCE)
                        .until(() -> caravan.bean(LinkStore.class)
                                        .find(DYNAMICS, LIN)
                                        .isPresent()
                                && caravan.isSettled());
                String id = caravan.bean(LinkStore.class)
                        .find(DYNAMICS, LIN)
                        .orElseThrow()
                        .id()
                        .id();
                JsonNode person = TestCrms.records(sandbox, "contacts").get(id);
                assertThat(person.path("lastname").asText()).isEqualTo("Moreau");
                assertThat(person.path("caravan_externalid").asText()).isEqualTo("p-1");
                assertThat(person.path("parentcustomerid").asText())
                        .isEqualTo(TestCrms.records(sandbox, "accounts")
                                .keySet()
                                .iterator()
                                .next());

                TestCrms.control(sandbox, "PATCH", "/records/contacts/" + id, "{\"telephone1\":\"+31201234567\"}");
                await().atMost(PATIENCE)
                        .until(() -> hub(caravan).text("phone").equals("+31201234567") && caravan.isSettled());
                assertThat(hub(caravan).text("first_name")).isEqualTo("Anna Lin");
                long writes = TestCrms.writes(sandbox, ".*");
                caravan.postJson("/api/records/contact", "{\"id\":\"p-1\",\"phone\":\"+31207654321\"}");
                await().atMost(PATIENCE).until(() -> phone(sandbox, id).equals("+31207654321") && caravan.isSettled());
                await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(caravan::isSettled);
                assertThat(TestCrms.writes(sandbox, ".*")).as("writes").isEqualTo(writes + 1);

                String body = "{\"MessageName\":\"Update\",\"PrimaryEntityName\":\"contact\","
                        + "\"PrimaryEntityId\":\"7a4814f9-b0b8-4a11-a812-000d3a122b89\"}";
                assertThat(post(hook, body, "wrong")).isEqualTo(401);
                assertThat(post(hook, body, "")).isEqualTo(401);
                assertThat(post(hook + "?code=" + SECRET, body, "")).isEqualTo(401);
                assertThat(caravan.bean(ChangeMarkStore.class).count()).isZero();
                assertThat(post(hook, "not json", SECRET)).isEqualTo(400);
                assertThat(post(hook, body, SECRET)).isEqualTo(200);
                await().atMost(PATIENCE).until(caravan::isSettled);
            }
        }
    }

    private static dev.caravan.hub.HubRecord hub(RunningCaravan caravan) {
        return caravan.bean(RecordStore.class).find(LIN).orElseThrow();
    }

    private static String phone(SandboxServer sandbox, String id) {
        return TestCrms.records(sandbox, "contacts").get(id).path("telephone1").asText();
    }

    private static int post(String url, String body, String key) throws Exception {
        return key.isEmpty()
                ? TestCrms.hook(url, body, "Content-Type", "application/json")
                : TestCrms.hook(url, body, "Content-Type", "application/json", "x-caravan-key", key);
    }
}
