package dev.caravan.crm.component;

import dev.caravan.SettableClock;
import dev.caravan.crm.Connection;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FakeCrm;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.batch.WriteOutcome;
import dev.caravan.dedup.Decision;
import dev.caravan.dedup.HubMatch;
import dev.caravan.dedup.Links;
import dev.caravan.dedup.MatchBench;
import dev.caravan.dedup.MatchPlan;
import dev.caravan.dedup.Matcher;
import dev.caravan.dedup.ReviewStore;
import dev.caravan.dedup.Twins;
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
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.Outcome;
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
import dev.caravan.hub.Settlement;
import dev.caravan.hub.Settler;
import dev.caravan.hub.Subscriptions;
import dev.caravan.hub.TwinStore;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The hub and one CRM in memory that is pulled. Marks, matching, mapping, merges and settlements are the real ones on a
 * real database; only the routes between them are played by {@link #settle}.
 */
final class TwoWayWorld implements AutoCloseable {
    static final ConnectionName CRM = new ConnectionName("salesforce");
    private static final Duration SKEW = Duration.ofSeconds(2);

    final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
    final FakeCrm crm = new FakeCrm().timedBy(clock);
    /** How marks ended, in their order: {@code push updated}. */
    final List<String> ends = new ArrayList<>();

    private final Map<RecordType, FieldPlan> plans = new EnumMap<>(RecordType.class);
    private final Subscriptions subscriptions = new Subscriptions();
    private final MarkSignal signal = new MarkSignal();
    private final MatchKeys keys = new MatchKeys("US");
    private final Pulls pulled = new Pulls();
    private final Database database = Database.open(Databases.sqlite());
    final RecordStore records = new RecordStore(database);
    final LinkStore links = new LinkStore(database);
    final ChangeMarkStore marks = new ChangeMarkStore(database, clock, "test", Duration.ofHours(10));
    private final Intake intake = new Intake(database, clock, subscriptions, signal, keys::of);
    private final PullIntake pulls =
            new PullIntake(PullTransactions.in(database), clock, subscriptions, pulled, signal, keys::of, SKEW);
    private final Settler settler;
    private final Connection connection;
    private final Matcher matcher;
    private final HubMatch hubMatch;

    /** @param mappings mapping files as they are written */
    TwoWayWorld(String... mappings) {
        for (String yaml : mappings) {
            use(yaml);
        }
        RetrySettings retry = new RetrySettings(
                Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofDays(900), 3, Duration.ofSeconds(30));
        settler = new Settler(
                database,
                clock,
                new Random(1),
                new Retries(retry),
                signal,
                pulled,
                new Subscriptions(),
                (tx, all) -> all.forEach(s -> ends.add(end(s))),
                List.of());
        Connection any = new MatchBench().connection;
        connection = new Connection(CRM, any.settings(), crm, any.gate());
        Twins twins = twins(new TwinStore(database));
        matcher = new Matcher(keys, linked(), twins, new ReviewStore(database, clock), (connection, record) -> false);
        hubMatch = new HubMatch(
                keys,
                id -> links.byExternalId(id.connection(), id.object(), List.of(id.id()))
                        .get(id.id()),
                key -> records.find(key).orElse(null),
                twins);
    }

    /** Puts a mapping file into force. */
    void use(String yaml) {
        FieldPlan plan = FieldPlan.compile(
                MappingFile.parse("mappings/salesforce/contact.yaml", yaml, Expressions.unchecked()),
                Expressions.unchecked(),
                Set.of());
        RecordType type = plan.mapping().record();
        plans.put(type, plan);
        pulled.add(CRM, type);
        subscriptions.add(CRM, type, false);
    }

    /** The App sends a contact's fields, a minute later. */
    void app(String id, Object... pairs) throws Exception {
        app(RecordType.CONTACT, id, pairs);
    }

    /** The App sends a record's fields, a minute later. */
    void app(RecordType type, String id, Object... pairs) throws Exception {
        clock.advance(Duration.ofMinutes(1));
        intake.receive(type, List.of(new Incoming(type, id, fields(pairs), clock.instant(), "app")))
                .get();
    }

    /** Somebody makes a record in the CRM, a minute later; answers its id. */
    String madeInCrm(RecordType type, Object... pairs) {
        clock.advance(Duration.ofMinutes(1));
        String id = crm.put(fields(pairs));
        notice(type, id);
        return id;
    }

    /** Somebody made a record in the CRM before anybody watched. */
    String wasInCrm(Object... pairs) {
        return crm.put(fields(pairs));
    }

    /** Somebody changes a record in the CRM, a minute later. */
    void editedInCrm(RecordType type, String id, Object... pairs) {
        clock.advance(Duration.ofMinutes(1));
        crm.edit(id, fields(pairs));
        notice(type, id);
    }

    /** The CRM says that a record changed, or an import brings it. */
    void notice(RecordType type, String id) {
        marks.mark(CRM, Direction.PULL, type, List.of(id), "changed", Lane.LIVE);
    }

    HubRecord hub(String id) {
        return records.find(new RecordKey(RecordType.CONTACT, id)).orElseThrow();
    }

    Optional<Link> link(String id) {
        return links.find(CRM, new RecordKey(RecordType.CONTACT, id));
    }

    Map<String, @Nullable Object> inCrm(String id) {
        return crm.records().get(link(id).orElseThrow().id().id());
    }

    /** Values of a contact that gave way. */
    List<Object> lost(String id) {
        return new FieldHistoryStore(database)
                .of(new RecordKey(RecordType.CONTACT, id), 100).stream()
                        .map(entry -> entry.lost().value())
                        .toList();
    }

    /** Works until no mark is left. */
    void settle() throws Exception {
        for (int round = 0; round < 20 && marks.count() > 0; round++) {
            clock.advance(Duration.ofSeconds(10));
            for (RecordType type : plans.keySet()) {
                for (ChangeMark mark : marks.claim(CRM, Direction.PULL, type, 100)) {
                    clock.advance(Duration.ofMillis(5));
                    pull(mark);
                }
                for (ChangeMark mark : marks.claim(CRM, Direction.PUSH, type, 100)) {
                    clock.advance(Duration.ofMillis(5));
                    push(mark);
                }
            }
        }
        if (marks.count() > 0) {
            throw new AssertionError(marks.count() + " marks are left after " + ends);
        }
    }

    private void push(ChangeMark mark) throws Exception {
        FieldPlan plan = plan(mark);
        HubRecord record = records.find(mark.record()).orElseThrow();
        Work work = new Work(mark, record, clock.instant());
        Decision decision = matcher.match(connection, MatchPlan.of(plan, null, true), List.of(record))
                .get(0);
        clock.advance(Duration.ofMillis(5));
        if (decision instanceof Decision.Found found) {
            MappingResult result = plan.write(found.match(), PlanContext.NONE.twoWay(SKEW));
            write(work, found, result);
        } else {
            work.conclude(
                    decision instanceof Decision.Held
                            ? new Outcome.Held(decision.reason())
                            : new Outcome.Skipped(decision.reason()),
                    null);
        }
        settler.settle(work, "push").get();
    }

    private void write(Work work, Decision.Found found, MappingResult result) {
        if (result instanceof MappingResult.Send send) {
            work.gaveWay(send.lost());
            if (send.wantsPull()) {
                work.wantPull();
            }
            WriteResult written =
                    crm.write(send.write().object(), List.of(send.write())).get(0);
            new WorkNotes(CRM, clock)
                    .done(
                            work,
                            new WriteOutcome.Done(send.write(), (WriteResult.Written) written, "", Optional.empty()));
        } else if (result instanceof MappingResult.Unchanged unchanged) {
            if (unchanged.wantsPull()) {
                work.wantPull();
            }
            work.conclude(new Outcome.Unchanged(""), linkOf(work, found, unchanged));
        } else if (result instanceof MappingResult.Skip skip) {
            work.conclude(new Outcome.Skipped(skip.reason()), null);
        }
    }

    private Link linkOf(Work work, Decision.Found found, MappingResult.Unchanged unchanged) {
        Link link = found.match().link();
        CrmRecord current = found.match().current();
        return link != null
                ? link.agreed(unchanged.agreed(), unchanged.sent(), clock.instant())
                : new Link(
                        work.mark().record(),
                        new ExternalId(CRM, current.object(), current.id()),
                        unchanged.agreed(),
                        clock.instant(),
                        found.match().how());
    }

    private void pull(ChangeMark mark) throws Exception {
        FieldPlan plan = plan(mark);
        Work work = new Work(mark, null, clock.instant());
        String object = plan.mapping().object();
        CrmRecord found =
                crm.read(object, List.of(mark.key()), plan.crmFields()).get(0);
        clock.advance(Duration.ofMillis(5));
        Pulled pull = new Pulled(
                mark.type(),
                new ExternalId(CRM, object, found.id()),
                plan.toHub(found),
                found.modifiedAt().orElseThrow(),
                work.readAt(),
                null,
                List.of(),
                new PullRules(plan, found, new PullSettings(null, SKEW)),
                null,
                List.of(),
                "none");
        HubMatch.Answer answer = hubMatch.match(pull, MatchPlan.of(plan, null, true));
        if (answer instanceof HubMatch.Answer.Found matched) {
            PullEnd end = pulls.pull(matched.pulled(), true).get();
            work.conclude(((PullEnd.Done) end).outcome(), null);
        } else {
            work.conclude(new Outcome.Skipped(answer.toString()), null);
        }
        settler.settle(work, "pull").get();
    }

    private FieldPlan plan(ChangeMark mark) {
        return plans.get(mark.type());
    }

    private static String end(Settlement s) {
        return s.mark().direction().word() + " " + s.outcome().word();
    }

    private static Map<String, @Nullable Object> fields(Object... pairs) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], pairs[i + 1]);
        }
        return fields;
    }

    private static Twins twins(TwinStore store) {
        return (connection, type, wanted) -> store.holders(connection, type, wanted).stream()
                .map(h -> new Twins.Holder(h.key(), h.record(), h.openMark(), h.link()))
                .toList();
    }

    private Links linked() {
        return new Links() {
            @Override
            public Map<RecordKey, Link> find(ConnectionName name, Collection<RecordKey> wanted) {
                Map<RecordKey, Link> found = new HashMap<>();
                wanted.forEach(key -> links.find(name, key).ifPresent(link -> found.put(key, link)));
                return found;
            }

            @Override
            public Map<String, RecordKey> owners(ConnectionName name, String object, Collection<String> ids) {
                return links.recordsOf(name, object, ids);
            }
        };
    }

    @Override
    public void close() {
        database.close();
    }
}
