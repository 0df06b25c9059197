package dev.caravan.pull;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.ViaMarkStore;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import dev.caravan.sql.Database;
import dev.caravan.sql.RowMapper;
import dev.caravan.sql.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The imports, as people create, watch and steer them. What a person changes, the running listing obeys. */
public final class ImportStore {
    static final String COLUMNS = "id, connection, type, kind, criterion, duplicates, tag, schedule, live, created_by,"
            + " state, reason, runs, created_at, started_at, ended_at, next_at, position, listed_all, total, listed, marked";
    static final RowMapper<ImportJob> JOB = ImportStore::job;

    private final Database database;
    private final Clock clock;
    private final Cache<Long, ImportOptions> options =
            Caffeine.newBuilder().maximumSize(1_000).build();

    public ImportStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Keeps an order; a runtime that works on this database begins with it within a second or so. */
    public ImportJob create(ImportOrder order) {
        return database.writeNow(tx -> create(tx, order));
    }

    ImportJob create(Tx tx, ImportOrder order) throws SQLException {
        Schedule schedule = order.when();
        Instant now = clock.instant();
        Instant next =
                schedule != null && schedule.waitsFirst() ? schedule.next(now).orElseThrow(() -> never(order)) : null;
        boolean waits = next != null;
        return tx.first(
                        "INSERT INTO import_job (connection, type, kind, criterion, duplicates, tag, schedule, live,"
                                + " created_by, created_at, state, open_run, runs, next_at, listed_all, listed, marked)"
                                + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,0,?,0,0,0) RETURNING " + COLUMNS,
                        JOB,
                        order.connection().value(),
                        order.type().word(),
                        order.kind().word(),
                        order.criterion(),
                        order.duplicates() == null ? null : ImportOrder.word(order.duplicates()),
                        order.tag(),
                        order.schedule(),
                        order.live() ? 1 : 0,
                        order.createdBy(),
                        now.toEpochMilli(),
                        (waits ? ImportState.WAITING : ImportState.RUNNING).word(),
                        waits ? 0 : 1,
                        next == null ? null : next.toEpochMilli())
                .orElseThrow();
    }

    private static InvalidInputException never(ImportOrder order) {
        return new InvalidInputException(
                ErrorCode.REQUEST_INVALID, "schedule '" + order.schedule() + "' names no moment that is to come.");
    }

    public Optional<ImportJob> find(long id) {
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM import_job WHERE id = ?")
                .param(id)
                .query((row, n) -> job(row))
                .optional();
    }

    /**
     * The newest first.
     *
     * @param before the last id of the page before, {@code Long.MAX_VALUE} for the first
     */
    public List<ImportJob> page(long before, int most) {
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM import_job WHERE id < ? ORDER BY id DESC LIMIT ?")
                .params(before, most)
                .query((row, n) -> job(row))
                .list();
    }

    /** Those that run, wait, are paused or failed, the oldest first: what an operator has to know of. */
    public List<ImportJob> open() {
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM import_job WHERE state IN ('running', 'waiting', 'paused', 'failed')"
                        + " ORDER BY id")
                .query((row, n) -> job(row))
                .list();
    }

    /** Outcomes of the records of the run that goes on or ended last, by the outcome's word. */
    public Map<String, Long> outcomes(long id) {
        Map<String, Long> outcomes = new TreeMap<>();
        database.read()
                .sql("SELECT outcome, sum(records) FROM import_count WHERE import_id = ? GROUP BY outcome")
                .param(id)
                .query(row -> {
                    outcomes.put(row.getString(1), row.getLong(2));
                });
        return outcomes;
    }

    /** What the settings of an import mean for the merge; as without an import when there is none. */
    public ImportOptions options(long id) {
        return options.get(
                id,
                i -> find(i).map(j -> new ImportOptions(
                                j.order().duplicates(), j.order().tag()))
                        .orElse(ImportOptions.NONE));
    }

    /** The same for what a mark names as what asked for it, see {@link dev.caravan.hub.ChangeMark#via}. */
    public ImportOptions options(@Nullable String via) {
        return ImportJob.idOf(via).map(this::options).orElse(ImportOptions.NONE);
    }

    /** Lists no further page until it is resumed; what is marked already is worked on. */
    public ImportJob pause(long id) {
        return change(
                id,
                "paused",
                "UPDATE import_job SET state = 'paused', claim = NULL, lease_until = NULL WHERE id = ? AND state IN"
                        + " ('running', 'waiting')");
    }

    /** Goes on with a paused or failed import where it was. */
    public ImportJob resume(long id) {
        return change(
                id,
                "resumed",
                "UPDATE import_job SET state = CASE WHEN open_run = 1 THEN 'running' ELSE 'waiting' END, reason = NULL,"
                        + " ended_at = NULL, next_at = CASE WHEN open_run = 1 THEN NULL ELSE next_at END WHERE id = ? AND"
                        + " state IN ('paused', 'failed')");
    }

    /** Ends an import for good and takes its marks back, but those that are being worked on. */
    public ImportJob cancel(long id) {
        return database.writeNow(tx -> {
            ImportJob job = change(
                    tx,
                    id,
                    "cancelled",
                    "UPDATE import_job SET state = 'cancelled', claim = NULL, lease_until = NULL, next_at = NULL WHERE id = ?"
                            + " AND state NOT IN ('done', 'cancelled')");
            tx.update("UPDATE import_job SET ended_at = ? WHERE id = ?", clock.millis(), id);
            ViaMarkStore.withdraw(tx, job.via());
            tx.update("DELETE FROM import_seen WHERE import_id = ?", id);
            return job;
        });
    }

    /**
     * Orders to read everything anew because the changes since a cursor cannot be told any more. An earlier order of
     * that kind that is not through is replaced: what it listed may have changed since.
     */
    ImportJob reconcile(Tx tx, ConnectionName connection, RecordType type) throws SQLException {
        tx.update(
                "UPDATE import_job SET state = 'cancelled', reason = 'replaced by a later one', claim = NULL, lease_until ="
                        + " NULL, ended_at = ? WHERE connection = ? AND type = ? AND kind = 'all' AND created_by = ? AND"
                        + " state NOT IN ('done', 'cancelled')",
                clock.millis(),
                connection.value(),
                type.word(),
                ChangePoller.NAME);
        return create(
                tx,
                new ImportOrder(connection, type, ImportKind.ALL, null, null, null, null, false, ChangePoller.NAME));
    }

    private ImportJob change(long id, String how, String sql) {
        return database.writeNow(tx -> change(tx, id, how, sql));
    }

    private static ImportJob change(Tx tx, long id, String how, String sql) throws SQLException {
        int changed = tx.update(sql, id);
        ImportJob job = tx.first("SELECT " + COLUMNS + " FROM import_job WHERE id = ?", JOB, id)
                .orElseThrow(() -> new InvalidInputException(
                        ErrorCode.RECORD_NOT_FOUND, "there is no import " + id + ". ./caravan imports lists them."));
        if (changed == 0) {
            throw new InvalidInputException(
                    ErrorCode.REQUEST_INVALID,
                    "import " + id + " is " + job.state().word() + " and cannot be " + how + ".");
        }
        return job;
    }

    private static ImportJob job(ResultSet row) throws SQLException {
        String duplicates = row.getString(6);
        ImportOrder order = new ImportOrder(
                new ConnectionName(row.getString(2)),
                RecordType.of(row.getString(3)),
                ImportKind.of(row.getString(4)),
                row.getString(5),
                duplicates == null ? null : ImportOrder.duplicates(duplicates),
                row.getString(7),
                row.getString(8),
                row.getInt(9) == 1,
                row.getString(10));
        return new ImportJob(
                row.getLong(1),
                order,
                ImportState.of(row.getString(11)),
                row.getString(12),
                row.getInt(13),
                Instant.ofEpochMilli(row.getLong(14)),
                time(row, 15),
                time(row, 16),
                time(row, 17),
                new ImportJob.Walked(
                        row.getString(18), row.getInt(19) == 1, number(row, 20), row.getLong(21), row.getLong(22)));
    }

    private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
        Long millis = number(row, column);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
