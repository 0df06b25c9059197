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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Activities of the hub, as they come to stand in the CRMs that keep links in fields of the record. */
class ActivitiesEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    Path data;

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
            String contacts)
            throws Exception {
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts(crm))) {
            SandboxServer sandbox = sandboxes.vendor(crm);
            List<String> arguments = new ArrayList<>();
            DemoCrms.connections(Map.of(crm, sandbox.baseUrl()))
                    .forEach((name, value) -> arguments.add("--" + name + "=" + value));
            arguments.add("--caravan.connections." + crm + ".call-timeout=2s");
            try (RunningCaravan caravan = RunningCaravan.start(data, arguments)) {
                String links = "\"contact_id\":\"p-1\",\"occurred_at\":\"2026-11-02T10:00:00Z\"";
                post(caravan, "call", "[{\"id\":\"l-0\",\"subject\":\"First call\"," + links + "}]");
                post(caravan, "company", "[{\"id\":\"c-1\",\"name\":\"Acme\",\"website\":\"https://acme.example\"}]");
                post(
                        caravan,
                        "contact",
                        "[{\"id\":\"p-1\",\"first_name\":\"Anna\",\"last_name\":\"Lin\",\"work_email\":\"lin@acme.example\","
                                + "\"company_id\":\"c-1\"}]");
                await().atMost(PATIENCE)
                        .until(() -> caravan.isSettled() && isLinked(caravan, crm, RecordType.CALL, "l-0"));
                String company = id(caravan, crm, RecordType.COMPANY, "c-1");
                String contact = id(caravan, crm, RecordType.CONTACT, "p-1");
                JsonNode first = TestCrms.records(sandbox, object).get(id(caravan, crm, RecordType.CALL, "l-0"));
                assertThat(first.path(who).asText()).isEqualTo(contact);
                if (what != null) {
                    assertThat(first.path(what).asText()).isEqualTo(company);
                }

                faults(sandbox, "{\"kind\":\"reset-after-commit\",\"next\":1}");
                post(
                        caravan,
                        "call",
                        "[{\"id\":\"l-1\",\"subject\":\"Call one\"," + links
                                + "},{\"id\":\"l-2\",\"subject\":\"Call two\"," + links + "}]");
                post(
                        caravan,
                        "meeting",
                        "[{\"id\":\"m-1\",\"subject\":\"Demo\",\"starts_at\":\"2026-11-10T09:00:00Z\",\"ends_at\":"
                                + "\"2026-11-10T10:30:00Z\",\"contact_id\":\"p-1\"}]");
                assertThat(caravan.bean(Subscriptions.class)
                                .of(RecordType.EMAIL)
                                .isEmpty())
                        .as("e-mails go nowhere")
                        .isEqualTo(Set.of("zoho", "activecampaign").contains(crm));
                post(caravan, "note", "[{\"id\":\"n-1\",\"body\":\"Wants a trial\"," + links + "}]");
                post(caravan, "email", "[{\"id\":\"e-1\",\"subject\":\"Hello\",\"body\":\"Hi\"," + links + "}]");
                post(
                        caravan,
                        "task",
                        "[{\"id\":\"t-1\",\"subject\":\"Offer\",\"due_at\":\"2026-11-09T09:00:00Z\",\"status\":\"Open\","
                                + "\"contact_id\":\"p-1\"},{\"id\":\"t-2\",\"subject\":\"Nowhere\"}]");
                await().atMost(PATIENCE).until(caravan::isSettled);
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
                    if (caravan.bean(Subscriptions.class).of(each.getValue()).isEmpty()) {
                        continue;
                    }
                    assertThat(person(sandbox, link(caravan, crm, each.getValue(), each.getKey())))
                            .as(each.getKey())
                            .isEqualTo(contact);
                }
                List<String> calls = TestCrms.records(sandbox, object).values().stream()
                        .map(call -> call.path(subject).asText())
                        .filter(text -> text.startsWith("Call "))
                        .toList();
                assertThat(calls).containsExactlyInAnyOrder("Call one", "Call two");
                assertThat(caravan.bean(SyncLogStore.class).of(new RecordKey(RecordType.TASK, "t-2")))
                        .allSatisfy(entry -> {
                            assertThat(entry.outcome()).isEqualTo("skipped");
                            assertThat(entry.message())
                                    .contains("names none of contact_id,", "so nobody would find it there");
                        })
                        .isNotEmpty();
                assertThat(TestCrms.records(sandbox, companies)).hasSize(1);
                assertThat(TestCrms.records(sandbox, contacts)).hasSize(1);
            }
        }
    }

    private static void post(RunningCaravan caravan, String type, String body) throws Exception {
        RunningCaravan.Answer answer = caravan.postJson("/api/records/" + type, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static boolean isLinked(RunningCaravan caravan, String crm, RecordType type, String id) {
        return caravan.bean(LinkStore.class)
                .find(new ConnectionName(crm), new RecordKey(type, id))
                .isPresent();
    }

    private static String id(RunningCaravan caravan, String crm, RecordType type, String id) {
        return link(caravan, crm, type, id).id();
    }

    private static ExternalId link(RunningCaravan caravan, String crm, RecordType type, String id) {
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

    private static void faults(SandboxServer sandbox, String rule) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + "/_sandbox/faults"))
                .PUT(HttpRequest.BodyPublishers.ofString("{\"rules\":[" + rule + "]}"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }
}
