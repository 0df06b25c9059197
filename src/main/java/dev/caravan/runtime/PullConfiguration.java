package dev.caravan.runtime;

import dev.caravan.console.operations.ImportOperations;
import dev.caravan.crm.Connections;
import dev.caravan.crm.batch.CrmRuntime;
import dev.caravan.crm.batch.Snapshots;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.crm.component.ImportStart;
import dev.caravan.crm.component.PullSide;
import dev.caravan.crm.component.WebhookCheck;
import dev.caravan.crm.component.WebhookReceiver;
import dev.caravan.crm.webhook.WebhookIntake;
import dev.caravan.crm.webhook.WebhookSeenStore;
import dev.caravan.crm.webhook.WebhookVerifier;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.Departures;
import dev.caravan.hub.FieldHistoryStore;
import dev.caravan.hub.GoneStore;
import dev.caravan.hub.Heirs;
import dev.caravan.hub.Intake;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.MarkClaims;
import dev.caravan.hub.MarkFeed;
import dev.caravan.hub.MarkSignal;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.PullIntake;
import dev.caravan.hub.PullTransactions;
import dev.caravan.hub.Pulls;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.Settling;
import dev.caravan.hub.Subscriptions;
import dev.caravan.mapping.Mappings;
import dev.caravan.mapping.PullOptions;
import dev.caravan.pull.ChangePoller;
import dev.caravan.pull.ChangePollers;
import dev.caravan.pull.CursorStore;
import dev.caravan.pull.ImportOptions;
import dev.caravan.pull.ImportOrder;
import dev.caravan.pull.ImportPreviews;
import dev.caravan.pull.ImportRunner;
import dev.caravan.pull.ImportStore;
import dev.caravan.pull.Imports;
import dev.caravan.sql.Database;
import java.time.Clock;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The way from a CRM into the hub. */
@Configuration(proxyBeanMethods = false)
public class PullConfiguration {
    /** No further page of an import is read while so many marks of its kind wait. */
    private static final int MOST_WAITING = 5_000;

    private static final int IMPORT_THREADS = 2;

    @Bean
    Pulls pulls() {
        return new Pulls();
    }

    /** What the routes work on: the marks that are claimed as they come. */
    @Bean
    MarkFeed markFeed(ChangeMarkStore marks, MarkSignal signal, ConnectionHealth health) {
        return (kind, room, lookEvery, handler) ->
                new MarkClaims(kind, marks, signal, health::untilUsable, room, lookEvery, handler);
    }

    @Bean
    Snapshots snapshots() {
        return new Snapshots();
    }

    @Bean
    GoneStore goneStore(Database database) {
        return new GoneStore(database);
    }

    @Bean
    FieldHistoryStore fieldHistoryStore(Database database) {
        return new FieldHistoryStore(database);
    }

    @Bean
    Departures departures(
            Database database, Clock clock, Subscriptions subscriptions, MarkSignal signal, MatchKeys keys) {
        Heirs heirs = new Heirs(clock, subscriptions, signal, keys::of);
        return new Departures(PullTransactions.in(database), clock, subscriptions, signal, heirs);
    }

    @Bean
    PullIntake pullIntake(
            Database database,
            Clock clock,
            Subscriptions subscriptions,
            Pulls pulls,
            MarkSignal signal,
            MatchKeys keys,
            CaravanSettings settings) {
        return new PullIntake(
                PullTransactions.in(database), clock, subscriptions, pulls, signal, keys::of, settings.clockSkew());
    }

    @Bean
    WebhookSeenStore webhookSeenStore(Database database, Clock clock) {
        return new WebhookSeenStore(database, clock);
    }

    @Bean
    WebhookReceiver webhookReceiver(
            Database database, Intake intake, WebhookSeenStore seen, PullSide pull, Pulls pulls, Clock clock) {
        WebhookIntake.Types types = (connection, object) ->
                pull.reading().typeOf(connection, object).filter(type -> pulls.has(connection, type));
        return new WebhookIntake(new WebhookVerifier(clock), database, intake, seen, types)::receive;
    }

    @Bean
    WebhookCheck webhookCheck(Clock clock) {
        WebhookVerifier verifier = new WebhookVerifier(clock);
        return (connection, call) -> connection
                .crm()
                .webhooks()
                .flatMap(w -> verifier.verify(call, connection.settings().webhook(), w.schemes()))
                .isPresent();
    }

    @Bean
    CursorStore cursorStore(Database database, Clock clock) {
        return new CursorStore(database, clock);
    }

    @Bean
    ImportStore importStore(Database database, Clock clock) {
        return new ImportStore(database, clock);
    }

    @Bean
    PullOptions pullOptions(ImportStore imports) {
        return via -> {
            ImportOptions options = imports.options(via);
            return Optional.of(new PullOptions.Of(options.duplicates(), options.tag()));
        };
    }

    @Bean(destroyMethod = "close")
    ImportRunner importRunner(
            Database database,
            Intake intake,
            Mappings mappings,
            Snapshots snapshots,
            CrmRuntime runtime,
            CaravanSettings settings,
            Clock clock) {
        ImportRunner runner = new Imports(
                        database, intake, mappings, snapshots, clock, settings.node(), settings.lease(), MOST_WAITING)
                .runner(name -> new RunningCrm(runtime.of(name.value())));
        runner.start(IMPORT_THREADS);
        return runner;
    }

    /** The pollers, each made once, so that two looks of the same kind do not overlap. */
    @Bean
    ChangePollers changePollers(
            Database database,
            CursorStore cursors,
            ImportStore imports,
            Intake intake,
            Mappings mappings,
            CrmRuntime runtime) {
        return new ChangePollers(
                new ChangePoller.Tools(database, cursors, imports, intake, mappings),
                name -> new RunningCrm(runtime.of(name.value())));
    }

    @Bean
    ImportOperations importOperations(
            Connections connections,
            ImportStore imports,
            Database database,
            Intake intake,
            Mappings mappings,
            LinkStore links,
            RecordStore records,
            MatchKeys keys,
            CrmRuntime runtime,
            ChangePollers pollers,
            CursorStore cursors,
            ChangeMarkStore marks,
            Clock clock) {
        ImportPreviews previews = new ImportPreviews(
                name -> new RunningCrm(runtime.of(name.value())), mappings, links, records, keys, clock);
        return new RunningImports(connections, imports, previews, database, intake, pollers, cursors, marks, clock);
    }

    /** Lets routes order imports. */
    @Bean
    ImportStart importStart(ImportOperations imports) {
        return (connection, type, words) -> imports.create(new ImportOrder.Words(
                                words.filter(),
                                words.list(),
                                words.isAll(),
                                words.duplicates(),
                                words.tag(),
                                null,
                                false)
                        .order(connection, type, words.route()))
                .id();
    }

    @Bean
    PullSide pullSide(
            MarkFeed feed,
            Settling settler,
            Departures departures,
            Snapshots snapshots,
            Pulls pulls,
            ConnectionHealth health,
            Mappings mappings,
            Connections connections,
            LinkStore links,
            RecordStore records,
            ChangePollers pollers,
            CaravanSettings settings,
            Clock clock) {
        PullReading reading = new PullReading(mappings, connections, links, records, settings.clockSkew(), clock);
        return new PullSide(
                feed,
                settler,
                departures,
                snapshots,
                pulls,
                health::untilUsable,
                reading,
                (connection, type) -> pollers.apply(connection, type).look());
    }
}
