package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.RowMapper;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** The marks as they stand: looked at without being claimed, or taken one by one by their record. */
public final class StandingMarkStore {
    private static final String COLUMNS =
            "id, connection, direction, type, record_key, generation, since, reason, lane, attempts, claim, via";
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
            Objects.requireNonNullElse(row.getString(11), ""),
            row.getString(12));

    private final Database database;
    private final Clock clock;
    private final String node;
    private final Duration lease;

    /** The parameters are those of {@link ChangeMarkStore}. */
    public StandingMarkStore(Database database, Clock clock, String node, Duration lease) {
        this.database = database;
        this.clock = clock;
        this.node = node;
        this.lease = lease;
    }

    /**
     * Marks of a kind in the order in which they were made, whether they are due, wait for another record or are worked
     * on.
     *
     * @param after number of the last mark of the page before; 0 for the first
     */
    public List<ChangeMark> page(MarkKind kind, long after, int most) {
        return database.read()
                .sql("SELECT " + COLUMNS
                        + " FROM change_mark WHERE connection = ? AND direction = ? AND type = ? AND id > ? ORDER BY id"
                        + " LIMIT ?")
                .params(
                        kind.connection().value(),
                        kind.direction().word(),
                        kind.type().word(),
                        after,
                        most)
                .query((row, n) -> MARK.map(row))
                .list();
    }

    /** How many marks of a kind stand. */
    public long count(MarkKind kind) {
        return database.read()
                .sql("SELECT count(*) FROM change_mark WHERE connection = ? AND direction = ? AND type = ?")
                .params(
                        kind.connection().value(),
                        kind.direction().word(),
                        kind.type().word())
                .query(Long.class)
                .single();
    }

    /** The mark of one record; empty when it has none. */
    public Optional<ChangeMark> find(MarkKind kind, String key) {
        return database.read()
                .sql("SELECT " + COLUMNS
                        + " FROM change_mark WHERE connection = ? AND direction = ? AND type = ? AND record_key = ?")
                .params(
                        kind.connection().value(),
                        kind.direction().word(),
                        kind.type().word(),
                        key)
                .query((row, n) -> MARK.map(row))
                .optional();
    }

    /** A claimed mark, and whether it was made for this. */
    public record Taken(ChangeMark mark, boolean made) {}

    /**
     * Claims the marks of single records, also those that are not due yet; makes those that are missing. What somebody
     * else works on at the moment is left out.
     *
     * @param reason why marks that are missing are made
     */
    public List<Taken> take(MarkKind kind, List<String> keys, String reason) {
        // Not with the name alone in front: a runtime of that name would keep the claim alive after this process died.
        String claim = "plan of " + node + "-" + UUID.randomUUID();
        long now = clock.millis();
        return database.writeNow(tx -> {
            List<Taken> taken = new ArrayList<>();
            for (String key : keys) {
                boolean made = make(tx, kind, key, reason, now);
                tx.first(
                                "UPDATE change_mark SET claim = ?, lease_until = ? WHERE connection = ? AND direction = ?"
                                        + " AND type = ? AND record_key = ? AND claim IS NULL RETURNING " + COLUMNS,
                                MARK,
                                claim,
                                now + lease.toMillis(),
                                kind.connection().value(),
                                kind.direction().word(),
                                kind.type().word(),
                                key)
                        .ifPresent(mark -> taken.add(new Taken(mark, made)));
            }
            return taken;
        });
    }

    private static boolean make(Tx tx, MarkKind kind, String key, String reason, long now) throws SQLException {
        return tx.update(
                        "INSERT INTO change_mark (connection, direction, type, record_key, generation, since, reason, lane,"
                                + " due_at, attempts) VALUES (?,?,?,?,1,?,?,?,?,0) ON CONFLICT (connection, direction, type,"
                                + " record_key) DO NOTHING",
                        kind.connection().value(),
                        kind.direction().word(),
                        kind.type().word(),
                        key,
                        now,
                        reason,
                        Lane.LIVE.ordinal(),
                        now)
                > 0;
    }

    /**
     * Gives a mark back as it was: one that was made for this goes, unless its record was marked anew meanwhile.
     *
     * @return completes when it is durable
     */
    public CompletableFuture<Void> giveBack(Taken taken) {
        ChangeMark mark = taken.mark();
        return database.write(tx -> {
                    int gone = taken.made()
                            ? tx.update(
                                    "DELETE FROM change_mark WHERE id = ? AND claim = ? AND generation = ?",
                                    mark.id(),
                                    mark.claim(),
                                    mark.generation())
                            : 0;
                    return gone
                            + tx.update(
                                    "UPDATE change_mark SET claim = NULL, lease_until = NULL WHERE id = ? AND claim = ?",
                                    mark.id(),
                                    mark.claim());
                })
                .thenAccept(rows -> {});
    }
}
