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
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zoho and the hub in agreement, as the application brings them there. */
class ZohoEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ConnectionName ZOHO = new ConnectionName("zoho");
    private static final String TOKEN = "a-long-token-of-the-channel";
    private static final RecordKey LIN = new RecordKey(RecordType.CONTACT, "p-1");

    private static final String WRITES = ".*/crm/v8/(Accounts|Contacts|Leads|Deals).*";

    /** What stands behind a call that names a record. */
    private static final List<String> FORGED = List.of(
            "",
            ",\"token\":\"wrong\"",
            ",\"token\":\"\"",
            ",\"token\":null",
            ",\"token\":[\"" + TOKEN + "\"]",
            ",\"token\":\"" + TOKEN + "x\"",
            ",\"token\":\"" + TOKEN.toUpperCase(Locale.ROOT) + "\"",
            ",\"token\":\"" + TOKEN + "\",\"token\":\"x\"",
            ",\"Token\":\"" + TOKEN + "\"",
            ",\"note\":\"\\\"token\\\":\\\"" + TOKEN + "\\\"\"");

    /** Genuine calls that name no record which could have changed; the token stands for {@code %s}. */
    private static final List<String> ODD = List.of(
            "not json %s",
            "{%s",
            "[{%s}]",
            "{%s}",
            "{%s} and more",
            "{%s,\"module\":\"Contacts\"}",
            "{%s,\"module\":\"Contacts\",\"ids\":\"5725767000000987654\"}",
            "{%s,\"module\":\"Contacts\",\"ids\":[]}",
            "{%s,\"module\":\"Contacts\",\"ids\":[null,{},[],true,\"\",\"-1\",\"1.5\",\"../users\",\"" + "9".repeat(30)
                    + "\"]}",
            "{%s,\"module\":\"Contacts'; select\",\"ids\":[\"57\"]}",
            "{%s,\"module\":7,\"ids\":[\"57\"]}",
            "{%s,\"module\":\"Con\\u0000tacts\",\"ids\":[\"57\"]}",
            "{%s,\"ids\":[\"57\"],\"ids\":[\"58\"]}",
            "{%s,\"module\":\"\u00ff\u00fe\",\"ids\":[\"57\"]}",
            "{%s,\"server_time\":1e400,\"ids\":7}",
            "{%s,\"query_params\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}");

    @TempDir
    Path data;

    @Test
    @Tag("R35")
    void theDemoAddsUp() throws Exception {
        try (DemoOf demo = DemoOf.run("zoho", data)) {
            demo.addsUp();
            assertThat(demo.inCrm("Contacts")).isEqualTo(demo.created("contact"));
            assertThat(demo.inCrm("Accounts")).isEqualTo(demo.created("company"));
        }
    }

    @Test
    @Tag("I3")
    @Tag("S1")
    @Tag("S8")
    void editsGoBothWaysOnceAndThenAllIsSilent() throws Exception {
        int port = TestCrms.freePort();
        String hook = "http://localhost:" + port + "/webhooks/zoho";
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("zoho"))) {
            SandboxServer sandbox = sandboxes.vendor("zoho");
            List<String> arguments = new ArrayList<>();
            DemoCrms.connections(Map.of("zoho", sandbox.baseUrl()))
                    .forEach((name, value) -> arguments.add("--" + name + "=" + value));
            arguments.add("--server.port=" + port);
            arguments.add("--caravan.connections.zoho.pull=true");
            arguments.add("--caravan.connections.zoho.poll=1h");
            arguments.add("--caravan.connections.zoho.webhook.secrets[0]=" + TOKEN);
            try (RunningCaravan caravan = RunningCaravan.start(data, arguments)) {
                TestCrms.control(
                        sandbox, "POST", "/webhooks", "{\"url\":\"" + hook + "\",\"secret\":\"" + TOKEN + "\"}");
                caravan.postJson(
                        "/api/records/company",
                        "{\"id\":\"c-1\",\"name\":\"Acme\",\"website\":\"https://acme.example\"}");
                caravan.postJson(
                        "/api/records/contact",
                        "{\"id\":\"p-1\",\"first_name\":\"Anna Lin\",\"last_name\":\"Moreau\","
                                + "\"work_email\":\"lin@acme.example\",\"phone\":\"+31612345678\",\"company_id\":\"c-1\"}");
                await().atMost(PATIENCE)
                        .until(() ->
                                caravan.bean(LinkStore.class).find(ZOHO, LIN).isPresent() && caravan.isSettled());
                String id = caravan.bean(LinkStore.class)
                        .find(ZOHO, LIN)
                        .orElseThrow()
                        .id()
                        .id();
                JsonNode person = TestCrms.records(sandbox, "Contacts").get(id);
                assertThat(person.path("Last_Name").asText()).isEqualTo("Moreau");
                assertThat(person.path("Account_Name").asText())
                        .isEqualTo(TestCrms.records(sandbox, "Accounts")
                                .keySet()
                                .iterator()
                                .next());

                TestCrms.control(sandbox, "PATCH", "/records/Contacts/" + id, "{\"Phone\":\"+31201234567\"}");
                await().atMost(PATIENCE)
                        .until(() -> hub(caravan).text("phone").equals("+31201234567") && caravan.isSettled());
                assertThat(hub(caravan).text("first_name")).isEqualTo("Anna Lin");
                long writes = TestCrms.writes(sandbox, WRITES);
                caravan.postJson("/api/records/contact", "{\"id\":\"p-1\",\"phone\":\"+31207654321\"}");
                await().atMost(PATIENCE).until(() -> phone(sandbox, id).equals("+31207654321") && caravan.isSettled());
                await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(caravan::isSettled);
                assertThat(TestCrms.writes(sandbox, WRITES)).as("writes").isEqualTo(writes + 1);

                String body = "{\"module\":\"Contacts\",\"operation\":\"update\",\"ids\":[\"5725767000000987654\"]%s}";
                for (String forged : FORGED) {
                    assertThat(TestCrms.hook(hook, String.format(body, forged)))
                            .as(forged)
                            .isEqualTo(401);
                }
                assertThat(TestCrms.hook(hook + "?token=" + TOKEN, String.format(body, ""), "token", TOKEN))
                        .as("a token that is not in the body")
                        .isEqualTo(401);
                assertThat(TestCrms.hook(hook, "")).as("nothing").isEqualTo(401);
                assertThat(caravan.bean(ChangeMarkStore.class).count()).isZero();
                for (String odd : ODD) {
                    String sent = odd.replace("%s", "\"token\":\"" + TOKEN + "\"");
                    assertThat(TestCrms.hook(hook, sent)).as(odd).isIn(200, 400);
                }
                assertThat(caravan.bean(ChangeMarkStore.class).count()).isZero();
                String good = String.format(body, ",\"token\":\"" + TOKEN + "\"");
                assertThat(TestCrms.hook(hook, good)).isEqualTo(200);
                assertThat(TestCrms.hook(hook, good)).as("once more").isEqualTo(200);
                await().atMost(PATIENCE).until(caravan::isSettled);
            }
        }
    }

    private static dev.caravan.hub.HubRecord hub(RunningCaravan caravan) {
        return caravan.bean(RecordStore.class).find(LIN).orElseThrow();
    }

    private static String phone(SandboxServer sandbox, String id) {
        return TestCrms.records(sandbox, "Contacts").get(id).path("Phone").asText();
    }
}
