package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.demo.twoway.Silence;
import dev.caravan.demo.twoway.Told;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command refuses and how it prints; the story itself is played by an end-to-end test. */
class TwoWayDemoCommandTest {
    private static final Silence SILENT = new Silence(60, Map.of("HubSpot", 0L), List.of(), List.of());
    private static final Silence NOISY = new Silence(
            60,
            Map.of("HubSpot", 1L),
            List.of(new Silence.Written(
                    "HubSpot", "2026-03-01T10:00:00Z", "PATCH /crm", "contacts", "1003", "jobtitle")),
            List.of("contact lin to hubspot: updated, updated hubspot contacts 1003"));

    @TempDir
    Path folder;

    private static Told told(String... wrong) {
        return new Told(
                7,
                "The same field in both CRMs",
                List.of(new Told.Act("HubSpot", "a person edits Noor: lastname = \"Newer\"")),
                List.of(
                        new Told.Step("HubSpot", "hub", "contact", "updated", "took last_name", 1),
                        new Told.Step("Salesforce", "hub", "contact", "unchanged", "both sides agree already", 2),
                        new Told.Step("Salesforce", "hub", "deal", "unchanged", "both sides agree already", 1)),
                List.of(new Told.Row("Noor", "last_name", " van  der Berg", "", null)),
                List.of(new Told.Kept("Noor", "last_name", "Older", "Salesforce", "HubSpot", "the newer one wins")),
                Map.of("HubSpot", 0L),
                "The later edit stands.",
                List.of(wrong));
    }

    private static String printed(java.util.function.Consumer<TwoWayText> what) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        what.accept(
                new TwoWayText(new Session(new Session.Streams(stream, stream, false), CommandRun.CLOCK, List.of())));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aPartIsToldWithActsStepsWhatGaveWayValuesAndReason() {
        assertThat(printed(text -> text.part(told()))).isEqualToNormalizingNewlines("""

                 7  The same field in both CRMs
                    HubSpot  a person edits Noor: lastname = "Newer"

                    Caravan
                    HubSpot > hub     contact  updated    took last_name
                    Salesforce > hub           unchanged  3 looks, nothing to do

                    gave way               of          to       because
                    Noor last_name  Older  Salesforce  HubSpot  the newer one wins

                    afterwards             hub               HubSpot  Salesforce
                    Noor        last_name  " van  der Berg"  (empty)  -

                    why         The later edit stands.
                    API writes  HubSpot 0
                """);
    }

    @Test
    void whatCameOutOtherwiseIsSaid() {
        assertThat(printed(text -> text.part(told("Noor last_name is \"Older\" in hub"))))
                .endsWith("    NOT SO: Noor last_name is \"Older\" in hub" + System.lineSeparator());
        assertThat(printed(text -> text.end(List.of(told(), told("wrong"))))).contains("NOT as it should: part 7");
    }

    @Test
    @Tag("I14")
    void whoWroteInTheSilenceIsSaidWithTheReason() {
        assertThat(printed(text -> text.silence(NOISY)))
                .contains("HubSpot 1", "jobtitle", "contact lin to hubspot: updated");
        assertThat(printed(text -> text.silence(SILENT))).contains("HubSpot 0").doesNotContain("jobtitle");
    }

    @Test
    void theExitCodeIsOneWhenAnythingIsNotAsItShould() {
        assertThat(new TwoWayDemoCommand.Answer(List.of(told()), SILENT).exitCode())
                .isZero();
        assertThat(new TwoWayDemoCommand.Answer(List.of(told(), told("wrong")), SILENT).exitCode())
                .isEqualTo(1);
        assertThat(new TwoWayDemoCommand.Answer(List.of(told()), NOISY).exitCode())
                .isEqualTo(1);
    }

    @Test
    void itDoesNotStartBesideConfiguredConnections() {
        CommandRun run = CommandRun.of("demo", "two-way", "--caravan.connections.hubspot.type=hubspot");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("the demo does not start beside configured connections (hubspot)");
        assertThat(run.started()).isEmpty();
    }

    @Test
    void aMistypedOptionIsNoSetting() {
        CommandRun run = CommandRun.of("demo", "two-way", "--silense", "5s");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("unknown option '--silense'");
    }

    @Test
    void aFolderThatHoldsSomethingIsNotTouched() throws IOException {
        Path file = Files.writeString(folder.resolve("mine.txt"), "mine");
        CommandRun run = CommandRun.of("demo", "two-way", "--data", folder.toString());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(folder + " holds something");
        assertThat(folder.toFile().list()).containsExactly(file.getFileName().toString());
    }
}
