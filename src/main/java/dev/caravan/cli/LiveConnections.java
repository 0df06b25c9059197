package dev.caravan.cli;

import dev.caravan.crm.Connection;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Connections;
import dev.caravan.crm.Crm;
import dev.caravan.crm.Driver;
import dev.caravan.crm.budget.Pauses;
import dev.caravan.crm.budget.RateBudget;
import dev.caravan.crm.budget.RateBudgets;
import dev.caravan.crm.budget.Sleeper;
import dev.caravan.crm.http.Keyset;
import dev.caravan.crm.http.OAuthTokenTable;
import dev.caravan.crm.http.SealedTokenStore;
import dev.caravan.dedup.sourcing.SourceConnection;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import dev.caravan.hub.PauseStore;
import dev.caravan.hub.StopStore;
import dev.caravan.hub.SwitchStore;
import dev.caravan.mapping.Mappings;
import dev.caravan.mapping.component.CamelExpressions;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import dev.caravan.problem.Secret;
import dev.caravan.pull.AskedCrm;
import dev.caravan.runtime.CaravanSettings;
import dev.caravan.runtime.Drivers;
import dev.caravan.runtime.StoredStops;
import dev.caravan.sql.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;

/**
 * Connections that are called for a moment. Uses the tokens and honours the pauses of the database, since refresh
 * tokens may change with each use.
 */
final class LiveConnections implements AutoCloseable {
    private final CaravanSettings settings;
    private final Database database;
    private final SwitchStore switches;
    private final DefaultCamelContext camel;
    private final Map<String, Driver> drivers;
    private final RateBudgets budgets;
    private final List<Crm> open = new ArrayList<>();

    LiveConnections(Configuration configuration, Clock clock) {
        settings = configuration.settings();
        database = Database.open(settings.databaseSettings());
        switches = new SwitchStore(database, clock);
        String given = configuration.environment().getProperty(Keyset.VARIABLE);
        Keyset keyset = Keyset.open(settings.dataDir(), given == null ? null : new Secret(given));
        camel = new DefaultCamelContext(false);
        camel.disableJMX();
        camel.start();
        drivers = Drivers.all(
                        camel,
                        new SealedTokenStore(new OAuthTokenTable(database, clock), keyset),
                        new Drivers.App(new StoredStops(new StopStore(database, clock)), configuration.brokers()),
                        clock)
                .stream()
                .collect(Collectors.toMap(Driver::type, Function.identity()));
        budgets = new RateBudgets(
                new StoredPauses(new PauseStore(database)), clock, RandomGenerator.getDefault(), Sleeper.real());
    }

    /**
     * The connection of that name, ready to be called.
     *
     * @throws InvalidInputException when it is not configured, or wrongly
     */
    Crm open(String name) {
        ConnectionSettings connection = settings.connections().get(name);
        if (connection == null) {
            throw new InvalidInputException(
                    ErrorCode.CONNECTION_UNKNOWN,
                    "unknown connection '" + name + "'. "
                            + NearestName.hint(name, settings.connections().keySet()));
        }
        Driver driver = drivers.get(connection.type());
        if (driver == null) {
            throw new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "caravan.connections." + name + ".type is '" + connection.type() + "', which no driver serves. "
                            + NearestName.hint(connection.type(), drivers.keySet()));
        }
        ConnectionName connectionName = new ConnectionName(name);
        Crm crm = driver.open(connectionName, connection, budgets.open(connectionName, connection));
        budgets.open(connectionName, connection).allow(crm.limits().rates());
        open.add(crm);
        return crm;
    }

    /** Names of the connections that a person switched off. */
    Set<String> off() {
        return switches.off().keySet();
    }

    /** All connections that are switched on, ready to be called. */
    Connections all() {
        Set<String> off = off();
        List<Connection> connections = new ArrayList<>();
        new TreeMap<>(settings.connections()).forEach((name, connected) -> {
            if (connected.enabled() && !off.contains(name)) {
                ConnectionName connection = new ConnectionName(name);
                connections.add(new Connection(connection, connected, open(name), budgets.open(connection, connected)));
            }
        });
        return new Connections(connections);
    }

    /** The same, as imports and polling ask it. */
    AskedCrm asked(String name) {
        Crm crm = open(name);
        ConnectionName connection = new ConnectionName(name);
        ConnectionSettings connected =
                Objects.requireNonNull(settings.connections().get(name));
        return new Asked(connection, connected.type(), crm, budgets.open(connection, connected));
    }

    /** The same, as prospects are compared with it. */
    SourceConnection source(String name) {
        return new LiveSource(asked(name));
    }

    /** The mapping files, with their expressions. */
    Mappings mappings() {
        return new Mappings(settings.mappings(), new CamelExpressions(camel));
    }

    private record LiveSource(AskedCrm asked) implements SourceConnection {
        @Override
        public ConnectionName name() {
            return asked.connection();
        }

        @Override
        public String driver() {
            return asked.driver();
        }

        @Override
        public Crm crm() {
            return asked.ask("", "", Lane.LIVE, crm -> crm);
        }

        @Override
        public <T> CompletableFuture<T> ask(
                String object, String operation, int size, Lane lane, Function<Crm, T> question) {
            return CompletableFuture.supplyAsync(() -> asked.ask(object, operation, lane, question));
        }
    }

    private record Asked(ConnectionName connection, String driver, Crm crm, RateBudget budget) implements AskedCrm {
        @Override
        public <T> T ask(String object, String operation, Lane lane, Function<Crm, T> question) {
            try {
                return budget.inLane(lane, () -> question.apply(crm));
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("a question threw a checked exception", e);
            }
        }
    }

    @Override
    public void close() {
        open.forEach(Crm::close);
        camel.stop();
        database.close();
    }

    private record StoredPauses(PauseStore store) implements Pauses {
        @Override
        public Optional<Instant> pausedUntil(ConnectionName connection) {
            return store.pausedUntil(connection);
        }

        @Override
        public void pause(ConnectionName connection, Instant until, String reason) {
            store.pause(connection, until, reason);
        }
    }
}
