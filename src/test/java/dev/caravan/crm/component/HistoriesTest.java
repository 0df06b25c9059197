package dev.caravan.crm.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.SettableClock;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Match;
import dev.caravan.crm.StoredAsSent;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.batch.WriteOutcome;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.FieldHistoryStore;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Incoming;
import dev.caravan.hub.Intake;
import dev.caravan.hub.Lane;
import dev.caravan.hub.Link;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.MarkSignal;
import dev.caravan.hub.MatchAgainException;
import dev.caravan.hub.PullEnd;
import dev.caravan.hub.PullIntake;
import dev.caravan.hub.PullTransactions;
import dev.caravan.hub.Pulled;
import dev.caravan.hub.Pulls;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Retries;
import dev.caravan.hub.RetrySettings;
import dev.caravan.hub.Settler;
import dev.caravan.hub.Subscriptions;
import dev.caravan.hub.Work;
import dev.caravan.mapping.Expressions;
import dev.caravan.mapping.FieldPlan;
import dev.caravan.mapping.MappingFile;
import dev.caravan.mapping.MappingResult;
import dev.caravan.mapping.PlanContext;
import dev.caravan.mapping.PullRules;
import dev.caravan.mapping.PullSettings;
import dev.caravan.sql.Database;
import dev.caravan.sql.Databases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random edits on the hub and two CRMs, whose events come doubled, late and in any order: in the end all agree, then
 * nobody writes any more, and no edit is gone without a trace. Marks, merges and settlements are the real ones on a
 * real database; the CRMs are maps that write what they get in their own way.
 */
class HistoriesTest {
    private static final int HISTORIES = 1_000;
    private static final int EDITS = 12;
    private static final Duration SKEW = Duration.ofSeconds(2);
    private static final String MAPPING = "record: contact\nobject: contacts\n"
            + "fields: { job_title: jobtitle, last_name: lastname, phone: phone }\n";
    private static final Map<String, String> FIELDS =
            Map.of("job_title", "jobtitle", "last_name", "lastname", "phone", "phone");

    private final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
    private final FieldPlan plan = FieldPlan.compile(
            MappingFile.parse("mappings/crm/contact.yaml", MAPPING, Expressions.unchecked()),
            Expressions.unchecked(),
            Set.of());
    private final Subscriptions subscriptions = new Subscriptions();
    private final MarkSignal signal = new MarkSignal();
    private Database database;
    private RecordStore records;
    private LinkStore links;
    private ChangeMarkStore marks;
    private Intake intake;
    private PullIntake pulls;
    private Settler settler;
    private List<SimulatedCrm> crms;

    @BeforeEach
    void open() {
        database = Database.open(Databases.sqlite());
        records = new RecordStore(database);
        links = new LinkStore(database);
        marks = new ChangeMarkStore(database, clock, "test", Duration.ofHours(10));
        intake = new Intake(database, clock, subscriptions, signal, record -> List.of());
        pulls = new PullIntake(
                PullTransactions.in(database), clock, subscriptions, new Pulls(), signal, record -> List.of(), SKEW);
        RetrySettings retry = new RetrySettings(
                Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofDays(900), 3, Duration.ofSeconds(30));
        settler = new Settler(
                database,
                clock,
                new Random(1),
                new Retries(retry),
                signal,
                new Pulls(),
                subscriptions,
                (tx, settlement) -> {},
                List.of());
        crms = List.of(
                // Answers what it stored, trims, and groups telephone numbers.
                new SimulatedCrm(
                        "alpha", true, clock, text -> text.strip().replaceAll("^(\\+31)(6)(\\d{4})", "$1 $2 $3 ")),
                // Says nothing, and cuts.
                new SimulatedCrm("beta", false, clock, text -> text.length() > 16 ? text.substring(0, 16) : text));
        crms.forEach(crm -> subscriptions.add(crm.name, RecordType.CONTACT, false));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    @Tag("I12")
    @Tag("I13")
    @Tag("I14")
    @Tag("I16")
    void afterAnyHistoryAllAgreeAndNothingIsLostUnseen() throws Exception {
        for (int seed = 0; seed < HISTORIES; seed++) {
            try {
                new History(seed).run();
            } catch (AssertionError e) {
                throw new AssertionError("history with seed " + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** One contact and all that is done with it. */
    private final class History {
        private final Random random;
        private final RecordKey key;
        private final List<SimulatedCrm> notices = new ArrayList<>();
        /** Values that stood in the hub at some time. */
        private final Set<String> seenInHub = new HashSet<>();
        /** Values that stood in a CRM at some time, as the hub has them. */
        private final Set<String> seenInCrms = new HashSet<>();
        /** Every value that somebody set, and on which side. */
        private final Map<String, String> edits = new LinkedHashMap<>();
        /** Values that were overwritten by the same side before anybody else looked. */
        private final Set<String> superseded = new HashSet<>();

        private int counter;

        History(int seed) {
            this.random = new Random(seed);
            this.key = new RecordKey(RecordType.CONTACT, "p-" + seed);
        }

        void run() throws Exception {
            receive(Map.of("job_title", "0 start", "last_name", "0 name", "phone", "+31612340000"));
            settleAll();
            for (int i = 0; i < EDITS; i++) {
                step();
            }
            settleAll();
            agree();
            silence();
            nothingLost();
        }

        private void step() throws Exception {
            clock.advance(Duration.ofSeconds(3 + random.nextInt(60)));
            switch (random.nextInt(8)) {
                case 0, 1 -> editHub();
                case 2, 3 -> editCrm(crms.get(random.nextInt(crms.size())));
                case 4 -> deliver();
                case 5 -> work(Direction.PUSH, crms.get(random.nextInt(crms.size())));
                case 6 -> work(Direction.PULL, crms.get(random.nextInt(crms.size())));
                default -> deliver();
            }
        }

        private String value(String field) {
            int number = ++counter;
            return field.equals("phone")
                    ? String.format("+3161234%04d", number)
                    : number + (random.nextBoolean() ? " title " : " a title that is long ");
        }

        private void editHub() throws Exception {
            String field = anyField();
            String value = value(field);
            edits.put(value, "hub");
            superseded.add(records.find(key).orElseThrow().text(field));
            receive(Map.of(field, value));
        }

        private void editCrm(SimulatedCrm crm) {
            String id = links.find(crm.name, key).orElseThrow().id().id();
            String field = anyField();
            String value = value(field);
            edits.put(value, crm.name.value());
            Object before = crm.rows.get(id).get(FIELDS.get(field));
            superseded.add(String.valueOf(before));
            crm.edit(id, FIELDS.get(field), value, clock.instant());
            notices.add(crm);
            if (random.nextInt(3) == 0) {
                notices.add(crm);
            }
        }

        private String anyField() {
            return List.of("job_title", "last_name", "phone").get(random.nextInt(3));
        }

        private void receive(Map<String, Object> fields) throws Exception {
            intake.receive(
                            RecordType.CONTACT,
                            List.of(new Incoming(
                                    RecordType.CONTACT, key.id(), new HashMap<>(fields), clock.instant(), "app")))
                    .get();
            look();
        }

        /** The events come in any order. */
        private void deliver() {
            if (!notices.isEmpty()) {
                SimulatedCrm crm = notices.remove(random.nextInt(notices.size()));
                String id = links.find(crm.name, key).orElseThrow().id().id();
                marks.mark(crm.name, Direction.PULL, RecordType.CONTACT, List.of(id), "changed", Lane.LIVE);
            }
        }

        private void settleAll() throws Exception {
            for (int round = 0; round < 30; round++) {
                while (!notices.isEmpty()) {
                    deliver();
                }
                clock.advance(Duration.ofSeconds(10));
                for (SimulatedCrm crm : crms) {
                    work(Direction.PULL, crm);
                    work(Direction.PUSH, crm);
                }
                if (marks.count() == 0) {
                    return;
                }
            }
            throw new AssertionError("it never comes to rest: " + marks.count() + " marks");
        }

        private void work(Direction direction, SimulatedCrm crm) throws Exception {
            for (ChangeMark mark : marks.claim(crm.name, direction, RecordType.CONTACT, 100)) {
                clock.advance(Duration.ofMillis(5));
                if (direction == Direction.PUSH) {
                    push(crm, mark);
                } else {
                    pull(crm, mark);
                }
                look();
            }
        }

        private void push(SimulatedCrm crm, ChangeMark mark) throws Exception {
            HubRecord record = records.find(mark.record()).orElseThrow();
            Link link = links.find(crm.name, record.key()).orElse(null);
            CrmRecord current = link == null ? null : crm.read(link.id().id());
            Work work = new Work(mark, record, clock.instant());
            MappingResult result = plan.write(
                    new Match(record, crm.name, link, current, link == null ? "none" : "link"),
                    PlanContext.NONE.twoWay(SKEW));
            clock.advance(Duration.ofMillis(5));
            if (result instanceof MappingResult.Send send) {
                work.gaveWay(send.lost());
                if (send.wantsPull()) {
                    work.wantPull();
                }
                new WorkNotes(crm.name, clock)
                        .done(work, new WriteOutcome.Done(send.write(), crm.write(send.write()), "", Optional.empty()));
                notices.add(crm);
            } else if (result instanceof MappingResult.Unchanged unchanged) {
                if (unchanged.wantsPull()) {
                    work.wantPull();
                }
                work.conclude(
                        new dev.caravan.hub.Outcome.Unchanged(""),
                        link == null ? null : link.agreed(unchanged.agreed(), unchanged.sent(), clock.instant()));
            }
            settler.settle(work, "push").get();
        }

        private void pull(SimulatedCrm crm, ChangeMark mark) throws Exception {
            Work work = new Work(mark, null, clock.instant());
            CrmRecord found = crm.read(mark.key());
            clock.advance(Duration.ofMillis(5));
            if (random.nextInt(3) == 0) {
                // Between the read and the merge another thread pushes.
                work(Direction.PUSH, crm);
                clock.advance(Duration.ofMillis(5));
            }
            Pulled pulled = new Pulled(
                    RecordType.CONTACT,
                    new ExternalId(crm.name, "contacts", mark.key()),
                    plan.toHub(found),
                    found.modifiedAt().orElseThrow(),
                    work.readAt(),
                    null,
                    List.of(),
                    new PullRules(plan, found, new PullSettings(null, SKEW)),
                    key,
                    List.of(),
                    "link");
            PullEnd end = pulls.pull(pulled, true).get();
            if (end instanceof PullEnd.Done done) {
                work.conclude(done.outcome(), null);
                settler.settle(work, "pull").get();
            } else {
                settler.fail(work, "pull", new MatchAgainException(pulled.id(), "again"))
                        .get();
            }
        }

        private void look() {
            for (SimulatedCrm crm : crms) {
                links.find(crm.name, key)
                        .map(link -> crm.rows.get(link.id().id()))
                        .ifPresent(row -> row.values().forEach(v -> seenInCrms.add(String.valueOf(v))));
            }
            records.find(key).orElseThrow().fields().values().forEach(v -> seenInHub.add(v.toString()));
        }

        private void agree() {
            HubRecord hub = records.find(key).orElseThrow();
            for (SimulatedCrm crm : crms) {
                Map<String, @Nullable Object> row = crm.rows.get(
                        links.find(crm.name, key).orElseThrow().id().id());
                FIELDS.forEach((field, property) -> assertThat(
                                StoredAsSent.sameOrCut(hub.value(field), row.get(property)))
                        .as("%s of %s: hub has '%s', it has '%s'", field, crm.name, hub.value(field), row.get(property))
                        .isTrue());
            }
        }

        /** Every CRM says once more that the record changed: nobody has anything to write. */
        private void silence() throws Exception {
            int writes = crms.stream().mapToInt(crm -> crm.writes).sum();
            long version = records.find(key).orElseThrow().version();
            notices.addAll(crms);
            settleAll();
            assertThat(crms.stream().mapToInt(crm -> crm.writes).sum()).isEqualTo(writes);
            assertThat(records.find(key).orElseThrow().version()).isEqualTo(version);
        }

        private void nothingLost() {
            Set<String> kept = new HashSet<>();
            new FieldHistoryStore(database)
                    .of(key, 1000)
                    .forEach(entry -> kept.add(String.valueOf(entry.lost().value())));
            edits.forEach((value, side) -> {
                Set<String> onTheOtherSide = side.equals("hub") ? seenInCrms : seenInHub;
                boolean traced = isIn(onTheOtherSide, value) || isIn(kept, value) || isIn(superseded, value);
                assertThat(traced)
                        .as("'%s', set in %s, left a trace", value, side)
                        .isTrue();
            });
        }

        private static boolean isIn(Set<String> values, String value) {
            return values.stream().anyMatch(v -> StoredAsSent.sameOrCut(value, v));
        }
    }

    /** A CRM in memory, with a person who edits and a way of its own to write things down. */
    private static final class SimulatedCrm {
        private final ConnectionName name;
        private final boolean answersValues;
        private final UnaryOperator<String> form;
        private final Map<String, Map<String, @Nullable Object>> rows = new HashMap<>();
        private final Map<String, Map<String, Instant>> changed = new HashMap<>();
        private final SettableClock time;
        private int writes;

        SimulatedCrm(String name, boolean answersValues, SettableClock time, UnaryOperator<String> form) {
            this.time = time;
            this.name = new ConnectionName(name);
            this.answersValues = answersValues;
            this.form = form;
        }

        void edit(String id, String field, @Nullable Object value, Instant at) {
            rows.get(id).put(field, value == null ? null : form.apply(value.toString()));
            changed.get(id).put(field, at);
        }

        WriteResult.Written write(Write write) {
            writes++;
            boolean isNew = write.id() == null;
            String id = isNew ? Integer.toString(rows.size() + 1) : write.id();
            rows.computeIfAbsent(id, i -> new HashMap<>());
            changed.computeIfAbsent(id, i -> new HashMap<>());
            write.values().forEach((field, value) -> edit(id, field, value, time.instant()));
            Map<String, @Nullable Object> answer = new LinkedHashMap<>();
            if (answersValues) {
                write.values()
                        .keySet()
                        .forEach(field -> answer.put(field, rows.get(id).get(field)));
            }
            return new WriteResult.Written(id, isNew, answer);
        }

        CrmRecord read(String id) {
            Map<String, Instant> times = changed.get(id);
            Instant latest = times.values().stream().max(Instant::compareTo).orElseThrow();
            return new CrmRecord("contacts", id, rows.get(id), Optional.of(latest), false, times);
        }
    }
}
