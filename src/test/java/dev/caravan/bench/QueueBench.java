package dev.caravan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A CRM that is down costs disk, not heap: with {@code -Xmx256m}, 100,000 records wait for a CRM that does not answer
 * for five minutes more; then it answers, and all of them arrive. Asserts that the process lives and that nothing is
 * missing.
 */
@Tag("bench")
class QueueBench {
    private static final int RECORDS = Integer.getInteger("bench.queued", 100_000);
    private static final int STEP = RECORDS / 10;
    private static final int PER_REQUEST = 100;
    private static final int MINUTES_DOWN = Integer.getInteger("bench.minutes-down", 5);
    private static final Pattern FULL = Pattern.compile("Pause Full .*->(\\d+)M\\(");

    @TempDir
    Path folder;

    @Test
    @Tag("I19")
    void aLongQueueNeedsNoHeap() throws IOException {
        int port = Servers.freePort();
        int crmPort = Servers.freePort();
        Path gc = folder.resolve("gc.log");
        List<String> arguments = Servers.arguments(port, folder.resolve("data"), Path.of("routes"));
        arguments.addAll(Servers.hubspot("http://127.0.0.1:" + crmPort));
        arguments.addAll(List.of("--caravan.retry.first=1s", "--caravan.retry.longest=5s"));
        Report report = new Report("queue");
        try (BenchProcess caravan = BenchProcess.caravan(
                folder.resolve("caravan.log"),
                List.of("-Xmx256m", "-XX:+UseSerialGC", "-Xlog:gc:file=" + gc),
                arguments)) {
            Servers.awaitReady(caravan, port);
            List<Long> used = fill(caravan, port, gc, report);
            stayDown(caravan, gc, report);
            report.line(
                    "used heap at 10 %% of the queue %d MB, at 100 %% %d MB, of 256 MB",
                    used.get(0), used.get(used.size() - 1));
            assertThat(Servers.marks(port)).as("waiting").isEqualTo(RECORDS);
            try (BenchProcess crm = Servers.sandbox(folder, "hubspot", crmPort)) {
                drain(caravan, crm, port, crmPort, report);
            }
        }
    }

    private List<Long> fill(BenchProcess caravan, int port, Path gc, Report report) {
        URI target = URI.create("http://127.0.0.1:" + port + "/api/records/contact");
        People people = new People("queued");
        List<Long> used = new ArrayList<>();
        for (int done = STEP; done <= RECORDS; done += STEP) {
            Load.Count sent =
                    Load.requests(STEP / PER_REQUEST, target, Servers.AUTHORIZATION, 8, () -> people.body(PER_REQUEST));
            assertThat(caravan.isAlive()).as(caravan.tail()).isTrue();
            assertThat(sent.refused()).as("refused").isZero();
            caravan.collectGarbage();
            used.add(afterCollection(gc));
            report.line("%7d queued: %3d MB used after a full collection", done, used.get(used.size() - 1));
        }
        return used;
    }

    /** The CRM does not answer for some more minutes, and every try fails. */
    private static void stayDown(BenchProcess caravan, Path gc, Report report) {
        for (int minute = 1; minute <= MINUTES_DOWN; minute++) {
            await("a minute to pass")
                    .atMost(Duration.ofMinutes(2))
                    .pollDelay(Duration.ofMinutes(1))
                    .until(() -> true);
            assertThat(caravan.isAlive()).as(caravan.tail()).isTrue();
            caravan.collectGarbage();
            report.line("%d minutes later: %3d MB used after a full collection", minute, afterCollection(gc));
        }
    }

    private static void drain(BenchProcess caravan, BenchProcess crm, int port, int crmPort, Report report) {
        long start = System.nanoTime();
        Servers.awaitSettled(caravan, port, Duration.ofMinutes(10));
        int arrived = Servers.get("http://127.0.0.1:" + crmPort + "/_sandbox/records/contacts")
                .size();
        report.line(
                "all settled %.0f s after the CRM answered again, %d of %d arrived",
                (System.nanoTime() - start) / 1e9, arrived, RECORDS);
        assertThat(crm.isAlive()).as(crm.tail()).isTrue();
        assertThat(arrived).as("contacts in the CRM").isEqualTo(RECORDS);
    }

    /** Megabytes used after the last full collection that the log tells of; -1 when it tells of none. */
    static long afterCollection(Path gc) {
        try {
            long last = -1;
            for (Matcher m = FULL.matcher(Files.readString(gc)); m.find(); ) {
                last = Long.parseLong(m.group(1));
            }
            return last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
