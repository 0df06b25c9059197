package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Creates that were about to be sent to a CRM which cannot tell a repeat; a settled link ends them. */
public final class IntentStore {
    private final Database database;
    private final Clock clock;

    public IntentStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Writes the intents down and returns after the commit; one that is open already keeps its time. */
    public void open(ConnectionName connection, Collection<RecordKey> records) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (RecordKey r : records) {
            rows.add(new Object[] {connection.value(), r.type().word(), r.id(), clock.millis()});
        }
        database.writeNow(tx -> tx.batch(
                "INSERT INTO intent (connection, type, record_id, opened_at) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
                rows));
    }

    /** Ends intents of creates that certainly did not happen. */
    public void close(ConnectionName connection, Collection<RecordKey> records) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (RecordKey r : records) {
            rows.add(new Object[] {connection.value(), r.type().word(), r.id()});
        }
        database.writeNow(
                tx -> tx.batch("DELETE FROM intent WHERE connection = ? AND type = ? AND record_id = ?", rows));
    }

    static void close(Tx tx, ConnectionName connection, RecordType type, List<String> ids) throws SQLException {
        tx.updateIn(
                "DELETE FROM intent WHERE connection = ? AND type = ? AND record_id IN (*)",
                ids,
                connection.value(),
                type.word());
    }

    /** Since when an intent is open. */
    public Optional<Instant> openSince(ConnectionName connection, RecordKey record) {
        return database.read()
                .sql("SELECT opened_at FROM intent WHERE connection = ? AND type = ? AND record_id = ?")
                .params(connection.value(), record.type().word(), record.id())
                .query((row, n) -> Instant.ofEpochMilli(row.getLong(1)))
                .optional();
    }
}
