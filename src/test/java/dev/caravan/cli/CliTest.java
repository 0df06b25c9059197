package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.hub.BudgetStore;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.Lane;
import dev.caravan.hub.Link;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.PauseStore;
import dev.caravan.hub.RecordJson;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Settlement;
import dev.caravan.hub.Trail;
import dev.caravan.problem.ErrorCode;
import dev.caravan.pull.CursorStore;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import dev.caravan.synclog.SettlementJournal;
import dev.caravan.synclog.SyncLogStore;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command works while the runtime holds the database open, as here. */
class CliTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    private static final Instant NOW = CommandRun.CLOCK.instant();

    @TempDir
    Path folder;

    private final List<String> settings = new ArrayList<>();
    private Database runtime;
    private DeadLetterStore letters;

    @BeforeEach
    void prepare() {
        settings.add("--caravan.data-dir=" + folder);
        settings.add("--caravan.connections.hubspot.type=hubspot");
        settings.add("--caravan.connections.hubspot.auth.token=any");
        runtime = Database.open(new DatabaseSettings(
                "jdbc:sqlite:" + folder.resolve("caravan.db"), null, null, 2, Duration.ofSeconds(5)));
        letters = new DeadLetterStore(runtime, CommandRun.CLOCK);
        SettlementJournal journal = new SettlementJournal(new SyncLogStore(runtime), letters);
        Trail trail = new Trail();
        trail.note("matched", Map.of("how", "work_email"));
        trail.note("sent", Map.of("email", "ada@example.org"));
        trail.note("answered", Map.of("id", "5102"));
        Outcome refused =
                new Outcome.Failed(ErrorCode.INVALID_VALUE, "CRM-212 hubspot contacts c-2: email: INVALID_EMAIL");
        runtime.writeNow(tx -> {
            journal.settled(
                    tx,
                    List.of(
                            settlement(
                                    "c-1",
                                    new Outcome.Created("created contacts 5102"),
                                    "5102",
                                    trail,
                                    NOW.minusSeconds(60)),
                            settlement("c-2", refused, null, new Trail(), NOW.minusSeconds(7200)),
                            settlement(
                                    "c-3",
                                    new Outcome.Unchanged("agrees"),
                                    "5103",
                                    new Trail(),
                                    NOW.minusSeconds(30))));
            return true;
        });
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void theLogIsReadFromOldToNew() {
        CommandRun run = command("log");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().skip(1).map(l -> l.replaceAll(".*contact +(\\S+) .*", "$1")))
                .containsExactly("c-1", "c-2", "c-3");
    }

    @ParameterizedTest(name = "log {0}")
    @CsvSource(delimiter = '|', textBlock = """
            --outcome=failed           | c-2
            --outcome=created,failed   | c-1 c-2
            --since=1h                 | c-1 c-3
            --key=c-3                  | c-3
            --key=5102                 | c-1
            --limit=1                  | c-3
            --connection=other         | ''
            --type=company             | ''
            --type=Contact             | c-1 c-2 c-3
            """)
    void theLogIsFiltered(String option, String ids) throws IOException {
        CommandRun run = command("log", "--json", option);

        List<String> keys = new ArrayList<>();
        for (String line : run.out().lines().toList()) {
            keys.add(JSON.readTree(line).path("key").asText());
        }
        assertThat(String.join(" ", keys)).isEqualTo(ids);
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aStoppedConnectionGoesOnWhenAPersonSaysSo() {
        settings.add("--caravan.connections.app.type=app");
        new dev.caravan.hub.StopStore(runtime, CommandRun.CLOCK).stop(new ConnectionName("app"), "gone");
        assertThat(command("status").out()).contains("stopped");

        assertThat(command("enable", "app").exitCode()).isZero();
        assertThat(command("enable", "app").exitCode()).isEqualTo(1);
        assertThat(command("enable", "ap").err()).startsWith("CFG-103").contains("'app'");
        assertThat(command("status").out()).doesNotContain("stopped");
    }

    @Test
    @Tag("R22")
    void aConnectionIsSwitchedOffAndOnByAPerson() throws IOException {
        CommandRun off = command("disable", "hubspot");
        assertThat(off.exitCode()).as(off.err()).isZero();
        assertThat(off.out()).contains("hubspot is off. Its marks wait.");
        assertThat(command("disable", "hubspot").exitCode()).isEqualTo(1);
        assertThat(command("disable", "hubspott").err()).startsWith("CFG-103").contains("'hubspot'");
        assertThat(command("status").out()).containsPattern("hubspot +hubspot +off ");
        assertThat(command("connections").out()).containsPattern("hubspot.*disabled.*\\./caravan enable hubspot");

        assertThat(JSON.readTree(command("enable", "hubspot", "--json").out())
                        .path("wasOff")
                        .asBoolean())
                .isTrue();
        assertThat(command("enable", "hubspot").exitCode()).isEqualTo(1);
        assertThat(command("status").out()).containsPattern("hubspot +hubspot +on ");
        assertThat(command("connections", "--enabled").out()).contains("hubspot");
    }

    @Test
    void whatTheSettingsSwitchOffOnlyTheSettingsSwitchOn() {
        settings.add("--caravan.connections.hubspot.enabled=false");
        assertThat(command("disable", "hubspot").exitCode()).isEqualTo(1);
        CommandRun run = command("enable", "hubspot");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("Set caravan.connections.hubspot.enabled=true and start anew");
    }

    @Test
    @Tag("R24")
    @Tag("R25")
    void anotherCrmIsEnabledAfterTheCurrentOneIsDisabled() {
        settings.add("--caravan.single-active-crm=true");
        settings.add("--caravan.connections.zoho.type=zoho");
        assertThat(command("disable", "zoho").exitCode()).isZero();
        assertThat(command("enable", "zoho").err())
                .startsWith("CFG-105 cannot enable a second CRM: hubspot and zoho are enabled");
        assertThat(command("check").out()).doesNotContain("CFG-105");
        assertThat(command("disable", "hubspot").exitCode()).isZero();
        assertThat(command("enable", "zoho").exitCode()).isZero();
    }

    @Test
    @Tag("I18")
    void statusShowsWhatIsUsedOfTheRateAndWhyAConnectionPauses() throws IOException {
        BudgetStore budgets = new BudgetStore(runtime);
        Instant renews = NOW.plusSeconds(3600);
        budgets.save("caravan", Map.of(HUBSPOT, new BudgetStore.Figures(0.314, 250_000L, 248_113L, renews, NOW)));
        assertThat(command("status").out())
                .contains("rate used", "left today", "31 %", "248113 of 250000 until " + Session.told(renews))
                .doesNotContain("pauses until");
        new PauseStore(runtime).pause(HUBSPOT, NOW.plusSeconds(90), "429 You have reached your secondly limit");

        assertThat(command("status").out())
                .contains("hubspot pauses until " + Session.told(NOW.plusSeconds(90))
                        + ": 429 You have reached your secondly limit");
        JsonNode shown = JSON.readTree(command("status", "--json").out())
                .path("connections")
                .get(0);
        assertThat(shown.path("state").asText()).isEqualTo("paused");
        assertThat(shown.path("pauseReason").asText()).startsWith("429 You");
        assertThat(shown.at("/budget/dailyLeft").asLong()).isEqualTo(248_113);
        assertThat(shown.at("/budget/renewsAt").asText()).isEqualTo(renews.toString());

        CommandRun later = CommandRun.at(Clock.offset(CommandRun.CLOCK, Duration.ofMinutes(5)), withSettings("status"));
        assertThat(later.out()).doesNotContain("31 %", "pauses until");
    }

    @Test
    void theLogHoldsNoValuesOfRecords() {
        assertThat(command("log", "--json").out()).doesNotContain("ada@example.org");
    }

    @Test
    void explainTellsHowARecordWasMatchedSentAndAnswered() {
        CommandRun run = command("explain", "contact", "c-1");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("how: work_email")
                .contains("email: ada@example.org")
                .contains("id: 5102")
                .contains("created contacts 5102");
    }

    @Test
    void explainFindsARecordByItsIdInTheCrm() throws IOException {
        CommandRun run = command("explain", "contact", "5102", "--json");

        assertThat(JSON.readTree(run.out()).path("id").asText()).isEqualTo("c-1");
    }

    @Test
    void deadLettersAreListedWithTheirCure() {
        CommandRun run = command("dead-letters");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("INVALID_VALUE")
                .contains("INVALID_EMAIL")
                .contains(ErrorCode.INVALID_VALUE.cure());
    }

    @ParameterizedTest(name = "replay {0}")
    @ValueSource(strings = {"1", "--all", "--connection=hubspot", "--code=INVALID_VALUE"})
    void aReplayedDeadLetterIsMarkedForTheRuntime(String which) {
        CommandRun run = command("replay", which);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("1 dead letter is on its way again.");
        assertThat(letters.open()).isZero();
        ChangeMarkStore marks = new ChangeMarkStore(runtime, CommandRun.CLOCK, "test", Duration.ofMinutes(1));
        assertThat(marks.standing(HUBSPOT, Direction.PUSH, RecordType.CONTACT, "c-2"))
                .hasValueSatisfying(s -> assertThat(s.reason()).isEqualTo("replay of dead letter 1"));
    }

    @Test
    void replayingTwiceIsReplayingOnce() {
        command("replay", "1");

        CommandRun again = command("replay", "1");

        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.out()).contains("0 dead letters");
        assertThat(again.err()).contains("dead letter 1 was replayed before");
        ChangeMarkStore marks = new ChangeMarkStore(runtime, CommandRun.CLOCK, "test", Duration.ofMinutes(1));
        assertThat(marks.count()).isEqualTo(1);
    }

    @Test
    void statusCountsWhatWaitsAndWhatFailed() throws IOException {
        command("replay", "1");

        JsonNode connection = JSON.readTree(command("status", "--json").out())
                .path("connections")
                .get(0);

        assertThat(connection.path("marksWaiting").asInt()).isEqualTo(1);
        assertThat(connection.path("deadLetters").asInt()).isZero();
        CommandRun shown = command("status");
        assertThat(shown.out()).containsPattern("hubspot +hubspot +on +no +1 +0s +0 +0");
        assertThat(shown.exitCode()).as("nothing needs a person").isZero();
    }

    @Test
    void statusNamesWhatNeedsAPerson() throws IOException {
        ChangeMarkStore marks = new ChangeMarkStore(runtime, CommandRun.CLOCK, "test", Duration.ofMinutes(1));
        marks.mark(HUBSPOT, Direction.PUSH, RecordType.CONTACT, List.of("c-5"), "changed", Lane.LIVE);

        CommandRun run = command("status");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("Needs a person", "1 dead letter: ./caravan dead-letters");
        assertThat(JSON.readTree(command("status", "--json").out()).path("attention"))
                .hasSize(1);

        CommandRun hoursLater = CommandRun.at(
                Clock.offset(CommandRun.CLOCK, Duration.ofMinutes(150)), withSettings("status", "--late=2h"));
        assertThat(hoursLater.out()).contains("hubspot: a mark waits for 2h 30m");
        CommandRun patient = CommandRun.at(
                Clock.offset(CommandRun.CLOCK, Duration.ofMinutes(150)), withSettings("status", "--late=3h"));
        assertThat(patient.out()).doesNotContain("a mark waits");
    }

    private String[] withSettings(String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(settings);
        return all.toArray(String[]::new);
    }

    @Test
    @Tag("R66")
    void statusSaysHowFarACrmWasLookedThroughAndWhatOfThatWaits() throws IOException {
        settings.add("--caravan.connections.hubspot.pull=true");
        settings.add("--caravan.connections.hubspot.poll=90s");
        runtime.writeNow(tx -> new CursorStore(runtime, Clock.offset(CommandRun.CLOCK, Duration.ofMinutes(-5)))
                .move(tx, HUBSPOT, RecordType.CONTACT, null, "position"));
        ChangeMarkStore marks = new ChangeMarkStore(runtime, CommandRun.CLOCK, "test", Duration.ofMinutes(1));
        marks.mark(HUBSPOT, Direction.PULL, RecordType.CONTACT, List.of("501", "502"), "changed", Lane.LIVE);
        marks.mark(HUBSPOT, Direction.PULL, RecordType.DEAL, List.of("7"), "told by webhook", Lane.LIVE);

        assertThat(command("status").out())
                .containsPattern("hubspot +hubspot +on +every 90s +3 ")
                .containsPattern("hubspot +contact +5m 0s ago +2 +0s")
                .containsPattern("hubspot +deal +- +1 +0s");
        JsonNode pulls = JSON.readTree(command("status", "--json").out()).path("pulls");
        assertThat(pulls.findValuesAsText("type")).containsExactly("contact", "deal");
        assertThat(pulls.findValuesAsText("marksWaiting")).containsExactly("2", "1");
    }

    @ParameterizedTest(name = "caravan {0} ends with {1}")
    @CsvSource(delimiter = '|', textBlock = """
            log                          | 0 | ''
            log --sinc=1h                | 2 | REQ-101
            log --since=soon             | 2 | REQ-101
            log --outcome=creatd         | 2 | REQ-101
            log --limit=0                | 2 | REQ-101
            explain contact c-1          | 0 | ''
            explain contact c-9          | 1 | REC-103
            explain contcat c-1          | 2 | REC-102
            explain contact              | 2 | REQ-101
            dead-letters                 | 0 | ''
            replay                       | 2 | REQ-101
            replay 1 --all               | 2 | REQ-101
            replay 99                    | 1 | REC-103
            describe hubspt contact      | 2 | CFG-103
            chekc                        | 2 | Did you mean
            --help                       | 0 | ''
            """)
    void everyCommandEndsWithItsCode(String line, int exitCode, String said) {
        CommandRun run = CommandRun.configured(settings, line.split(" "));

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(exitCode);
        assertThat(run.err()).contains(said).doesNotContain("\tat ");
        assertThat(run.err().lines().count()).isLessThanOrEqualTo(2);
    }

    @Test
    void lookingMakesNoDatabase() {
        Path nothing = folder.resolve("nothing");

        CommandRun run =
                CommandRun.of("status", "--caravan.data-dir=" + nothing, "--caravan.connections.hubspot.type=hubspot");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("there is no database").contains("./caravan");
        assertThat(nothing).doesNotExist();
    }

    @Test
    void withoutAConnectionTheDemosStateIsShownAndSaidToBe() {
        CommandRun run = CommandRun.of("status", "--caravan.data-dir=" + folder);

        assertThat(run.exitCode()).as("there is a dead letter: " + run.err()).isEqualTo(1);
        assertThat(run.err()).contains("this is the demo's state");
        assertThat(run.out()).contains("salesforce");
    }

    @Test
    void runHandsItsArgumentsToTheRuntimeAndGoesOn() {
        CommandRun run = CommandRun.of("run", "--server.port=8081", "--debug");

        assertThat(run.exitCode()).isEqualTo(Cli.GOES_ON);
        assertThat(run.started()).containsExactly("runtime [--server.port=8081, --debug]");
    }

    @Test
    void theDemoIsSwitchedOn() {
        CommandRun run = CommandRun.of("demo", "--server.port=8081");

        assertThat(run.started()).containsExactly("runtime [--server.port=8081, --caravan.demo=on]");
    }

    @Test
    void theDemoNeverStartsBesideConfiguredConnections() {
        CommandRun run = CommandRun.configured(settings, "demo");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("CFG-101").contains("(hubspot)");
        assertThat(run.started()).isEmpty();
    }

    @Test
    void theSandboxGetsItsOptions() {
        CommandRun run = CommandRun.of("sandbox", "--port-base", "9000", "--limits=real");

        assertThat(run.started()).containsExactly("sandbox [--port-base, 9000, --limits=real]");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "run, true",
        "chekc, true",
        "--help, true",
        "-V, true",
        "--server.port=8081, false",
        "--debug, false",
        ", false"
    })
    void optionsWithoutACommandAreTheRuntimes(@Nullable String first, boolean serves) {
        assertThat(first == null ? Cli.serves() : Cli.serves(first)).isEqualTo(serves);
    }

    @Test
    void aRecordCannotSteerTheTerminal() {
        assertThat(Table.oneLine("a\u001B[31mb\r\nc")).isEqualTo("a?[31mb c");
    }

    private CommandRun command(String... args) {
        return CommandRun.configured(settings, args);
    }

    private static Settlement settlement(
            String id, Outcome outcome, @Nullable String externalId, Trail trail, Instant at) {
        RecordKey key = new RecordKey(RecordType.CONTACT, id);
        ChangeMark mark = new ChangeMark(
                1, HUBSPOT, Direction.PUSH, RecordType.CONTACT, id, 1, at, "received", Lane.LIVE, 0, "claim", null);
        Link link = externalId == null
                ? null
                : new Link(key, new ExternalId(HUBSPOT, "contacts", externalId), Map.of(), at, "created");
        return new Settlement(
                mark,
                mark.record(),
                null,
                outcome,
                link,
                RecordJson.write(trail.notes()),
                Duration.ofMillis(40),
                at,
                "hubspot-contact-push");
    }
}
