package dev.caravan.cli;

import dev.caravan.dedup.ReviewStore;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Intake;
import dev.caravan.hub.LinkStore;
import dev.caravan.hub.MarkSignal;
import dev.caravan.hub.MatchKeys;
import dev.caravan.hub.PauseStore;
import dev.caravan.hub.RecordStore;
import dev.caravan.hub.Subscriptions;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.runtime.CaravanSettings;
import dev.caravan.runtime.Explanations;
import dev.caravan.sql.Database;
import dev.caravan.sql.DatabaseSettings;
import dev.caravan.synclog.SyncLogStore;
import dev.caravan.synclog.deadletter.DeadLetterStore;
import dev.caravan.synclog.deadletter.Replay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

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

    PauseStore pauses() {
        return new PauseStore(database);
    }

    Explanations explanations() {
        return new Explanations(
                records(),
                new LinkStore(database),
                marks(),
                log(),
                settings.connections().keySet().stream()
                        .sorted()
                        .map(ConnectionName::new)
                        .toList());
    }

    /** Marks what it replays; a runtime that works on this database picks the marks up. */
    Replay replay() {
        MatchKeys keys = new MatchKeys(settings.defaultRegion());
        Intake intake = new Intake(database, clock, new Subscriptions(), new MarkSignal(), keys::of);
        return new Replay(database, letters(), intake, clock);
    }

    @Override
    public void close() {
        database.close();
    }
}
