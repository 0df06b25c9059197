package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.demo.DemoCrms;
import dev.caravan.hooks.CrmHook;
import dev.caravan.hooks.OddBodies;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.pull.ChangePollers;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.sql.Database;
import dev.caravan.synclog.SyncLogStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.ClassPathResource;

/**
 * All CRMs at once, and each of them alike: first the demo fills them, then a second start on the same data finds
 * nothing to do, hears what people change in any of them, and tells the others, once.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EveryCrmEndToEndTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration SILENCE = Duration.ofSeconds(2);
    private static final Set<String> OUTCOMES = Set.of("created", "updated", "unchanged", "skipped", "held", "failed");
    private static final Set<String> ARRIVED = Set.of("created", "updated", "unchanged");
    private static final RecordKey ACME = new RecordKey(RecordType.COMPANY, "acme");
    private static final RecordKey LIN = new RecordKey(RecordType.CONTACT, "lin");

    @TempDir
    static Path data;

    private static RunningCaravan caravan;
    private static Sandboxes sandboxes;

    @BeforeAll
    static void startTheDemo() {
        String all = subjects().map(CrmSubject::vendor).collect(Collectors.joining(","));
        caravan = RunningCaravan.start(data, List.of("--caravan.demo=" + all, "--caravan.demo-port-base=0"));
        sandboxes = caravan.bean(Sandboxes.class);
    }

    @AfterAll
    static void stop() {
        caravan.close();
        sandboxes.close();
    }

    static Stream<CrmSubject> subjects() {
        return CrmSubjects.ALL.stream();
    }

    private static SandboxServer sandbox(CrmSubject crm) {
        return sandboxes.vendor(crm.vendor());
    }

    private static String address(CrmSubject crm) {
        return address(caravan.port(), crm);
    }

    private static String address(int port, CrmSubject crm) {
        return "http://127.0.0.1:" + port + "/webhooks/" + crm.vendor();
    }

    @ParameterizedTest
    @Order(1)
    @MethodSource("subjects")
    @Tag("R35")
    @Tag("R36")
    void theOutcomesOfTheDemoAddUp(CrmSubject crm) {
        Map<String, Map<String, Long>> outcomes =
                caravan.bean(SyncLogStore.class).latest(crm.vendor());
        assertThat(caravan.isSettled()).isTrue();
        caravan.bean(RecordStore.class).counts().forEach((type, count) -> {
            assertThat(OUTCOMES).containsAll(outcomes.get(type).keySet());
            assertThat(outcomes.get(type).values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .as("%s: %s", type, outcomes)
                    .isEqualTo(count);
        });
        assertThat(outcomes.get("contact").get("created")).isGreaterThan(500);
    }

    /** What the sync log says last of each record of a connection: record id to outcome and external id. */
    private record Line(String record, String outcome, String externalId) {}

    private static List<Line> lastLines(String connection, String type) {
        return caravan.bean(Database.class)
                .read()
                .sql(
                        "SELECT record_id, outcome, coalesce(external_id, '') FROM sync_log WHERE id IN (SELECT max(id) FROM"
                                + " sync_log WHERE connection = ? AND type = ? GROUP BY record_id)")
                .params(connection, type)
                .query((row, n) -> new Line(row.getString(1), row.getString(2), row.getString(3)))
                .list();
    }

    @ParameterizedTest
    @Order(2)
    @MethodSource("subjects")
    void theSandboxHoldsWhatTheLogSays(CrmSubject crm) {
        for (String type : List.of("company", "contact")) {
            Set<String> inCrm = TestCrms.records(sandbox(crm), crm.object(type)).keySet();
            Set<String> arrived = new TreeSet<>();
            Set<String> records = new TreeSet<>();
            for (Line line : lastLines(crm.vendor(), type)) {
                assertThat(ARRIVED.contains(line.outcome()))
                        .isEqualTo(!line.externalId().isEmpty());
                if (ARRIVED.contains(line.outcome())) {
                    assertThat(arrived.add(line.externalId())).isTrue();
                    records.add(line.record());
                }
            }
            assertThat(inCrm).containsAll(arrived).hasSize(arrived.size() + (type.equals("company") ? crm.own() : 0));
            assertThat(caravan.bean(LinkStore.class)
                            .find(crm.connection(), RecordType.of(type), records)
                            .values())
                    .extracting(link -> link.id().id())
                    .containsExactlyInAnyOrderElementsOf(arrived);
        }
    }

    @Test
    @Order(3)
    void aSecondStartOnTheSameDataPushesNothing() throws Exception {
        Map<String, Map<String, Map<String, Long>>> before = new TreeMap<>();
        subjects()
                .forEach(crm -> before.put(
                        crm.vendor(), caravan.bean(SyncLogStore.class).latest(crm.vendor())));
        caravan.close();
        String[] vendors = subjects().map(CrmSubject::vendor).toArray(String[]::new);
        sandboxes = Sandboxes.start(SandboxOptions.onFreePorts(vendors).keepingDataIn(data.resolve("sandbox")));
        Map<String, String> urls = new LinkedHashMap<>();
        sandboxes.all().forEach((vendor, server) -> urls.put(vendor, server.baseUrl()));
        int port = TestCrms.freePort();
        List<String> arguments = new ArrayList<>(List.of("--server.port=" + port));
        DemoCrms.connections(urls).forEach((name, value) -> arguments.add("--" + name + "=" + value));
        subjects().forEach(crm -> arguments.addAll(crm.settings(address(port, crm))));
        caravan = RunningCaravan.start(data, arguments);

        assertThat(take("company", "text/csv", "sample/companies.csv")).isZero();
        assertThat(take("contact", "application/x-ndjson", "sample/contacts.ndjson"))
                .isZero();
        await().atMost(PATIENCE).until(caravan::isSettled);
        for (CrmSubject crm : CrmSubjects.ALL) {
            assertThat(caravan.bean(SyncLogStore.class).latest(crm.vendor())).isEqualTo(before.get(crm.vendor()));
            assertThat(crm.writes(sandbox(crm))).as(crm.vendor()).isEmpty();
            assertThat(crm.commits(sandbox(crm))).as(crm.vendor()).isEmpty();
        }
    }

    /** Takes a sample in again; how much of it is news. */
    private static long take(String type, String contentType, String resource) throws Exception {
        String body = new ClassPathResource(resource).getContentAsString(StandardCharsets.UTF_8);
        JsonNode answer =
                caravan.post("/api/records/" + type, contentType, body).json();
        assertThat(answer.path("received").asLong()).isPositive();
        return answer.path("created").asLong() + answer.path("updated").asLong();
    }

    @Test
    @Order(4)
    void whatIsNewInTheHubIsMadeInEveryCrm() throws Exception {
        caravan.postJson(
                "/api/records/company",
                "{\"id\":\"acme\",\"name\":\"Acme\",\"domain\":\"acme.example\",\"website\":\"https://acme.example\"}");
        caravan.postJson(
                "/api/records/contact",
                "{\"id\":\"lin\",\"first_name\":\"Anna Lin\",\"last_name\":\"Moreau\","
                        + "\"work_email\":\"lin@acme.example\",\"phone\":\"+31612345678\",\"company_id\":\"acme\"}");
        LinkStore links = caravan.bean(LinkStore.class);
        // The first looks find what the demo wrote just now, and the records that the CRMs have of their own.
        look();
        await().atMost(PATIENCE).until(() -> links.of(LIN).size() == CrmSubjects.ALL.size() && caravan.isSettled());
        for (CrmSubject crm : CrmSubjects.ALL) {
            assertThat(crm.name(sandbox(crm), id(crm, LIN))).as(crm.vendor()).isEqualTo("Anna Lin Moreau");
            assertThat(crm.phone(sandbox(crm), id(crm, LIN))).as(crm.vendor()).isEqualTo("+31612345678");
            assertThat(crm.work().of(sandbox(crm), id(crm, LIN)))
                    .as("company in %s", crm)
                    .isEqualTo(id(crm, ACME));
        }
    }

    private static String id(CrmSubject crm, RecordKey key) {
        return caravan.bean(LinkStore.class)
                .find(crm.connection(), key)
                .orElseThrow()
                .id()
                .id();
    }

    private static HubRecord hub() {
        return caravan.bean(RecordStore.class).find(LIN).orElseThrow();
    }

    private static void look() {
        for (CrmSubject crm : CrmSubjects.ALL) {
            for (RecordType type : List.of(RecordType.COMPANY, RecordType.CONTACT)) {
                caravan.bean(ChangePollers.class).apply(crm.connection(), type).look();
            }
        }
    }

    /** A person writes a telephone number at the screens of a CRM. */
    private static void edit(CrmSubject crm, String phone) throws Exception {
        TestCrms.control(
                sandbox(crm),
                "PATCH",
                "/records/" + crm.contacts() + "/" + id(crm, LIN),
                String.format(crm.edit(), phone));
    }

    @ParameterizedTest
    @Order(5)
    @MethodSource("subjects")
    @Tag("R41")
    @Tag("I3")
    void anEditInTheCrmIsFoundByPollingAndReachesTheOthersOnce(CrmSubject crm) throws Exception {
        String phone = "+312012345" + (10 + CrmSubjects.ALL.indexOf(crm));
        Writes before = new Writes();
        edit(crm, phone);
        await().atMost(PATIENCE).pollInterval(POLL).until(() -> {
            caravan.bean(ChangePollers.class)
                    .apply(crm.connection(), RecordType.CONTACT)
                    .look();
            return hub().text("phone").equals(phone);
        });
        everyoneHas(phone);
        before.onceInAllBut(crm);
    }

    @ParameterizedTest
    @Order(6)
    @MethodSource("subjects")
    @Tag("R41")
    @Tag("I3")
    @Tag("I12")
    void anEditInTheCrmIsToldByWebhookAndReachesTheOthersOnce(CrmSubject crm) throws Exception {
        String phone = "+312012346" + (10 + CrmSubjects.ALL.indexOf(crm));
        Writes before = new Writes();
        TestCrms.control(sandbox(crm), "POST", "/webhooks", crm.hook().target(address(crm)));
        edit(crm, phone);
        await().atMost(PATIENCE).until(() -> hub().text("phone").equals(phone));
        everyoneHas(phone);
        before.onceInAllBut(crm);
    }

    private static void everyoneHas(String phone) {
        for (CrmSubject crm : CrmSubjects.ALL) {
            await(crm + " has it")
                    .atMost(PATIENCE)
                    .until(() -> crm.phone(sandbox(crm), id(crm, LIN)).equals(phone));
        }
        await().atMost(PATIENCE).until(caravan::isSettled);
        assertThat(hub().text("first_name")).isEqualTo("Anna Lin");
    }

    /** Calls that wrote and what they stored, since this was made. */
    private static final class Writes {
        private final Map<CrmSubject, Long> calls = new LinkedHashMap<>();
        private final Map<CrmSubject, Integer> commits = new LinkedHashMap<>();

        Writes() throws Exception {
            for (CrmSubject crm : CrmSubjects.ALL) {
                calls.put(crm, sum(crm));
                commits.put(crm, crm.commits(sandbox(crm)).size());
            }
        }

        private static long sum(CrmSubject crm) throws Exception {
            return crm.writes(sandbox(crm)).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }

        void are(CrmSubject crm, int expected) throws Exception {
            List<String> all = crm.commits(sandbox(crm));
            List<String> stored = all.subList(commits.get(crm), all.size());
            assertThat(sum(crm) - calls.get(crm))
                    .as("writes to %s: %s, %s", crm, crm.writes(sandbox(crm)), stored)
                    .isEqualTo(expected);
            assertThat(stored).as("stored in %s", crm).hasSize(expected);
        }

        void onceInAllBut(CrmSubject edited) throws Exception {
            for (CrmSubject crm : CrmSubjects.ALL) {
                are(crm, crm == edited ? 0 : 1);
            }
        }
    }

    @Test
    @Order(7)
    @Tag("I14")
    void whatTheCrmsStoreInAnotherFormIsWrittenOnce() throws Exception {
        for (CrmSubject crm : CrmSubjects.ALL) {
            TestCrms.control(
                    sandbox(crm),
                    "PUT",
                    "/faults",
                    "{\"normalise\":[\"trim\",\"phone\",\"cut:40\",\"case-email\",\"label\"]}");
        }
        String company = "Acme Pumps, Valves and Everything in Between";
        Writes before = new Writes();
        caravan.postJson(
                "/api/records/contact",
                "{\"id\":\"lin\",\"last_name\":\" van  der  Berg \",\"phone\":\"+31205550199\"}");
        caravan.postJson("/api/records/company", "{\"id\":\"acme\",\"name\":\"" + company + "\"}");
        everyoneHas("+31 2 0555 0199");
        for (CrmSubject crm : CrmSubjects.ALL) {
            assertThat(crm.name(sandbox(crm), id(crm, LIN))).as(crm.vendor()).isEqualTo("Anna Lin van der Berg");
            // Where a company's name is its key, it is not cut.
            assertThat(crm.companyName(sandbox(crm), id(crm, ACME)))
                    .as(crm.vendor())
                    .isIn(company.substring(0, 40).strip(), company);
        }
        silence();
        for (CrmSubject crm : CrmSubjects.ALL) {
            // The name of a person may stand in a record of its own.
            before.are(crm, crm.person().on() == null ? 2 : 3);
        }
        assertThat(hub().text("last_name")).isEqualTo(" van  der  Berg ");
        assertThat(hub().text("phone")).isEqualTo("+31205550199");
    }

    /** Some time in which everyone is asked again, and webhooks of what was written may still come. */
    private static void silence() {
        look();
        await().during(SILENCE).atMost(PATIENCE).until(caravan::isSettled);
        look();
        await().atMost(PATIENCE).until(caravan::isSettled);
    }

    @Test
    @Order(8)
    @Tag("I14")
    void nobodyWritesWhenWebhooksComeThatSayNothingNew() throws Exception {
        for (CrmSubject crm : CrmSubjects.ALL) {
            TestCrms.control(
                    sandbox(crm),
                    "PUT",
                    "/faults",
                    "{\"webhooks\":{\"duplicate\":{\"times\":3},\"reorder\":{\"window\":4,\"millis\":50}}}");
        }
        String phone = "+31205550199";
        for (CrmSubject crm : CrmSubjects.ALL) {
            await().atMost(PATIENCE).until(() -> webhooks(crm, "waiting") == 0);
        }
        silence();
        Writes before = new Writes();
        for (CrmSubject crm : CrmSubjects.ALL) {
            long told = webhooks(crm, "accepted");
            edit(crm, phone);
            await(crm + " tells it four times")
                    .atMost(PATIENCE)
                    .until(() -> webhooks(crm, "accepted") >= told + 4
                            && hub().text("phone").equals(phone)
                            && caravan.isSettled());
        }
        silence();
        for (CrmSubject crm : CrmSubjects.ALL) {
            before.are(crm, 0);
            assertThat(crm.phone(sandbox(crm), id(crm, LIN))).as(crm.vendor()).isEqualTo(phone);
        }
    }

    private static long webhooks(CrmSubject crm, String count) throws Exception {
        return TestCrms.control(sandbox(crm), "GET", "/webhooks", "")
                .path("counts")
                .path(count)
                .asLong();
    }

    private static long marks() {
        return caravan.bean(ChangeMarkStore.class).count();
    }

    @ParameterizedTest
    @Order(9)
    @MethodSource("subjects")
    @Tag("S1")
    void aForgedWebhookIsRefused(CrmSubject crm) throws Exception {
        CrmHook hook = crm.hook();
        for (Map.Entry<String, CrmHook.Call> forged :
                hook.forged(address(crm), hook.usual()).entrySet()) {
            assertThat(forged.getValue().send()).as(forged.getKey()).isIn(400, 401, 404);
        }
        assertThat(marks()).isZero();
        assertThat(hook.genuine(address(crm), hook.usual()).send()).isEqualTo(200);
        await().atMost(PATIENCE).until(caravan::isSettled);
    }

    @ParameterizedTest
    @Order(10)
    @MethodSource("subjects")
    @Tag("S6")
    @Tag("S8")
    void anOddWebhookIsRefusedOrSaysNothing(CrmSubject crm) throws Exception {
        CrmHook hook = crm.hook();
        Set<Integer> fine = new HashSet<>(Set.of(200, 400, 413));
        if (hook.isProvedByBody()) {
            fine.add(401);
        }
        await().atMost(PATIENCE).until(caravan::isSettled);
        for (Map.Entry<String, byte[]> odd : OddBodies.thatSayNothing(hook).entrySet()) {
            assertThat(hook.genuine(address(crm), odd.getValue()).send())
                    .as(odd.getKey())
                    .isIn(fine);
            assertThat(marks()).as(odd.getKey()).isZero();
        }
        for (Map.Entry<String, byte[]> odd : OddBodies.thatMaySaySomething(hook).entrySet()) {
            assertThat(hook.genuine(address(crm), odd.getValue()).send())
                    .as(odd.getKey())
                    .isIn(fine);
        }
        await().atMost(PATIENCE).until(caravan::isSettled);
        assertThat(hook.genuine(address(crm), hook.usual()).send()).isEqualTo(200);
        await().atMost(PATIENCE).until(caravan::isSettled);
    }

    /** Those whose webhooks tell of deletions. */
    static Stream<CrmSubject> tellers() {
        return subjects().filter(crm -> !Set.of("salesforce", "activecampaign").contains(crm.vendor()));
    }

    @ParameterizedTest
    @Order(11)
    @MethodSource("tellers")
    @Tag("I15")
    void whatIsDeletedInTheCrmIsUnlinkedAndStays(CrmSubject crm) throws Exception {
        Writes before = new Writes();
        TestCrms.control(sandbox(crm), "DELETE", "/records/" + crm.contacts() + "/" + id(crm, LIN), "");
        await().atMost(PATIENCE)
                .until(() -> caravan.bean(LinkStore.class)
                                .find(crm.connection(), LIN)
                                .isEmpty()
                        && caravan.isSettled());
        for (CrmSubject each : CrmSubjects.ALL) {
            before.are(each, 0);
        }
        assertThat(hub().text("first_name")).isEqualTo("Anna Lin");
    }
}
