package dev.caravan.runtime;

import dev.caravan.dedup.ReviewHolds;
import dev.caravan.hub.BudgetStore;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.EventStore;
import dev.caravan.hub.Intake;
import dev.caravan.hub.IntentStore;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.MarkSignal;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.PauseStore;
import dev.caravan.hub.Pulls;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.Retries;
import dev.caravan.hub.SettlementListener;
import dev.caravan.hub.SettlementLog;
import dev.caravan.hub.Settler;
import dev.caravan.hub.StopStore;
import dev.caravan.hub.Subscriptions;
import dev.caravan.hub.SwitchStore;
import dev.caravan.hub.TwinStore;
import dev.caravan.pull.ImportTally;
import dev.caravan.sql.Database;
import dev.caravan.synclog.SettlementJournal;
import dev.caravan.synclog.SyncLogStore;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import dev.caravan.synclog.deadletter.Replay;
import java.time.Clock;
import java.util.List;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The database and all that is kept in it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CaravanSettings.class)
public class StoreConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    RandomGenerator random() {
        return RandomGenerator.getDefault();
    }

    @Bean(destroyMethod = "close")
    Database database(CaravanSettings settings) {
        return Database.open(settings.databaseSettings());
    }

    @Bean
    RecordStore recordStore(Database database) {
        return new RecordStore(database);
    }

    @Bean
    EventStore eventStore(Database database) {
        return new EventStore(database);
    }

    @Bean
    LinkStore linkStore(Database database) {
        return new LinkStore(database);
    }

    @Bean
    TwinStore twinStore(Database database) {
        return new TwinStore(database);
    }

    @Bean
    IntentStore intentStore(Database database, Clock clock) {
        return new IntentStore(database, clock);
    }

    @Bean
    PauseStore pauseStore(Database database) {
        return new PauseStore(database);
    }

    @Bean
    ChangeMarkStore changeMarkStore(Database database, Clock clock, CaravanSettings settings) {
        ChangeMarkStore marks = new ChangeMarkStore(database, clock, settings.node(), settings.lease());
        marks.freeOwn();
        marks.freeWaiting();
        marks.dueAfterStart();
        return marks;
    }

    @Bean
    Subscriptions subscriptions() {
        return new Subscriptions();
    }

    @Bean
    MarkSignal markSignal() {
        return new MarkSignal();
    }

    @Bean
    Intake intake(Database database, Clock clock, Subscriptions subscriptions, MarkSignal signal, MatchKeys keys) {
        return new Intake(database, clock, subscriptions, signal, keys::of);
    }

    @Bean
    SyncLogStore syncLogStore(Database database) {
        return new SyncLogStore(database);
    }

    @Bean
    DeadLetterStore deadLetterStore(Database database, Clock clock) {
        return new DeadLetterStore(database, clock);
    }

    @Bean
    Replay replay(Database database, DeadLetterStore letters, Intake intake, Clock clock) {
        return new Replay(database, letters, intake, clock);
    }

    /** Sync log, dead letters, the review queue and what imports count. */
    static SettlementLog journal(SyncLogStore log, DeadLetterStore letters, ReviewHolds reviews, String node) {
        SettlementJournal written = new SettlementJournal(log, letters);
        ImportTally tally = new ImportTally(node);
        return (tx, settlements) -> {
            written.settled(tx, settlements);
            tally.settled(tx, settlements);
            reviews.settled(tx, settlements);
        };
    }

    @Bean
    SwitchStore switchStore(Database database, Clock clock) {
        return new SwitchStore(database, clock);
    }

    @Bean
    BudgetStore budgetStore(Database database) {
        return new BudgetStore(database);
    }

    @Bean
    StopStore stopStore(Database database, Clock clock) {
        return new StopStore(database, clock);
    }

    @Bean
    Retries retries(CaravanSettings settings) {
        return new Retries(settings.retry());
    }

    @Bean
    Settler settler(
            Database database,
            Clock clock,
            RandomGenerator random,
            CaravanSettings settings,
            Retries retries,
            MarkSignal signal,
            Pulls pulls,
            Subscriptions subscriptions,
            SyncLogStore log,
            DeadLetterStore letters,
            ReviewHolds reviews,
            List<SettlementListener> listeners) {
        SettlementLog journal = journal(log, letters, reviews, settings.node());
        return new Settler(database, clock, random, retries, signal, pulls, subscriptions, journal, listeners);
    }
}
