package dev.caravan.runtime;

import dev.caravan.console.CaravanMetrics;
import dev.caravan.console.StoreHealth;
import dev.caravan.console.gate.Readiness;
import dev.caravan.console.operations.Operations;
import dev.caravan.crm.Connection;
import dev.caravan.crm.Connections;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.crm.budget.RateBudgets;
import dev.caravan.crm.webhook.WebhookSeenStore;
import dev.caravan.dedup.Counterparts;
import dev.caravan.dedup.HubMatch;
import dev.caravan.dedup.Links;
import dev.caravan.dedup.MatchPlan;
import dev.caravan.dedup.MatchPlans;
import dev.caravan.dedup.Matcher;
import dev.caravan.dedup.ReviewQueue;
import dev.caravan.dedup.ReviewStore;
import dev.caravan.dedup.Reviews;
import dev.caravan.dedup.Twins;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.FieldHistoryStore;
import dev.caravan.hub.GoneStore;
import dev.caravan.hub.Intake;
import dev.caravan.hub.KeyRule;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.Pulls;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.SettlementListener;
import dev.caravan.hub.Settler;
import dev.caravan.hub.Subscriptions;
import dev.caravan.hub.StopStore;
import dev.caravan.hub.TwinStore;
import dev.caravan.mapping.LinkedIds;
import dev.caravan.mapping.Mappings;
import dev.caravan.mapping.component.CamelExpressions;
import dev.caravan.sql.Database;
import dev.caravan.synclog.SyncLogStore;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import dev.caravan.synclog.deadletter.Replay;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Mapping, dedup, operations and what watches over them. */
@Configuration(proxyBeanMethods = false)
public class FeatureConfiguration {

    @Bean
    Mappings mappings(CaravanSettings settings, CamelContext camel) {
        return new Mappings(settings.mappings(), new CamelExpressions(camel));
    }

    /** Also keeps the keys that the match rules of the mapping files ask for. */
    @Bean
    MatchKeys matchKeys(CaravanSettings settings, Mappings mappings) {
        List<KeyRule> rules = new ArrayList<>();
        settings.connections().forEach((name, connection) -> {
            for (RecordType type : RecordType.objects()) {
                ConnectionName connectionName = new ConnectionName(name);
                mappings.find(connectionName, connection.type(), type)
                        .ifPresent(m ->
                                rules.addAll(MatchPlan.of(mappings.plan(connectionName, connection.type(), type), false)
                                        .keyRules()));
            }
        });
        return new MatchKeys(settings.defaultRegion(), rules);
    }

    @Bean
    LinkedIds linkedIds(LinkStore links) {
        return new CachedLinkedIds(links);
    }

    @Bean
    ReviewStore reviewStore(Database database, Clock clock) {
        return new ReviewStore(database, clock);
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
                pulls.has(connection, type));
        HubMatch hubMatch = new HubMatch(
                keys,
                id -> links.byExternalId(id.connection(), id.object(), List.of(id.id()))
                        .get(id.id()),
                key -> records.find(key).orElse(null),
                sharing);
        return new Counterparts(
                new Matcher(keys, linked, sharing, reviews),
                hubMatch,
                connections,
                plans,
                health::failed,
                (connection, key) -> Optional.ofNullable(gone.of(connection, key.type(), List.of(key.id()))
                                .get(key.id()))
                        .map(g -> g.id() + " is gone (" + g.why() + "); push the record by hand to create it anew"));
    }

    @Bean
    ConnectionViews connectionViews(
            CaravanSettings settings,
            ConnectionHealth health,
            RateBudgets budgets,
            ChangeMarkStore marks,
            RecordStore records,
            CaravanMetrics metrics,
            Clock clock) {
        ConnectionViews views = new ConnectionViews(settings, health, budgets, marks, records, metrics, clock);
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
            StopStore stops,
            ConnectionHealth health) {
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
                name -> {
                    boolean wasStopped = stops.resume(name);
                    if (wasStopped) {
                        health.probed(name);
                    }
                    return wasStopped;
                });
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
    SchemaWatch schemaWatch(Connections connections, Mappings mappings) {
        return new SchemaWatch(connections, mappings);
    }

    @Bean(destroyMethod = "close")
    Housekeeping housekeeping(
            ChangeMarkStore marks,
            Settler settler,
            SyncLogStore log,
            WebhookSeenStore webhooks,
            Mappings mappings,
            Wishes wishes,
            Clock clock,
            CaravanSettings settings) {
        return new Housekeeping(marks, settler, log, webhooks, mappings, wishes, clock, settings);
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
