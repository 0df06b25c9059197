package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.demo.DemoCrms;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Sandboxes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API says about connections: groups, users, fields and compatibility marks. */
class ConnectionLifeEndToEndTest {
    private static final String MAPPING = """
            record: contact
            object: contacts
            match: [work_email]
            fields:
              work_email: email
              stage: lifecyclestage
              created: createdate
              employee_count: numemployees
              title: jobtitel
            fixed:
              hs_lead_status: In Progress
            """;

    @TempDir
    Path data;

    @Test
    @Tag("R20")
    @Tag("R28")
    @Tag("R153")
    @Tag("R154")
    @Tag("R155")
    @Tag("R156")
    @Tag("R158")
    void eachMappedFieldHasItsMarkAndEachConnectionItsUser() throws Exception {
        Path mappings = data.resolve("mappings");
        Files.createDirectories(mappings.resolve("hubspot"));
        Files.writeString(mappings.resolve("hubspot/contact.yaml"), MAPPING);
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"))) {
            SandboxServer sandbox = sandboxes.vendor("hubspot");
            List<String> arguments = new ArrayList<>();
            DemoCrms.connections(Map.of("hubspot", sandbox.baseUrl()))
                    .forEach((name, value) -> arguments.add("--" + name + "=" + value));
            arguments.add("--caravan.mappings=" + mappings);
            arguments.add("--camel.main.routes-include-pattern=false");
            arguments.add("--caravan.connections.resting.type=zoho");
            arguments.add("--caravan.connections.resting.enabled=false");
            try (RunningCaravan caravan = RunningCaravan.start(data, arguments)) {
                JsonNode marks = contact(caravan.get("/api/connections/hubspot/mappings"));
                assertThat(marks.path("level").asText()).isEqualTo("ERROR");
                assertThat(level(marks, "email")).isEqualTo("OK");
                assertThat(level(marks, "lifecyclestage")).isEqualTo("WARNING");
                assertThat(level(marks, "createdate")).isEqualTo("ERROR");
                assertThat(level(marks, "jobtitel")).isEqualTo("ERROR");
                assertThat(finding(marks, "hs_lead_status").path("cure").asText())
                        .contains("Write the internal name: 'IN_PROGRESS'");
                assertThat(finding(marks, "jobtitel").path("line").asInt()).isEqualTo(9);

                long asked = described(sandbox);
                assertThat(caravan.get("/api/connections/hubspot/mappings").status())
                        .isEqualTo(200);
                assertThat(described(sandbox)).isEqualTo(asked);
                assertThat(caravan.get("/api/connections/hubspot/objects/contacts?refresh=true")
                                .json()
                                .findValuesAsText("name"))
                        .contains("email", "jobtitle");
                assertThat(described(sandbox)).isEqualTo(asked + 1);
                assertThat(caravan.get("/api/connections/hubspot/objects/contcats")
                                .status())
                        .isBetween(400, 499);

                JsonNode login = caravan.get("/api/connections/hubspot/login").json();
                assertThat(login.path("standing").asText()).isEqualTo("active");
                assertThat(login.path("user").asText()).contains("HubSpot account");
                assertThat(names(caravan.get("/api/connections?state=enabled"))).containsExactly("hubspot");
                assertThat(names(caravan.get("/api/connections?state=disabled")))
                        .containsExactly("resting");
                assertThat(names(caravan.get("/api/connections"))).containsExactly("hubspot", "resting");
                assertThat(caravan.get("/api/connections?state=of").status()).isEqualTo(400);
                assertThat(caravan.connection("hubspot").path("standing").asText())
                        .isEqualTo("active");
                assertThat(caravan.get("/api/connections/other/login").status()).isBetween(400, 499);
            }
        }
    }

    @Test
    @Tag("R24")
    @Tag("R25")
    void aSecondCrmBesideTheOneThatIsOnIsRefusedAtTheStart() {
        List<String> arguments = List.of(
                "--caravan.single-active-crm=true",
                "--caravan.connections.hubspot.type=hubspot",
                "--caravan.connections.hubspot.auth.token=any",
                "--caravan.connections.pipedrive.type=pipedrive",
                "--caravan.connections.pipedrive.auth.token=any");
        assertThatThrownBy(() -> RunningCaravan.start(data, arguments).close())
                .hasStackTraceContaining("CFG-105 cannot enable a second CRM: hubspot and pipedrive are enabled");
    }

    private static long described(SandboxServer sandbox) throws Exception {
        return TestCrms.calls(sandbox).entrySet().stream()
                .filter(e -> e.getKey().startsWith("GET ") && e.getKey().contains("/properties"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static JsonNode contact(RunningCaravan.Answer answer) {
        for (JsonNode each : answer.json()) {
            if (each.path("record").asText().equals("contact")) {
                return each;
            }
        }
        throw new AssertionError("no contact in " + answer.body());
    }

    private static String level(JsonNode marks, String field) {
        return finding(marks, field).path("level").asText();
    }

    private static JsonNode finding(JsonNode marks, String field) {
        for (JsonNode each : marks.path("findings")) {
            if (each.path("field").asText().equals(field)) {
                return each;
            }
        }
        throw new AssertionError("nothing about " + field + " in " + marks);
    }

    private static List<String> names(RunningCaravan.Answer answer) {
        return answer.json().findValuesAsText("name");
    }
}
