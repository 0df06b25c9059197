package dev.caravan.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records per second from the first accepted request to the last settled mark, into a CRM that answers at once, side by
 * side with a plain Camel route that does the same record by record. Both get the same requests of 100 contacts over
 * the same number of connections.
 */
@Tag("bench")
class PushingBench {
    private static final int PER_REQUEST = 100;
    private static final int SENDERS = 16;
    private static final Duration LONGEST = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    /** A program that brings contacts to HubSpot, and how one knows that it is done. */
    private record Pusher(String name, BenchProcess process, URI target, Consumer<Duration> awaitDone) {}

    private record Figures(List<Double> perSecond, List<Double> cpuMillis, List<Double> crmCpuMillis) {
        Figures() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    @Test
    void recordsPerSecondEndToEnd() {
        try (BenchProcess crm = Servers.sandbox(folder, "hubspot", 0)) {
            String url = String.valueOf(Servers.urls(crm).get("hubspot"));
            try (BenchProcess caravan = BenchProcess.caravan(folder.resolve("caravan.log"), options(), arguments(url));
                    BenchProcess plain = plain(url)) {
                Servers.awaitReady(caravan, caravanPort);
                Servers.awaitPort(plain, plainPort);
                Pusher ours = new Pusher(
                        "Caravan",
                        caravan,
                        target(caravanPort),
                        atMost -> Servers.awaitSettled(caravan, caravanPort, atMost));
                // The plain route answers when its records are written.
                Pusher theirs = new Pusher("plain Camel route", plain, target(plainPort), atMost -> {});
                measure(ours, theirs, crm);
            }
        }
    }

    private final int caravanPort = Servers.freePort();
    private final int plainPort = Servers.freePort();

    private static List<String> options() {
        List<String> options = new ArrayList<>(Servers.JVM);
        String more = System.getProperty("bench.java-options", "");
        if (!more.isEmpty()) {
            options.addAll(List.of(more.split(" ")));
        }
        return options;
    }

    private List<String> arguments(String url) {
        List<String> arguments = Servers.arguments(caravanPort, folder.resolve("data"), Path.of("routes"));
        arguments.addAll(Servers.hubspot(url));
        return arguments;
    }

    private BenchProcess plain(String url) {
        return BenchProcess.start(
                folder.resolve("plain.log"),
                Servers.JVM,
                "dev.caravan.bench.plain.PlainApplication",
                List.of(
                        "--server.port=" + plainPort,
                        "--plain.hubspot=" + url,
                        "--plain.data=" + folder.resolve("plain"),
                        "--camel.main.routes-include-pattern=classpath:bench/plain-routes/*.camel.yaml",
                        "--caravan.routes-reload=false"));
    }

    private static URI target(int port) {
        return URI.create("http://127.0.0.1:" + port + "/api/records/contact");
    }

    private static void measure(Pusher ours, Pusher theirs, BenchProcess crm) {
        Report report = new Report("pushing");
        int records = BenchSettings.records();
        warmUp(ours, crm, "wo", records);
        warmUp(theirs, crm, "wt", records);
        Figures our = new Figures();
        Figures their = new Figures();
        for (int round = 1; round <= BenchSettings.rounds(); round++) {
            push(ours, crm, "o" + round, records, our);
            push(theirs, crm, "t" + round, records, their);
        }
        report.line("%d new contacts, %d per request, %d connections, one CRM:", records, PER_REQUEST, SENDERS);
        print(report, ours, our);
        print(report, theirs, their);
        report.line("  ratio %.2f", Report.median(our.perSecond()) / Report.median(their.perSecond()));
    }

    private static void warmUp(Pusher pusher, BenchProcess crm, String series, int records) {
        long end = System.nanoTime() + BenchSettings.warmUp().toNanos();
        for (int push = 1; System.nanoTime() < end; push++) {
            push(pusher, crm, series + push + "-", records / 3, new Figures());
        }
    }

    private static void print(Report report, Pusher pusher, Figures figures) {
        report.line(
                "  %-18s %6.0f records/s   %.3f ms of processor per record (and %.3f ms of the CRM's)  %s",
                pusher.name(),
                Report.median(figures.perSecond()),
                Report.median(figures.cpuMillis()),
                Report.median(figures.crmCpuMillis()),
                Report.all(figures.perSecond()));
    }

    private static void push(Pusher pusher, BenchProcess crm, String series, int records, Figures figures) {
        People people = new People(series);
        Duration cpu = pusher.process().cpu();
        Duration crmCpu = crm.cpu();
        long start = System.nanoTime();
        Load.Count sent = Load.requests(
                records / PER_REQUEST, pusher.target(), Servers.AUTHORIZATION, SENDERS, () -> people.body(PER_REQUEST));
        pusher.awaitDone().accept(LONGEST);
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(sent.refused())
                .as(pusher.name() + " refused: " + pusher.process().tail())
                .isZero();
        figures.perSecond().add(records / seconds);
        figures.cpuMillis().add(pusher.process().cpu().minus(cpu).toNanos() / 1e6 / records);
        figures.crmCpuMillis().add(crm.cpu().minus(crmCpu).toNanos() / 1e6 / records);
        System.out.printf(
                "  %s %s: accepted in %.1f s, done in %.1f s%n",
                pusher.name(), series, sent.took().toMillis() / 1000.0, seconds);
    }
}
