package dev.caravan.pull;

import dev.caravan.SettableClock;
import dev.caravan.crm.batch.Snapshots;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Intake;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.MarkSignal;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Retries;
import dev.caravan.hub.RetrySettings;
import dev.caravan.hub.Settler;
import dev.caravan.hub.Subscriptions;
import dev.caravan.hub.ViaMarkStore;
import dev.caravan.hub.Work;
import dev.caravan.mapping.Expressions;
import dev.caravan.mapping.Mappings;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A database, a hub and two CRMs, with a runner that the test drives step by step. */
final class PullWorld implements AutoCloseable {
    static final ConnectionName HUBSPOT = new ConnectionName("hubspot");
    static final ConnectionName OTHER = new ConnectionName("hubspot-emea");

    final SettableClock clock = SettableClock.at("2026-03-01T10:00:00Z");
    final Map<ConnectionName, PagedCrm> crms =
            Map.of(HUBSPOT, new PagedCrm("hubspot"), OTHER, new PagedCrm("hubspot-emea"));
    final PagedCrm crm = Objects.requireNonNull(crms.get(HUBSPOT));
    final Snapshots snapshots = new Snapshots();
    final Mappings mappings = new Mappings(Path.of("no-such-folder"), Expressions.unchecked());
    final MatchKeys keys = new MatchKeys("US");
    final Database database;
    final Intake intake;
    final ImportStore imports;
    final CursorStore cursors;
    final ChangeMarkStore marks;
    final RecordStore records;
    final LinkStore links;
    final ImportRunStore runs;
    final Settler settler;
    int mostWaiting = 5_000;
    ImportRunner runner;

    PullWorld(DatabaseSettings settings) {
        database = Database.open(settings);
        intake = new Intake(database, clock, new Subscriptions(), new MarkSignal(), keys::of);
        imports = new ImportStore(database, clock);
        cursors = new CursorStore(database, clock);
        marks = new ChangeMarkStore(database, clock, "test", Duration.ofMinutes(2));
        records = new RecordStore(database);
        links = new LinkStore(database);
        runs = new ImportRunStore(database, clock, "test", Duration.ofMinutes(2));
        RetrySettings retry = new RetrySettings(
                Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofHours(24), 3, Duration.ofSeconds(30));
        settler = new Settler(
                database,
                clock,
                new Random(1),
                new Retries(retry),
                new MarkSignal(),
                new dev.caravan.hub.Pulls(),
                new Subscriptions(),
                new ImportTally("test"),
                List.of());
        runner = newRunner();
    }

    /** The runner as a process that was started anew would have it; the old one must not be driven any more. */
    ImportRunner restart() {
        runs.freeOwn();
        marks.freeOwn();
        runner = newRunner();
        return runner;
    }

    private ImportRunner newRunner() {
        return new ImportRunner(
                new ImportWalk.Tools(
                        database, runs, new ViaMarkStore(database), intake, mappings, snapshots, clock, mostWaiting),
                connections());
    }

    Function<ConnectionName, AskedCrm> connections() {
        return name -> Optional.<AskedCrm>ofNullable(crms.get(name))
                .orElseThrow(() -> new InvalidInputException(ErrorCode.CONNECTION_UNKNOWN, "unknown " + name));
    }

    static ImportOrder all() {
        return order(ImportKind.ALL, null, null, false);
    }

    static ImportOrder filter(String condition) {
        return order(ImportKind.FILTER, condition, null, false);
    }

    static ImportOrder order(ImportKind kind, @Nullable String criterion, @Nullable String schedule, boolean live) {
        return new ImportOrder(HUBSPOT, RecordType.CONTACT, kind, criterion, null, null, schedule, live, "ola");
    }

    /** Lists and settles until nothing more happens by itself. */
    ImportJob runOut(long id) {
        for (int i = 0; i < 1_000; i++) {
            Optional<ImportWalk> walk = runner.look();
            if (walk.isEmpty() && settleAll().isEmpty()) {
                break;
            }
            walk.ifPresent(this::walkOn);
        }
        runner.look();
        return job(id);
    }

    /** Walks until the walk is over or waits. */
    void walkOn(ImportWalk walk) {
        while (runner.advance(walk).filter(Duration::isZero).isPresent()) {
            // the next page
        }
    }

    ImportJob job(long id) {
        return imports.find(id).orElseThrow();
    }

    /** Settles what is due as unchanged. */
    List<ChangeMark> settleAll() {
        return settle(10_000, new Outcome.Unchanged(""));
    }

    List<ChangeMark> settle(int most, Outcome outcome) {
        List<ChangeMark> settled = new ArrayList<>();
        for (PagedCrm each : crms.values()) {
            List<ChangeMark> claimed = marks.claim(
                    each.connection(), Direction.PULL, RecordType.CONTACT, Math.min(1_000, most - settled.size()));
            claimed.forEach(m -> settle(m, outcome));
            settled.addAll(claimed);
        }
        return settled;
    }

    void settle(ChangeMark mark, Outcome outcome) {
        RecordKey key = new RecordKey(RecordType.CONTACT, "of-" + mark.key());
        HubRecord record = HubRecord.of(key, Map.of("first_name", "Ada"), clock.instant(), "test");
        Work work = new Work(mark, record, clock.instant());
        work.conclude(outcome, null);
        settler.settle(work, "pull").join();
    }

    /** External ids that are marked for HubSpot contacts and why, by claiming them. */
    Map<String, ChangeMark> claimed() {
        return marks.claim(HUBSPOT, Direction.PULL, RecordType.CONTACT, 1_000).stream()
                .collect(java.util.stream.Collectors.toMap(ChangeMark::key, m -> m));
    }

    void mark(Collection<String> ids) {
        database.writeNow(tx -> {
            intake.markPull(tx, HUBSPOT, RecordType.CONTACT, ids, "webhook", dev.caravan.hub.Lane.LIVE, null);
            return ids.size();
        });
    }

    /** A link whose state in the CRM was last seen as of a time. */
    void link(int number, String recordId, @Nullable Long seenModified) {
        ExternalId id = new ExternalId(HUBSPOT, "contacts", PagedCrm.id(number));
        database.writeNow(tx -> tx.update(
                "INSERT INTO link (connection, type, record_id, object, external_id, base, agreed_at, how, seen_modified)"
                        + " VALUES ('hubspot', 'contact', ?, ?, ?, '{}', 0, 'created', ?)",
                recordId,
                id.object(),
                id.id(),
                seenModified));
    }

    @Override
    public void close() {
        database.close();
    }
}
