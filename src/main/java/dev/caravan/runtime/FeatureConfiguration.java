package dev.caravan.runtime;

import dev.caravan.console.CaravanMetrics;
import dev.caravan.console.StoreHealth;
import dev.caravan.console.gate.Readiness;
import dev.caravan.console.operations.Operations;
import dev.caravan.console.operations.PlanOperations;
import dev.caravan.crm.Connection;
import dev.caravan.crm.Connections;
import dev.caravan.crm.Crm;
import dev.caravan.crm.batch.CrmRuntime;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.crm.budget.RateBudgets;
import dev.caravan.crm.webhook.WebhookSeenStore;
import dev.caravan.dedup.Counterparts;
import dev.caravan.dedup.HubMatch;
import dev.caravan.dedup.Links;
import dev.caravan.dedup.MatchPlan;
import dev.caravan.dedup.MatchPlans;
import dev.caravan.dedup.Matcher;
import dev.caravan.dedup.ReviewHolds;
import dev.caravan.dedup.ReviewQueue;
import dev.caravan.dedup.ReviewStore;
import dev.caravan.dedup.Reviews;
import dev.caravan.dedup.Twins;
import dev.caravan.dedup.sourcing.SourceConnection;
import dev.caravan.dedup.sourcing.Sourcing;
import dev.caravan.hub.BudgetStore;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.FieldHistoryStore;
import dev.caravan.hub.GoneStore;
import dev.caravan.hub.Intake;
import dev.caravan.hub.IntentStore;
import dev.caravan.hub.KeyRenewal;
import dev.caravan.hub.KeyRule;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.PauseStore;
import dev.caravan.hub.PresenceStore;
import dev.caravan.hub.Pulls;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.SettlementListener;
import dev.caravan.hub.Settler;
import dev.caravan.hub.Settling;
import dev.caravan.hub.Subscriptions;
import dev.caravan.hub.TwinStore;
import dev.caravan.mapping.LinkedIds;
import dev.caravan.mapping.Mappings;
import dev.caravan.mapping.component.CamelExpressions;
import dev.caravan.rehearsal.Application;
import dev.caravan.rehearsal.Rehearsal;
import dev.caravan.sql.Database;
import dev.caravan.synclog.SyncLogStore;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import dev.caravan.synclog.deadletter.Replay;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Mapping, dedup, operations and what watches over them. */
@Configuration(proxyBeanMethods = false)
public class FeatureConfiguration {
    /** Records whose match keys are made anew in one transaction: some 10 ms of the one writer. */
    private static final int KEYS_AT_ONCE = 200;

    @Bean
    Mappings mappings(CaravanSettings settings, CamelContext camel) {
        return new Mappings(settings.mappings(), new CamelExpressions(camel));
    }

    static MatchKeys keys(CaravanSettings settings, Mappings mappings) {
        return new MatchKeys(settings.defaultRegion(), keyRules(settings, mappings));
    }

    private static List<KeyRule> keyRules(CaravanSettings settings, Mappings mappings) {
        List<KeyRule> rules = new ArrayList<>();
        settings.connections().forEach((name, connection) -> {
            for (RecordType type : RecordType.objects()) {
                ConnectionName connectionName = new ConnectionName(name);
                mappings.find(connectionName, connection.type(), type)
                        .ifPresent(m -> rules.addAll(
                                MatchPlan.of(mappings.plan(connectionName, connection.type(), type), null, false)
                                        .keyRules()));
            }
        });
        return rules;
    }

    /** Also keeps the keys that the match rules of the mapping files ask for. */
    @Bean
    MatchKeys matchKeys(CaravanSettings settings, Mappings mappings) {
        return keys(settings, mappings);
    }

    @Bean
    LinkedIds linkedIds(LinkStore links, RecordStore records, ChangeMarkStore marks, SyncLogStore log) {
        return new CachedLinkedIds(links, records, marks, log);
    }

    @Bean
    ReviewStore reviewStore(Database database, Clock clock) {
        return new ReviewStore(database, clock);
    }

    @Bean
    ReviewHolds reviewHolds(ReviewStore store, Intake intake) {
        return new ReviewHolds(store, intake);
    }

    @Bean
    ReviewQueue reviewQueue(Database database, ReviewStore store, Intake intake, Clock clock) {
        return new ReviewQueue(database, store, intake, clock);
    }

    @Bean
    Counterparts counterparts(
            MatchKeys keys,
            LinkStore links,
            RecordStore records,
            TwinStore twins,
            Reviews reviews,
            Connections connections,
            ConnectionHealth health,
            Mappings mappings,
            Pulls pulls,
            IntentStore intents,
            GoneStore gone) {
        Twins sharing = (connection, type, wanted) -> twins.holders(connection, type, wanted).stream()
                .map(h -> new Twins.Holder(h.key(), h.record(), h.openMark(), h.link()))
                .toList();
        Links linked = new StoredLinks(links);
        MatchPlans plans = (connection, type) -> MatchPlan.of(
                mappings.plan(
                        connection,
                        connections.get(connection.value()).settings().type(),
                        type),
                idField(connections.get(connection.value()).crm(), type),
                pulls.has(connection, type));
        HubMatch hubMatch = new HubMatch(
                keys,
                id -> links.byExternalId(id.connection(), id.object(), List.of(id.id()))
                        .get(id.id()),
                key -> records.find(key).orElse(null),
                sharing,
                reviews);
        return new Counterparts(
                new Matcher(
                        keys,
                        linked,
                        sharing,
                        reviews,
                        (connection, key) -> intents.openSince(connection, key).isPresent()),
                hubMatch,
                connections,
                plans,
                health::failed,
                (connection, type, ids) -> whyGone(gone.of(connection, type, ids)));
    }

    private static Map<String, String> whyGone(Map<String, GoneStore.Gone> gone) {
        Map<String, String> why = new HashMap<>();
        gone.forEach((id, g) ->
                why.put(id, g.id() + " is gone (" + g.why() + "); push the record by hand to create it anew"));
        return why;
    }

    private static @Nullable String idField(Crm crm, RecordType type) {
        return crm.objectFor(type).flatMap(crm::upsertField).orElse(null);
    }

    @Bean
    Sourcing sourcing(
            CaravanSettings settings,
            Connections connections,
            CrmRuntime runtime,
            Mappings mappings,
            MatchKeys keys,
            Database database,
            RecordStore records) {
        return new Sourcing(
                settings.sourcing(),
                () -> connections.all().stream()
                        .<SourceConnection>map(c -> new RunningSource(c, runtime))
                        .toList(),
                mappings,
                keys,
                new PresenceStore(database),
                records);
    }

    @Bean
    ConnectionViews connectionViews(
            CaravanSettings settings,
            ConnectionHealth health,
            RateBudgets budgets,
            ChangeMarkStore marks,
            RecordStore records,
            CaravanMetrics metrics,
            Standings standings,
            IntegrationUsers users,
            ConnectionSwitches switches,
            PauseStore pauses,
            Clock clock) {
        ConnectionViews.Reasons reasons = new ConnectionViews.Reasons(switches, pauses);
        ConnectionViews views = new ConnectionViews(
                settings, health, budgets, marks, records, metrics, standings, users, reasons, clock);
        views.watch();
        return views;
    }

    @Bean
    Operations operations(
            ConnectionViews views,
            Connections connections,
            RecordStore records,
            LinkStore links,
            ChangeMarkStore marks,
            Intake intake,
            SyncLogStore log,
            DeadLetterStore letters,
            Replay replay,
            ReviewQueue queue,
            ReviewStore reviews,
            GoneStore gone,
            FieldHistoryStore history,
            Mappings mappings,
            RunningSwitches switches) {
        return new HubOperations(
                views,
                connections,
                records,
                intake,
                log,
                letters,
                replay,
                new HeldRecords(queue, reviews, records),
                new Explanations(
                        records,
                        links,
                        marks,
                        log,
                        gone,
                        history,
                        connections.all().stream().map(Connection::name).toList()),
                mappings,
                switches);
    }

    @Bean
    PlanOperations planOperations(
            Database database,
            CaravanSettings settings,
            Environment environment,
            Connections connections,
            Mappings mappings,
            Settling settler,
            Clock clock) {
        RehearsalWiring wiring = new RehearsalWiring(
                new RehearsalWiring.Ground(database, settings, environment, connections, mappings, clock));
        return new RunningPlans(
                new Rehearsal(wiring.sources(), wiring::open, clock),
                new Application(wiring.sources(), wiring::open, settler));
    }

    @Bean
    SettlementListener settledFigures(CaravanMetrics metrics) {
        return s ->
                metrics.settled(s.mark().connection(), s.mark().type(), s.mark().direction(), s.outcome());
    }

    @Bean
    Wishes wishes(Connections connections, Mappings mappings, Subscriptions subscriptions) {
        Wishes wishes = new Wishes(connections, mappings, subscriptions);
        wishes.apply();
        return wishes;
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    SchemaWatch schemaWatch(Connections connections, Mappings mappings, SchemaShelf shelf) {
        return new SchemaWatch(connections, mappings, shelf);
    }

    @Bean(destroyMethod = "close")
    Housekeeping housekeeping(
            ChangeMarkStore marks,
            Settler settler,
            SyncLogStore log,
            WebhookSeenStore webhooks,
            Mappings mappings,
            Wishes wishes,
            Database database,
            MatchKeys keys,
            RunningSwitches switches,
            ConnectionViews views,
            BudgetStore budgets,
            Clock clock,
            CaravanSettings settings) {
        Runnable mappingsChanged = () -> {
            wishes.apply();
            keys.want(keyRules(settings, mappings));
        };
        KeyRenewal renewal = new KeyRenewal(database, keys, KEYS_AT_ONCE);
        List<Housekeeping.Chore> chores = List.of(
                new Housekeeping.Chore(Duration.ofMillis(50), "making match keys anew", renewal::step),
                new Housekeeping.Chore(Duration.ofSeconds(2), "following the switches", switches::follow),
                new Housekeeping.Chore(
                        BudgetStore.EVERY,
                        "noting the rate budgets",
                        () -> budgets.save(settings.node(), views.budgets())));
        return new Housekeeping(marks, settler, log, webhooks, mappings, mappingsChanged, chores, clock, settings);
    }

    @Bean
    StoreHealth caravanStore(Database database) {
        return new StoreHealth(
                () -> database.isUsable() ? Optional.empty() : Optional.of("the database does not answer"));
    }

    @Bean
    Readiness readiness(CamelContext camel) {
        return new RoutesReady(camel);
    }
}
