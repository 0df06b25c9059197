package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Incoming;
import dev.caravan.hub.Intake;
import dev.caravan.hub.MarkSignal;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.StopStore;
import dev.caravan.hub.Subscriptions;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.sandbox.app.AppApi;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans of what the App is told, which cannot be asked what it has, and what comes of them when they are applied. */
class AppPlanTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ConnectionName APP = new ConnectionName("app");
    private static final RecordType CONTACT = RecordType.CONTACT;
    private static final RecordType COMPANY = RecordType.COMPANY;

    @TempDir
    Path folder;

    private final Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("app"));
    private final List<String> settings = new ArrayList<>();
    private final Clock clock = Clock.systemUTC();
    private Instant time = clock.instant().minus(Duration.ofDays(2));
    private Database database;
    private Intake intake;

    @BeforeEach
    void open() {
        settings.add("--caravan.data-dir=" + folder);
        settings.add("--caravan.connections.app.type=app");
        settings.add(
                "--caravan.connections.app.base-url=" + sandboxes.vendor("app").baseUrl() + "/hooks/caravan");
        settings.add("--caravan.connections.app.auth.token=" + AppApi.SECRET);
        database = Database.open(new DatabaseSettings(
                "jdbc:sqlite:" + folder.resolve("caravan.db"), null, null, 2, Duration.ofSeconds(5)));
        Subscriptions subscriptions = new Subscriptions();
        Subscriptions.Own own = new Subscriptions.Own(Set.of("app"), Map.of());
        RecordType.objects()
                .forEach(type -> subscriptions.add(new Subscriptions.Subscription(APP, type, List.of(), own)));
        intake = new Intake(database, clock, subscriptions, new MarkSignal(), new MatchKeys("US")::of);
    }

    @AfterEach
    void close() {
        database.close();
        sandboxes.close();
    }

    private void says(String origin, RecordType type, String id, Map<String, Object> fields) {
        time = time.plusSeconds(60);
        intake.receive(type, List.of(new Incoming(type, id, new LinkedHashMap<>(fields), time, origin)))
                .join();
    }

    private CommandRun run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(settings);
        return CommandRun.at(clock, all.toArray(String[]::new));
    }

    private Path file() {
        return folder.resolve("plan.json");
    }

    private JsonNode planned() throws Exception {
        CommandRun run = run("plan", "app", "--out", file().toString());
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(2);
        return JSON.readTree(file().toFile());
    }

    private CommandRun apply() {
        return run("apply", file().toString());
    }

    private static JsonNode entry(JsonNode plan, String record) {
        for (JsonNode each : plan.path("records")) {
            if (each.path("record").asText().equals(record)) {
                return each;
            }
        }
        throw new AssertionError("no entry " + record + " in " + plan.toPrettyString());
    }

    /** Hub's name, CRM's name, value before and after, and why, of each field. */
    private static List<String> fields(JsonNode entry) {
        List<String> all = new ArrayList<>();
        entry.path("fields")
                .forEach(f -> all.add(String.join(
                        "|",
                        f.path("field").asText(),
                        f.path("crmField").asText(),
                        f.path("before").asText(),
                        f.path("after").asText(),
                        f.path("why").asText())));
        all.sort(String::compareTo);
        return all;
    }

    private List<JsonNode> deliveries() {
        List<JsonNode> all = new ArrayList<>();
        sandboxes.vendor("app").api().records("deliveries").forEach(all::add);
        return all;
    }

    private List<String> told() {
        return deliveries().stream()
                .map(d -> d.path("type").asText() + " " + d.path("record").asText())
                .sorted()
                .toList();
    }

    @Test
    @Tag("R41")
    @Tag("R45")
    void applyingTellsTheAppJustWhatThePlanSaidAndThenThereIsNothingToPlan() throws Exception {
        says("hubspot", CONTACT, "p-1", Map.of("last_name", "Moreau", "job_title", "Buyer"));
        says("hubspot", CONTACT, "p-2", Map.of("last_name", "Byron"));
        planned();
        assertThat(apply().exitCode()).isZero();
        int before = deliveries().size();
        says("hubspot", CONTACT, "p-1", Map.of("job_title", "Head of Purchasing"));
        intake.delete(new RecordKey(CONTACT, "p-2"), "hubspot");
        says("app", CONTACT, "p-3", Map.of("last_name", "Ito", "job_title", "Engineer"));
        says("hubspot", CONTACT, "p-3", Map.of("job_title", "Architect"));
        says("hubspot", COMPANY, "c-1", Map.of("name", "Acme"));
        says("hubspot", CONTACT, "p-4", Map.of("last_name", "Li", "company_id", "c-1"));

        JsonNode plan = planned();

        assertThat(deliveries()).hasSize(before);
        assertThat(fields(entry(plan, "p-1")))
                .containsExactly("job_title|job_title|Buyer|Head of Purchasing|changed in the hub");
        assertThat(fields(entry(plan, "p-3")))
                .containsExactly("job_title|job_title|null|Architect|app was not told yet");
        assertThat(fields(entry(plan, "p-4")))
                .containsExactly("company_id|company_id|null|c-1|new in app", "last_name|last_name|null|Li|new in app");
        assertThat(entry(plan, "p-2").path("outcome").asText()).isEqualTo("deleted");
        assertThat(entry(plan, "p-2").path("reason").asText()).isEqualTo("deleted in the hub; app is told");

        CommandRun applied = apply();

        assertThat(applied.exitCode()).as(applied.out() + applied.err()).isZero();
        assertThat(told())
                .containsExactly(
                        "company.created c-1",
                        "contact.created p-1",
                        "contact.created p-2",
                        "contact.created p-4",
                        "contact.deleted p-2",
                        "contact.updated p-1",
                        "contact.updated p-3");
        CommandRun again = run("plan", "app");
        assertThat(again.out()).contains("Nothing to change");
        assertThat(again.exitCode()).isZero();
    }

    @Test
    @Tag("R45")
    void whatMovedSinceThePlanIsNotTold() throws Exception {
        says("hubspot", CONTACT, "p-1", Map.of("last_name", "Moreau"));
        says("hubspot", CONTACT, "p-2", Map.of("last_name", "Byron"));
        says("hubspot", CONTACT, "p-3", Map.of("last_name", "Ito"));
        planned();
        says("hubspot", CONTACT, "p-1", Map.of("last_name", "Duval"));
        intake.delete(new RecordKey(CONTACT, "p-2"), "hubspot");

        CommandRun applied = apply();

        assertThat(applied.exitCode()).isEqualTo(1);
        assertThat(applied.out()).contains("changed in the hub at").contains("the hub has it no more");
        assertThat(told()).containsExactly("contact.created p-3");
        assertThat(entry(planned(), "p-2").path("outcome").asText()).isEqualTo("deleted");
    }

    @Test
    void aRecordThatIsGoneIsPlannedByItselfAsLongAsItIsToBeTold() {
        says("hubspot", CONTACT, "p-1", Map.of("last_name", "Moreau"));
        intake.delete(new RecordKey(CONTACT, "p-1"), "hubspot");

        CommandRun there = run("plan", "app", "contact", "--record", "p-1");
        CommandRun nowhere = run("plan", "app", "contact", "--record", "p-9");

        assertThat(there.out()).contains("- p-1   deleted: deleted in the hub; app is told");
        assertThat(there.out()).contains("1 to write, 0 to read");
        assertThat(nowhere.err()).contains("the hub has no contact 'p-9'");
    }

    @Test
    void aStoppedAppIsPlannedWithAWordThatNothingIsSentToIt() throws Exception {
        says("hubspot", CONTACT, "p-1", Map.of("last_name", "Moreau"));
        new StopStore(database, clock).stop(APP, "the endpoint answered 410 Gone");

        CommandRun plan = run("plan", "app", "--out", file().toString());
        CommandRun applied = apply();

        assertThat(plan.err())
                .contains("app is stopped, since the endpoint answered 410 Gone: nothing is sent to it before ./caravan"
                        + " enable app");
        assertThat(applied.exitCode()).isEqualTo(1);
        assertThat(told()).isEmpty();
        assertThat(run("enable", "app").exitCode()).isZero();
        assertThat(fields(entry(planned(), "p-1"))).containsExactly("last_name|last_name|null|Moreau|new in app");
        assertThat(apply().exitCode()).isZero();
        assertThat(told()).containsExactly("contact.created p-1");
    }

    @Test
    void namesOfAMappingAreThoseOfThePlanAndOfADeletion() throws Exception {
        Path mappings = folder.resolve("mappings");
        Files.createDirectories(mappings.resolve("app"));
        Files.writeString(mappings.resolve("app/contact.yaml"), """
                record: contact
                object: person
                match: [crm_id]
                fields:
                  last_name: surname
                fixed:
                  source: { value: caravan, send: create }
                """);
        settings.add("--caravan.mappings=" + mappings);
        says("hubspot", CONTACT, "p-1", Map.of("last_name", "Moreau", "job_title", "Buyer"));
        JsonNode plan = planned();
        assertThat(apply().exitCode()).isZero();
        intake.delete(new RecordKey(CONTACT, "p-1"), "hubspot");
        planned();
        CommandRun applied = apply();

        assertThat(fields(entry(plan, "p-1")))
                .containsExactly("last_name|surname|null|Moreau|new in app", "null|source|null|caravan|fixed value");
        assertThat(applied.exitCode()).as(applied.out() + applied.err()).isZero();
        assertThat(told()).containsExactly("person.created p-1", "person.deleted p-1");
    }
}
