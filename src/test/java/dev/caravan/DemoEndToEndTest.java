package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.sql.Database;
import dev.caravan.synclog.SyncLogStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.ClassPathResource;

/** A fresh start without any configuration: sample data into both sandboxes, and every record accounted for. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemoEndToEndTest {
    private static final List<String> OUTCOMES =
            List.of("created", "updated", "unchanged", "skipped", "held", "failed");
    private static final Set<String> ARRIVED = Set.of("created", "updated", "unchanged");

    @TempDir
    static Path data;

    private static RunningCaravan caravan;

    @BeforeAll
    static void start() {
        caravan = startDemo();
    }

    private static RunningCaravan startDemo() {
        return RunningCaravan.start(data, List.of("--caravan.demo-port-base=0"));
    }

    @AfterAll
    static void stop() {
        caravan.close();
    }

    /** What the sync log says last of each record of a connection: record id to outcome and external id. */
    private record Line(String record, String outcome, String externalId) {}

    private static List<Line> lastLines(String connection, RecordType type) {
        return caravan.bean(Database.class)
                .read()
                .sql(
                        "SELECT record_id, outcome, coalesce(external_id, '') FROM sync_log WHERE id IN (SELECT max(id) FROM"
                                + " sync_log WHERE connection = ? AND type = ? GROUP BY record_id)")
                .params(connection, type.word())
                .query((row, n) -> new Line(row.getString(1), row.getString(2), row.getString(3)))
                .list();
    }

    private static SandboxServer sandbox(String connection) {
        return caravan.bean(Sandboxes.class).vendor(connection);
    }

    @Test
    @Order(1)
    void everyLineOfTheSampleIsInTheHub() throws IOException {
        Map<String, Long> inHub = caravan.bean(RecordStore.class).counts();

        assertThat(inHub)
                .containsEntry("contact", lines("sample/contacts.ndjson").count());
        assertThat(inHub).containsEntry("company", lines("sample/companies.csv").count() - 1);
    }

    private static Stream<String> lines(String resource) throws IOException {
        try (InputStream in = new ClassPathResource(resource).getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank());
        }
    }

    @ParameterizedTest
    @Order(2)
    @CsvSource({"hubspot, company", "hubspot, contact", "salesforce, company", "salesforce, contact"})
    void theOutcomesAddUpToTheRecordsOfTheHub(String connection, String type) {
        Map<String, Long> outcomes =
                caravan.bean(SyncLogStore.class).latest(connection).get(type);

        assertThat(caravan.isSettled()).isTrue();
        assertThat(outcomes.keySet()).isSubsetOf(OUTCOMES);
        assertThat(outcomes.values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(caravan.bean(RecordStore.class).counts().get(type));
    }

    @ParameterizedTest
    @Order(3)
    @CsvSource({
        "hubspot, company, companies, caravan_id",
        "hubspot, contact, contacts, caravan_id",
        "salesforce, company, Account, Caravan_Id__c",
        "salesforce, contact, Contact, Caravan_Id__c"
    })
    void theSandboxHoldsExactlyWhatTheLogSays(String connection, String type, String object, String uniqueField) {
        RecordType recordType = RecordType.of(type);
        List<Line> lines = lastLines(connection, recordType);
        Map<String, JsonNode> inCrm = TestCrms.records(sandbox(connection), object);

        Set<String> arrived = new TreeSet<>();
        lines.stream().filter(l -> ARRIVED.contains(l.outcome())).forEach(l -> arrived.add(l.externalId()));
        assertThat(inCrm.keySet()).isEqualTo(arrived);
        assertThat(lines.stream().filter(l -> !ARRIVED.contains(l.outcome())))
                .allSatisfy(l -> assertThat(l.externalId()).isEmpty());

        Map<String, String> recordOf = new TreeMap<>();
        lines.stream()
                .filter(l -> ARRIVED.contains(l.outcome()))
                .forEach(l -> recordOf.put(l.externalId(), l.record()));
        inCrm.forEach((id, fields) -> assertThat(fields.path(uniqueField).asText())
                .as("%s of %s %s", uniqueField, object, id)
                .isEqualTo(recordOf.get(id)));
        Set<String> linked = new TreeSet<>();
        caravan.bean(LinkStore.class)
                .find(new ConnectionName(connection), recordType, recordOf.values())
                .values()
                .forEach(l -> linked.add(l.id().id()));
        assertThat(linked).isEqualTo(arrived);
    }

    @Test
    @Order(4)
    void everyDeadLetterSaysReasonAndCure() throws Exception {
        JsonNode letters = caravan.get("/api/dead-letters?limit=500").json().path("items");
        long failed = 0;
        for (String connection : List.of("hubspot", "salesforce")) {
            for (Map<String, Long> outcomes :
                    caravan.bean(SyncLogStore.class).latest(connection).values()) {
                failed += outcomes.getOrDefault("failed", 0L);
            }
        }

        assertThat(letters.size()).isPositive().isEqualTo((int) failed);
        for (JsonNode letter : letters) {
            assertThat(letter.path("message").asText()).as(letter.toString()).matches("(?s)[A-Z]{3}-\\d{3} .+");
            assertThat(letter.path("cure").asText()).as(letter.toString()).isNotBlank();
            assertThat(letter.path("route").asText()).as(letter.toString()).endsWith("-push");
        }
    }

    @Test
    @Order(5)
    void theSummaryOfTheApiShowsNothingWaiting() throws Exception {
        JsonNode summary = caravan.get("/api/summary").json();

        assertThat(summary.path("marksWaiting").asLong()).isZero();
        assertThat(summary.path("oldestMarkAgeSeconds").asLong()).isZero();
        assertThat(summary.path("connections")).hasSize(2);
    }

    @Test
    @Order(6)
    void aSecondStartOnTheSameDataPushesNothing() throws Exception {
        Map<String, Map<String, Long>> before = caravan.bean(SyncLogStore.class).latest("hubspot");
        caravan.close();
        caravan = startDemo();

        assertThat(caravan.isSettled()).isTrue();
        assertThat(caravan.bean(SyncLogStore.class).latest("hubspot")).isEqualTo(before);
        for (String connection : List.of("hubspot", "salesforce")) {
            assertThat(TestCrms.calls(sandbox(connection)).keySet())
                    .as("calls to %s", connection)
                    .allSatisfy(operation -> assertThat(operation).startsWith("GET "));
        }
    }
}
