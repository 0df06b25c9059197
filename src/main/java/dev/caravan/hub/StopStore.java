package dev.caravan.hub;

import dev.caravan.sql.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Connections that the other side ended; they stay so over restarts, until a person lets them go on. */
public final class StopStore {
    private final Database database;
    private final Clock clock;

    public StopStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Why and since when a connection is stopped. */
    public record Stop(String reason, Instant at) {}

    /** Why the connection is stopped; empty when it is not. */
    public Optional<Stop> find(ConnectionName connection) {
        return database.read()
                .sql("SELECT reason, at FROM connection_stop WHERE connection = ?")
                .param(connection.value())
                .query((row, n) -> new Stop(row.getString(1), Instant.ofEpochMilli(row.getLong(2))))
                .optional();
    }

    /** Writes the stop down and returns after the commit; one that stands keeps its reason and its time. */
    public void stop(ConnectionName connection, String reason) {
        database.writeNow(tx -> tx.update(
                "INSERT INTO connection_stop (connection, reason, at) VALUES (?,?,?) ON CONFLICT (connection) DO NOTHING",
                connection.value(),
                reason,
                clock.millis()));
    }

    /**
     * Lets the connection go on.
     *
     * @return false when it was not stopped
     */
    public boolean resume(ConnectionName connection) {
        return database.writeNow(
                        tx -> tx.update("DELETE FROM connection_stop WHERE connection = ?", connection.value()))
                > 0;
    }
}
