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
 * connections: by {@code ./caravan}, which keeps the jar taken apart and an archive of its classes, and by {@code java
 * -jar}.
 */
@Tag("bench")
class StartBench {
    @TempDir
    Path folder;

    @Test
    void secondsToTheFirstAcceptedRecord() {
        Report report = new Report("start");
        Starts launcher = new Starts("./caravan");
        Starts jar = new Starts("java -jar");
        try (BenchProcess crms = Servers.sandbox(folder, "hubspot,salesforce", 0)) {
            // The first start by the launcher takes the jar apart.
            measure("first", crms, BenchProcess::launcher);
            for (int round = 1; round <= BenchSettings.rounds(); round++) {
                launcher.add(measure("launcher" + round, crms, BenchProcess::launcher));
                jar.add(measure("jar" + round, crms, BenchProcess::caravan));
            }
        }
        report.line(launcher.toString());
        report.line(jar.toString());
    }

    private Start measure(String name, BenchProcess crms, Starter starter) {
        int port = Servers.freePort();
        List<String> arguments = Servers.arguments(port, folder.resolve("data-" + name), Path.of("routes"));
        arguments.addAll(Servers.hubspot(String.valueOf(Servers.urls(crms).get("hubspot"))));
        arguments.addAll(Servers.salesforce(String.valueOf(Servers.urls(crms).get("salesforce"))));
        long start = System.nanoTime();
        try (BenchProcess caravan =
                starter.start(folder.resolve(name + ".log"), List.of("-Xmx512m", "-XX:+UseParallelGC"), arguments)) {
            awaitAccepted(caravan, port, new People(name).body(1));
            double seconds = (System.nanoTime() - start) / 1e9;
            return new Start(seconds, caravan.cpu().toMillis() / 1e3);
        }
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

    private interface Starter {
        BenchProcess start(Path log, List<String> javaOptions, List<String> arguments);
    }

    private record Start(double seconds, double cpu) {}

    private static final class Starts {
        private final String name;
        private final List<Double> seconds = new ArrayList<>();
        private final List<Double> cpu = new ArrayList<>();

        Starts(String name) {
            this.name = name;
        }

        void add(Start start) {
            seconds.add(start.seconds());
            cpu.add(start.cpu());
        }

        @Override
        public String toString() {
            return "%-10s %.1f s to the first accepted record, %.1f s of processor time; all rounds: %s s"
                    .formatted(
                            name,
                            Report.median(seconds),
                            Report.median(cpu),
                            seconds.stream().map("%.1f"::formatted).toList());
        }
    }
}
