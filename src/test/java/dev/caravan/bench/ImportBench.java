package dev.caravan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Imports all contacts of a HubSpot sandbox with {@code -Xmx256m}, for growing numbers of them, each in processes of
 * its own: how the rate and the heap change. Asserts that all are there afterwards.
 */
@Tag("bench")
class ImportBench {
    private static final List<Integer> SIZES = Arrays.stream(
                    System.getProperty("bench.imported", "10000,100000,1000000").split(","))
            .map(Integer::valueOf)
            .toList();

    @TempDir
    Path folder;

    @Test
    @Tag("I26")
    void howTheCostOfAnImportGrows() throws IOException {
        Report report = new Report("import");
        for (int size : SIZES) {
            run(size, Files.createDirectories(folder.resolve("n" + size)), report);
        }
    }

    private static void run(int size, Path place, Report report) {
        int crmPort = Servers.freePort();
        int port = Servers.freePort();
        String crm = "http://127.0.0.1:" + crmPort;
        Path gc = place.resolve("gc.log");
        List<String> arguments = Servers.arguments(port, place.resolve("data"), Path.of("routes"));
        arguments.addAll(Servers.hubspot(crm));
        arguments.add("--caravan.connections.hubspot.pull=true");
        arguments.add("--caravan.connections.hubspot.poll=0s");
        arguments.removeIf(argument -> argument.startsWith("--logging.level.caravan.settled"));
        arguments.add("--logging.level.caravan.settled=WARN");
        List<String> heap = new ArrayList<>(List.of("-Xmx256m", "-XX:+UseSerialGC", "-Xlog:gc:file=" + gc));
        try (BenchProcess sandbox = Servers.sandbox(place, "hubspot", crmPort);
                BenchProcess caravan = BenchProcess.caravan(place.resolve("caravan.log"), heap, arguments)) {
            Servers.post(crm + "/_sandbox/fill", "{\"object\":\"contacts\",\"count\":" + size + ",\"seed\":1}");
            Servers.awaitReady(caravan, port);
            Duration cpu = caravan.cpu();
            long start = System.nanoTime();
            String url = "http://127.0.0.1:" + port + "/api/imports";
            JsonNode job = Servers.post(url, "{\"connection\":\"hubspot\",\"type\":\"contact\",\"all\":true}");
            await("the import of " + size)
                    .atMost(Duration.ofMinutes(60))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        assertThat(caravan.isAlive()).as(caravan.tail()).isTrue();
                        return !Servers.get(url + "/" + job.path("id").asText())
                                .path("state")
                                .asText()
                                .equals("running");
                    });
            Servers.awaitSettled(caravan, port, Duration.ofMinutes(10));
            double seconds = (System.nanoTime() - start) / 1e9;
            long micros = caravan.cpu().minus(cpu).toNanos() / 1_000 / size;
            caravan.collectGarbage();
            JsonNode done = Servers.get(url + "/" + job.path("id").asText());
            report.line(
                    "%8d contacts: %6.0f s, %6.0f records/s, %4d us of processor per record, %3d MB used after a full"
                            + " collection of 256 MB",
                    size, seconds, size / seconds, micros, QueueBench.afterCollection(gc));
            assertThat(sandbox.isAlive()).as(sandbox.tail()).isTrue();
            assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
            assertThat(done.path("outcomes").path("created").asInt())
                    .as(done.toString())
                    .isEqualTo(size);
        }
    }
}
