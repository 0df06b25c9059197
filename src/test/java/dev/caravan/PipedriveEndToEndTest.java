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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipedrive and the hub in agreement, as the application brings them there. */
class PipedriveEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ConnectionName PIPEDRIVE = new ConnectionName("pipedrive");
    private static final RecordKey LIN = new RecordKey(RecordType.CONTACT, "p-1");

    private static final String WRITES = ".*";

    @TempDir
    Path data;

    @Test
    @Tag("R35")
    @Tag("counted")
    void theDemoAddsUpWithHardlyMoreCallsThanRecords() throws Exception {
        try (DemoOf demo = DemoOf.run("pipedrive", data, 0)) {
            demo.addsUp();
            assertThat(demo.inCrm("persons")).isEqualTo(demo.created("contact"));
            assertThat(demo.inCrm("organizations")).isEqualTo(demo.created("company"));
            demo.costsAtMostAQuarterMoreThanTheLeast(0);
        }
    }

    @Test
    @Tag("I3")
    void editsGoBothWaysOnceAndThenAllIsSilent() throws Exception {
        int port = TestCrms.freePort();
        String hook = "http://localhost:" + port + "/webhooks/pipedrive";
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("pipedrive"))) {
            SandboxServer sandbox = sandboxes.vendor("pipedrive");
            List<String> arguments = new ArrayList<>();
            DemoCrms.connections(Map.of("pipedrive", sandbox.baseUrl()))
                    .forEach((name, value) -> arguments.add("--" + name + "=" + value));
            arguments.add("--server.port=" + port);
            arguments.add("--caravan.connections.pipedrive.pull=true");
            arguments.add("--caravan.connections.pipedrive.poll=1h");
            arguments.add("--caravan.connections.pipedrive.webhook.username=hook");
            arguments.add("--caravan.connections.pipedrive.webhook.secrets[0]=a-long-password-for-hooks");
            try (RunningCaravan caravan = RunningCaravan.start(data, arguments)) {
                TestCrms.control(
                        sandbox,
                        "POST",
                        "/webhooks",
                        "{\"url\":\"" + hook + "\",\"user\":\"hook\",\"password\":\"a-long-password-for-hooks\"}");
                caravan.postJson(
                        "/api/records/company",
                        "{\"id\":\"c-1\",\"name\":\"Acme\",\"website\":\"https://acme.example\"}");
                caravan.postJson(
                        "/api/records/contact",
                        "{\"id\":\"p-1\",\"first_name\":\"Anna Lin\",\"last_name\":\"Moreau\","
                                + "\"work_email\":\"lin@acme.example\",\"phone\":\"+31612345678\",\"company_id\":\"c-1\"}");
                await().atMost(PATIENCE)
                        .until(() -> caravan.bean(LinkStore.class)
                                        .find(PIPEDRIVE, LIN)
                                        .isPresent()
                                && caravan.isSettled());
                String id = caravan.bean(LinkStore.class)
                        .find(PIPEDRIVE, LIN)
                        .orElseThrow()
                        .id()
                        .id();
                JsonNode person = TestCrms.records(sandbox, "persons").get(id);
                assertThat(person.path("name").asText()).isEqualTo("Anna Lin Moreau");
                assertThat(person.path("org_id").asText())
                        .isEqualTo(TestCrms.records(sandbox, "organizations")
                                .keySet()
                                .iterator()
                                .next());

                TestCrms.control(
                        sandbox,
                        "PATCH",
                        "/records/persons/" + id,
                        "{\"phones\":[{\"value\":\"+31201234567\",\"primary\":true,\"label\":\"work\"}]}");
                await().atMost(PATIENCE)
                        .until(() -> hub(caravan).text("phone").equals("+31201234567") && caravan.isSettled());
                assertThat(hub(caravan).text("first_name")).isEqualTo("Anna Lin");
                long writes = TestCrms.writes(sandbox, WRITES);
                caravan.postJson("/api/records/contact", "{\"id\":\"p-1\",\"phone\":\"+31207654321\"}");
                await().atMost(PATIENCE).until(() -> phone(sandbox, id).equals("+31207654321") && caravan.isSettled());
                await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(caravan::isSettled);
                assertThat(TestCrms.writes(sandbox, WRITES)).as("writes").isEqualTo(writes + 1);

                String body =
                        "{\"meta\":{\"id\":\"e\",\"entity\":\"person\",\"entity_id\":\"987654\",\"action\":\"change\"}}";
                assertThat(TestCrms.hook(hook, body, login("hook", "wrong"))).isEqualTo(401);
                assertThat(TestCrms.hook(hook, body, login("other", "a-long-password-for-hooks")))
                        .isEqualTo(401);
                assertThat(TestCrms.hook(hook, body)).isEqualTo(401);
                assertThat(caravan.bean(ChangeMarkStore.class).count()).isZero();
                assertThat(TestCrms.hook(hook, "not json", login("hook", "a-long-password-for-hooks")))
                        .isEqualTo(400);
                assertThat(TestCrms.hook(hook, body, login("hook", "a-long-password-for-hooks")))
                        .isEqualTo(200);
                await().atMost(PATIENCE).until(caravan::isSettled);
            }
        }
    }

    private static dev.caravan.hub.HubRecord hub(RunningCaravan caravan) {
        return caravan.bean(RecordStore.class).find(LIN).orElseThrow();
    }

    private static String phone(SandboxServer sandbox, String id) {
        return TestCrms.records(sandbox, "persons")
                .get(id)
                .path("phones")
                .path(0)
                .path("value")
                .asText();
    }

    private static String[] login(String user, String password) {
        byte[] login = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return new String[] {"Authorization", "Basic " + Base64.getEncoder().encodeToString(login)};
    }
}
