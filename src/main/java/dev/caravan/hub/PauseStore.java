package dev.caravan.hub;

import dev.caravan.sql.Database;
import java.time.Instant;
import java.util.Optional;

/** Until when a connection must not be called; survives a restart. */
public final class PauseStore {
    private final Database database;

    public PauseStore(Database database) {
        this.database = database;
    }

    /**
     * A pause.
     *
     * @param reason in the vendor's own words
     */
    public record Pause(Instant until, String reason) {}

    /** The end of the connection's pause; may lie in the past. */
    public Optional<Instant> pausedUntil(ConnectionName connection) {
        return find(connection).map(Pause::until);
    }

    /** The connection's latest pause; may be over. */
    public Optional<Pause> find(ConnectionName connection) {
        return database.read()
                .sql("SELECT paused_until, reason FROM connection_pause WHERE connection = ?")
                .param(connection.value())
                .query((row, n) -> new Pause(Instant.ofEpochMilli(row.getLong(1)), row.getString(2)))
                .optional();
    }

    /** Writes the pause down and returns after the commit. A shorter pause never replaces a longer one. */
    public void pause(ConnectionName connection, Instant until, String reason) {
        database.writeNow(tx -> tx.update(
                "INSERT INTO connection_pause (connection, paused_until, reason) VALUES (?,?,?) ON CONFLICT (connection)"
                        + " DO UPDATE SET paused_until = CASE WHEN excluded.paused_until > connection_pause.paused_until"
                        + " THEN excluded.paused_until ELSE connection_pause.paused_until END, reason = excluded.reason",
                connection.value(),
                until.toEpochMilli(),
                reason));
    }
}
