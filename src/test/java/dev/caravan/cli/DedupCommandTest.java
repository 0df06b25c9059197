package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
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

/** {@code caravan dedup}, beside a runtime that holds the database open. */
class DedupCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final List<String> settings = new ArrayList<>();
    private Database runtime;

    @BeforeEach
    void prepare() throws IOException {
        settings.add("--caravan.data-dir=" + folder);
        settings.add("--caravan.mappings=" + folder.resolve("none"));
        settings.add("--caravan.connections.hubspot.type=hubspot");
        settings.add("--caravan.connections.hubspot.auth.token=sandbox");
        runtime = Database.open(new DatabaseSettings(
                "jdbc:sqlite:" + folder.resolve("caravan.db"), null, null, 2, Duration.ofSeconds(5)));
        file("list.csv", "id,email\np-1,ada@acme.example\np-2,bob@acme.example\n");
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    @Tag("R89")
    @Tag("R90")
    void aListIsAnsweredAsATableOrLineByLine() throws Exception {
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"))) {
            String url = sandboxes.vendor("hubspot").baseUrl();
            settings.add("--caravan.connections.hubspot.base-url=" + url);
            create(url, "{\"email\":\"ada@acme.example\",\"lifecyclestage\":\"lead\"}");

            CommandRun table = live("dedup", "contact", folder + "/list.csv");
            assertThat(table.exitCode()).as(table.err()).isZero();
            assertThat(table.out())
                    .containsPattern("2  p-1 +in_crm +hubspot contacts \\d+ +work_email")
                    .containsPattern("3  p-2 +new")
                    .contains("in_crm 1   new 1");

            CommandRun lines = live("dedup", "contact", folder + "/list.csv", "--json", "--only", "in_crm");
            JsonNode line = JSON.readTree(lines.out());
            assertThat(line.path("id").asText()).isEqualTo("p-1");
            assertThat(line.at("/in/0/rule").asText()).isEqualTo("work_email");

            CommandRun customers =
                    live("dedup", "contact", folder + "/list.csv", "--filter", "lifecycle_stage = 'customer'");
            assertThat(customers.out()).contains("new 2");
            CommandRun wrong = live("dedup", "contact", folder + "/list.csv", "--filter", "lifecyclestag = 'x'");
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.err()).contains("Did you mean 'lifecyclestage'?");
        }
    }

    @Test
    @Tag("R88")
    void aCrmThatDoesNotAnswerLeavesProspectsUnknown() throws Exception {
        settings.add("--caravan.connections.hubspot.base-url=http://127.0.0.1:9");

        CommandRun run = live("dedup", "contact", folder + "/list.csv");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.out()).contains("unknown 2").contains("CRM-101");
    }

    @Test
    void aLineThatCannotBeReadIsSaidInItsPlace() throws Exception {
        file(
                "list.ndjson",
                "{\"work_email\":\"ada@acme.example\"}\n{\"work_email\":\n{\"work_email\":\"bob@acme.example\"}");

        CommandRun run = live("dedup", "contact", folder + "/list.ndjson", "--in", "hub");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("the record at 2 is not valid JSON").contains("new 2   rejected 1");
    }

    @ParameterizedTest(name = "dedup {0}")
    @CsvSource(delimiter = '|', textBlock = """
            contakt list.csv              | Did you mean 'contact'?
            contact list.xlsx             | there is no file
            contact caravan.db            | is none of .csv, .ndjson, .jsonl and .json
            contact list.csv --in=hubspt  | Did you mean 'hubspot'?
            contact list.csv --only=knew  | Did you mean 'new'?
            contact                       | Missing required parameter: 'FILE'
            """)
    void whatIsWrongIsSaid(String words, String complaint) {
        List<String> args = new ArrayList<>(List.of("dedup"));
        for (String word : words.split(" ")) {
            args.add(word.contains(".") ? folder + "/" + word : word);
        }

        CommandRun run = live(args.toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(complaint);
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
}
