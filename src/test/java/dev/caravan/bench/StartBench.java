package dev.caravan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Seconds from the start of the process to the first record that is accepted, with a fresh database and two
 * connections.
 */
@Tag("bench")
class StartBench {
    @TempDir
    Path folder;

    @Test
    void secondsToTheFirstAcceptedRecord() {
        Report report = new Report("start");
        List<Double> seconds = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        try (BenchProcess crms = Servers.sandbox(folder, "hubspot,salesforce", 0)) {
            for (int round = 1; round <= BenchSettings.rounds(); round++) {
                int port = Servers.freePort();
                List<String> arguments = Servers.arguments(port, folder.resolve("data" + round), Path.of("routes"));
                arguments.addAll(
                        Servers.hubspot(String.valueOf(Servers.urls(crms).get("hubspot"))));
                arguments.addAll(
                        Servers.salesforce(String.valueOf(Servers.urls(crms).get("salesforce"))));
                long start = System.nanoTime();
                try (BenchProcess caravan =
                        BenchProcess.caravan(folder.resolve("start.log"), List.of("-Xmx512m"), arguments)) {
                    awaitAccepted(caravan, port, new People("s" + round).body(1));
                    seconds.add((System.nanoTime() - start) / 1e9);
                    cpu.add(caravan.cpu().toMillis() / 1e3);
                }
            }
        }
        report.line(
                "%.1f s to the first accepted record, %.1f s of processor time; all rounds: %s s",
                Report.median(seconds),
                Report.median(cpu),
                seconds.stream().map("%.1f"::formatted).toList());
    }

    private static void awaitAccepted(BenchProcess caravan, int port, byte[] contact) {
        URI target = URI.create("http://127.0.0.1:" + port + "/api/records/contact");
        await("the first record to be accepted")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(20))
                .pollDelay(Duration.ZERO)
                .until(() -> {
                    assertThat(caravan.isAlive()).as(caravan.tail()).isTrue();
                    try (KeepAlive connection = new KeepAlive(target, Servers.AUTHORIZATION)) {
                        return connection.post("", contact) == 200;
                    } catch (IOException e) {
                        return false;
                    }
                });
    }
}
