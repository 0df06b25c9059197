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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A CRM of one's own and the hub in agreement, as the application brings them there by the example of the docs. */
class CustomCrmEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ConnectionName CUSTOM = new ConnectionName("custom");
    private static final RecordKey LIN = new RecordKey(RecordType.CONTACT, "p-1");
    private static final String SECRET = "a-long-secret-for-the-hooks";

    @TempDir
    Path data;

    @Test
    @Tag("R1")
    @Tag("counted")
    void theDemoAddsUpWithHardlyMoreCallsThanTheLeast() throws Exception {
        try (DemoOf demo = DemoOf.run("custom", data, 0)) {
            demo.addsUp();
            assertThat(demo.inCrm("people")).isEqualTo(demo.created("contact"));
            assertThat(demo.inCrm("companies")).isEqualTo(demo.created("company"));
            demo.costsAtMostAQuarterMoreThanTheLeast(0);
        }
    }

    @Test
    @Tag("I3")
    void editsGoBothWaysOnceAndThenAllIsSilent() throws Exception {
        int port = TestCrms.freePort();
        String hook = "http://localhost:" + port + "/webhooks/custom";
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("custom"))) {
            SandboxServer sandbox = sandboxes.vendor("custom");
            try (RunningCaravan caravan = RunningCaravan.start(data, arguments(sandbox, port))) {
                TestCrms.control(
                        sandbox, "POST", "/webhooks", "{\"url\":\"" + hook + "\",\"secret\":\"" + SECRET + "\"}");
                caravan.postJson(
                        "/api/records/company",
                        "{\"id\":\"c-1\",\"name\":\"Acme\",\"domain\":\"acme.example\",\"employee_count\":12}");
                caravan.postJson(
                        "/api/records/contact",
                        "{\"id\":\"p-1\",\"first_name\":\"Lin\",\"last_name\":\"Moreau\",\"work_email\":"
                                + "\"lin@acme.example\",\"phone\":\"+31612345678\",\"company_id\":\"c-1\"}");
                await().atMost(PATIENCE)
                        .until(() ->
                                caravan.bean(LinkStore.class).find(CUSTOM, LIN).isPresent() && caravan.isSettled());
                String id = caravan.bean(LinkStore.class)
                        .find(CUSTOM, LIN)
                        .orElseThrow()
                        .id()
                        .id();
                JsonNode person = TestCrms.records(sandbox, "people").get(id);
                assertThat(person.path("name.first").asText()).isEqualTo("Lin");
                assertThat(person.path("company_id").asText())
                        .isEqualTo(TestCrms.records(sandbox, "companies")
                                .keySet()
                                .iterator()
                                .next());

                TestCrms.control(
                        sandbox, "PATCH", "/records/people/" + id, "{\"contact\":{\"phone\":\"+31201234567\"}}");
                await().atMost(PATIENCE)
                        .until(() -> "+31201234567".equals(hub(caravan).text("phone")) && caravan.isSettled());
                long writes = TestCrms.writes(sandbox, ".*");
                caravan.postJson("/api/records/contact", "{\"id\":\"p-1\",\"phone\":\"+31207654321\"}");
                await().atMost(PATIENCE).until(() -> phone(sandbox, id).equals("+31207654321") && caravan.isSettled());
                await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(caravan::isSettled);
                assertThat(TestCrms.writes(sandbox, ".*")).as("writes").isEqualTo(writes + 1);

                TestCrms.control(sandbox, "DELETE", "/records/people/" + id, "");
                await().atMost(PATIENCE)
                        .until(() ->
                                caravan.bean(LinkStore.class).find(CUSTOM, LIN).isEmpty() && caravan.isSettled());
                assertThat(hub(caravan).text("last_name")).isEqualTo("Moreau");
                forgedCallsAreRefused(hook, caravan);
            }
        }
    }

    private void forgedCallsAreRefused(String hook, RunningCaravan caravan) throws Exception {
        String body = "{\"events\":[{\"id\":\"e-1\",\"type\":\"people.updated\","
                + "\"record\":{\"kind\":\"people\",\"id\":987654},\"at\":\"2026-01-01T00:00:00Z\"}]}";
        long now = Instant.now().getEpochSecond();
        String good = "sha256=" + mac(SECRET, now + "." + body);
        assertThat(post(hook, body, String.valueOf(now), "sha256=" + mac("another", now + "." + body)))
                .as("another secret")
                .isEqualTo(401);
        assertThat(post(hook, body.replace("987654", "1"), String.valueOf(now), good))
                .as("another body")
                .isEqualTo(401);
        assertThat(post(hook, body, String.valueOf(now + 1), good))
                .as("another time")
                .isEqualTo(401);
        long old = now - 3600;
        assertThat(post(hook, body, String.valueOf(old), "sha256=" + mac(SECRET, old + "." + body)))
                .as("an old call")
                .isEqualTo(401);
        assertThat(post(hook, body, String.valueOf(now), good.substring(7)))
                .as("no prefix")
                .isEqualTo(401);
        assertThat(post(hook, body, "", "")).as("unsigned").isEqualTo(401);
        assertThat(caravan.bean(ChangeMarkStore.class).count()).isZero();
        assertThat(post(hook, "not json", String.valueOf(now), "sha256=" + mac(SECRET, now + ".not json")))
                .isEqualTo(400);
        assertThat(post(hook, body, String.valueOf(now), good)).isEqualTo(200);
        await().atMost(PATIENCE).until(caravan::isSettled);
    }

    private static List<String> arguments(SandboxServer sandbox, int port) {
        List<String> arguments = new ArrayList<>();
        DemoCrms.connections(Map.of("custom", sandbox.baseUrl()))
                .forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.add("--server.port=" + port);
        arguments.add("--caravan.connections.custom.pull=true");
        arguments.add("--caravan.connections.custom.poll=1h");
        arguments.add("--caravan.connections.custom.webhook.secrets[0]=" + SECRET);
        return arguments;
    }

    private static HubRecord hub(RunningCaravan caravan) {
        return caravan.bean(RecordStore.class).find(LIN).orElseThrow();
    }

    private static String phone(SandboxServer sandbox, String id) {
        return TestCrms.records(sandbox, "people").get(id).path("contact.phone").asText();
    }

    private static int post(String url, String body, String time, String signature) throws Exception {
        return signature.isEmpty()
                ? TestCrms.hook(url, body, "Content-Type", "application/json")
                : TestCrms.hook(
                        url,
                        body,
                        "Content-Type",
                        "application/json",
                        "X-Custom-Timestamp",
                        time,
                        "X-Custom-Signature",
                        signature);
    }

    private static String mac(String secret, String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }
}
