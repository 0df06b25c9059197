package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.PauseStore;
import dev.caravan.sandbox.Change;
import dev.caravan.sql.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a stop and a new start on the same data leave as it was. */
class RestartEndToEndTest {
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private TestCrms crms;

    @BeforeEach
    void startCrms() {
        crms = new TestCrms();
    }

    @AfterEach
    void stopCrms() {
        crms.close();
    }

    private RunningCaravan start() {
        List<String> arguments = new ArrayList<>(TestCrms.hubspot(crms.url("hubspot")));
        arguments.add("--caravan.retry.first=200ms");
        arguments.add("--caravan.retry.longest=1s");
        return RunningCaravan.start(data, arguments);
    }

    private static String companies(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i ->
                        "{\"id\":\"co-" + i + "\",\"name\":\"Company " + i + "\",\"domain\":\"co-" + i + ".example\"}")
                .collect(Collectors.joining("\n"));
    }

    private static void send(RunningCaravan caravan, int from, int to) throws Exception {
        RunningCaravan.Answer answer =
                caravan.post("/api/records/company", "application/x-ndjson", companies(from, to));
        assertThat(answer.json().path("created").asInt()).as(answer.body()).isEqualTo(to - from);
    }

    private long callsForRecords() throws Exception {
        return TestCrms.calls(crms.vendor("hubspot")).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    @Tag("I17")
    void aPauseThatTheCrmAskedForOutlivesARestart() throws Exception {
        Instant until;
        long calls;
        try (RunningCaravan first = start()) {
            // The fields are asked for at the start; only what follows is to be refused.
            await().atMost(PATIENCE).until(() -> callsForRecords() > 0);
            crms.faults(
                    "hubspot",
                    "{\"kind\":\"429\",\"next\":1,\"retryAfter\":\"seconds\",\"seconds\":30,\"operation\":\"POST \"}");
            send(first, 0, 3);
            await().atMost(PATIENCE)
                    .until(() ->
                            first.connection("hubspot").path("state").asText().equals("paused"));
            until = first.bean(PauseStore.class).pausedUntil(HUBSPOT).orElseThrow();
        }
        calls = callsForRecords();
        try (RunningCaravan second = start()) {
            Clock clock = second.bean(Clock.class);
            assertThat(clock.instant())
                    .as("the restart was quicker than the pause")
                    .isBefore(until);
            assertThat(second.connection("hubspot").path("state").asText()).isEqualTo("paused");
            assertThat(second.connection("hubspot").path("marksWaiting").asLong())
                    .isEqualTo(3);
            assertThat(callsForRecords()).isEqualTo(calls);

            await().atMost(PATIENCE).until(second::isSettled);
            List<Change> commits = crms.vendor("hubspot").journal().after(0, 100);
            assertThat(commits).isNotEmpty();
            assertThat(commits.get(0).at()).isAfterOrEqualTo(until);
            assertThat(TestCrms.records(crms.vendor("hubspot"), "companies")).hasSize(3);
        }
    }

    @Test
    @Tag("I8")
    void aStopInTheMiddleOfTheWorkLeavesEveryMarkToTheNextStart() throws Exception {
        int records = 600;
        RunningCaravan first = start();
        crms.faults("hubspot", "{\"kind\":\"latency\",\"millis\":400,\"jitterMillis\":400}");
        send(first, 0, records);
        await().atMost(PATIENCE)
                .until(() -> crms.vendor("hubspot").journal().after(0, 1).size() == 1);
        long begin = System.nanoTime();
        first.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("time of the stop")
                .isLessThan(Duration.ofSeconds(30));
        crms.faults("hubspot", "");

        try (RunningCaravan second = start()) {
            await().atMost(PATIENCE).until(second::isSettled);

            Map<String, Long> byName = TestCrms.records(crms.vendor("hubspot"), "companies").values().stream()
                    .collect(Collectors.groupingBy(c -> c.path("name").asText(), Collectors.counting()));
            assertThat(byName)
                    .hasSize(records)
                    .allSatisfy((name, n) -> assertThat(n).isEqualTo(1));
            assertThat(count(second, "SELECT count(DISTINCT record_id) FROM sync_log"))
                    .isEqualTo(records);
            assertThat(count(second, "SELECT count(*) FROM dead_letter")).isZero();
            assertThat(count(second, "SELECT count(*) FROM link")).isEqualTo(records);
        }
    }

    private static long count(RunningCaravan caravan, String sql) {
        return caravan.bean(Database.class).read().sql(sql).query(Long.class).single();
    }

    @Test
    @Tag("I24")
    void aRevokedTokenBreaksTheConnectionAndItsMarksWaitUntilItIsGoodAgain() throws Exception {
        try (RunningCaravan first = start()) {
            send(first, 0, 1);
            await().atMost(PATIENCE).until(first::isSettled);
            crms.post("hubspot", "/revoke", "{\"all\": true}");
            send(first, 1, 4);
            await().atMost(PATIENCE)
                    .until(() ->
                            first.connection("hubspot").path("state").asText().equals("broken"));
            assertThat(first.connection("hubspot").path("marksWaiting").asLong())
                    .isEqualTo(3);
            assertThat(first.connection("hubspot").path("detail").asText()).isNotBlank();
            assertThat(first.get("/api/dead-letters").json().path("items")).isEmpty();
            assertThat(count(first, "SELECT max(attempts) FROM change_mark")).isZero();
        }
        crms.post("hubspot", "/reset", "");

        try (RunningCaravan second = start()) {
            await().atMost(PATIENCE).until(second::isSettled);
            assertThat(second.connection("hubspot").path("state").asText()).isEqualTo("open");
            assertThat(TestCrms.records(crms.vendor("hubspot"), "companies")).hasSize(3);
        }
    }
}
