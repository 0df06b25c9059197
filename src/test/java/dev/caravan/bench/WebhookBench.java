package dev.caravan.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Webhooks of HubSpot per second, each signed and about another record: a bare handler that verifies and answers beside
 * Caravan, which has the mark of the record on the disk before it answers. The routes that read and write are left out.
 */
@Tag("bench")
class WebhookBench {
    private static final String SECRET = "a-secret-of-the-benchmark";
    private static final List<Integer> SIZES = List.of(1, 100);
    private static final Clock CLOCK = Clock.systemUTC();

    private final AtomicLong events = new AtomicLong();

    @TempDir
    Path folder;

    private record Server(String name, BenchProcess process, URI target) {}

    @Test
    void durableWebhooksPerSecond() throws IOException {
        List<Server> servers = new ArrayList<>();
        try {
            servers.add(bare());
            servers.add(caravan());
            measure(servers);
        } finally {
            servers.forEach(s -> s.process().close());
        }
    }

    private Server bare() {
        int port = Servers.freePort();
        List<String> arguments =
                List.of("--server.port=" + port, "--bare.secret=" + SECRET, "--bare.address=" + target(port));
        BenchProcess process = BenchProcess.start(
                folder.resolve("bare.log"), Servers.JVM, "dev.caravan.bench.bare.BareApplication", arguments);
        Servers.awaitPort(process, port);
        return new Server("bare handler", process, target(port));
    }

    private Server caravan() throws IOException {
        int port = Servers.freePort();
        List<String> arguments = Servers.arguments(port, folder.resolve("data"), webhookRoutes());
        arguments.addAll(Servers.hubspot("http://127.0.0.1:9"));
        arguments.add("--caravan.connections.hubspot.pull=true");
        arguments.add("--caravan.connections.hubspot.poll=0s");
        arguments.add("--caravan.connections.hubspot.webhook.secrets[0]=" + SECRET);
        arguments.add("--caravan.connections.hubspot.webhook.public-url=" + target(port));
        BenchProcess process = BenchProcess.caravan(folder.resolve("caravan.log"), Servers.JVM, arguments);
        Servers.awaitReady(process, port);
        return new Server("Caravan, marks durable", process, target(port));
    }

    private Path webhookRoutes() throws IOException {
        Path copies = Files.createDirectories(folder.resolve("routes"));
        try (Stream<Path> routes = Files.list(Path.of("routes"))) {
            for (Path route : routes.filter(r ->
                            !r.toString().contains("-push.") && !r.toString().contains("-pull."))
                    .toList()) {
                Files.copy(route, copies.resolve(route.getFileName()));
            }
        }
        return copies;
    }

    private static URI target(int port) {
        return URI.create("http://127.0.0.1:" + port + "/webhooks/hubspot");
    }

    private void measure(List<Server> servers) {
        Report report = new Report("webhooks");
        Duration half = BenchSettings.warmUp().dividedBy(SIZES.size());
        SIZES.forEach(size -> servers.forEach(s -> load(s, size, half)));
        for (int size : SIZES) {
            Map<String, List<Double>> rates = new LinkedHashMap<>();
            Map<String, List<Double>> cpu = new LinkedHashMap<>();
            for (int round = 1; round <= BenchSettings.rounds(); round++) {
                for (Server server : servers) {
                    Duration before = server.process().cpu();
                    Load.Count count = load(server, size, BenchSettings.measured());
                    Duration used = server.process().cpu().minus(before);
                    assertThat(count.refused()).as(server.name() + " refused").isZero();
                    rates.computeIfAbsent(server.name(), n -> new ArrayList<>()).add(count.perSecond());
                    cpu.computeIfAbsent(server.name(), n -> new ArrayList<>())
                            .add(used.toNanos() / 1_000.0 / Math.max(1, count.answered()));
                }
            }
            report.line("%d event(s) per call, %d connections:", size, BenchSettings.senders());
            double first = Report.median(rates.values().iterator().next());
            rates.forEach((name, all) -> report.line(
                    "  %-24s %8.0f calls/s  %5.2f of the bare handler  %7.0f us of processor per call  %s",
                    name,
                    Report.median(all),
                    Report.median(all) / first,
                    Report.median(cpu.getOrDefault(name, List.of(0.0))),
                    Report.all(all)));
        }
    }

    private Load.Count load(Server server, int size, Duration time) {
        String address = server.target().toString();
        return Load.calls(time, server.target(), "", BenchSettings.senders(), () -> call(address, size));
    }

    private Load.Call call(String address, int size) {
        long millis = CLOCK.millis();
        StringBuilder body = new StringBuilder("[");
        for (int i = 0; i < size; i++) {
            long event = events.incrementAndGet();
            body.append(i == 0 ? "" : ",")
                    .append("{\"eventId\":")
                    .append(event)
                    .append(",\"subscriptionId\":1,\"portalId\":62515,\"appId\":1,\"occurredAt\":")
                    .append(millis)
                    .append(",\"subscriptionType\":\"contact.propertyChange\",\"attemptNumber\":0,\"objectId\":")
                    .append(event)
                    .append(",\"propertyName\":\"firstname\",\"propertyValue\":\"Ann\",\"changeSource\":\"CRM\"}");
        }
        String text = body.append(']').toString();
        String headers = "X-HubSpot-Request-Timestamp: " + millis + "\r\nX-HubSpot-Signature-v3: "
                + sign("POST" + address + text + millis) + "\r\n";
        return new Load.Call(headers, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sign(String signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HmacSHA256", e);
        }
    }
}
