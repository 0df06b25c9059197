package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.synclog.SyncLogEntry;
import dev.caravan.synclog.SyncLogStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Activities of the hub, as they come to stand in HubSpot. */
class HubSpotActivitiesEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");

    @TempDir
    static Path data;

    private static Sandboxes sandboxes;
    private static SandboxServer sandbox;
    private static RunningCaravan caravan;

    @BeforeAll
    static void start() {
        sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"));
        sandbox = sandboxes.vendor("hubspot");
        List<String> arguments = new ArrayList<>(TestCrms.hubspot(sandbox.baseUrl()));
        arguments.add("--caravan.connections.hubspot.call-timeout=2s");
        arguments.add("--caravan.connections.hubspot.options.search-lag=1s");
        caravan = RunningCaravan.start(data, arguments);
    }

    @AfterAll
    static void stop() {
        caravan.close();
        sandboxes.close();
    }

    @Test
    @Tag("R185")
    void activitiesThatComeBeforeTheirContactGoAfterItAndAreLinkedWithContactAndCompany() throws Exception {
        String at = "\"occurred_at\":\"2026-11-02T10:00:00Z\",\"contact_id\":\"p-1\",\"company_id\":\"c-1\"";
        post("note", "[{\"id\":\"n-1\",\"body\":\"Wants a trial\"," + at + "}]");
        post(
                "call",
                "[{\"id\":\"l-1\",\"subject\":\"Intro\",\"duration_seconds\":95,\"direction\":\"Outbound\"," + at
                        + "}]");
        post(
                "task",
                "[{\"id\":\"t-1\",\"subject\":\"Send offer\",\"due_at\":\"2026-11-09T09:00:00Z\",\"status\":\"Open\","
                        + "\"contact_id\":\"p-1\"}]");
        post(
                "meeting",
                "[{\"id\":\"m-1\",\"subject\":\"Demo\",\"starts_at\":\"2026-11-10T09:00:00Z\","
                        + "\"ends_at\":\"2026-11-10T09:30:00Z\",\"contact_id\":\"p-1\"}]");
        post(
                "email",
                "[{\"id\":\"e-1\",\"subject\":\"Hello\",\"body\":\"Hi Lin\",\"direction\":\"Outbound\",\"from_email\":"
                        + "\"ola@caravan.example\",\"to_emails\":[\"lin@acme.example\"]," + at + "}]");
        await().atMost(PATIENCE).until(caravan::isSettled);
        assertThat(latest("note", "n-1").outcome()).isEqualTo("skipped");
        assertThat(latest("note", "n-1").message()).contains("contact p-1", "the hub has none with that id");

        post("company", "[{\"id\":\"c-1\",\"name\":\"Acme\",\"domain\":\"acme.example\"}]");
        post(
                "contact",
                "[{\"id\":\"p-1\",\"last_name\":\"Lin\",\"work_email\":\"lin@acme.example\",\"company_id\":\"c-1\"}]");
        await().atMost(PATIENCE).until(() -> caravan.isSettled() && isLinked(RecordType.EMAIL, "e-1"));
        assertThat(record("notes", RecordType.NOTE, "n-1").path("hs_note_body").asText())
                .isEqualTo("Wants a trial");
        assertThat(record("calls", RecordType.CALL, "l-1")
                        .path("hs_call_duration")
                        .asText())
                .isEqualTo("95000");
        assertThat(record("tasks", RecordType.TASK, "t-1")
                        .path("hs_task_status")
                        .asText())
                .isEqualTo("NOT_STARTED");
        assertThat(record("meetings", RecordType.MEETING, "m-1")
                        .path("hs_timestamp")
                        .asText())
                .startsWith("2026-11-10T09:00:00");
        assertThat(record("emails", RecordType.EMAIL, "e-1")
                        .path("hs_email_headers")
                        .asText())
                .contains("\"to\":[{\"email\":\"lin@acme.example\"}]");
        String contact = id(RecordType.CONTACT, "p-1");
        String company = id(RecordType.COMPANY, "c-1");
        Map<RecordType, String> all = Map.of(
                RecordType.NOTE,
                "n-1",
                RecordType.CALL,
                "l-1",
                RecordType.TASK,
                "t-1",
                RecordType.MEETING,
                "m-1",
                RecordType.EMAIL,
                "e-1");
        for (Map.Entry<RecordType, String> each : all.entrySet()) {
            String object = each.getKey().word() + "s";
            assertThat(associated(object, id(each.getKey(), each.getValue()), "contacts"))
                    .as(object)
                    .containsExactly(contact);
            assertThat(associated(object, id(each.getKey(), each.getValue()), "companies"))
                    .as(object)
                    .containsExactly(company);
        }
    }

    @Test
    @Tag("I4")
    void aNoteWhoseAnswerIsLostIsNotWrittenTwice() throws Exception {
        post("contact", "[{\"id\":\"p-9\",\"last_name\":\"Roe\",\"work_email\":\"roe@acme.example\"}]");
        await().atMost(PATIENCE).until(caravan::isSettled);
        faults(
                "{\"operation\":\"POST /crm/v3/objects/notes/batch/create\",\"kind\":\"reset-after-commit\",\"next\":1}");
        post(
                "note",
                "[{\"id\":\"n-8\",\"body\":\"Once\",\"occurred_at\":\"2026-11-02T10:00:00Z\",\"contact_id\":\"p-9\"},"
                        + "{\"id\":\"n-9\",\"body\":\"Once\",\"occurred_at\":\"2026-11-02T11:00:00Z\",\"contact_id\":\"p-9\"}]");
        await().atMost(PATIENCE).until(() -> caravan.isSettled() && isLinked(RecordType.NOTE, "n-8"));
        assertThat(TestCrms.records(sandbox, "notes").values())
                .filteredOn(note -> note.path("hs_note_body").asText().equals("Once"))
                .hasSize(2);
        assertThat(id(RecordType.NOTE, "n-8")).isNotEqualTo(id(RecordType.NOTE, "n-9"));
        assertThat(associated("notes", id(RecordType.NOTE, "n-9"), "contacts")).hasSize(1);
    }

    private void post(String type, String body) throws Exception {
        RunningCaravan.Answer answer = caravan.postJson("/api/records/" + type, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private boolean isLinked(RecordType type, String id) {
        return caravan.bean(LinkStore.class)
                .find(HUBSPOT, new RecordKey(type, id))
                .isPresent();
    }

    private String id(RecordType type, String id) {
        return caravan.bean(LinkStore.class)
                .find(HUBSPOT, new RecordKey(type, id))
                .orElseThrow(() -> new AssertionError(type + " " + id + " is not linked: " + latest(type.word(), id)))
                .id()
                .id();
    }

    private JsonNode record(String object, RecordType type, String id) {
        return TestCrms.records(sandbox, object).get(id(type, id));
    }

    private SyncLogEntry latest(String type, String id) {
        return caravan.bean(SyncLogStore.class).of(new RecordKey(RecordType.of(type), id)).stream()
                .max(java.util.Comparator.comparingLong(SyncLogEntry::id))
                .orElseThrow();
    }

    private List<String> associated(String object, String id, String to) throws Exception {
        JsonNode answer = send("GET", "/crm/v4/objects/" + object + "/" + id + "/associations/" + to, "");
        List<String> ids = new ArrayList<>();
        answer.path("results").forEach(each -> ids.add(each.path("toObjectId").asText()));
        return ids;
    }

    private void faults(String rule) throws Exception {
        send("PUT", "/_sandbox/faults", "{\"rules\":[" + rule + "]}");
    }

    private JsonNode send(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + path))
                .header("Authorization", "Bearer sandbox")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(answer.body().isEmpty() ? "{}" : answer.body());
    }
}
