package dev.caravan.cli;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.dedup.ReviewQueue;
import dev.caravan.dedup.ReviewStore;
import dev.caravan.dedup.sourcing.SourceConnection;
import dev.caravan.dedup.sourcing.Sourcing;
import dev.caravan.hub.BudgetStore;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.FieldHistoryStore;
import dev.caravan.hub.GoneStore;
import dev.caravan.hub.Intake;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.MarkSignal;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.PauseStore;
import dev.caravan.hub.PresenceStore;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.StopStore;
import dev.caravan.hub.Subscriptions;
import dev.caravan.hub.SwitchStore;
import dev.caravan.hub.ViaMarkStore;
import dev.caravan.mapping.Mappings;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.problem.NearestName;
import dev.caravan.pull.AskedCrm;
import dev.caravan.pull.ChangePoller;
import dev.caravan.pull.CursorStore;
import dev.caravan.pull.ImportOrder;
import dev.caravan.pull.ImportStore;
import dev.caravan.runtime.CaravanSettings;
import dev.caravan.runtime.ConnectionSwitches;
import dev.caravan.runtime.Explanations;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import dev.caravan.synclog.SyncLogStore;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import dev.caravan.synclog.deadletter.Replay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The database, opened beside the runtime or without one. Claims no mark and frees none. */
final class State implements AutoCloseable {
    private static final String SQLITE = "jdbc:sqlite:";

    private final CaravanSettings settings;
    private final Database database;
    private final Clock clock;

    private State(CaravanSettings settings, Database database, Clock clock) {
        this.settings = settings;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Opens what is there.
     *
     * @throws InvalidInputException when nothing was ever stored: looking must not make an empty database
     */
    static State open(Configuration configuration, Clock clock) {
        CaravanSettings settings = configuration.settings();
        DatabaseSettings database = settings.databaseSettings();
        if (database.url().startsWith(SQLITE)) {
            Path file = Path.of(database.url().substring(SQLITE.length()).replaceFirst("\\?.*", ""));
            if (!Files.exists(file)) {
                throw new InvalidInputException(
                        ErrorCode.STORE_FAILED,
                        "there is no database " + file
                                + " yet. Start Caravan first: ./caravan run, or ./caravan demo.");
            }
        }
        return new State(settings, Database.open(database), clock);
    }

    CaravanSettings settings() {
        return settings;
    }

    Database database() {
        return database;
    }

    RecordStore records() {
        return new RecordStore(database);
    }

    ChangeMarkStore marks() {
        return new ChangeMarkStore(database, clock, settings.node(), settings.lease());
    }

    SyncLogStore log() {
        return new SyncLogStore(database);
    }

    DeadLetterStore letters() {
        return new DeadLetterStore(database, clock);
    }

    ReviewStore reviews() {
        return new ReviewStore(database, clock);
    }

    /** Marks what was decided on; a runtime that works on this database picks the marks up. */
    ReviewQueue reviewQueue() {
        return new ReviewQueue(database, reviews(), intake(), clock);
    }

    PauseStore pauses() {
        return new PauseStore(database);
    }

    BudgetStore budgets() {
        return new BudgetStore(database);
    }

    ConnectionSwitches switches() {
        return new ConnectionSwitches(settings, new SwitchStore(database, clock), stops());
    }

    StopStore stops() {
        return new StopStore(database, clock);
    }

    Explanations explanations() {
        return new Explanations(
                records(),
                links(),
                marks(),
                log(),
                new GoneStore(database),
                new FieldHistoryStore(database),
                settings.connections().keySet().stream()
                        .sorted()
                        .map(ConnectionName::new)
                        .toList());
    }

    CursorStore cursors() {
        return new CursorStore(database, clock);
    }

    ImportStore imports() {
        return new ImportStore(database, clock);
    }

    ViaMarkStore viaMarks() {
        return new ViaMarkStore(database);
    }

    LinkStore links() {
        return new LinkStore(database);
    }

    MatchKeys keys() {
        return new MatchKeys(settings.defaultRegion());
    }

    /** Leaves marks that a runtime which works on this database picks up. */
    Intake intake() {
        return new Intake(database, clock, new Subscriptions(), new MarkSignal(), keys()::of);
    }

    /** Compares prospects as the runtime does, with the connections that are switched on. */
    Sourcing sourcing(LiveConnections live) {
        List<SourceConnection> connections = settings.connections().entrySet().stream()
                .filter(c -> c.getValue().enabled())
                .sorted(Map.Entry.comparingByKey())
                .map(c -> live.source(c.getKey()))
                .toList();
        return new Sourcing(
                settings.sourcing(),
                () -> connections,
                live.mappings(),
                keys(),
                new PresenceStore(database),
                records());
    }

    /** Looks for changes as the runtime does, and goes on where it had come to. */
    ChangePoller poller(AskedCrm crm, RecordType type, Mappings mappings) {
        ChangePoller.Tools tools = new ChangePoller.Tools(database, cursors(), imports(), intake(), mappings);
        return new ChangePoller(tools, crm, type);
    }

    /**
     * The settings of a connection from which something is to be taken.
     *
     * @throws InvalidInputException when there is no such connection, or it takes nothing from its CRM
     */
    ConnectionSettings pulled(String connection) {
        ConnectionSettings found = known(connection);
        ImportOrder.mustPull(new ConnectionName(connection), found);
        return found;
    }

    /**
     * The settings of a connection.
     *
     * @throws InvalidInputException with the nearest known name when there is none of that name
     */
    ConnectionSettings known(String connection) {
        ConnectionSettings found = settings.connections().get(connection);
        if (found == null) {
            throw new InvalidInputException(
                    ErrorCode.CONNECTION_UNKNOWN,
                    "unknown connection '" + connection + "'. "
                            + NearestName.hint(
                                    connection, settings.connections().keySet()));
        }
        return found;
    }

    /** Marks what it replays; a runtime that works on this database picks the marks up. */
    Replay replay() {
        return new Replay(database, letters(), intake(), clock);
    }

    @Override
    public void close() {
        database.close();
    }
}
