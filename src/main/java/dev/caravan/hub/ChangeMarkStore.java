package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.RowMapper;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The change marks: a durable work queue in which each record stands at most once per connection and direction. */
public final class ChangeMarkStore {
    private static final RowMapper<ChangeMark> MARK = row -> new ChangeMark(
            row.getLong(1),
            new ConnectionName(row.getString(2)),
            Direction.of(row.getString(3)),
            RecordType.of(row.getString(4)),
            row.getString(5),
            row.getLong(6),
            Instant.ofEpochMilli(row.getLong(7)),
            row.getString(8),
            Lane.values()[row.getInt(9)],
            row.getInt(10),
            row.getString(11),
            row.getString(12));

    private final Database database;
    private final Clock clock;
    private final String node;
    private final Duration lease;
    private final AtomicLong claims = new AtomicLong();

    /**
     * @param node name of this process among those that share the database; the same after a restart
     * @param lease how long a claim holds without a sign of life
     */
    public ChangeMarkStore(Database database, Clock clock, String node, Duration lease) {
        this.database = database;
        this.clock = clock;
        this.node = node;
        this.lease = lease;
    }

    /** Marks records for a connection and waits for the commit. A record that is marked already stays marked once. */
    public void mark(
            ConnectionName connection,
            Direction direction,
            RecordType type,
            Collection<String> keys,
            String reason,
            Lane lane) {
        database.writeNow(tx -> {
            mark(tx, connection, direction, type, keys, reason, lane, clock.millis());
            return keys.size();
        });
    }

    static void mark(
            Tx tx,
            ConnectionName connection,
            Direction direction,
            RecordType type,
            Collection<String> keys,
            String reason,
            Lane lane,
            long now)
            throws SQLException {
        mark(tx, connection, direction, type, keys, reason, lane, null, now);
    }

    /** @param via see {@link ChangeMark#via}; a mark that has one keeps it until it is settled */
    static void mark(
            Tx tx,
            ConnectionName connection,
            Direction direction,
            RecordType type,
            Collection<String> keys,
            String reason,
            Lane lane,
            @Nullable String via,
            long now)
            throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>(keys.size());
        for (String key : keys) {
            rows.add(new @Nullable Object[] {
                connection.value(), direction.word(), type.word(), key, now, reason, lane.ordinal(), now, via
            });
        }
        // A new change deserves a new start: tries and back-off belong to the old values.
        tx.batch(
                "INSERT INTO change_mark (connection, direction, type, record_key, generation, since, reason, lane,"
                        + " due_at, attempts, via) VALUES (?,?,?,?,1,?,?,?,?,0,?) ON CONFLICT (connection, direction, type,"
                        + " record_key) DO UPDATE SET generation = change_mark.generation + 1, reason = CASE WHEN"
                        + " change_mark.reason LIKE 'pushed by %' OR change_mark.reason LIKE 'required by %' THEN"
                        + " change_mark.reason ELSE excluded.reason END, lane = excluded.lane, due_at = excluded.due_at, attempts = 0,"
                        + " via = COALESCE(change_mark.via, excluded.via)",
                rows);
    }

    /** Marks a record that was deleted, for a connection that hears of it; what else stood in the mark is over. */
    static void markDeleted(Tx tx, ConnectionName connection, RecordKey key, String why, long now) throws SQLException {
        String reason = why.isEmpty() ? ChangeMark.DELETED : ChangeMark.DELETED + ": " + why;
        mark(tx, connection, Direction.PUSH, key.type(), List.of(key.id()), reason, Lane.LIVE, now);
        tx.update(
                "UPDATE change_mark SET reason = ?, waits_for = NULL WHERE connection = ? AND direction = 'push' AND type = ?"
                        + " AND record_key = ?",
                reason,
                connection.value(),
                key.type().word(),
                key.id());
    }

    /** Lets a mark rest until the record it needs first is settled in that connection. */
    static void waitFor(Tx tx, ConnectionName connection, RecordType type, Collection<String> keys, RecordKey first)
            throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>(keys.size());
        for (String key : keys) {
            rows.add(new @Nullable Object[] {waitsFor(first), connection.value(), type.word(), key});
        }
        tx.batch(
                "UPDATE change_mark SET waits_for = ? WHERE connection = ? AND direction = 'push' AND type = ? AND"
                        + " record_key = ? AND claim IS NULL",
                rows);
    }

    static String waitsFor(RecordKey key) {
        return key.type().word() + "/" + key.id();
    }

    /** What a mark of that direction waits for: a record of the hub, or one of the CRM. */
    static String waitsFor(Direction direction, RecordType type, String key) {
        return ChangeMark.waitsFor(direction, type, key);
    }

    /**
     * Claims due marks for work; each is given to one claimer only until it is settled, given back, or its lease ends.
     *
     * @param most 1-1000
     */
    public List<ChangeMark> claim(ConnectionName connection, Direction direction, RecordType type, int most) {
        long now = clock.millis();
        String claim = node + "-" + claims.incrementAndGet() + "-" + Long.toString(now, 36);
        return database.writeNow(tx -> tx.query(
                "UPDATE change_mark SET claim = ?, lease_until = ? WHERE id IN (SELECT id FROM change_mark WHERE"
                        + " connection = ? AND direction = ? AND type = ? AND due_at <= ? AND claim IS NULL AND"
                        + " waits_for IS NULL ORDER BY lane, due_at LIMIT ?"
                        + tx.dialect().skipLocked()
                        + ") RETURNING id, connection, direction, type, record_key, generation, since, reason, lane,"
                        + " attempts, claim, via",
                MARK,
                claim,
                now + lease.toMillis(),
                connection.value(),
                direction.word(),
                type.word(),
                now,
                most));
    }

    /** Frees a claimed mark, and says how many that were: none when it is gone or somebody else's. */
    static int unclaim(Tx tx, ChangeMark mark) throws SQLException {
        return tx.update(
                "UPDATE change_mark SET claim = NULL, lease_until = NULL WHERE id = ? AND claim = ?",
                mark.id(),
                mark.claim());
    }

    /** Says that this process still works on what it claimed. */
    public void renewLeases() {
        database.writeNow(tx -> tx.update(
                "UPDATE change_mark SET lease_until = ? WHERE claim LIKE ?",
                clock.millis() + lease.toMillis(),
                node + "-%"));
    }

    /** Frees what this process had claimed before it was killed; to be called before the first claim. */
    public int freeOwn() {
        return database.writeNow(tx ->
                tx.update("UPDATE change_mark SET claim = NULL, lease_until = NULL WHERE claim LIKE ?", node + "-%"));
    }

    /**
     * Makes due what waited for its connection and not because its own try failed: what kept it may have been the
     * reason for the restart. A pause that the CRM asked for is kept by the connection's budget.
     */
    public int dueAfterStart() {
        long now = clock.millis();
        return database.writeNow(
                tx -> tx.update("UPDATE change_mark SET due_at = ? WHERE attempts = 0 AND due_at > ?", now, now));
    }

    /** Frees what other processes claimed and never settled. */
    public int freeExpired() {
        return database.writeNow(tx -> tx.update(
                "UPDATE change_mark SET claim = NULL, lease_until = NULL WHERE claim IS NOT NULL AND lease_until < ?",
                clock.millis()));
    }

    /** Frees marks whose leader has no mark any more, so that nothing waits for ever. */
    public int freeWaiting() {
        // The leader is looked up by its key: to compare it with every mark would hold up the writer of a long queue.
        String slash = database.dialect().position() + "(change_mark.waits_for, '/')";
        return database.writeNow(tx -> tx.update(
                "UPDATE change_mark SET waits_for = NULL WHERE waits_for IS NOT NULL AND NOT EXISTS (SELECT 1 FROM"
                        + " change_mark first WHERE first.connection = change_mark.connection AND first.direction ="
                        + " change_mark.direction AND first.type = substr(substr(change_mark.waits_for, 1, " + slash
                        + " - 1), CASE change_mark.direction WHEN 'pull' THEN 6 ELSE 1 END) AND first.record_key ="
                        + " substr(change_mark.waits_for, " + slash + " + 1))"));
    }

    /** When the next unclaimed mark of that kind is due; empty when there is none. */
    public Optional<Instant> nextDue(ConnectionName connection, Direction direction, RecordType type) {
        return database.read()
                .sql("SELECT min(due_at) FROM change_mark WHERE connection = ? AND direction = ? AND type = ? AND claim"
                        + " IS NULL AND waits_for IS NULL")
                .params(connection.value(), direction.word(), type.word())
                .query((row, n) -> {
                    long due = row.getLong(1);
                    return row.wasNull() ? Optional.<Instant>empty() : Optional.of(Instant.ofEpochMilli(due));
                })
                .single();
    }

    /** How many marks wait or are worked on. */
    public long count() {
        return database.read()
                .sql("SELECT count(*) FROM change_mark")
                .query(Long.class)
                .single();
    }

    /** Marks of one connection: how many, and since when the oldest stands. */
    public Backlog backlog(ConnectionName connection) {
        return database.read()
                .sql("SELECT count(*), min(since) FROM change_mark WHERE connection = ?")
                .param(connection.value())
                .query((row, n) -> {
                    long marks = row.getLong(1);
                    return new Backlog(
                            marks, marks == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(row.getLong(2))));
                })
                .single();
    }

    /** What waits, by connection, direction and type. */
    public List<Waiting> waiting() {
        return database.read()
                .sql("SELECT connection, direction, type, count(*), min(since) FROM change_mark GROUP BY connection,"
                        + " direction, type ORDER BY connection, direction, type")
                .query((row, n) -> new Waiting(
                        row.getString(1),
                        row.getString(2).equals(Direction.PULL.word()) ? Direction.PULL : Direction.PUSH,
                        row.getString(3),
                        row.getLong(4),
                        Instant.ofEpochMilli(row.getLong(5))))
                .list();
    }

    /**
     * A mark in a connection, as far as a person wants to know it.
     *
     * @param key see {@link ChangeMark#key}
     */
    public Optional<Standing> standing(ConnectionName connection, Direction direction, RecordType type, String key) {
        return database.read()
                .sql("SELECT since, reason, due_at, attempts, claim, waits_for, last_error FROM change_mark WHERE"
                        + " connection = ? AND direction = ? AND type = ? AND record_key = ?")
                .params(connection.value(), direction.word(), type.word(), key)
                .query((row, n) -> new Standing(
                        Instant.ofEpochMilli(row.getLong(1)),
                        row.getString(2),
                        Instant.ofEpochMilli(row.getLong(3)),
                        row.getInt(4),
                        row.getString(5) != null,
                        Optional.ofNullable(row.getString(6)),
                        Optional.ofNullable(row.getString(7))))
                .optional();
    }

    /** Marks of one connection, direction and type: how many, and since when the oldest stands. */
    public record Waiting(String connection, Direction direction, String type, long marks, Instant oldest) {}

    /** How much waits, and since when. */
    public record Backlog(long marks, Optional<Instant> oldest) {}

    /** An unsettled mark. */
    public record Standing(
            Instant since,
            String reason,
            Instant dueAt,
            int attempts,
            boolean claimed,
            Optional<String> waitsFor,
            Optional<String> lastError) {}
}
