package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.RecordType;
import dev.caravan.mapping.PullPolicy.Duplicates;
import dev.caravan.pull.ImportJob;
import dev.caravan.pull.ImportKind;
import dev.caravan.pull.ImportOrder;
import dev.caravan.pull.ImportState;
import dev.caravan.pull.ImportStore;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands about imports, while the runtime holds the database open, as here. */
class ImportCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");

    @TempDir
    Path folder;

    private final List<String> settings = new ArrayList<>();
    private Database runtime;
    private ImportStore imports;

    @BeforeEach
    void prepare() {
        settings.add("--caravan.data-dir=" + folder);
        settings.add("--caravan.mappings=" + folder.resolve("none"));
        settings.add("--caravan.connections.hubspot.type=hubspot");
        settings.add("--caravan.connections.hubspot.auth.token=sandbox");
        settings.add("--caravan.connections.hubspot.pull=true");
        settings.add("--caravan.connections.salesforce.type=salesforce");
        runtime = Database.open(new DatabaseSettings(
                "jdbc:sqlite:" + folder.resolve("caravan.db"), null, null, 2, Duration.ofSeconds(5)));
        imports = new ImportStore(runtime, CommandRun.CLOCK);
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void anImportIsOrderedThroughTheDatabaseAndTheLackOfARuntimeIsSaid() {
        CommandRun run = command(
                "import",
                "hubspot",
                "contact",
                "--filter",
                "lifecyclestage = 'customer'",
                "--duplicates",
                "overwrite-all",
                "--tag",
                "spring");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("Import 1 is ordered");
        assertThat(run.err()).contains("No runtime has begun with it yet");
        ImportOrder order = imports.find(1).orElseThrow().order();
        assertThat(order.kind()).isEqualTo(ImportKind.FILTER);
        assertThat(order.criterion()).isEqualTo("lifecyclestage = 'customer'");
        assertThat(order.duplicates()).isEqualTo(Duplicates.OVERWRITE_ALL);
        assertThat(order.tag()).isEqualTo("spring");
    }

    @Test
    void aScheduledImportSaysWhenItBegins() {
        CommandRun run = command("import", "hubspot", "contact", "--all", "--schedule", "0 0 6 * * ?");

        assertThat(run.err()).contains("It begins at");
        assertThat(imports.find(1).orElseThrow().state()).isEqualTo(ImportState.WAITING);
    }

    @Test
    void waitingEndsWithTheImport() {
        Thread person = new Thread(() -> {
            while (imports.find(1).isEmpty()) {
                Thread.onSpinWait();
            }
            imports.cancel(1);
        });
        person.start();

        CommandRun run = command("import", "hubspot", "contact", "--all", "--wait");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("cancelled");
    }

    @ParameterizedTest(name = "import {0}")
    @CsvSource(delimiter = '|', textBlock = """
            hubspot contact                                 | REQ-101 an import says one of three
            hubspot contact --all --list=x                  | REQ-101 an import says one of three
            hubspott contact --all                          | Did you mean 'hubspot'?
            salesforce contact --all                        | Set caravan.connections.salesforce.pull=true
            hubspot contakt --all                           | Did you mean 'contact'?
            hubspot contact --all --duplicates=overwrite-al | Did you mean 'overwrite-all'?
            hubspot contact --all --schedule=daily          | nor a Quartz cron expression
            """)
    void whatIsWrongIsSaidAndNothingIsOrdered(String words, String complaint) {
        List<String> args = new ArrayList<>(List.of("import"));
        args.addAll(List.of(words.split(" ")));

        CommandRun run = command(args.toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(complaint);
        assertThat(imports.page(Long.MAX_VALUE, 10)).isEmpty();
    }

    @Test
    void importsAreListedAndSteered() throws IOException {
        ImportJob job = imports.create(new ImportOrder.Words(null, "Key accounts", false, null, null, null, false)
                .order(HUBSPOT, RecordType.CONTACT, "ola"));

        assertThat(command("imports").out()).contains("Key accounts").contains("running");
        assertThat(command("imports", "pause", "1").out()).contains("paused");
        JsonNode listed = JSON.readTree(command("imports", "--json").out());
        assertThat(listed.get(0).path("state").asText()).isEqualTo("paused");
        assertThat(command("imports", "resume", "1").exitCode()).isZero();
        assertThat(command("imports", "cancel", "1").exitCode()).isZero();
        assertThat(imports.find(job.id()).orElseThrow().state()).isEqualTo(ImportState.CANCELLED);
        assertThat(command("imports", "pause", "1").err()).contains("is cancelled and cannot be paused");
        assertThat(command("imports", "pause", "9").exitCode()).isEqualTo(1);
        assertThat(command("imports", "pause").exitCode()).isEqualTo(2);
        assertThat(command("imports", "stop", "1").err()).contains("cannot be 'stop'");
    }

    @Test
    @Tag("I27")
    void theStatusShowsWhatRunsAndWhatFailed() {
        imports.create(new ImportOrder.Words(null, null, true, null, null, null, false)
                .order(HUBSPOT, RecordType.CONTACT, "caravan"));

        assertThat(command("status").out()).contains("hubspot").contains("running");
    }

    @Test
    @Tag("R66")
    void namedRecordsAreMarkedForTheRuntime() {
        CommandRun run = command("pull", "hubspot", "contact", "501", "502", "501");

        assertThat(run.out()).contains("2 records are marked");
        assertThat(new ChangeMarkStore(runtime, CommandRun.CLOCK, "test", Duration.ofMinutes(1))
                        .claim(HUBSPOT, Direction.PULL, RecordType.CONTACT, 10))
                .extracting(ChangeMark::key)
                .containsExactlyInAnyOrder("501", "502");
    }

    @Test
    @Tag("R68")
    void aPreviewAsksTheCrmAndStoresNothing() throws Exception {
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"))) {
            String url = sandboxes.vendor("hubspot").baseUrl();
            settings.add("--caravan.connections.hubspot.base-url=" + url);
            create(url, "{\"email\":\"ada@example.org\",\"firstname\":\"Ada\",\"lifecyclestage\":\"customer\"}");
            create(url, "{\"email\":\"bob@example.org\",\"firstname\":\"Bob\",\"lifecyclestage\":\"lead\"}");

            CommandRun run =
                    live("import", "hubspot", "contact", "--filter", "lifecyclestage = 'customer'", "--preview");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("1 records")
                    .contains("work_email")
                    .contains("ada@example.org")
                    .contains("new to the hub")
                    .doesNotContain("bob@example.org");
            assertThat(imports.page(Long.MAX_VALUE, 10)).isEmpty();

            CommandRun wrong =
                    live("import", "hubspot", "contact", "--filter", "lifecyclestag = 'customer'", "--preview");
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.err()).contains("Did you mean 'lifecyclestage'?");
        }
    }

    private static void create(String url, String properties) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/crm/v3/objects/contacts"))
                .header("Authorization", "Bearer sandbox")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"properties\":" + properties + "}"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private CommandRun live(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(settings);
        return CommandRun.at(Clock.systemUTC(), all.toArray(String[]::new));
    }

    private CommandRun command(String... words) {
        return CommandRun.configured(settings, words);
    }
}
