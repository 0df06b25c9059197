package dev.caravan.pull;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Up to where each connection was looked through for changes. */
public final class CursorStore {
    private final Database database;
    private final Clock clock;

    public CursorStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Empty when the connection was never looked through for that type. */
    public Optional<String> find(ConnectionName connection, RecordType type) {
        return database.read()
                .sql("SELECT position FROM cursor WHERE connection = ? AND type = ?")
                .params(connection.value(), type.word())
                .query(String.class)
                .optional();
    }

    /** All positions, in the order of connections and types. */
    public List<Position> all() {
        return database.read()
                .sql("SELECT connection, type, changed_at FROM cursor ORDER BY connection, type")
                .query((row, n) ->
                        new Position(row.getString(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3))))
                .list();
    }

    /**
     * Where the looks through a connection stand.
     *
     * @param movedAt when one last came further
     */
    public record Position(String connection, String type, Instant movedAt) {}

    /**
     * Moves the cursor inside the transaction that keeps what was found before it.
     *
     * @param from where the caller found it, null for nowhere
     * @return false when somebody else has moved it meanwhile; it stays where it is then
     */
    public boolean move(Tx tx, ConnectionName connection, RecordType type, @Nullable String from, String to)
            throws SQLException {
        if (from == null) {
            return tx.update(
                            "INSERT INTO cursor (connection, type, position, changed_at) VALUES (?,?,?,?) ON CONFLICT DO"
                                    + " NOTHING",
                            connection.value(),
                            type.word(),
                            to,
                            clock.millis())
                    > 0;
        }
        return tx.update(
                        "UPDATE cursor SET position = ?, changed_at = ? WHERE connection = ? AND type = ? AND position ="
                                + " ?",
                        to,
                        clock.millis(),
                        connection.value(),
                        type.word(),
                        from)
                > 0;
    }
}
