package dev.caravan.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records per second that are accepted over HTTP and durable when they are answered, side by side: a bare handler, a
 * bare handler with one durable row per record, Caravan without a connection, and Caravan that marks each record for
 * two connections. The routes that push are left out: pushing has a benchmark of its own, and would take the processors
 * from accepting.
 */
@Tag("bench")
class AcceptingBench {
    private static final List<Integer> SIZES = List.of(1, 100);

    @TempDir
    Path folder;

    private record Server(String name, BenchProcess process, URI target) {}

    @Test
    void durableAcceptsPerSecond() throws IOException {
        List<Server> servers = new ArrayList<>();
        try {
            servers.add(bare("bare handler", List.of()));
            servers.add(bare("bare handler, one durable row", List.of("--bare.data=" + folder.resolve("bare"))));
            servers.add(caravan("Caravan, no connection", "none", List.of()));
            List<String> two = new ArrayList<>(Servers.hubspot("http://127.0.0.1:9"));
            two.addAll(Servers.salesforce("http://127.0.0.1:9"));
            servers.add(caravan("Caravan, marks for two connections", "two", two));
            measure(servers);
        } finally {
            servers.forEach(s -> s.process().close());
        }
    }

    private Server bare(String name, List<String> more) {
        int port = Servers.freePort();
        List<String> arguments = new ArrayList<>(List.of("--server.port=" + port));
        arguments.addAll(more);
        BenchProcess process = BenchProcess.start(
                folder.resolve("bare-" + port + ".log"),
                Servers.JVM,
                "dev.caravan.bench.bare.BareApplication",
                arguments);
        Servers.awaitPort(process, port);
        return new Server(name, process, target(port));
    }

    private Server caravan(String name, String data, List<String> connections) throws IOException {
        int port = Servers.freePort();
        List<String> arguments = Servers.arguments(port, folder.resolve(data), routesIn());
        arguments.addAll(connections);
        BenchProcess process = BenchProcess.caravan(folder.resolve(data + ".log"), Servers.JVM, arguments);
        Servers.awaitReady(process, port);
        return new Server(name, process, target(port));
    }

    /** The routes without those that push. */
    private Path routesIn() throws IOException {
        Path copies = Files.createDirectories(folder.resolve("routes-in"));
        try (Stream<Path> routes = Files.list(Path.of("routes"))) {
            for (Path route :
                    routes.filter(r -> !r.toString().contains("-push.")).toList()) {
                Path copy = copies.resolve(route.getFileName());
                if (!Files.exists(copy)) {
                    Files.copy(route, copy);
                }
            }
        }
        return copies;
    }

    private static URI target(int port) {
        return URI.create("http://127.0.0.1:" + port + "/api/records/contact");
    }

    private static void measure(List<Server> servers) {
        Report report = new Report("accepting");
        Duration half = BenchSettings.warmUp().dividedBy(SIZES.size());
        for (int size : SIZES) {
            servers.forEach(s -> load(s, size, "w" + size, half));
        }
        for (int size : SIZES) {
            Map<String, List<Double>> rates = new LinkedHashMap<>();
            Map<String, List<Double>> cpu = new LinkedHashMap<>();
            for (int round = 1; round <= BenchSettings.rounds(); round++) {
                for (Server server : servers) {
                    Duration before = server.process().cpu();
                    Load.Count count = load(server, size, "m" + size + "x" + round, BenchSettings.measured());
                    Duration used = server.process().cpu().minus(before);
                    long records = count.answered() * size;
                    rates.computeIfAbsent(server.name(), n -> new ArrayList<>()).add(count.perSecond() * size);
                    cpu.computeIfAbsent(server.name(), n -> new ArrayList<>())
                            .add(used.toNanos() / 1_000.0 / Math.max(1, records));
                    if (count.refused() > 0) {
                        report.line("%s refused %d requests", server.name(), count.refused());
                    }
                }
            }
            print(report, size, rates, cpu);
        }
    }

    private static void print(Report report, int size, Map<String, List<Double>> rates, Map<String, List<Double>> cpu) {
        report.line("%d record(s) per request, %d connections:", size, BenchSettings.senders());
        double first = Report.median(rates.values().iterator().next());
        rates.forEach((name, all) -> report.line(
                "  %-36s %8.0f records/s  %5.2f of the bare handler  %7.0f us of processor per record  %s",
                name,
                Report.median(all),
                Report.median(all) / first,
                Report.median(cpu.getOrDefault(name, List.of(0.0))),
                Report.all(all)));
    }

    private static Load.Count load(Server server, int size, String series, Duration time) {
        People people = new People(series);
        return Load.during(
                time, server.target(), Servers.AUTHORIZATION, BenchSettings.senders(), () -> people.body(size));
    }
}
