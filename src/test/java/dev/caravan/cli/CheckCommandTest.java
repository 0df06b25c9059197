package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final List<String> settings = new ArrayList<>();

    @BeforeEach
    void copyTheProjectsFiles() throws IOException {
        copy(Path.of("routes"), folder.resolve("routes"));
        copy(Path.of("mappings"), folder.resolve("mappings"));
        settings.addAll(List.of(
                "--caravan.routes=" + folder.resolve("routes"),
                "--caravan.mappings=" + folder.resolve("mappings"),
                "--caravan.data-dir=" + folder.resolve("data"),
                "--caravan.connections.hubspot.type=hubspot",
                "--caravan.connections.hubspot.auth.token=very-private"));
    }

    @Test
    void theProjectsOwnFilesHaveNoMistake() {
        CommandRun run = check();

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("ok       routes")
                .contains("ok       mappings")
                .contains("ok       configuration");
    }

    @Test
    @Tag("R182")
    void anAssociationThatDeletesTheEarlierOnesIsWarnedOf() throws IOException {
        Path file = folder.resolve("mappings/hubspot/contact.yaml");
        Files.writeString(
                file, Files.readString(file).replace("association: primary", "association: primary-removing-others"));

        CommandRun run = check();

        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out())
                .contains("warning", "contact.yaml:", "deletes the associations with all earlier companies");
        JsonNode json = JSON.readTree(check("--json").out());
        assertThat(json.path("ok").asBoolean()).isTrue();
        assertThat(json.path("warnings").get(0).path("line").asInt()).isPositive();
    }

    @ParameterizedTest(name = "{2} instead of {1} in {0}")
    @CsvSource(delimiter = '|', textBlock = """
            record-read          | operation: read             | operation: raed               | Did you mean 'read'?
            hubspot-contact-push | uri: crm:hubspot/contact    | uri: crm:hubspto/contact      | Did you mean 'hubspot'?
            hubspot-contact-push | connection: hubspot         | connection: hubspto           | Did you mean 'hubspot'?
            hubspot-contact-push | connection: hubspot         | conection: hubspot            | Did you mean 'connection'?
            hubspot-contact-push | uri: hub:contact            | uri: hub:contcat              | Did you mean 'contact'?
            hubspot-contact-push | uri: mapping:hubspot/contact| uri: mapping:hubspot          | Write mapping:<connection>/<record>.
            hubspot-contact-push | uri: dedup:hubspot/contact  | uri: dedub:hubspot/contact    | Did you mean 'dedup'?
            hubspot-contact-push | uri: crm:hubspot/contact    | uri: crm:hubspot/contact?linger=soon | a time such as 25ms
            hubspot-deal-push    | Id: parks-what-fails        | Id: parks-what-falls          | Did you mean 'parks-what-fails'?
            events-in            | httpMethodRestrict          | httpMethodsRestrict           | Did you mean 'httpMethodRestrict'?
            kafka-events-in      | autoOffsetReset: earliest   | autoOffsetReset: earlist      | Did you mean 'earliest'?
            hubspot-lead-push    | steps:                      | stepps:                       | Unsupported field: stepps
            records-in           | id: records-in              | id: record-in                 | Name the file record-in.camel.yaml
            """)
    void aMistakeInARouteHasFileLineAndCure(String route, String right, String wrong, String cure) throws IOException {
        Path file = folder.resolve("routes/" + route + ".camel.yaml");
        String text = Files.readString(file);
        String changed = text.replaceFirst(java.util.regex.Pattern.quote(right), wrong.replace("$", "\\$"));
        assertThat(changed).as("the file has '%s'", right).isNotEqualTo(text);
        Files.writeString(file, changed);
        int line = (int) changed.substring(0, changed.indexOf(wrong)).lines().count();

        CommandRun run = check();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).startsWith("RTE-101  routes: 1 mistake\n").contains(cure);
        // Route ids and fields unknown to Camel are told at the place where their block begins.
        boolean isAtBlock = right.startsWith("id:") || right.startsWith("steps");
        assertThat(run.out()).contains(file + ":" + (isAtBlock ? "" : line + " "));
    }

    @Test
    void aFileThatIsNoYamlIsNamedWithItsLine() throws IOException {
        Files.writeString(
                folder.resolve("routes/broken.camel.yaml"),
                "- route:\n    id: broken\n    description: [a\n    from: b\n");

        CommandRun run = check();

        assertThat(run.out()).contains("broken.camel.yaml:4  the file is not valid YAML here");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void anExpressionThatCamelCannotReadIsFound() throws IOException {
        Files.writeString(folder.resolve("routes/wrong-expression.camel.yaml"), """
                - route:
                    id: wrong-expression
                    description: Has an expression that does not end
                    from:
                      uri: hub:contact
                      parameters:
                        connection: hubspot
                      steps:
                        - setBody:
                            simple: "${body"
                """);

        assertThat(check().out()).contains("wrong-expression.camel.yaml  Camel cannot read the file:");
    }

    @Test
    void anUnknownKeyOfAMappingHasFileLineAndCure() throws IOException {
        Path file = folder.resolve("mappings/hubspot/contact.yaml");
        Files.writeString(file, Files.readString(file).replaceFirst("sync: fill-empty", "snyc: fill-empty"));

        CommandRun run = check();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern(
                        "MAP-101  mappings: 1 mistake\\n  .*contact.yaml:\\d+  .*'snyc'.*Did you mean 'sync'\\?");
    }

    @Test
    void aMissingSecretIsAskedForByItsNames() {
        settings.remove("--caravan.connections.hubspot.auth.token=very-private");

        CommandRun run = check();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("CFG-102  configuration: 1 mistake")
                .contains("caravan.connections.hubspot.auth.token")
                .contains("CARAVAN_CONNECTIONS_HUBSPOT_AUTH_TOKEN");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            --caravan.mapings=x                             | Did you mean 'caravan.mappings'?
            --caravan.connections.hubspot.auth.tokn=secret  | Did you mean 'caravan.connections.hubspot.auth.token'?
            --caravan.connections.hubspot.concurency=3      | Did you mean 'caravan.connections.hubspot.concurrency'?
            --caravan.connections.hubspot.concurrency=many  | caravan.connections.hubspot.concurrency is no number
            --caravan.connections.hubspot.concurrency=99    | concurrency must be 1-32
            --caravan.connections.hubspot.enabled=perhaps   | is neither true nor false
            --caravan.connections.hubspot.type=hubspott     | Did you mean 'hubspot'?
            --caravan.gate.max-bdy=1MB                      | Did you mean 'caravan.gate.max-body'?
            """)
    void aWrongSettingIsNamedWithItsCure(String setting, String cure) {
        settings.add(0, setting);
        if (setting.contains(".type=")) {
            settings.remove("--caravan.connections.hubspot.type=hubspot");
        }

        CommandRun run = check();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("CFG-101").contains(cure);
    }

    @Test
    void everyMistakeOfACrmsDescriptionHasFileLineAndCure() throws IOException {
        Path file = folder.resolve("own.yaml");
        Files.writeString(
                file,
                Files.readString(Path.of("crms/custom.yaml"))
                        .replace("    record: contact", "    record: contakt")
                        .replace("paging: { kind: cursor", "paging: { kind: cursr")
                        .replace("webhook:", "webhok:"));
        settings.addAll(List.of(
                "--caravan.connections.custom.type=rest",
                "--caravan.connections.custom.auth.token=very-private",
                "--caravan.connections.custom.options.description=" + file));

        CommandRun run = check();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("CFG-104  configuration: 3 mistakes")
                .contains("Did you mean 'contact'?")
                .contains("Did you mean 'cursor'?")
                .contains("unknown key 'webhok'. Did you mean 'webhook'?")
                .containsPattern("own\\.yaml:\\d+ ");

        Files.delete(file);
        assertThat(check().out()).contains("CFG-101").contains("own.yaml, which cannot be read");
    }

    @Test
    void rightSettingsOfEveryKindAreLeftInPeace() {
        settings.addAll(List.of(
                "--caravan.connections.hubspot.options.search-lag=5s",
                "--caravan.connections.hubspot.uniqueFields.contact=caravan_id",
                "--caravan.users.ops.roles[0]=operator",
                "--caravan.kafka.enabled=false",
                "--caravan.gate.headers[0]=x-signature",
                "--caravan.database.busy-timeout=2s"));

        CommandRun run = check();

        assertThat(run.exitCode()).as(run.out()).isZero();
    }

    @Test
    void noSecretIsShown() {
        settings.add("--caravan.connections.hubspot.auth.kind=tokn");

        CommandRun run = check();

        assertThat(run.out() + run.err()).doesNotContain("very-private").contains("auth.kind");
    }

    @Test
    void scriptsGetJson() throws IOException {
        Files.writeString(folder.resolve("routes/empty.camel.yaml"), "# nothing\n");

        CommandRun run = check("--json");

        JsonNode json = JSON.readTree(run.out());
        assertThat(json.path("ok").asBoolean()).isFalse();
        assertThat(json.path("mistakes").get(0).path("code").asText()).isEqualTo("RTE-101");
        assertThat(json.path("mistakes").get(0).path("file").asText()).endsWith("routes/empty.camel.yaml");
    }

    @Test
    @Tag("R153")
    void liveComparesTheMappingWithTheFieldsOfTheCrm() throws IOException {
        Path file = folder.resolve("mappings/hubspot/contact.yaml");
        Files.writeString(file, Files.readString(file).replaceFirst("to: jobtitle", "to: jobtitel"));
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"))) {
            useSandbox(sandboxes);

            CommandRun run = check("--live");

            assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
            assertThat(run.out())
                    .containsPattern("error +\\S*contact.yaml:\\d+ +jobtitel .*Did you mean 'jobtitle'\\?")
                    .containsPattern("ok +\\S*contact.yaml:\\d+ +email +'email' fits\\.");
        }
    }

    @Test
    void aCrmThatCannotBeReachedIsNoMistakeOfTheFiles() {
        settings.add("--caravan.connections.hubspot.base-url=http://127.0.0.1:1");

        CommandRun run = check("--live");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("CRM-101 hubspot").doesNotContain("\tat ");
    }

    @Test
    void describeShowsTheFieldsOfTheCrm() throws IOException {
        try (Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot"))) {
            useSandbox(sandboxes);

            CommandRun run = CommandRun.configured(settings, "describe", "hubspot", "contact");
            CommandRun json = CommandRun.configured(settings, "describe", "hubspot", "contacts", "--json");
            CommandRun unknown = CommandRun.configured(settings, "describe", "hubspot", "contcats");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).containsPattern("\\nemail +Email +email").containsPattern("caravan_id .*unique");
            assertThat(JSON.readTree(json.out()).path("object").asText()).isEqualTo("contacts");
            assertThat(unknown.exitCode()).isEqualTo(1);
        }
    }

    private void useSandbox(Sandboxes sandboxes) {
        settings.remove("--caravan.connections.hubspot.auth.token=very-private");
        settings.add("--caravan.connections.hubspot.auth.token=sandbox");
        String url = Objects.requireNonNull(sandboxes.all().get("hubspot")).baseUrl();
        settings.add("--caravan.connections.hubspot.base-url=" + url);
    }

    private CommandRun check(String... options) {
        return CommandRun.configured(
                settings, Stream.concat(Stream.of("check"), Stream.of(options)).toArray(String[]::new));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
