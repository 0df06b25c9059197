package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Sandboxes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.support.GenericApplicationContext;

/** Connecting, listing and disconnecting accounts on the command line. */
class ConnectCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient browser = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final List<String> settings = new ArrayList<>();
    private Sandboxes sandboxes;
    private SandboxServer hubspot;
    private String home;

    @TempDir
    Path folder;

    @BeforeEach
    void start() throws IOException {
        sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"));
        hubspot = sandboxes.vendor("hubspot");
        int port = freePort();
        home = "http://localhost:" + port;
        settings.addAll(List.of(
                "--server.port=" + port,
                "--caravan.data-dir=" + folder,
                "--caravan.connections.hubspot.type=hubspot",
                "--caravan.connections.hubspot.base-url=" + hubspot.baseUrl(),
                "--caravan.connections.hubspot.auth.kind=authorization-code",
                "--caravan.connections.hubspot.auth.client-id=sandbox-client",
                "--caravan.connections.hubspot.auth.client-secret=sandbox-secret",
                "--caravan.connections.resting.type=pipedrive",
                "--caravan.connections.resting.enabled=false"));
    }

    @AfterEach
    void stop() {
        sandboxes.close();
    }

    @Test
    @Tag("R19")
    @Tag("R28")
    void connectWaitsForTheBrowserAndSaysAsWhom() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CompletableFuture<Integer> running =
                CompletableFuture.supplyAsync(() -> run(out, "connect", "hubspot", "--json"));
        await().atMost(PATIENCE).until(() -> running.isDone() || lines(out).size() == 1);
        JsonNode told = JSON.readTree(lines(out).get(0));
        assertThat(told.path("redirectUri").asText()).isEqualTo(home + "/connect/callback");

        String page = told.path("open").asText();
        assertThat(page).contains("code_challenge_method=S256").doesNotContain("sandbox-secret");
        assertThat(get(home + "/connect/callback?code=c&state=guess").statusCode())
                .isEqualTo(400);
        assertThat(running).isNotDone();
        String back = get(page).headers().firstValue("Location").orElseThrow();
        assertThat(get(back).statusCode()).isEqualTo(200);

        assertThat(running.get()).isZero();
        JsonNode end = JSON.readTree(lines(out).get(1));
        assertThat(end.path("standing").asText()).isEqualTo("active");
        assertThat(end.path("user").asText()).startsWith("ada.north@example.com");
        assertThat(command("connections", "--live").out()).containsPattern("hubspot +hubspot +active +ada.north@");

        CommandRun gone = command("disconnect", "hubspot");
        assertThat(gone.exitCode()).as(gone.err()).isZero();
        assertThat(gone.out()).contains("here and at the CRM");
        assertThat(command("disconnect", "hubspot").exitCode()).isEqualTo(1);
        CommandRun login = command("describe", "hubspot", "contacts");
        assertThat(login.err()).contains("CRM-103", "./caravan connect hubspot");
    }

    @Test
    void aRefusalOnTheCrmsPageEndsTheWaiting() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CompletableFuture<Integer> running =
                CompletableFuture.supplyAsync(() -> run(out, "connect", "hubspot", "--json"));
        await().atMost(PATIENCE).until(() -> running.isDone() || lines(out).size() == 1);
        String page = JSON.readTree(lines(out).get(0)).path("open").asText();
        String state = page.replaceAll(".*[?&]state=([^&]+).*", "$1");
        get(home + "/connect/callback?error=access_denied&state=" + state);
        assertThat(running.get()).isEqualTo(2);
    }

    @Test
    @Tag("R20")
    void connectionsAreShownInThreeGroups() throws Exception {
        CommandRun all = command("connections");
        assertThat(all.exitCode()).as(all.err()).isEqualTo(1);
        assertThat(all.out())
                .containsPattern("hubspot +hubspot +needs-authorization")
                .containsPattern("resting.*disabled");
        assertThat(command("connections", "--enabled").out())
                .contains("hubspot")
                .doesNotContain("resting");
        CommandRun off = command("connections", "--disabled", "--json");
        assertThat(off.exitCode()).isZero();
        assertThat(JSON.readTree(off.out()).findValuesAsText("name")).containsExactly("resting");
        assertThat(command("connections", "--enabled", "--disabled").exitCode()).isEqualTo(2);
    }

    @Test
    void anAccountThatLogsInOtherwiseCannotBeConnected() {
        settings.add("--caravan.connections.hubspot.auth.kind=token");
        settings.add("--caravan.connections.hubspot.auth.token=sandbox");
        settings.removeIf(s -> s.endsWith("auth.kind=authorization-code"));
        CommandRun run = command("connect", "hubspot");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("CFG-101", "auth.kind: authorization-code");
    }

    @Test
    @Tag("R24")
    @Tag("R25")
    void aSecondCrmIsRefusedWhereOnlyOneMayBeOn() {
        settings.add("--caravan.single-active-crm=true");
        assertThat(command("check").out()).doesNotContain("CFG-105");
        settings.remove("--caravan.connections.resting.enabled=false");
        settings.add("--caravan.connections.resting.auth.token=any");
        CommandRun run = command("check");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("CFG-105", "cannot enable a second CRM: hubspot and resting are enabled")
                .contains("Disable the current one", "then enable and configure the new one");
    }

    @Test
    void describeAsksOnceADayAndWhenItIsToldTo() throws Exception {
        settings.removeIf(s -> s.contains(".hubspot.auth."));
        settings.add("--caravan.connections.hubspot.auth.token=sandbox");
        assertThat(command("describe", "hubspot", "contacts").exitCode()).isZero();
        long asked = asked();
        CommandRun again = command("describe", "hubspot", "contacts");
        assertThat(again.out()).contains("--refresh asks anew").containsPattern("\\nemail +Email +email");
        assertThat(asked()).isEqualTo(asked);
        assertThat(command("describe", "hubspot", "contacts", "--refresh").out())
                .doesNotContain("--refresh");
        assertThat(asked()).isEqualTo(asked + 1);

        Path kept = folder.resolve("schemas/hubspot/contacts.json");
        Files.writeString(kept, "half a fi");
        assertThat(command("describe", "hubspot", "contacts").exitCode()).isZero();
        assertThat(asked()).isEqualTo(asked + 2);
    }

    private long asked() throws Exception {
        return calls(JSON.readTree(get(hubspot.baseUrl() + "/_sandbox/calls").body()));
    }

    private static long calls(JsonNode node) {
        long sum = 0;
        if (node.isObject()) {
            for (var each : node.properties()) {
                boolean isDescribe =
                        each.getKey().startsWith("GET ") && each.getKey().contains("/properties");
                sum += isDescribe && each.getValue().isNumber()
                        ? each.getValue().asLong()
                        : calls(each.getValue());
            }
        }
        return sum;
    }

    private CommandRun command(String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(settings);
        return CommandRun.at(Clock.systemUTC(), all.toArray(String[]::new));
    }

    private int run(ByteArrayOutputStream out, String... words) {
        List<String> all = new ArrayList<>(Arrays.asList(words));
        all.addAll(settings);
        Session.Streams streams = new Session.Streams(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                false);
        return new Cli(a -> new GenericApplicationContext(), a -> {}, streams, Clock.systemUTC(), () -> {})
                .run(all.toArray(String[]::new));
    }

    private static List<String> lines(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private HttpResponse<String> get(String address) throws Exception {
        return browser.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
