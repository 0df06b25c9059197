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
import java.util.stream.Collectors;
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

    /** Ends intents inside a transaction of the caller. */
    public static void close(Tx tx, ConnectionName connection, RecordType type, List<String> ids) throws SQLException {
        tx.updateIn(
                "DELETE FROM intent WHERE connection = ? AND type = ? AND record_id IN (*)",
                ids,
                connection.value(),
                type.word());
    }

    /** A person is asked which of these CRM records came of it: only pulls of these wait for the answer. */
    static void asked(Tx tx, ChangeMark mark, Question.WhichOne which) throws SQLException {
        String candidates = which.candidates().stream().map(c -> quoted(c.id())).collect(Collectors.joining(" "));
        tx.update(
                "UPDATE intent SET candidates = ? WHERE connection = ? AND type = ? AND record_id = ?",
                candidates,
                mark.connection().value(),
                mark.type().word(),
                mark.key());
    }

    /** Whether a CRM record may be one that is being created just now. */
    static boolean mayBeOneOf(Tx tx, ExternalId id, RecordType type) throws SQLException {
        return tx.first(
                        "SELECT 1 FROM intent WHERE connection = ? AND type = ? AND (candidates IS NULL OR candidates LIKE"
                                + " ?)",
                        row -> row.getInt(1),
                        id.connection().value(),
                        type.word(),
                        "%" + quoted(id.id()) + "%")
                .isPresent();
    }

    private static String quoted(String id) {
        return '"' + id + '"';
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
