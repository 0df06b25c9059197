package dev.caravan.synclog;

import dev.caravan.hub.Direction;
import dev.caravan.hub.Link;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.RecordJson;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.Settlement;
import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sync log: one line per settled mark. */
public final class SyncLogStore {
    private static final String COLUMNS =
            "id, at, connection, direction, type, record_id, external_id, outcome, code, message, took_ms, trail";

    private final Database database;

    public SyncLogStore(Database database) {
        this.database = database;
    }

    /** Writes the lines of settlements, in the settlements' transaction. */
    public void write(Tx tx, List<Settlement> settlements) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>(settlements.size());
        for (Settlement s : settlements) {
            Link link = s.link();
            boolean isPull = s.mark().direction() == Direction.PULL;
            RecordKey about = s.about();
            rows.add(new @Nullable Object[] {
                s.at().toEpochMilli(),
                s.mark().connection().value(),
                s.mark().direction().word(),
                s.mark().type().word(),
                about == null ? "" : about.id(),
                isPull ? s.mark().key() : link == null ? null : link.id().id(),
                s.outcome().word(),
                s.outcome() instanceof Outcome.Failed failed ? failed.code().word() : null,
                s.outcome().message(),
                s.took().toMillis(),
                s.trail()
            });
        }
        tx.batch(
                "INSERT INTO sync_log (at, connection, direction, type, record_id, external_id, outcome, code, message,"
                        + " took_ms, trail) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                rows);
    }

    /** The lines that fit, newest first. */
    public List<SyncLogEntry> find(SyncLogFilter filter) {
        List<String> where = new ArrayList<>();
        List<Object> params = new ArrayList<>();
        add(where, params, "connection = ?", filter.connection());
        add(where, params, "type = ?", filter.type());
        if (filter.key() != null) {
            where.add("(record_id = ? OR external_id = ?)");
            params.add(filter.key());
            params.add(filter.key());
        }
        if (!filter.outcomes().isEmpty()) {
            where.add("outcome IN (" + Tx.marks(filter.outcomes().size()) + ")");
            params.addAll(filter.outcomes());
        }
        add(where, params, "direction = ?", filter.direction());
        add(where, params, "at >= ?", millis(filter.since()));
        add(where, params, "at < ?", millis(filter.until()));
        add(where, params, "id < ?", filter.before());
        params.add(filter.limit());
        String sql = "SELECT " + COLUMNS + " FROM sync_log"
                + (where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where)) + " ORDER BY id DESC LIMIT ?";
        return database.read()
                .sql(sql)
                .params(params)
                .query((row, n) -> entry(row))
                .list();
    }

    /** All lines of one record, oldest first. */
    public List<SyncLogEntry> of(RecordKey record) {
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM sync_log WHERE type = ? AND record_id = ? ORDER BY id")
                .params(record.type().word(), record.id())
                .query((row, n) -> entry(row))
                .list();
    }

    /**
     * How often each outcome was written for a connection and type since a moment; connection, type, outcome to count.
     */
    public List<Count> counts(Instant since) {
        return database.read()
                .sql("SELECT connection, type, outcome, count(*) FROM sync_log WHERE at >= ? GROUP BY connection, type,"
                        + " outcome ORDER BY connection, type, outcome")
                .param(since.toEpochMilli())
                .query((row, n) -> new Count(row.getString(1), row.getString(2), row.getString(3), row.getLong(4)))
                .list();
    }

    /** The latest outcome of each record of a connection, counted: what adds up to the records that went there. */
    public Map<String, Map<String, Long>> latest(String connection) {
        Map<String, Map<String, Long>> byType = new LinkedHashMap<>();
        database.read()
                .sql("SELECT type, outcome, count(*) FROM sync_log WHERE id IN (SELECT max(id) FROM sync_log WHERE"
                        + " connection = ? GROUP BY type, record_id) GROUP BY type, outcome ORDER BY type, outcome")
                .param(connection)
                .query(row -> {
                    byType.computeIfAbsent(row.getString(1), t -> new LinkedHashMap<>())
                            .put(row.getString(2), row.getLong(3));
                });
        return byType;
    }

    /** Deletes lines older than a moment, at most so many at once, and says how many. */
    public int deleteBefore(Instant moment, int most) {
        return database.writeNow(tx -> tx.update(
                "DELETE FROM sync_log WHERE id IN (SELECT id FROM sync_log WHERE at < ? ORDER BY id LIMIT ?)",
                moment.toEpochMilli(),
                most));
    }

    /** One number of the summary. */
    public record Count(String connection, String type, String outcome, long records) {}

    private static void add(List<String> where, List<Object> params, String clause, @Nullable Object value) {
        if (value != null) {
            where.add(clause);
            params.add(value);
        }
    }

    private static @Nullable Long millis(@Nullable Instant moment) {
        return moment == null ? null : moment.toEpochMilli();
    }

    private static SyncLogEntry entry(ResultSet row) throws SQLException {
        return new SyncLogEntry(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getString(3),
                row.getString(4).equals("push") ? "From App" : "To App",
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getLong(11),
                RecordJson.read(row.getString(12)));
    }
}
