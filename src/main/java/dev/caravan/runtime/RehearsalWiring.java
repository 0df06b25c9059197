package dev.caravan.runtime;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Connections;
import dev.caravan.crm.batch.BatchListener;
import dev.caravan.crm.batch.CrmRuntime;
import dev.caravan.crm.batch.Ledger;
import dev.caravan.crm.batch.Snapshots;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.crm.budget.RateBudgets;
import dev.caravan.crm.budget.Sleeper;
import dev.caravan.crm.component.CrmComponent;
import dev.caravan.crm.component.PullSide;
import dev.caravan.dedup.Counterparts;
import dev.caravan.dedup.ReviewHolds;
import dev.caravan.dedup.ReviewStore;
import dev.caravan.dedup.component.DedupComponent;
import dev.caravan.filter.Filters;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Departures;
import dev.caravan.hub.EventStore;
import dev.caravan.hub.GoneStore;
import dev.caravan.hub.Heirs;
import dev.caravan.hub.Intake;
import dev.caravan.hub.IntentStore;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.MarkSignal;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.PullIntake;
import dev.caravan.hub.Pulls;
import dev.caravan.hub.Receiving;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Retries;
import dev.caravan.hub.SettlementLog;
import dev.caravan.hub.Settler;
import dev.caravan.hub.Settling;
import dev.caravan.hub.StandingMarkStore;
import dev.caravan.hub.StopStore;
import dev.caravan.hub.Subscriptions;
import dev.caravan.hub.TwinStore;
import dev.caravan.hub.WatchedPulls;
import dev.caravan.hub.component.HubComponent;
import dev.caravan.mapping.Mappings;
import dev.caravan.pull.ImportStore;
import dev.caravan.rehearsal.GuardedCrm;
import dev.caravan.rehearsal.Hands;
import dev.caravan.rehearsal.PlanSources;
import dev.caravan.rehearsal.WorkedRoutes;
import dev.caravan.sql.Database;
import dev.caravan.synclog.SyncLogStore;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import dev.caravan.synclog.deadletter.component.DeadLetterComponent;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.camel.Component;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * The runtime's parts, put together once more for work that somebody watches: the same classes in the same wiring, with
 * the marks fed by hand and what they would leave behind in other {@link Hands}.
 */
public final class RehearsalWiring {
    private final Ground ground;
    private final RecordStore records;
    private final LinkStore links;

    /** What plans stand on. The connections are open and stay so. */
    public record Ground(
            Database database,
            CaravanSettings settings,
            Environment environment,
            Connections connections,
            Mappings mappings,
            Clock clock) {}

    public RehearsalWiring(Ground ground) {
        this.ground = ground;
        this.records = new RecordStore(ground.database());
        this.links = new LinkStore(ground.database());
    }

    /** What plans are made from and checked against. */
    public PlanSources sources() {
        CaravanSettings settings = ground.settings();
        return new PlanSources(
                ground.connections(),
                ground.mappings(),
                records,
                links,
                new StandingMarkStore(ground.database(), ground.clock(), settings.node(), settings.lease()),
                connection -> new StopStore(ground.database(), ground.clock())
                        .find(connection)
                        .map(StopStore.Stop::reason));
    }

    /** Asks a connection's CRM, or all of them, which fields a new record needs; for whoever has no running watch. */
    public void learnSchemas(@Nullable ConnectionName only) {
        Connections asked = new Connections(ground.connections().all().stream()
                .filter(c -> only == null || c.name().equals(only))
                .toList());
        try (SchemaWatch schemas = new SchemaWatch(
                asked, ground.mappings(), new SchemaShelf(ground.settings().dataDir(), ground.clock()))) {
            schemas.askAll();
        }
    }

    /** Ends work as a runtime does; for whoever is none. */
    public Settling settler() {
        Pulls pulls = new Pulls();
        ground.connections().all().stream()
                .filter(c -> c.settings().pull())
                .forEach(c -> RecordType.objects().forEach(type -> pulls.add(c.name(), type)));
        Retries retries = new Retries(ground.settings().retry());
        ground.connections().all().forEach(c -> c.crm().retry().ifPresent(rules -> retries.set(c.name(), rules)));
        Database database = ground.database();
        SettlementLog journal = StoreConfiguration.journal(
                new SyncLogStore(database),
                new DeadLetterStore(database, ground.clock()),
                holds(),
                ground.settings().node());
        return new Settler(
                database,
                ground.clock(),
                RandomGenerator.getDefault(),
                retries,
                new MarkSignal(),
                pulls,
                journal,
                List.of());
    }

    /** Sets up the routes; to be closed. */
    public WorkedRoutes open(Hands hands) {
        Map<ConnectionName, GuardedCrm> guarded = ground.connections().all().stream()
                .collect(Collectors.toMap(Connection::name, c -> new GuardedCrm(c.name(), c.crm(), hands.writes())));
        Connections staged = new Connections(ground.connections().all().stream()
                .map(c ->
                        new Connection(c.name(), c.settings(), Objects.requireNonNull(guarded.get(c.name())), c.gate()))
                .toList());
        FedMarks marks = new FedMarks();
        CrmRuntime runtime = runtime(staged, hands);
        runtime.start();
        try {
            return new RehearsalRoutes(components(staged, runtime, marks, hands), marks, guarded, runtime, ground);
        } catch (RuntimeException e) {
            runtime.close();
            throw e;
        }
    }

    private CrmRuntime runtime(Connections staged, Hands hands) {
        // The drivers' own gates keep the rate; these budgets only let calls through in their order.
        RateBudgets budgets =
                new RateBudgets(NoPauses.NONE, ground.clock(), RandomGenerator.getDefault(), Sleeper.real());
        StoredIntents intents = new StoredIntents(new IntentStore(ground.database(), ground.clock()), hands.isReal());
        return new CrmRuntime(
                staged,
                budgets,
                new ConnectionHealth(budgets, Set.of(), ground.clock()),
                new Ledger(intents, links::recordOf),
                BatchListener.NONE,
                ground.clock());
    }

    private Map<String, Component> components(Connections staged, CrmRuntime runtime, FedMarks marks, Hands hands) {
        Database database = ground.database();
        Clock clock = ground.clock();
        Mappings mappings = ground.mappings();
        Duration skew = ground.settings().clockSkew();
        Pulls pulls = new Pulls();
        MarkSignal signal = new MarkSignal();
        MatchKeys keys = FeatureConfiguration.keys(ground.settings(), mappings);
        Subscriptions subscriptions = new Subscriptions();
        new Wishes(staged, mappings, subscriptions).apply();
        WatchedPulls transactions = new WatchedPulls(database, hands.judge());
        PullSide pull = new PullSide(
                marks,
                hands.settling(),
                new Departures(
                        transactions, clock, subscriptions, signal, new Heirs(clock, subscriptions, signal, keys::of)),
                new Snapshots(),
                pulls,
                connection -> Duration.ZERO,
                new PullReading(mappings, staged, links, records, skew, clock),
                (connection, type) -> {});
        Receiving intake = hands.isReal()
                ? new Intake(database, clock, subscriptions, signal, keys::of)
                : new NothingReceived(subscriptions);
        HubComponent hub = new HubComponent(new HubComponent.Hub(
                records,
                new EventStore(database),
                intake,
                new PullIntake(transactions, clock, subscriptions, pulls, signal, keys::of, skew),
                holds(),
                hands.settling(),
                marks,
                clock,
                keys::of,
                ground.settings()::connection));
        return Map.of(
                "hub", hub,
                "crm", new CrmComponent(runtime, Filters::parse, clock, pull),
                "dedup",
                        new DedupComponent(
                                counterparts(staged, keys, pulls, hands),
                                new FeatureConfiguration()
                                        .sourcing(
                                                ground.settings(), staged, runtime, mappings, keys, database, records),
                                clock),
                "mapping",
                        new CamelConfiguration()
                                .mappingComponent(
                                        mappings,
                                        staged,
                                        hands.linkedIds(),
                                        clock,
                                        pulls,
                                        new PullConfiguration().pullOptions(new ImportStore(database, clock)),
                                        holds(),
                                        ground.settings()),
                "deadletter", new DeadLetterComponent(hands.settling(), new DeadLetterStore(database, clock)));
    }

    /** What persons decided on; wakes nobody. */
    private ReviewHolds holds() {
        Database database = ground.database();
        MatchKeys keys = FeatureConfiguration.keys(ground.settings(), ground.mappings());
        return new ReviewHolds(
                new ReviewStore(database, ground.clock()),
                new Intake(database, ground.clock(), new Subscriptions(), new MarkSignal(), keys::of));
    }

    private Counterparts counterparts(Connections staged, MatchKeys keys, Pulls pulls, Hands hands) {
        Database database = ground.database();
        return new FeatureConfiguration()
                .counterparts(
                        keys,
                        links,
                        records,
                        new TwinStore(database),
                        new WatchedReviews(new ReviewStore(database, ground.clock()), hands),
                        staged,
                        new ConnectionHealth(
                                new RateBudgets(
                                        NoPauses.NONE, ground.clock(), RandomGenerator.getDefault(), Sleeper.real()),
                                Set.of(),
                                ground.clock()),
                        ground.mappings(),
                        pulls,
                        new IntentStore(database, ground.clock()),
                        new GoneStore(database));
    }
}
