package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.RowMapper;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** CRM records that are gone and were linked, so that nobody creates them again without being asked to. */
public final class GoneStore {
    private static final String COLUMNS = "connection, object, external_id, type, record_id, why, at";
    private static final RowMapper<Gone> GONE = row -> new Gone(
            new ExternalId(new ConnectionName(row.getString(1)), row.getString(2), row.getString(3)),
            new RecordKey(RecordType.of(row.getString(4)), row.getString(5)),
            row.getString(6),
            Instant.ofEpochMilli(row.getLong(7)));

    private final Database database;

    public GoneStore(Database database) {
        this.database = database;
    }

    /**
     * A CRM record that is gone.
     *
     * @param record the hub record that it was linked with
     * @param why what became of it, such as {@code deleted} or {@code merged into 512}
     */
    public record Gone(ExternalId id, RecordKey record, String why, Instant at) {}

    /** Those of the hub records whose counterpart in the connection is gone, by hub id. */
    public Map<String, Gone> of(ConnectionName connection, RecordType type, Collection<String> ids) {
        Map<String, Gone> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        List<String> padded = Tx.padded(List.copyOf(ids));
        List<Object> params = new ArrayList<>(List.of(connection.value(), type.word()));
        params.addAll(padded);
        database.read()
                .sql("SELECT " + COLUMNS + " FROM gone WHERE connection = ? AND type = ? AND record_id IN ("
                        + Tx.marks(padded.size()) + ")")
                .params(params)
                .query((row, n) -> GONE.map(row))
                .list()
                .forEach(g -> found.put(g.record().id(), g));
        return found;
    }

    /** The counterparts of one hub record that are gone. */
    public List<Gone> of(RecordKey record) {
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM gone WHERE type = ? AND record_id = ? ORDER BY at")
                .params(record.type().word(), record.id())
                .query((row, n) -> GONE.map(row))
                .list();
    }

    static Optional<Gone> find(Tx tx, ExternalId id) throws SQLException {
        return tx.first(
                "SELECT " + COLUMNS + " FROM gone WHERE connection = ? AND object = ? AND external_id = ?",
                GONE,
                id.connection().value(),
                id.object(),
                id.id());
    }

    static void add(Tx tx, Gone gone) throws SQLException {
        tx.update(
                "INSERT INTO gone (connection, object, external_id, type, record_id, why, at) VALUES (?,?,?,?,?,?,?) ON"
                        + " CONFLICT (connection, object, external_id) DO UPDATE SET type = excluded.type, record_id ="
                        + " excluded.record_id, why = excluded.why, at = excluded.at",
                gone.id().connection().value(),
                gone.id().object(),
                gone.id().id(),
                gone.record().type().word(),
                gone.record().id(),
                gone.why(),
                gone.at().toEpochMilli());
    }

    /** The records are linked again, so nothing of them is gone in that connection any more. */
    static void forget(Tx tx, ConnectionName connection, RecordType type, List<String> ids) throws SQLException {
        tx.updateIn(
                "DELETE FROM gone WHERE connection = ? AND type = ? AND record_id IN (*)",
                ids,
                connection.value(),
                type.word());
    }
}
