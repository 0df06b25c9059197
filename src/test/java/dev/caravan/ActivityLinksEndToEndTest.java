package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.demo.DemoCrms;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Subscriptions;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.synclog.SyncLogStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every type of activity, as it comes to stand in the CRMs that link activities in ways of their own. */
class ActivityLinksEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String CONTACT = "\"contact_id\":\"p-1\"";

    private static final Map<String, Home> HOMES = new HashMap<>();

    @TempDir
    static Path data;

    private SandboxServer sandbox;
    private RunningCaravan caravan;
    private String crm = "";

    /** A CRM and the application that is connected with it alone; they serve all tests of that CRM. */
    private record Home(Sandboxes sandboxes, RunningCaravan caravan) {}

    private void visit(String vendor) throws Exception {
        crm = vendor;
        Home known = HOMES.get(vendor);
        Home home = known == null ? start(vendor) : known;
        HOMES.put(vendor, home);
        sandbox = home.sandboxes().vendor(vendor);
        caravan = home.caravan();
        post("company", "{\"id\":\"c-1\",\"name\":\"Acme\",\"website\":\"https://acme.example\"}");
        post(
                "contact",
                "{\"id\":\"p-1\",\"first_name\":\"Anna\",\"last_name\":\"Lin\",\"work_email\":\"lin@acme.example\","
                        + "\"company_id\":\"c-1\"}");
        await().atMost(PATIENCE).until(() -> caravan.isSettled() && isLinked(RecordType.CONTACT, "p-1"));
    }

    private static Home start(String vendor) {
        Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts(vendor));
        List<String> arguments = new ArrayList<>();
        DemoCrms.connections(Map.of(vendor, sandboxes.vendor(vendor).baseUrl()))
                .forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.add("--caravan.connections." + vendor + ".call-timeout=2s");
        if (vendor.equals("tribe")) {
            arguments.add("--caravan.connections.tribe.options.search-lag=1s");
        }
        return new Home(sandboxes, RunningCaravan.start(data.resolve(vendor), arguments));
    }

    @AfterEach
    void endFaults() throws Exception {
        faults("");
    }

    @AfterAll
    static void stop() {
        for (Home home : HOMES.values()) {
            home.caravan().close();
            home.sandboxes().close();
        }
        HOMES.clear();
    }

    @Test
    @Tag("R185")
    void dynamicsHasEachTypeOfActivityRegardingItsContactOrItsDeal() throws Exception {
        visit("dynamics");
        post("deal", "{\"id\":\"d-1\",\"name\":\"Fleet\",\"company_id\":\"c-1\"}");
        everyType(",\"deal_id\":\"d-1\"");
        String contact = id(RecordType.CONTACT, "p-1");
        String deal = id(RecordType.DEAL, "d-1");
        assertThat(row("annotations", "n-1", RecordType.NOTE).path("objectid").asText())
                .isEqualTo(contact);
        assertThat(row("annotations", "n-1", RecordType.NOTE).path("notetext").asText())
                .isEqualTo("Wants a trial");
        assertThat(row("tasks", "t-1", RecordType.TASK)
                        .path("regardingobjectid")
                        .asText())
                .isEqualTo(contact);
        JsonNode done = row("tasks", "t-2", RecordType.TASK);
        assertThat(done.path("statecode").asInt()).isEqualTo(1);
        assertThat(done.path("statuscode").asInt()).isEqualTo(5);
        JsonNode call = row("phonecalls", "l-1", RecordType.CALL);
        assertThat(call.path("statecode").asInt()).isEqualTo(1);
        assertThat(call.path("statuscode").asInt()).isEqualTo(2);
        assertThat(call.path("actualdurationminutes").asInt()).isEqualTo(2);
        assertThat(call.path("regardingobjectid").asText()).isEqualTo(deal);
        JsonNode meeting = row("appointments", "m-1", RecordType.MEETING);
        assertThat(meeting.path("statecode").asInt()).isEqualTo(3);
        JsonNode email = row("emails", "e-1", RecordType.EMAIL);
        assertThat(email.path("statuscode").asInt()).isEqualTo(3);
        assertThat(parties(id(RecordType.EMAIL, "e-1")))
                .containsExactlyInAnyOrder(
                        "1 ada@sandbox.example systemuser", "2 lin@acme.example contact", "2 max@acme.example ");
        assertThat(parties(id(RecordType.CALL, "l-1"))).containsExactly("2  contact");
        assertThat(parties(id(RecordType.MEETING, "m-1"))).containsExactly("5  contact");

        post("task", "{\"id\":\"t-1\",\"status\":\"Done\"}");
        await().atMost(PATIENCE)
                .until(() -> caravan.isSettled()
                        && row("tasks", "t-1", RecordType.TASK)
                                        .path("statecode")
                                        .asInt()
                                == 1);
    }

    @Test
    @Tag("R185")
    void tribeHasTasksCallsAndMeetingsAtTheContactAndItsRole() throws Exception {
        visit("tribe");
        assertThat(caravan.bean(Subscriptions.class).of(RecordType.NOTE)).isEmpty();
        assertThat(caravan.bean(Subscriptions.class).of(RecordType.EMAIL)).isEmpty();
        everyType("");
        String contact = id(RecordType.CONTACT, "p-1");
        for (JsonNode each : List.of(
                row("Activity_Task", "t-1", RecordType.TASK),
                row("Activity_Call", "l-1", RecordType.CALL),
                row("Activity_Appointment", "m-1", RecordType.MEETING))) {
            assertThat(each.path("Contact").asText()).isEqualTo(contact);
            // The company has no role, so the activity hangs on that of the contact, and nobody is made a lead.
            assertThat(each.path("Relationship").asText()).isEqualTo(contact);
        }
        assertThat(TestCrms.records(sandbox, "Relationship_Organization_CommercialRelationship_Lead"))
                .isEmpty();
        assertThat(row("Activity_Call", "l-1", RecordType.CALL).path("EndDate").asText())
                .startsWith("2026-11-02T10:01:35");
    }

    @Test
    @Tag("R185")
    void aCrmOfOnesOwnHasNotesAndTasksWithTheirReferences() throws Exception {
        visit("custom");
        everyType("");
        for (JsonNode each : List.of(row("notes", "n-1", RecordType.NOTE), row("tasks", "t-1", RecordType.TASK))) {
            assertThat(each.path("person_id").asText()).isEqualTo(id(RecordType.CONTACT, "p-1"));
            assertThat(each.path("company_id").asText()).isEqualTo(id(RecordType.COMPANY, "c-1"));
        }
        assertThat(row("tasks", "t-2", RecordType.TASK).path("state").asText()).isEqualTo("Done");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"dynamics", "tribe", "custom"})
    @Tag("I4")
    void anActivityWhoseAnswerIsLostIsNotWrittenTwice(String vendor) throws Exception {
        visit(vendor);
        int before = TestCrms.records(sandbox, objectOfTasks()).size();
        post("task", "{\"id\":\"s-0\",\"subject\":\"First\"," + CONTACT + "}");
        await().atMost(PATIENCE).until(() -> caravan.isSettled() && isLinked(RecordType.TASK, "s-0"));
        faults("{\"kind\":\"reset-after-commit\",\"next\":1}");
        post(
                "task",
                "[{\"id\":\"s-1\",\"subject\":\"Contract\",\"status\":\"Done\",\"due_at\":\"2026-11-09T09:00:00Z\","
                        + CONTACT + "},{\"id\":\"s-2\",\"subject\":\"Contract\",\"status\":\"Open\",\"due_at\":"
                        + "\"2026-11-10T09:00:00Z\"," + CONTACT + "}]");
        await().atMost(PATIENCE)
                .until(() ->
                        caravan.isSettled() && isLinked(RecordType.TASK, "s-1") && isLinked(RecordType.TASK, "s-2"));
        assertThat(TestCrms.records(sandbox, objectOfTasks())).hasSize(before + 3);
        assertThat(id(RecordType.TASK, "s-1")).isNotEqualTo(id(RecordType.TASK, "s-2"));
    }

    @Test
    @Tag("I4")
    void anEmailWithItsPartiesIsFoundAgain() throws Exception {
        visit("dynamics");
        int before = TestCrms.records(sandbox, "emails").size();
        String email = "\"direction\":\"Outbound\",\"from_email\":\"ada@sandbox.example\",\"to_emails\":"
                + "[\"lin@acme.example\",\"max@acme.example\"],\"occurred_at\":\"2026-11-02T10:00:00Z\"," + CONTACT
                + "}";
        post("email", "{\"id\":\"f-0\",\"subject\":\"Good day\"," + email);
        await().atMost(PATIENCE).until(() -> caravan.isSettled() && isLinked(RecordType.EMAIL, "f-0"));
        faults("{\"operation\":\"POST /api/data/v9.2/$batch\",\"kind\":\"reset-after-commit\",\"next\":1}");
        post("email", "{\"id\":\"f-1\",\"subject\":\"Once\"," + email);
        await().atMost(PATIENCE).until(() -> caravan.isSettled() && isLinked(RecordType.EMAIL, "f-1"));
        assertThat(TestCrms.records(sandbox, "emails")).hasSize(before + 2);
    }

    private void faults(String rule) throws Exception {
        TestCrms.control(sandbox, "PUT", "/faults", "{\"rules\":[" + rule + "]}");
    }

    private String objectOfTasks() {
        return crm.equals("tribe") ? "Activity_Task" : "tasks";
    }

    private void everyType(String more) throws Exception {
        post(
                "task",
                "[{\"id\":\"t-1\",\"subject\":\"Offer\",\"due_at\":\"2026-11-09T09:00:00Z\",\"status\":\"Open\","
                        + CONTACT + "},{\"id\":\"t-2\",\"subject\":\"Sent\",\"status\":\"Done\"," + CONTACT + "}]");
        post(
                "note",
                "{\"id\":\"n-1\",\"body\":\"Wants a trial\",\"occurred_at\":\"2026-11-02T10:00:00Z\"," + CONTACT + "}");
        post(
                "call",
                "{\"id\":\"l-1\",\"subject\":\"Intro\",\"direction\":\"Outbound\",\"duration_seconds\":95,"
                        + "\"occurred_at\":\"2026-11-02T10:00:00Z\"," + CONTACT + more + "}");
        post(
                "meeting",
                "{\"id\":\"m-1\",\"subject\":\"Demo\",\"starts_at\":\"2026-11-10T09:00:00Z\",\"location\":\"Room 1\","
                        + "\"status\":\"Scheduled\"," + CONTACT + "}");
        post(
                "email",
                "{\"id\":\"e-1\",\"subject\":\"Hello\",\"body\":\"Hi Lin\",\"direction\":\"Outbound\",\"from_email\":"
                        + "\"ada@sandbox.example\",\"to_emails\":[\"lin@acme.example\",\"max@acme.example\"],"
                        + "\"occurred_at\":\"2026-11-02T10:00:00Z\"," + CONTACT + "}");
        await().atMost(PATIENCE).until(caravan::isSettled);
        for (Map.Entry<String, RecordType> each : Map.of(
                        "t-1", RecordType.TASK,
                        "t-2", RecordType.TASK,
                        "n-1", RecordType.NOTE,
                        "l-1", RecordType.CALL,
                        "m-1", RecordType.MEETING,
                        "e-1", RecordType.EMAIL)
                .entrySet()) {
            if (!caravan.bean(Subscriptions.class).of(each.getValue()).isEmpty()) {
                assertThat(id(each.getValue(), each.getKey())).as(each.getKey()).isNotEmpty();
            }
        }
    }

    /** Part, address and table of each party of an activity. */
    private List<String> parties(String activity) {
        return TestCrms.records(sandbox, "activityparties").values().stream()
                .filter(party -> party.path("activityid").asText().equals(activity))
                .map(party -> party.path("participationtypemask").asText() + " "
                        + party.path("addressused").asText("") + " "
                        + party.path("partyidtype").asText(""))
                .toList();
    }

    private JsonNode row(String object, String id, RecordType type) {
        return TestCrms.records(sandbox, object).get(id(type, id));
    }

    private void post(String type, String body) throws Exception {
        RunningCaravan.Answer answer = caravan.postJson("/api/records/" + type, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private boolean isLinked(RecordType type, String id) {
        return caravan.bean(LinkStore.class)
                .find(new ConnectionName(crm), new RecordKey(type, id))
                .isPresent();
    }

    private String id(RecordType type, String id) {
        RecordKey key = new RecordKey(type, id);
        return caravan.bean(LinkStore.class)
                .find(new ConnectionName(crm), key)
                .orElseThrow(() -> new AssertionError(key + " is not linked: "
                        + caravan.bean(SyncLogStore.class).of(key)))
                .id()
                .id();
    }
}
