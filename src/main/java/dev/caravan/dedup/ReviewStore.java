package dev.caravan.dedup;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.RecordJson;
import dev.caravan.hub.RecordKey;
import dev.caravan.hub.RecordType;
import dev.caravan.sql.Database;
import dev.caravan.sql.RowMapper;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The review queue in the database. */
public final class ReviewStore implements Reviews {
    private static final String CARAVAN = "caravan";
    private static final String COLUMNS =
            "id, connection, type, record_key, reason, candidates, opened_at, status, decision, decided_by, decided_at,"
                    + " direction, waits_for";
    private static final RowMapper<ReviewEntry> ENTRY = row -> {
        Map<String, @Nullable Object> details = RecordJson.read(row.getString(6));
        long decidedAt = row.getLong(11);
        return new ReviewEntry(
                row.getLong(1),
                new ReviewEntry.Draft(
                        new ConnectionName(row.getString(2)),
                        Direction.of(row.getString(12)),
                        new RecordKey(RecordType.of(row.getString(3)), row.getString(4)),
                        row.getString(5),
                        candidates(details.get("candidates")),
                        String.valueOf(details.get("matchFields")),
                        row.getString(13),
                        values(details.get("shown"))),
                Instant.ofEpochMilli(row.getLong(7)),
                row.getString(8).equals("open"),
                Optional.ofNullable(row.getString(9)).map(ReviewDecision::of),
                Optional.ofNullable(row.getString(10)),
                decidedAt == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(decidedAt)));
    };

    private final Database database;
    private final Clock clock;

    public ReviewStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public Map<RecordKey, ReviewEntry> latest(
            ConnectionName connection, Direction direction, Collection<RecordKey> records) {
        Map<RecordKey, ReviewEntry> latest = new HashMap<>();
        Map<RecordType, List<String>> idsByType = new HashMap<>();
        records.forEach(
                r -> idsByType.computeIfAbsent(r.type(), t -> new ArrayList<>()).add(r.id()));
        idsByType.forEach((type, ids) -> {
            List<String> padded = Tx.padded(ids);
            List<Object> params = new ArrayList<>(List.of(connection.value(), direction.word(), type.word()));
            params.addAll(padded);
            database.read()
                    .sql("SELECT " + COLUMNS
                            + " FROM review WHERE id IN (SELECT max(id) FROM review WHERE connection = ?"
                            + " AND direction = ? AND type = ? AND waits_for IS NULL AND record_key IN ("
                            + Tx.marks(padded.size()) + ") GROUP BY record_key)")
                    .params(params)
                    .query((row, n) -> ENTRY.map(row))
                    .list()
                    .forEach(entry -> latest.put(entry.held().record(), entry));
        });
        return latest;
    }

    @Override
    public void save(List<ReviewEntry.Draft> held, Collection<Long> obsolete) {
        long now = clock.millis();
        database.writeNow(tx -> {
            for (ReviewEntry.Draft draft : held) {
                open(tx, draft, now);
            }
            for (Long id : obsolete) {
                close(tx, id, new ReviewDecision.Obsolete(), CARAVAN, now);
            }
            return true;
        });
    }

    /** One entry. */
    public Optional<ReviewEntry> find(long id) {
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM review WHERE id = ?")
                .param(id)
                .query((row, n) -> ENTRY.map(row))
                .optional();
    }

    /**
     * Open entries, oldest first.
     *
     * @param connection null for all connections
     * @param after id of the last entry of the page before, 0 for the first page
     * @param most 1-1000
     */
    public List<ReviewEntry> open(@Nullable ConnectionName connection, long after, int most) {
        List<Object> params = new ArrayList<>(List.of(after));
        if (connection != null) {
            params.add(connection.value());
        }
        params.add(most);
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM review WHERE status = 'open' AND id > ?"
                        + (connection == null ? "" : " AND connection = ?") + " ORDER BY id LIMIT ?")
                .params(params)
                .query((row, n) -> ENTRY.map(row))
                .list();
    }

    /** How many entries are open. */
    public long countOpen() {
        return database.read()
                .sql("SELECT count(*) FROM review WHERE status = 'open'")
                .query(Long.class)
                .single();
    }

    /** Ends an open entry inside a transaction of the caller; false when it is not open. */
    static boolean close(Tx tx, long id, ReviewDecision decision, String by, long now) throws SQLException {
        return tx.update(
                        "UPDATE review SET status = 'resolved', decision = ?, decided_by = ?, decided_at = ? WHERE id = ?"
                                + " AND status = 'open'",
                        decision.words(),
                        by,
                        now,
                        id)
                > 0;
    }

    /** The latest entry of a record that waited for that, open or resolved. */
    Optional<ReviewEntry> latest(ConnectionName connection, Direction direction, RecordKey record, String waitsFor) {
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM review WHERE connection = ? AND direction = ? AND type = ? AND"
                        + " record_key = ? AND waits_for = ? ORDER BY id DESC LIMIT 1")
                .params(connection.value(), direction.word(), record.type().word(), record.id(), waitsFor)
                .query((row, n) -> ENTRY.map(row))
                .optional();
    }

    /** Those that wait for one of these and nobody decided on, inside a transaction of the caller. */
    static List<ReviewEntry> waiting(Tx tx, ConnectionName connection, List<String> waitsFor) throws SQLException {
        return tx.queryIn(
                "SELECT " + COLUMNS + " FROM review WHERE connection = ? AND status = 'open' AND waits_for IN (*)",
                ENTRY,
                waitsFor,
                connection.value());
    }

    /** Ends the open entries of these records, where there are any, because nobody has to decide any more. */
    static void close(Tx tx, MarkKind kind, List<String> records, long now) throws SQLException {
        tx.updateIn(
                "UPDATE review SET status = 'resolved', decision = ?, decided_by = ?, decided_at = ? WHERE connection = ?"
                        + " AND direction = ? AND type = ? AND status = 'open' AND record_key IN (*)",
                records,
                new ReviewDecision.Obsolete().words(),
                CARAVAN,
                now,
                kind.connection().value(),
                kind.direction().word(),
                kind.type().word());
    }

    /** Puts a record into the queue inside a transaction of the caller, see {@link Reviews#save}. */
    static void open(Tx tx, ReviewEntry.Draft draft, long now) throws SQLException {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("matchFields", draft.matchFields());
        details.put(
                "candidates",
                draft.candidates().stream()
                        .map(c -> Map.of("id", c.id(), "fields", c.fields()))
                        .toList());
        details.put("shown", draft.shown());
        tx.update(
                "INSERT INTO review (connection, direction, type, record_key, reason, candidates, opened_at, waits_for,"
                        + " status) VALUES (?,?,?,?,?,?,?,?,'open') ON CONFLICT (connection, direction, type, record_key)"
                        + " WHERE status = 'open' DO UPDATE SET reason = excluded.reason, candidates = excluded.candidates,"
                        + " waits_for = excluded.waits_for",
                draft.connection().value(),
                draft.direction().word(),
                draft.record().type().word(),
                draft.record().id(),
                draft.reason(),
                RecordJson.write(details),
                now,
                draft.waitsFor());
    }

    private static List<ReviewEntry.Candidate> candidates(@Nullable Object stored) {
        List<ReviewEntry.Candidate> candidates = new ArrayList<>();
        if (stored instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> map && map.get("fields") instanceof Map<?, ?> fields) {
                    candidates.add(new ReviewEntry.Candidate(String.valueOf(map.get("id")), values(fields)));
                }
            }
        }
        return candidates;
    }

    private static Map<String, Object> values(@Nullable Object stored) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (stored instanceof Map<?, ?> map) {
            map.forEach((name, value) -> values.put(String.valueOf(name), Objects.requireNonNull(value)));
        }
        return values;
    }
}
