package dev.caravan.runtime;

import dev.caravan.crm.Connections;
import dev.caravan.crm.batch.Snapshots;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.crm.component.PullSide;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.Departures;
import dev.caravan.hub.FieldHistoryStore;
import dev.caravan.hub.GoneStore;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.MarkSignal;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.PullIntake;
import dev.caravan.hub.Pulls;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.Settler;
import dev.caravan.hub.Subscriptions;
import dev.caravan.mapping.Mappings;
import dev.caravan.mapping.PullOptions;
import dev.caravan.sql.Database;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The way from a CRM into the hub. */
@Configuration(proxyBeanMethods = false)
public class PullConfiguration {

    @Bean
    Pulls pulls() {
        return new Pulls();
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
    Departures departures(Database database, Clock clock, MarkSignal signal) {
        return new Departures(database, clock, signal);
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
        return new PullIntake(database, clock, subscriptions, pulls, signal, keys::of, settings.clockSkew());
    }

    @Bean
    PullOptions pullOptions() {
        return PullOptions.NONE;
    }

    @Bean
    PullSide pullSide(
            ChangeMarkStore marks,
            Settler settler,
            MarkSignal signal,
            Departures departures,
            Snapshots snapshots,
            Pulls pulls,
            ConnectionHealth health,
            Mappings mappings,
            Connections connections,
            LinkStore links,
            RecordStore records,
            CaravanSettings settings,
            Clock clock) {
        PullReading reading = new PullReading(mappings, connections, links, records, settings.clockSkew(), clock);
        return new PullSide(
                marks, settler, signal, departures, snapshots, pulls, health::untilUsable, reading, (c, t) -> {});
    }
}
