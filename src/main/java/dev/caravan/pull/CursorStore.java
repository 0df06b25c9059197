package dev.caravan.pull;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
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
