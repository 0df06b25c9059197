package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.Direction;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.RecordType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans against a HubSpot, and what comes of them when they are applied. */
class PlanCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final RecordType CONTACT = RecordType.CONTACT;
    private static final RecordType COMPANY = RecordType.COMPANY;

    @TempDir
    Path folder;

    private PlanWorld world;

    @BeforeEach
    void open() {
        world = new PlanWorld(folder);
    }

    @AfterEach
    void close() {
        world.close();
    }

    /** A company and two contacts, in both. */
    private void agreed() {
        world.app(COMPANY, "c-1", Map.of("name", "Acme", "domain", "acme.example"));
        world.app(
                CONTACT,
                "p-1",
                Map.of(
                        "first_name", "Lin",
                        "last_name", "Moreau",
                        "work_email", "lin@acme.example",
                        "company_id", "c-1"));
        world.app(CONTACT, "p-2", Map.of("first_name", "Ada", "last_name", "Byron", "work_email", "ada@acme.example"));
        CommandRun applied = world.apply();
        assertThat(applied.exitCode()).as(applied.out() + applied.err()).isZero();
    }

    private static JsonNode entry(JsonNode plan, String key) {
        for (JsonNode record : plan.path("records")) {
            if (key.equals(record.path("record").asText())
                    || key.equals(record.path("externalId").asText())) {
                return record;
            }
        }
        throw new AssertionError("no entry " + key + " in " + plan.toPrettyString());
    }

    private static JsonNode field(JsonNode entry, String name) {
        for (JsonNode field : entry.path("fields")) {
            if (name.equals(field.path("field").asText())
                    || name.equals(field.path("crmField").asText())) {
                return field;
            }
        }
        throw new AssertionError("no field " + name + " in " + entry.toPrettyString());
    }

    @Test
    @Tag("R185")
    void anActivityIsPlannedWithWhatItIsLinkedWithAndAppliedAsPlanned() throws Exception {
        agreed();
        world.app(
                RecordType.NOTE,
                "n-1",
                Map.of("body", "Asked for a quote", "occurred_at", "2026-03-01T10:00:00Z", "contact_id", "p-1"));

        JsonNode plan = world.plan("hubspot", "note");
        JsonNode note = entry(plan, "n-1");
        assertThat(note.path("outcome").asText()).isEqualTo("created");
        assertThat(note.path("object").asText()).isEqualTo("notes");
        assertThat(field(note, "hs_note_body").path("after").asText()).isEqualTo("Asked for a quote");
        assertThat(field(note, "hs_note_body").path("why").asText()).isEqualTo("new in hubspot");
        assertThat(note.path("associations").findValuesAsText("object")).containsExactly("contacts", "companies");
        assertThat(note.path("associations").findValuesAsText("after"))
                .containsExactly(world.linked(CONTACT, "p-1"), world.linked(COMPANY, "c-1"));

        CommandRun applied = world.apply();
        assertThat(applied.exitCode()).as(applied.out() + applied.err()).isZero();
        assertThat(world.read("notes", world.linked(RecordType.NOTE, "n-1"), "hs_note_body"))
                .isEqualTo("Asked for a quote");
        assertThat(world.run("plan", "hubspot", "note").exitCode()).isZero();

        world.app(RecordType.NOTE, "n-1", Map.of("body", "Asked for two quotes"));
        JsonNode changed = entry(world.plan("hubspot", "note", "--push"), "n-1");
        assertThat(changed.path("outcome").asText()).isEqualTo("updated");
        assertThat(field(changed, "hs_note_body").path("before").asText()).isEqualTo("Asked for a quote");
        assertThat(field(changed, "hs_note_body").path("after").asText()).isEqualTo("Asked for two quotes");
        assertThat(changed.path("fields")).hasSize(1);
    }

    @Test
    @Tag("R185")
    void anActivityOfAContactThatIsStillToComeIsPlannedWithItOrWaitsForIt() throws Exception {
        world.app(CONTACT, "p-9", Map.of("last_name", "Ito", "work_email", "ito@acme.example"));
        world.app(
                RecordType.CALL,
                "k-1",
                Map.of("subject", "Intro", "occurred_at", "2026-03-01T10:00:00Z", "contact_id", "p-9"));

        CommandRun shown = world.run("plan", "hubspot");
        assertThat(shown.exitCode()).as(shown.err()).isEqualTo(2);
        JsonNode call = entry(world.plan("hubspot"), "k-1");
        assertThat(call.path("outcome").asText()).isIn("created", "waits");
        for (int i = 0; i < 2; i++) {
            world.apply();
        }
        assertThat(world.linked(RecordType.CALL, "k-1")).isNotBlank();
        assertThat(world.run("plan", "hubspot").exitCode()).isZero();
    }

    @Test
    void aConnectionThatIsSwitchedOffIsNotPlannedAndTheOthersAre() {
        agreed();
        world.set("connections.zoho.type=zoho");
        world.set("connections.zoho.auth.token=any");
        assertThat(world.run("disable", "zoho").exitCode()).isZero();
        assertThat(world.run("plan").exitCode()).isZero();
        CommandRun off = world.run("plan", "zoho");
        assertThat(off.exitCode()).isEqualTo(1);
        assertThat(off.err()).contains("zoho is switched off", "./caravan enable zoho");
    }

    @Test
    @Tag("R41")
    @Tag("R45")
    void applyingChangesExactlyWhatThePlanSaidAndThenThereIsNothingToPlan() throws Exception {
        agreed();
        String ada = world.linked(CONTACT, "p-2");
        world.app(CONTACT, "p-1", Map.of("first_name", "Linda", "phone", "+31612345678"));
        world.app(CONTACT, "p-3", Map.of("last_name", "Ito", "work_email", "ito@acme.example", "company_id", "c-1"));
        world.edit("contacts", ada, "{\"lastname\":\"Lovelace\",\"city\":\"Leeds\"}");
        String beta = world.create("companies", "{\"name\":\"Beta\",\"domain\":\"beta.example\"}");
        String bo = world.create("contacts", "{\"lastname\":\"Li\",\"email\":\"bo@beta.example\"}");
        world.associate(bo, beta);
        world.mark(CONTACT, ada, bo);
        Map<String, Map<String, String>> crmBefore = world.crm("contacts");
        long writesBefore = world.writes();

        CommandRun planned = world.run("plan", "--out", world.file().toString());
        JsonNode plan = JSON.readTree(world.file().toFile());

        assertThat(planned.exitCode()).as(planned.err()).isEqualTo(2);
        CommandRun applied = world.run("apply", world.file().toString());
        assertThat(applied.exitCode()).as(applied.out() + applied.err()).isZero();
        // HubSpot: what was there, and over it what the plan says, field by field.
        Map<String, Map<String, String>> expected = new TreeMap<>(crmBefore);
        for (JsonNode entry : plan.path("records")) {
            if (entry.path("direction").asText().equals("push")) {
                String id = world.linked(CONTACT, entry.path("record").asText());
                Map<String, String> fields = new TreeMap<>(crmBefore.getOrDefault(id, Map.of()));
                entry.path("fields").forEach(f -> {
                    assertThat(
                                    f.path("before").isNull()
                                            ? null
                                            : f.path("before").asText())
                            .isEqualTo(fields.get(f.path("crmField").asText()));
                    fields.put(f.path("crmField").asText(), f.path("after").asText());
                });
                expected.put(id, fields);
            }
        }
        Map<String, Map<String, String>> crmAfter = world.crm("contacts");
        crmAfter.values().forEach(f -> f.keySet().removeAll(List.of("caravan_id", "hs_object_id")));
        expected.values().forEach(f -> f.keySet().removeAll(List.of("caravan_id", "hs_object_id")));
        String ito = world.linked(CONTACT, "p-3");
        assertThat(world.read("contacts", ito, "associatedcompanyid")).isEqualTo(world.linked(COMPANY, "c-1"));
        assertThat(crmAfter).isEqualTo(expected);
        assertThat(entry(plan, "p-3").path("associations").get(0).path("after").asText())
                .isEqualTo(world.linked(COMPANY, "c-1"));
        // The hub: just so.
        assertThat(world.hub(CONTACT, "p-2").text("last_name")).isEqualTo("Lovelace");
        assertThat(entry(plan, ada).path("fields")).hasSize(1);
        HubRecord li = world.records
                .find(world.links
                        .recordOf(new dev.caravan.hub.ExternalId(PlanWorld.HUBSPOT, "contacts", bo))
                        .orElseThrow())
                .orElseThrow();
        Map<String, String> taken = new LinkedHashMap<>();
        entry(plan, bo)
                .path("fields")
                .forEach(
                        f -> taken.put(f.path("field").asText(), f.path("after").asText()));
        assertThat(taken).containsEntry("company_id", "new:crm/companies/" + beta);
        taken.put(
                "company_id",
                world.links
                        .recordOf(new dev.caravan.hub.ExternalId(PlanWorld.HUBSPOT, "companies", beta))
                        .orElseThrow()
                        .id());
        assertThat(li.fields()).containsExactlyInAnyOrderEntriesOf(new LinkedHashMap<>(taken));
        // As many calls as it said, and nothing is left.
        long said = 0;
        for (JsonNode line : plan.path("totals").path("lines")) {
            said += line.path("writeCalls").asLong();
        }
        assertThat(world.writes() - writesBefore).isEqualTo(said).isEqualTo(3);
        CommandRun again = world.run("plan");
        assertThat(again.exitCode()).as(again.out()).isZero();
        assertThat(again.out()).isEqualToIgnoringNewLines("Nothing to change.");
        assertThat(world.plan().path("records")).isEmpty();
    }

    @Test
    void planningStoresNothingAndOnlyReads() throws Exception {
        agreed();
        world.app(CONTACT, "p-1", Map.of("first_name", "Linda"));
        world.app(CONTACT, "p-3", Map.of("last_name", "Ito", "work_email", "ito@acme.example"));
        String gone = world.linked(CONTACT, "p-2");
        world.delete("contacts", gone);
        String beta = world.create("companies", "{\"name\":\"Beta\",\"domain\":\"beta.example\"}");
        String bo = world.create("contacts", "{\"lastname\":\"Li\",\"email\":\"bo@beta.example\"}");
        world.associate(bo, beta);
        world.mark(CONTACT, gone, bo);
        Map<String, List<String>> content = world.content();
        Map<String, Map<String, String>> people = world.crm("contacts");
        long writes = world.writes();

        CommandRun run = world.run("plan", "--out", world.file().toString());

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).contains("+ p-3", "~ p-1", "- p-2", "unlinked", "+ new in the hub");
        assertThat(world.content()).isEqualTo(content);
        assertThat(world.crm("contacts")).isEqualTo(people);
        assertThat(world.writes()).isEqualTo(writes);
    }

    @Test
    void whatMovedSinceIsRefusedAndSaidAndTheRestIsDone() throws Exception {
        agreed();
        world.app(CONTACT, "p-1", Map.of("first_name", "Linda"));
        world.app(CONTACT, "p-2", Map.of("first_name", "Augusta"));
        world.app(CONTACT, "p-3", Map.of("last_name", "Ito", "work_email", "ito@acme.example"));
        world.app(CONTACT, "p-4", Map.of("last_name", "Kim", "work_email", "kim@acme.example"));
        world.app(CONTACT, "p-5", Map.of("last_name", "Roe", "work_email", "roe@acme.example"));
        String beta = world.create("companies", "{\"name\":\"Beta\",\"domain\":\"beta.example\"}");
        world.mark(COMPANY, beta);
        assertThat(world.run("plan", "--out", world.file().toString()).exitCode())
                .isEqualTo(2);
        // In the CRM, in the hub, a counterpart that came up, a mark that somebody works on, and a pulled value.
        world.edit("contacts", world.linked(CONTACT, "p-1"), "{\"firstname\":\"Lynn\"}");
        world.app(CONTACT, "p-2", Map.of("last_name", "King"));
        world.create("contacts", "{\"lastname\":\"Ito\",\"email\":\"ito@acme.example\"}");
        ChangeMarkStore runtime =
                new ChangeMarkStore(world.database, Clock.systemUTC(), "runtime", Duration.ofMinutes(5));
        List<ChangeMark> claimed = runtime.claim(PlanWorld.HUBSPOT, Direction.PUSH, CONTACT, 1000);
        world.database.writeNow(
                tx -> tx.update("UPDATE change_mark SET claim = NULL, lease_until = NULL WHERE record_key <> 'p-4'"));
        assertThat(claimed).hasSize(5);
        world.edit("companies", beta, "{\"name\":\"Beta Ltd\"}");

        CommandRun applied = world.run("apply", world.file().toString());

        assertThat(applied.exitCode()).isEqualTo(1);
        assertThat(applied.out())
                .contains("contact push  p-1   refused: changed in hubspot: firstname, at ")
                .contains("contact push  p-2   refused: changed in the hub at ", "by app (version 3, planned with 2)")
                .contains("contact push  p-3   refused: hubspot has such a record by now: ")
                .contains("contact push  p-4   refused: it is being worked on at this moment")
                .contains("company pull  " + beta + "   refused: other values would be taken now: name")
                .contains("1 created, 5 refused");
        assertThat(world.crm("contacts").get(world.linked(CONTACT, "p-1"))).containsEntry("firstname", "Lynn");
        assertThat(world.crm("contacts").get(world.linked(CONTACT, "p-2"))).containsEntry("firstname", "Ada");
        assertThat(world.linked(CONTACT, "p-5")).isNotEmpty();
        // What was refused is still to be done.
        assertThat(world.plan().path("totals").path("lines")).isNotEmpty();
        assertThat(entry(world.plan(), "p-2").path("outcome").asText()).isEqualTo("updated");
    }

    @Test
    void anotherMappingRefusesEverythingOfItsKind() throws Exception {
        Path mappings = folder.resolve("mappings");
        Files.createDirectories(mappings.resolve("hubspot"));
        Path file = mappings.resolve("hubspot/contact.yaml");
        String mapping = """
                record: contact
                object: contacts
                match: [crm_id, work_email]
                fields:
                  work_email: email
                  last_name: lastname
                """;
        Files.writeString(file, mapping);
        world.set("mappings=" + mappings);
        world.app(CONTACT, "p-1", Map.of("last_name", "Moreau", "work_email", "lin@acme.example"));
        world.run("plan", "--out", world.file().toString());
        Files.writeString(file, mapping + "  first_name: firstname\n");

        CommandRun applied = world.run("apply", world.file().toString());

        assertThat(applied.exitCode()).isEqualTo(1);
        assertThat(applied.out()).contains("p-1   refused: the mapping of hubspot contact is another one");
        assertThat(world.crm("contacts")).isEmpty();
    }

    @Test
    @Tag("R94")
    @Tag("R63")
    void eachEntrySaysWhy() throws Exception {
        agreed();
        // Conflict, first link, ambiguity, twin, unchanged, rule of the mapping.
        String lin = world.linked(CONTACT, "p-1");
        world.edit("contacts", lin, "{\"lastname\":\"Duval\"}");
        world.app(CONTACT, "p-1", Map.of("last_name", "Morel", "stage", "Contacted"));
        world.create("contacts", "{\"lastname\":\"Itoh\",\"email\":\"ito@acme.example\"}");
        world.app(CONTACT, "p-3", Map.of("first_name", "Kei", "last_name", "Ito", "work_email", "ito@acme.example"));
        world.create("companies", "{\"name\":\"Gamma\",\"domain\":\"gamma.example\"}");
        world.create("companies", "{\"name\":\"Gamma 2\",\"domain\":\"gamma.example\"}");
        world.app(COMPANY, "c-3", Map.of("name", "Gamma", "domain", "gamma.example"));
        world.app(CONTACT, "p-4", Map.of("last_name", "Byron", "work_email", "ada@acme.example"));
        world.app(CONTACT, "p-5", Map.of("last_name", "Kim", "work_email", "kim@acme.example"));
        world.app(CONTACT, "p-6", Map.of("last_name", "Kim", "work_email", "kim@acme.example"));
        world.app(CONTACT, "p-2", Map.of("nickname", "Countess"));

        JsonNode plan = world.plan("--push");

        JsonNode first = entry(plan, "p-1");
        assertThat(field(first, "hs_lead_status").path("why").asText()).isEqualTo("changed in the hub (sync: app)");
        assertThat(first.path("reason").asText()).contains("linked with");
        assertThat(entry(plan, "p-3").path("matchedBy").asText()).isEqualTo("work_email");
        assertThat(field(entry(plan, "p-3"), "firstname").path("why").asText())
                .isEqualTo("first link, found by work_email (sync: newest)");
        assertThat(entry(plan, "c-3").path("outcome").asText()).isEqualTo("held");
        assertThat(entry(plan, "c-3").path("reason").asText()).contains("domain fits 2 records");
        assertThat(entry(plan, "p-4").path("outcome").asText()).isEqualTo("skipped");
        assertThat(entry(plan, "p-4").path("reason").asText()).startsWith("duplicate of contact p-2");
        assertThat(entry(plan, "p-6").path("outcome").asText()).isEqualTo("waits");
        assertThat(entry(plan, "p-6").path("reason").asText()).contains("both have the same work_email");
        assertThat(entry(plan, "p-2").path("outcome").asText()).isEqualTo("unchanged");
        assertThat(entry(plan, "p-2").path("reason").asText()).isEqualTo("both sides agree already");

        world.mark(CONTACT, lin);
        JsonNode pull = entry(world.plan("hubspot", "contact", "--pull"), lin);
        assertThat(field(pull, "last_name").path("why").asText())
                .isEqualTo("both changed, the newer one wins (sync: newest)");
        assertThat(field(pull, "last_name").path("before").asText()).isEqualTo("Morel");
        assertThat(pull.path("gaveWay").get(0).path("value").asText()).isEqualTo("Morel");
        // What is pulled first changes what is pushed then.
        assertThat(entry(world.plan("--push"), "p-1").path("outcome").asText()).isEqualTo("updated");
        List<String> outcomes = new ArrayList<>();
        world.plan().path("records").forEach(r -> {
            if (r.path("record").asText().equals("p-1")) {
                outcomes.add(
                        r.path("direction").asText() + " " + r.path("outcome").asText());
            }
        });
        assertThat(outcomes).containsExactly("pull updated", "push waits");
    }

    @Test
    void aHeldRecordComesIntoTheReviewQueueOnlyWhenThePlanIsApplied() throws Exception {
        world.create("companies", "{\"name\":\"Gamma\",\"domain\":\"gamma.example\"}");
        world.create("companies", "{\"name\":\"Gamma 2\",\"domain\":\"gamma.example\"}");
        world.app(COMPANY, "c-3", Map.of("name", "Gamma", "domain", "gamma.example"));

        CommandRun plan = world.run("plan", "--out", world.file().toString());
        assertThat(plan.exitCode()).as("nothing would change").isZero();
        assertThat(plan.out()).contains("! c-3", "held", "Nothing to change.");
        assertThat(world.content().get("review")).isEmpty();
        CommandRun applied = world.run("apply", world.file().toString());

        assertThat(applied.out()).contains("1 held");
        assertThat(world.content().get("review")).hasSize(1);
        assertThat(world.content().get("change_mark")).isEmpty();
    }

    @Test
    void aSingleRecordIsPlannedAlsoWithoutAMark() throws Exception {
        agreed();
        String lin = world.linked(CONTACT, "p-1");
        world.edit("contacts", lin, "{\"lastname\":\"Duval\"}");

        JsonNode plan = world.plan("hubspot", "contact", "--record", "p-1");

        assertThat(plan.path("records")).hasSize(2);
        assertThat(entry(plan, "p-1").has("mark")).isFalse();
        assertThat(field(entry(plan, "p-1"), "last_name").path("after").asText())
                .isEqualTo("Duval");
        assertThat(world.plan("hubspot", "contact", "--record", lin).path("records"))
                .hasSize(2);
        CommandRun unchanged = world.run("plan", "hubspot", "contact", "--push", "--record", "p-2");
        assertThat(unchanged.exitCode()).as(unchanged.err()).isZero();
        assertThat(unchanged.out()).contains("p-2").contains("unchanged: both sides agree already");
        world.run(
                "plan",
                "hubspot",
                "contact",
                "--pull",
                "--record",
                "p-1",
                "--out",
                world.file().toString());
        assertThat(world.run("apply", world.file().toString()).exitCode()).isZero();
        assertThat(world.hub(CONTACT, "p-1").text("last_name")).isEqualTo("Duval");
        assertThat(world.content().get("change_mark")).isEmpty();
    }

    @Test
    void noMoreIsLookedAtThanTheLimitSays() throws Exception {
        for (int i = 0; i < 7; i++) {
            world.app(CONTACT, "p-" + i, Map.of("last_name", "Kim", "work_email", "kim" + i + "@acme.example"));
        }

        CommandRun run = world.run("plan", "--limit", "5");

        assertThat(run.out()).contains("5 created");
        assertThat(run.err()).contains("Looked at the first 5 records; 2 more have marks.");
        assertThat(world.plan("--limit", "5").path("totals").path("left").asInt())
                .isEqualTo(2);
    }

    @Test
    void aPlanIsForItsOwnerAlone() throws Exception {
        world.app(CONTACT, "p-1", Map.of("last_name", "Kim", "work_email", "kim@acme.example"));

        CommandRun run = world.run("plan", "--json", "--out", world.file().toString());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(world.file())))
                .isEqualTo("rw-------");
        assertThat(JSON.readTree(run.out()).path("records"))
                .isEqualTo(JSON.readTree(world.file().toFile()).path("records"));
        assertThat(Files.list(folder).filter(p -> p.getFileName().toString().startsWith(".plan")))
                .isEmpty();
    }

    @Test
    void aStepThatLeadsElsewhereIsLeftOutAndNamed() throws Exception {
        Path routes = folder.resolve("routes");
        Files.createDirectories(routes);
        Path told = folder.resolve("told");
        for (String name : List.of("hubspot-contact-push", "parks-what-fails-failures")) {
            String text = Files.readString(Path.of("routes", name + ".camel.yaml"));
            String step = "        - to:\n            id: hubspot-contact-push-tell\n            uri: file:" + told
                    + "?fileName=secret\n";
            Files.writeString(
                    routes.resolve(name + ".camel.yaml"),
                    text.replace(
                            "        - to:\n            id: hubspot-contact-push-map",
                            step + "        - to:\n            id: hubspot-contact-push-map"));
        }
        world.set("routes=" + routes);
        world.app(CONTACT, "p-1", Map.of("last_name", "Kim", "work_email", "kim@acme.example"));
        world.app(COMPANY, "c-1", Map.of("name", "Acme", "domain", "acme.example"));

        CommandRun run = world.run("plan");

        assertThat(run.out()).contains("+ p-1").contains("left out: file:").doesNotContain("secret");
        assertThat(run.err()).contains("1 push marks of hubspot company have no route that works on them");
        assertThat(told).doesNotExist();
    }

    @Test
    void whatCannotBePlannedIsOneAndNotTwo() {
        world.app(CONTACT, "p-1", Map.of("last_name", "Kim", "work_email", "kim@acme.example"));

        assertThat(world.run("plan", "hubspott").exitCode()).isEqualTo(1);
        assertThat(world.run("plan", "hubspott").err()).contains("Did you mean 'hubspot'?");
        assertThat(world.run("plan", "--limit", "none").exitCode()).isEqualTo(1);
        assertThat(world.run("plan", "hubspot", "--record", "p-1").err()).contains("needs its type");
        assertThat(world.run("plan", "hubspot", "contact", "--record", "p-9").err())
                .contains("REC-103");
        assertThat(world.run("apply", folder.resolve("none.json").toString()).exitCode())
                .isEqualTo(2);
        assertThat(world.run("apply", folder.resolve("caravan.db").toString()).err())
                .contains("PLN-102");
        world.set("connections.hubspot.enabled=false");
        assertThat(world.run("plan", "hubspot").err()).contains("is switched off");
    }

    @Test
    void aCrmThatDoesNotAnswerIsAnError() throws Exception {
        world.app(CONTACT, "p-1", Map.of("last_name", "Kim", "work_email", "kim@acme.example"));
        world.set("connections.hubspot.base-url=http://127.0.0.1:9");

        CommandRun run = world.run("plan");

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out()).contains("x p-1", "failed");
        assertThat(world.content().get("dead_letter")).isEmpty();
    }

    @Test
    void whatWasDeletedInTheCrmIsTakenOutOfTheHubWhereTheConnectionSaysSo() throws Exception {
        agreed();
        String ada = world.linked(CONTACT, "p-2");
        world.delete("contacts", ada);
        world.mark(CONTACT, ada);
        world.set("connections.hubspot.on-crm-delete=delete");

        assertThat(entry(world.plan(), "p-2").path("outcome").asText()).isEqualTo("deleted");
        CommandRun applied = world.apply();

        assertThat(applied.out()).contains("1 deleted");
        assertThat(world.records.find(new dev.caravan.hub.RecordKey(CONTACT, "p-2")))
                .isEmpty();
    }
}
