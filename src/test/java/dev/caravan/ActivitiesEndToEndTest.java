package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.demo.DemoCrms;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Activities of the hub, as they come to stand in the CRMs that keep links in fields of the record. They go to all of
 * these at once, and each loses an answer.
 */
class ActivitiesEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String[] CRMS = {"salesforce", "zoho", "pipedrive", "activecampaign"};
    private static final String LINKS = "\"contact_id\":\"p-1\",\"occurred_at\":\"2026-11-02T10:00:00Z\"";

    @TempDir
    static Path data;

    private static Sandboxes sandboxes;
    private static RunningCaravan caravan;

    @BeforeAll
    static void start() throws Exception {
        sandboxes = Sandboxes.start(SandboxOptions.onFreePorts(CRMS));
        Map<String, String> urls = new TreeMap<>();
        sandboxes.all().forEach((crm, sandbox) -> urls.put(crm, sandbox.baseUrl()));
        List<String> arguments = new ArrayList<>();
        DemoCrms.connections(urls).forEach((name, value) -> arguments.add("--" + name + "=" + value));
        for (String crm : CRMS) {
            arguments.add("--caravan.connections." + crm + ".call-timeout=2s");
        }
        caravan = RunningCaravan.start(data, arguments);
        aCallComesBeforeItsContact();
        everyTypeIsWrittenAndAnAnswerIsLost();
    }

    @AfterAll
    static void stop() {
        caravan.close();
        sandboxes.close();
    }

    private static void aCallComesBeforeItsContact() throws Exception {
        post("call", "[{\"id\":\"l-0\",\"subject\":\"First call\"," + LINKS + "}]");
        post("company", "[{\"id\":\"c-1\",\"name\":\"Acme\",\"website\":\"https://acme.example\"}]");
        post(
                "contact",
                "[{\"id\":\"p-1\",\"first_name\":\"Anna\",\"last_name\":\"Lin\",\"work_email\":\"lin@acme.example\","
                        + "\"company_id\":\"c-1\"}]");
        await().atMost(PATIENCE)
                .until(() ->
                        caravan.isSettled() && Stream.of(CRMS).allMatch(crm -> isLinked(crm, RecordType.CALL, "l-0")));
    }

    private static void everyTypeIsWrittenAndAnAnswerIsLost() throws Exception {
        for (String crm : CRMS) {
            TestCrms.control(
                    sandboxes.vendor(crm),
                    "PUT",
                    "/faults",
                    "{\"rules\":[{\"kind\":\"reset-after-commit\",\"next\":1}]}");
        }
        post(
                "call",
                "[{\"id\":\"l-1\",\"subject\":\"Call one\"," + LINKS + "},{\"id\":\"l-2\",\"subject\":\"Call two\","
                        + LINKS + "}]");
        post(
                "meeting",
                "[{\"id\":\"m-1\",\"subject\":\"Demo\",\"starts_at\":\"2026-11-10T09:00:00Z\",\"ends_at\":"
                        + "\"2026-11-10T10:30:00Z\",\"contact_id\":\"p-1\"}]");
        post("note", "[{\"id\":\"n-1\",\"body\":\"Wants a trial\"," + LINKS + "}]");
        post("email", "[{\"id\":\"e-1\",\"subject\":\"Hello\",\"body\":\"Hi\"," + LINKS + "}]");
        post(
                "task",
                "[{\"id\":\"t-1\",\"subject\":\"Offer\",\"due_at\":\"2026-11-09T09:00:00Z\",\"status\":\"Open\","
                        + "\"contact_id\":\"p-1\"},{\"id\":\"t-2\",\"subject\":\"Nowhere\"}]");
        await().atMost(PATIENCE).until(caravan::isSettled);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            salesforce, Task, WhoId, WhatId, Subject, Account, Contact
            zoho, Calls, Who_Id, What_Id, Subject, Accounts, Contacts
            pipedrive, activities, person_id, org_id, subject, organizations, persons
            activecampaign, dealTasks, relid, , title, accounts, contacts
            """)
    @Tag("R185")
    @Tag("I4")
    void activitiesGoWithTheirContactAndOnceOnlyAlsoWhenAnAnswerIsLost(
            String crm,
            String object,
            String who,
            @Nullable String what,
            String subject,
            String companies,
            String contacts) {
        SandboxServer sandbox = sandboxes.vendor(crm);
        String company = id(crm, RecordType.COMPANY, "c-1");
        String contact = id(crm, RecordType.CONTACT, "p-1");
        JsonNode first = TestCrms.records(sandbox, object).get(id(crm, RecordType.CALL, "l-0"));
        assertThat(first.path(who).asText()).isEqualTo(contact);
        if (what != null) {
            assertThat(first.path(what).asText()).isEqualTo(company);
        }

        assertThat(takes(crm, RecordType.EMAIL))
                .as("e-mails go nowhere")
                .isNotEqualTo(Set.of("zoho", "activecampaign").contains(crm));
        for (Map.Entry<String, RecordType> each : Map.of(
                        "l-1",
                        RecordType.CALL,
                        "l-2",
                        RecordType.CALL,
                        "m-1",
                        RecordType.MEETING,
                        "n-1",
                        RecordType.NOTE,
                        "e-1",
                        RecordType.EMAIL,
                        "t-1",
                        RecordType.TASK)
                .entrySet()) {
            if (takes(crm, each.getValue())) {
                assertThat(person(sandbox, link(crm, each.getValue(), each.getKey())))
                        .as(each.getKey())
                        .isEqualTo(contact);
            }
        }
        List<String> calls = TestCrms.records(sandbox, object).values().stream()
                .map(call -> call.path(subject).asText())
                .filter(text -> text.startsWith("Call "))
                .toList();
        assertThat(calls).containsExactlyInAnyOrder("Call one", "Call two");
        assertThat(caravan.bean(SyncLogStore.class).of(new RecordKey(RecordType.TASK, "t-2")).stream()
                        .filter(entry -> entry.connection().equals(crm)))
                .allSatisfy(entry -> {
                    assertThat(entry.outcome()).isEqualTo("skipped");
                    assertThat(entry.message()).contains("names none of contact_id,", "so nobody would find it there");
                })
                .isNotEmpty();
        assertThat(TestCrms.records(sandbox, companies)).hasSize(1);
        assertThat(TestCrms.records(sandbox, contacts)).hasSize(1);
    }

    private static boolean takes(String crm, RecordType type) {
        return caravan.bean(Subscriptions.class).has(new ConnectionName(crm), type);
    }

    private static void post(String type, String body) throws Exception {
        RunningCaravan.Answer answer = caravan.postJson("/api/records/" + type, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static boolean isLinked(String crm, RecordType type, String id) {
        return caravan.bean(LinkStore.class)
                .find(new ConnectionName(crm), new RecordKey(type, id))
                .isPresent();
    }

    private static String id(String crm, RecordType type, String id) {
        return link(crm, type, id).id();
    }

    private static ExternalId link(String crm, RecordType type, String id) {
        RecordKey key = new RecordKey(type, id);
        return caravan.bean(LinkStore.class)
                .find(new ConnectionName(crm), key)
                .orElseThrow(() -> new AssertionError(key + " is not linked: "
                        + caravan.bean(SyncLogStore.class).of(key)))
                .id();
    }

    /** The id of the person that an activity stands at, by whatever name the CRM has for it. */
    private static String person(SandboxServer sandbox, ExternalId activity) {
        JsonNode record = TestCrms.records(sandbox, activity.object()).get(activity.id());
        return Stream.of("WhoId", "Who_Id", "person_id", "relid", "Parent_Id")
                .map(name -> record.path(name).asText(""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }
}
