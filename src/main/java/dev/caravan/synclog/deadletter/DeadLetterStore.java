package dev.caravan.synclog.deadletter;

import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.RecordJson;
import dev.caravan.hub.Settlement;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The dead letters; at most one is open per record, connection and direction. */
public final class DeadLetterStore {
    private static final String COLUMNS = "id, at, route, connection, direction, type, record_id, code, error, cure,"
            + " attempts, original, trail, status";

    private final Database database;
    private final Clock clock;

    public DeadLetterStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Keeps failed records, and ends the dead letters of those that came through, in the settlements' transaction. */
    public void settled(Tx tx, List<Settlement> settlements) throws SQLException {
        close(tx, settlements);
        for (Settlement s : settlements) {
            if (s.outcome() instanceof Outcome.Failed failed) {
                keep(tx, s, failed);
            }
        }
    }

    /**
     * Keeps what failed in a route that does not work on change marks, such as a queue's message.
     *
     * @param body the message as text, null when it had none
     */
    public CompletableFuture<Void> keepUnmarked(String name, String route, @Nullable String body, Throwable error) {
        ErrorCode code = error instanceof CaravanException known ? known.code() : ErrorCode.UNEXPECTED;
        String said = error instanceof CaravanException
                ? String.valueOf(error.getMessage())
                : error.getClass().getSimpleName();
        long now = clock.millis();
        return database.write(tx -> tx.update(
                        "INSERT INTO dead_letter (at, route, connection, direction, type, record_id, code, error, cure, attempts,"
                                + " original, trail, status) VALUES (?,?,?,'in','message',?,?,?,?,1,?,'{}','open')",
                        now,
                        route,
                        name,
                        UUID.randomUUID().toString(),
                        code.word(),
                        said,
                        code.cure(),
                        RecordJson.write(Map.of("body", body == null ? "" : body))))
                .thenAccept(kept -> {});
    }

    /** Dead letters that fit, newest first. */
    public List<DeadLetter> find(DeadLetterFilter filter) {
        List<String> where = new ArrayList<>();
        List<Object> params = new ArrayList<>();
        add(where, params, "connection = ?", filter.connection());
        add(where, params, "type = ?", filter.type());
        add(where, params, "code = ?", filter.code());
        add(where, params, "route = ?", filter.route());
        add(where, params, "status = ?", filter.status());
        add(
                where,
                params,
                "at >= ?",
                filter.since() == null ? null : filter.since().toEpochMilli());
        add(
                where,
                params,
                "at < ?",
                filter.until() == null ? null : filter.until().toEpochMilli());
        add(where, params, "id < ?", filter.before());
        params.add(filter.limit());
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM dead_letter"
                        + (where.isEmpty() ? "" : " WHERE " + String.join(" AND ", where))
                        + " ORDER BY id DESC LIMIT ?")
                .params(params)
                .query((row, n) -> letter(row))
                .list();
    }

    /** One dead letter, whatever its status. */
    public Optional<DeadLetter> find(long id) {
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM dead_letter WHERE id = ?")
                .param(id)
                .query((row, n) -> letter(row))
                .optional();
    }

    /** How many are open. */
    public long open() {
        return database.read()
                .sql("SELECT count(*) FROM dead_letter WHERE status = 'open'")
                .query(Long.class)
                .single();
    }

    /** How many are open, by connection; a connection without any is absent. */
    public Map<String, Long> openByConnection() {
        Map<String, Long> open = new TreeMap<>();
        database.read()
                .sql("SELECT connection, count(*) FROM dead_letter WHERE status = 'open' GROUP BY connection")
                .query(row -> {
                    open.put(row.getString(1), row.getLong(2));
                });
        return open;
    }

    /**
     * Takes dead letters for replay: each is taken once, however often it is asked for.
     *
     * @return those that were open and are now {@code replayed}
     */
    List<DeadLetter> take(Tx tx, Collection<Long> ids, Instant at) throws SQLException {
        List<DeadLetter> taken = new ArrayList<>();
        for (long id : ids) {
            taken.addAll(tx.query(
                    "UPDATE dead_letter SET status = 'replayed', ended_at = ? WHERE id = ? AND status = 'open' AND direction <> 'in' RETURNING "
                            + COLUMNS,
                    DeadLetterStore::letter,
                    at.toEpochMilli(),
                    id));
        }
        return taken;
    }

    private static void close(Tx tx, List<Settlement> settlements) throws SQLException {
        Map<MarkKind, List<Settlement>> byKind = settlements.stream()
                .collect(Collectors.groupingBy(s -> s.mark().kind(), LinkedHashMap::new, Collectors.toList()));
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (Map.Entry<MarkKind, List<Settlement>> each : byKind.entrySet()) {
            Set<String> open = open(tx, each.getKey(), each.getValue());
            for (Settlement s : each.getValue()) {
                if (open.contains(s.mark().key())) {
                    rows.add(new @Nullable Object[] {
                        s.outcome() instanceof Outcome.Failed ? "replayed" : "resolved",
                        s.at().toEpochMilli(),
                        s.mark().connection().value(),
                        s.mark().direction().word(),
                        s.mark().type().word(),
                        s.mark().key()
                    });
                }
            }
        }
        tx.batch(
                "UPDATE dead_letter SET status = ?, ended_at = ? WHERE connection = ? AND direction = ? AND type = ? AND"
                        + " record_id = ? AND status = 'open'",
                rows);
    }

    /** Hardly any record has one. */
    private static Set<String> open(Tx tx, MarkKind kind, List<Settlement> settlements) throws SQLException {
        return new HashSet<>(tx.queryIn(
                "SELECT record_id FROM dead_letter WHERE connection = ? AND direction = ? AND type = ? AND status = 'open'"
                        + " AND record_id IN (*)",
                row -> row.getString(1),
                settlements.stream().map(s -> s.mark().key()).toList(),
                kind.connection().value(),
                kind.direction().word(),
                kind.type().word()));
    }

    private static void keep(Tx tx, Settlement s, Outcome.Failed failed) throws SQLException {
        ChangeMark mark = s.mark();
        HubRecord record = s.record();
        tx.update(
                "INSERT INTO dead_letter (at, route, connection, direction, type, record_id, code, error, cure, attempts,"
                        + " original, trail, status) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,'open')",
                s.at().toEpochMilli(),
                s.route(),
                mark.connection().value(),
                mark.direction().word(),
                mark.type().word(),
                mark.key(),
                failed.code().word(),
                failed.message(),
                failed.code().cure(),
                mark.attempts() + 1,
                record == null ? "{}" : RecordJson.write(record.fields()),
                s.trail());
    }

    private static void add(List<String> where, List<Object> params, String clause, @Nullable Object value) {
        if (value != null) {
            where.add(clause);
            params.add(value);
        }
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        Map<String, @Nullable Object> original = RecordJson.read(row.getString(12));
        return new DeadLetter(
                row.getLong(1),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getInt(11),
                original,
                RecordJson.read(row.getString(13)),
                row.getString(14));
    }
}
