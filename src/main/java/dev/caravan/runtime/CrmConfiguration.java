package dev.caravan.runtime;

import dev.caravan.console.CaravanMetrics;
import dev.caravan.crm.CallGate;
import dev.caravan.crm.Connection;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Connections;
import dev.caravan.crm.Driver;
import dev.caravan.crm.app.AppDriver;
import dev.caravan.crm.app.EndpointSwitch;
import dev.caravan.crm.batch.CrmRuntime;
import dev.caravan.crm.batch.Intents;
import dev.caravan.crm.batch.Ledger;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.crm.budget.Pauses;
import dev.caravan.crm.budget.RateBudgets;
import dev.caravan.crm.budget.Sleeper;
import dev.caravan.crm.http.Keyset;
import dev.caravan.crm.http.OAuthTokenTable;
import dev.caravan.crm.http.SealedTokenStore;
import dev.caravan.crm.http.TokenStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.IntentStore;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.PauseStore;
import dev.caravan.hub.Retries;
import dev.caravan.hub.StopStore;
import dev.caravan.hub.SwitchStore;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import dev.caravan.problem.Secret;
import dev.caravan.sql.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The connections: drivers, budgets, health, batches. */
@Configuration(proxyBeanMethods = false)
public class CrmConfiguration {

    @Bean
    TokenStore tokenStore(Database database, Clock clock, CaravanSettings settings, Environment environment) {
        String given = environment.getProperty(Keyset.VARIABLE);
        Keyset keyset = Keyset.open(settings.dataDir(), given == null ? null : new Secret(given));
        return new SealedTokenStore(new OAuthTokenTable(database, clock), keyset);
    }

    @Bean
    EndpointSwitch endpointSwitch(StopStore stops) {
        return new StoredStops(stops);
    }

    @Bean
    List<Driver> drivers(
            CamelContext camel, TokenStore tokens, EndpointSwitch stops, Environment environment, Clock clock) {
        return Drivers.all(camel, tokens, new Drivers.App(stops, environment.getProperty(Drivers.BROKERS, "")), clock);
    }

    @Bean
    RateBudgets rateBudgets(PauseStore pauses, Clock clock, RandomGenerator random) {
        Pauses stored = new Pauses() {
            @Override
            public Optional<Instant> pausedUntil(ConnectionName connection) {
                return pauses.pausedUntil(connection);
            }

            @Override
            public void pause(ConnectionName connection, Instant until, String reason) {
                pauses.pause(connection, until, reason);
            }
        };
        return new RateBudgets(stored, clock, random, Sleeper.real());
    }

    @Bean
    ConnectionSwitches connectionSwitchboard(CaravanSettings settings, SwitchStore switches, StopStore stops) {
        return new ConnectionSwitches(settings, switches, stops);
    }

    @Bean
    ConnectionHealth connectionHealth(
            RateBudgets budgets, CaravanSettings settings, StopStore stops, ConnectionSwitches switches, Clock clock) {
        Set<ConnectionName> disabled = settings.connections().entrySet().stream()
                .filter(c -> !c.getValue().enabled())
                .map(c -> new ConnectionName(c.getKey()))
                .collect(Collectors.toSet());
        ConnectionHealth health = new ConnectionHealth(budgets, disabled, clock);
        health.switchedOff(names(switches.off()));
        settings.connections().keySet().stream()
                .map(ConnectionName::new)
                .forEach(name -> stops.find(name).ifPresent(s -> health.failed(name, AppDriver.stopped(s.reason()))));
        return health;
    }

    @Bean
    RunningSwitches runningSwitches(ConnectionSwitches switches, ConnectionHealth health) {
        return new RunningSwitches(switches, health);
    }

    static Set<ConnectionName> names(Map<String, ?> byName) {
        return byName.keySet().stream().map(ConnectionName::new).collect(Collectors.toSet());
    }

    @Bean(destroyMethod = "close")
    Connections connections(
            CaravanSettings settings,
            List<Driver> drivers,
            RateBudgets budgets,
            Retries retries,
            ConnectionSwitches switches,
            ConnectionHealth health,
            CaravanMetrics metrics) {
        settings.checkActiveCrms(switches.off().keySet());
        Map<String, Driver> byType = drivers.stream()
                .collect(Collectors.toMap(Driver::type, Function.identity(), (a, b) -> a, TreeMap::new));
        List<Connection> open = new ArrayList<>();
        settings.connections().forEach((name, connection) -> {
            if (connection.enabled()) {
                open.add(open(new ConnectionName(name), connection, byType, budgets, health, metrics));
            }
        });
        open.forEach(c -> c.crm().retry().ifPresent(rules -> retries.set(c.name(), rules)));
        return new Connections(open);
    }

    private static Connection open(
            ConnectionName name,
            ConnectionSettings settings,
            Map<String, Driver> drivers,
            RateBudgets budgets,
            ConnectionHealth health,
            CaravanMetrics metrics) {
        Driver driver = drivers.get(settings.type());
        if (driver == null) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "caravan.connections." + name + ".type is '" + settings.type() + "', which no driver serves. "
                            + NearestName.hint(settings.type(), drivers.keySet()));
        }
        CallGate gate = new CountingGate(name, budgets.open(name, settings), metrics, health);
        return new Connection(name, settings, driver.open(name, settings, gate), gate);
    }

    @Bean(initMethod = "start", destroyMethod = "close")
    CrmRuntime crmRuntime(
            Connections connections,
            RateBudgets budgets,
            ConnectionHealth health,
            IntentStore intents,
            LinkStore links,
            CaravanMetrics metrics,
            Clock clock) {
        Intents stored = new StoredIntents(intents, true);
        return new CrmRuntime(
                connections, budgets, health, new Ledger(stored, links::recordOf), new BatchFigures(metrics), clock);
    }
}
