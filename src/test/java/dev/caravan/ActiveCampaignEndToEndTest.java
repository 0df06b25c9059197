package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.demo.DemoCrms;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.HubRecord;
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

/** ActiveCampaign and the hub in agreement, as the application brings them there. */
class ActiveCampaignEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ConnectionName ACTIVECAMPAIGN = new ConnectionName("activecampaign");
    private static final RecordKey LIN = new RecordKey(RecordType.CONTACT, "p-1");
    private static final String TOKEN = "a-token-that-is-long-enough";

    private static final String WRITES = ".*";

    private static final String[] FORM = {"Content-Type", "application/x-www-form-urlencoded"};

    /** What stands behind the address in the place of the token. */
    private static final List<String> FORGED = List.of(
            "",
            "short",
            "another-token-that-is-long",
            TOKEN + "x",
            TOKEN.substring(1),
            TOKEN.toUpperCase(Locale.ROOT),
            TOKEN + "/x",
            "x/" + TOKEN,
            TOKEN + ";x=" + TOKEN,
            "x?token=" + TOKEN,
            TOKEN + "%00",
            "%20" + TOKEN);

    /** Genuine calls that name no record which could have changed. */
    private static final List<String> ODD = List.of(
            "",
            "%zz=1",
            "type=update",
            "type=update&contact%5Bid%5D=",
            "type=update&contact%5Bid%5D=" + "9".repeat(30),
            "type=update&contact%5Bid%5D=..%2Fusers",
            "type=update&contact=113",
            "type=nonsense%00&contact%5Bid%5D=113",
            "type=open&contact%5Bid%5D=113",
            "{\"type\":\"update\",\"contact\":{\"id\":113}}",
            "\u00ff\u00fe=\u0000",
            "=&=&&&=",
            "a=1&".repeat(5_000) + "type=update",
            "type=update&contact%5Bid%5D%5B%5D=113&date_time=yesterday");

    @TempDir
    Path data;

    @Test
    @Tag("R36")
    @Tag("counted")
    void theDemoAddsUpWithHardlyMoreCallsThanRecords() throws Exception {
        try (DemoOf demo = DemoOf.run("activecampaign", data, 0)) {
            demo.addsUp();
            assertThat(demo.created("contact")).isGreaterThan(500);
            assertThat(demo.inCrm("contacts")).isEqualTo(demo.created("contact"));
            assertThat(demo.inCrm("accounts")).isEqualTo(demo.created("company"));
            demo.costsAtMostAQuarterMoreThanTheLeast(0);
        }
    }

    @Test
    @Tag("I3")
    @Tag("S1")
    @Tag("S8")
    void editsGoBothWaysOnceAndThenAllIsSilent() throws Exception {
        int port = TestCrms.freePort();
        String hook = "http://localhost:" + port + "/webhooks/activecampaign/";
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("activecampaign"))) {
            SandboxServer sandbox = sandboxes.vendor("activecampaign");
            List<String> arguments = new ArrayList<>();
            DemoCrms.connections(Map.of("activecampaign", sandbox.baseUrl()))
                    .forEach((name, value) -> arguments.add("--" + name + "=" + value));
            arguments.add("--server.port=" + port);
            arguments.add("--caravan.connections.activecampaign.pull=true");
            arguments.add("--caravan.connections.activecampaign.poll=1h");
            arguments.add("--caravan.connections.activecampaign.webhook.tokens[0]=" + TOKEN);
            try (RunningCaravan caravan = RunningCaravan.start(data, arguments)) {
                TestCrms.control(sandbox, "POST", "/webhooks", "{\"url\":\"" + hook + TOKEN + "\"}");
                caravan.postJson(
                        "/api/records/company",
                        "{\"id\":\"c-1\",\"name\":\"Acme\",\"website\":\"https://acme.example\"}");
                caravan.postJson(
                        "/api/records/contact",
                        "{\"id\":\"p-1\",\"first_name\":\"Lin\",\"last_name\":\"Moreau\",\"job_title\":\"CFO\","
                                + "\"work_email\":\"lin@acme.example\",\"phone\":\"+31612345678\",\"company_id\":\"c-1\"}");
                await().atMost(PATIENCE)
                        .until(() -> caravan.bean(LinkStore.class)
                                        .find(ACTIVECAMPAIGN, LIN)
                                        .isPresent()
                                && caravan.isSettled());
                String id = caravan.bean(LinkStore.class)
                        .find(ACTIVECAMPAIGN, LIN)
                        .orElseThrow()
                        .id()
                        .id();
                JsonNode link = TestCrms.records(sandbox, "accountContacts")
                        .values()
                        .iterator()
                        .next();
                assertThat(link.path("contact").asText()).isEqualTo(id);
                assertThat(link.path("jobTitle").asText()).isEqualTo("CFO");

                TestCrms.control(sandbox, "PATCH", "/records/contacts/" + id, "{\"phone\":\"+31201234567\"}");
                await().atMost(PATIENCE)
                        .until(() -> hub(caravan).text("phone").equals("+31201234567") && caravan.isSettled());
                long writes = TestCrms.writes(sandbox, WRITES);
                caravan.postJson("/api/records/contact", "{\"id\":\"p-1\",\"phone\":\"+31207654321\"}");
                await().atMost(PATIENCE).until(() -> phone(sandbox, id).equals("+31207654321") && caravan.isSettled());
                await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(caravan::isSettled);
                assertThat(TestCrms.writes(sandbox, WRITES)).as("writes").isEqualTo(writes + 1);

                String body = "type=update&contact%5Bid%5D=987654";
                for (String forged : FORGED) {
                    assertThat(TestCrms.hook(hook + forged, body, FORM))
                            .as(forged)
                            .isIn(400, 401, 404);
                }
                assertThat(TestCrms.hook(hook + "x", body + "&token=" + TOKEN, "Content-Type", FORM[1], "token", TOKEN))
                        .as("a token that is not in the path")
                        .isEqualTo(401);
                assertThat(caravan.bean(ChangeMarkStore.class).count()).isZero();
                for (String odd : ODD) {
                    assertThat(TestCrms.hook(hook + TOKEN, odd, FORM)).as(odd).isIn(200, 400);
                }
                assertThat(caravan.bean(ChangeMarkStore.class).count()).isZero();
                assertThat(TestCrms.hook(hook + TOKEN, body, FORM)).isEqualTo(200);
                assertThat(TestCrms.hook(hook + TOKEN, body, FORM))
                        .as("once more")
                        .isEqualTo(200);
                await().atMost(PATIENCE).until(caravan::isSettled);
            }
        }
    }

    private static HubRecord hub(RunningCaravan caravan) {
        return caravan.bean(RecordStore.class).find(LIN).orElseThrow();
    }

    private static String phone(SandboxServer sandbox, String id) {
        return TestCrms.records(sandbox, "contacts").get(id).path("phone").asText();
    }
}
