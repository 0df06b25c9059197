package dev.caravan.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts the programs that are measured, and asks them how they are. */
final class Servers {
    static final String AUTHORIZATION = "Basic "
            + Base64.getEncoder().encodeToString("bench:a long bench password".getBytes(StandardCharsets.UTF_8));
    /** Options of the JVMs that are measured: the collector that {@code ./caravan} and the image use. */
    static final List<String> JVM = List.of("-Xmx1g", "-XX:+UseParallelGC");

    private static final Pattern ADDRESS = Pattern.compile("^(hubspot|salesforce)\\s+(http://\\S+)", Pattern.MULTILINE);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Servers() {}

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Arguments of a Caravan that takes records at that port and keeps quiet. */
    static List<String> arguments(int port, Path data, Path routes) {
        return new ArrayList<>(List.of(
                "--server.port=" + port,
                "--caravan.demo=off",
                "--caravan.data-dir=" + data,
                "--caravan.routes=" + routes.toAbsolutePath(),
                "--caravan.mappings=" + Path.of("mappings").toAbsolutePath(),
                "--caravan.routes-reload=false",
                "--logging.level.caravan.settled=" + System.getProperty("bench.settled-log", "INFO"),
                "--caravan.users.bench.password=a long bench password",
                "--caravan.users.bench.roles=operator"));
    }

    /** Arguments of a HubSpot connection whose own rate limit is out of the way. */
    static List<String> hubspot(String url) {
        return List.of(
                "--caravan.connections.hubspot.type=hubspot",
                "--caravan.connections.hubspot.base-url=" + url,
                "--caravan.connections.hubspot.auth.kind=token",
                "--caravan.connections.hubspot.auth.token=sandbox",
                "--caravan.connections.hubspot.unique-fields.contact=caravan_id",
                "--caravan.connections.hubspot.unique-fields.company=caravan_id",
                "--caravan.connections.hubspot.options.calls-per-10s=100000",
                "--caravan.connections.hubspot.options.searches-per-second=100000",
                "--caravan.connections.hubspot.options.calls-per-day=1000000000");
    }

    /** Arguments of a Salesforce connection whose own rate limit is out of the way. */
    static List<String> salesforce(String url) {
        return List.of(
                "--caravan.connections.salesforce.type=salesforce",
                "--caravan.connections.salesforce.base-url=" + url,
                "--caravan.connections.salesforce.auth.kind=client-credentials",
                "--caravan.connections.salesforce.auth.client-id=sandbox-client",
                "--caravan.connections.salesforce.auth.client-secret=sandbox-secret",
                "--caravan.connections.salesforce.unique-fields.contact=Caravan_Id__c",
                "--caravan.connections.salesforce.unique-fields.company=Caravan_Id__c",
                "--caravan.connections.salesforce.options.calls-per-second=100000",
                "--caravan.connections.salesforce.options.calls-per-day=1000000000");
    }

    /** The sandboxes of some vendors on one port base, 0 for free ports; returns once they answer. */
    static BenchProcess sandbox(Path folder, String vendors, int portBase) {
        BenchProcess process = BenchProcess.start(
                folder.resolve("sandbox.log"),
                List.of("-Xmx3g"),
                "dev.caravan.sandbox.SandboxApplication",
                List.of("--vendors", vendors, "--port-base", Integer.toString(portBase)));
        await("the sandboxes to start")
                .atMost(Duration.ofSeconds(90))
                .until(() -> urls(process).size() == vendors.split(",").length);
        urls(process).values().forEach(Servers::allowAll);
        return process;
    }

    /**
     * Has the sandbox name huge limits in its answers: Caravan obeys what a CRM says, also where nothing is enforced.
     */
    static void allowAll(String url) {
        ObjectNode wanted = JSON.createObjectNode().put("mode", "off");
        ObjectNode windows = wanted.putObject("windows");
        get(url + "/_sandbox/limits")
                .path("windows")
                .fields()
                .forEachRemaining(window -> windows.putObject(window.getKey())
                        .put("max", 1_000_000_000)
                        .put("perMillis", window.getValue().path("perMillis").asLong()));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/_sandbox/limits"))
                .PUT(HttpRequest.BodyPublishers.ofString(wanted.toString()))
                .build();
        if (send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 200) {
            throw new IllegalStateException("the limits of " + url + " were not taken");
        }
    }

    /** Vendor to address. */
    static Map<String, String> urls(BenchProcess sandbox) {
        Map<String, String> urls = new TreeMap<>();
        for (Matcher m = ADDRESS.matcher(sandbox.printed()); m.find(); ) {
            urls.put(m.group(1), m.group(2));
        }
        return urls;
    }

    /** Waits until the port takes connections. */
    static void awaitPort(BenchProcess process, int port) {
        await("port " + port)
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    assertThat(process.isAlive()).as(process.tail()).isTrue();
                    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        return socket.isConnected();
                    } catch (IOException e) {
                        return false;
                    }
                });
    }

    /** Waits until Caravan's routes have started. */
    static void awaitReady(BenchProcess caravan, int port) {
        await("Caravan to be ready")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    assertThat(caravan.isAlive()).as(caravan.tail()).isTrue();
                    try {
                        return status("http://127.0.0.1:" + port + "/api/records/company") == 200;
                    } catch (UncheckedIOException e) {
                        return false;
                    }
                });
    }

    /** Waits until no connection has a mark left. */
    static void awaitSettled(BenchProcess caravan, int port, Duration atMost) {
        await("every mark to be settled")
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> {
                    assertThat(caravan.isAlive()).as(caravan.tail()).isTrue();
                    return marks(port) == 0;
                });
    }

    /** Marks that wait for any connection. */
    static long marks(int port) {
        long marks = 0;
        for (JsonNode connection : get("http://127.0.0.1:" + port + "/api/connections")) {
            marks += connection.path("marksWaiting").asLong();
        }
        return marks;
    }

    static JsonNode get(String url) {
        try {
            return JSON.readTree(
                    send(url, HttpResponse.BodyHandlers.ofByteArray()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Posts JSON and reads the answer, which has to be 2xx. */
    static JsonNode post(String url, String json) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofMinutes(5))
                .header("Authorization", AUTHORIZATION)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        HttpResponse<String> answer = send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(url + ": " + answer.statusCode() + " " + answer.body());
        }
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int status(String url) {
        return send(url, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    private static <T> HttpResponse<T> send(String url, HttpResponse.BodyHandler<T> handler) {
        return send(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", AUTHORIZATION)
                        .build(),
                handler);
    }

    private static <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HTTP.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
