package dev.caravan.pull;

import dev.caravan.hub.ViaMarkStore;
import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The imports, as those who walk through them share them out. */
final class ImportRunStore {
    private static final String CLAIMABLE =
            "SELECT job.id FROM import_job job WHERE job.state = 'running' AND job.listed_all = 0 AND (job.next_at IS NULL"
                    + " OR job.next_at <= ?) AND (job.claim IS NULL OR job.lease_until < ?) AND NOT EXISTS (SELECT 1 FROM"
                    + " import_job other WHERE other.connection = job.connection AND other.state = 'running' AND"
                    + " other.claim IS NOT NULL AND other.lease_until >= ?)";

    private final Database database;
    private final Clock clock;
    private final String node;
    private final Duration lease;
    private final ViaMarkStore marks;

    /**
     * @param node name of this process among those that share the database; the same after a restart
     * @param lease how long a claim holds without a sign of life
     */
    ImportRunStore(Database database, Clock clock, String node, Duration lease) {
        this.database = database;
        this.clock = clock;
        this.node = node;
        this.lease = lease;
        this.marks = new ViaMarkStore(database);
    }

    /**
     * An import that is given to one walker.
     *
     * @param token differs with every claim; whoever has lost it can store nothing
     */
    record Claimed(ImportJob job, String token) {}

    /** Frees what this process had claimed before it ended. */
    void freeOwn() {
        String mine = node + "#";
        database.writeNow(tx -> tx.update(
                "UPDATE import_job SET claim = NULL, lease_until = NULL WHERE claim IS NOT NULL AND substr(claim, 1, ?) ="
                        + " ?",
                mine.length(),
                mine));
    }

    /** Begins the runs whose time has come. */
    void startDue() {
        long now = clock.millis();
        boolean isDue = database.read()
                        .sql("SELECT count(*) FROM import_job WHERE state = 'waiting' AND next_at <= ?")
                        .param(now)
                        .query(Long.class)
                        .single()
                > 0;
        if (isDue) {
            database.writeNow(tx -> {
                List<Long> begun = tx.query(
                        "UPDATE import_job SET state = 'running', reason = NULL, open_run = 1, started_at = NULL, ended_at ="
                                + " NULL, next_at = NULL, position = NULL, listed_all = 0, total = NULL, listed = 0, marked = 0"
                                + " WHERE state = 'waiting' AND next_at <= ? RETURNING id",
                        row -> row.getLong(1),
                        now);
                for (long id : begun) {
                    tx.update("DELETE FROM import_count WHERE import_id = ?", id);
                }
                return begun.size();
            });
        }
    }

    /** Ends the runs of which everything was listed and worked on. */
    void endDrained() {
        List<ImportJob> listed = database.read()
                .sql("SELECT " + ImportStore.COLUMNS + " FROM import_job WHERE state = 'running' AND listed_all = 1")
                .query((row, n) -> ImportStore.JOB.map(row))
                .list();
        for (ImportJob job : listed) {
            if (marks.left(job.via()) == 0) {
                end(job);
            }
        }
    }

    private void end(ImportJob job) {
        Instant now = clock.instant();
        Schedule schedule = job.order().when();
        Instant next = schedule == null ? null : schedule.next(now).orElse(null);
        ImportState state = next == null ? ImportState.DONE : ImportState.WAITING;
        database.writeNow(tx -> tx.update(
                "UPDATE import_job SET state = ?, reason = NULL, open_run = 0, runs = runs + 1, ended_at = ?, next_at = ?"
                        + " WHERE id = ? AND state = 'running' AND listed_all = 1 AND NOT EXISTS (SELECT 1 FROM change_mark"
                        + " WHERE via = ?)",
                state.word(),
                now.toEpochMilli(),
                next == null ? null : next.toEpochMilli(),
                job.id(),
                job.via()));
    }

    /** Takes the next import of which there is something to list; of each connection one at a time. */
    Optional<Claimed> claim() {
        long now = clock.millis();
        if (!isClaimable(now)) {
            return Optional.empty();
        }
        String token = node + "#" + UUID.randomUUID();
        return database.writeNow(tx -> tx.first(
                        "UPDATE import_job SET claim = ?, lease_until = ?, next_at = NULL, started_at ="
                                + " COALESCE(started_at, ?) WHERE id = (" + CLAIMABLE + " ORDER BY job.id LIMIT 1"
                                + tx.dialect().skipLocked() + ") RETURNING " + ImportStore.COLUMNS,
                        ImportStore.JOB,
                        token,
                        now + lease.toMillis(),
                        now,
                        now,
                        now,
                        now)
                .map(job -> new Claimed(job, token)));
    }

    private boolean isClaimable(long now) {
        return database.read()
                        .sql("SELECT count(*) FROM (" + CLAIMABLE + ") claimable")
                        .params(now, now, now)
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Says that the claim is still in use; false when it is lost, as when a person paused the import. */
    boolean renew(Claimed claimed) {
        return database.writeNow(tx -> tx.update(
                        "UPDATE import_job SET lease_until = ? WHERE id = ? AND claim = ? AND state = 'running'",
                        clock.millis() + lease.toMillis(),
                        claimed.job().id(),
                        claimed.token()))
                > 0;
    }

    /** Whether the claim holds, without a write. */
    boolean holds(Claimed claimed) {
        return database.read()
                        .sql("SELECT count(*) FROM import_job WHERE id = ? AND claim = ? AND state = 'running'")
                        .params(claimed.job().id(), claimed.token())
                        .query(Long.class)
                        .single()
                > 0;
    }

    /**
     * Notes a page in the transaction that marks its records.
     *
     * @param next cursor of the page after it, null when it was the last
     * @param total see {@link ImportJob.Walked#total}; null when it is known already or not at all
     * @return false when the claim is lost: nothing of the page may be kept then
     */
    boolean advance(Tx tx, Claimed claimed, @Nullable String next, @Nullable Long total, int listed)
            throws SQLException {
        int isLast = next == null ? 1 : 0;
        return tx.update(
                        "UPDATE import_job SET position = ?, listed_all = ?, total = COALESCE(?, total), listed = listed + ?,"
                                + " reason = NULL, lease_until = ?, claim = CASE WHEN ? = 1 THEN NULL ELSE claim END WHERE id ="
                                + " ? AND claim = ? AND state = 'running'",
                        next,
                        isLast,
                        total,
                        listed,
                        clock.millis() + lease.toMillis(),
                        isLast,
                        claimed.job().id(),
                        claimed.token())
                > 0;
    }

    /** Counts what was marked of the page that the same transaction noted. */
    void marked(Tx tx, Claimed claimed, int count) throws SQLException {
        tx.update(
                "UPDATE import_job SET marked = marked + ? WHERE id = ?",
                count,
                claimed.job().id());
    }

    /**
     * Of the records of a page those that a live import has not brought yet in the state that they are in; notes them
     * as brought.
     *
     * @param states external id to anything that differs when the record has changed
     */
    Set<String> fresh(Tx tx, long id, Map<String, String> states) throws SQLException {
        Set<String> fresh = new HashSet<>(states.keySet());
        List<String> padded = Tx.padded(List.copyOf(states.keySet()));
        List<Object> args = new ArrayList<>();
        args.add(id);
        args.addAll(padded);
        tx
                .query(
                        "SELECT external_id, state FROM import_seen WHERE import_id = ? AND external_id IN ("
                                + Tx.marks(padded.size()) + ")",
                        row -> Map.entry(row.getString(1), row.getString(2)),
                        args.toArray())
                .stream()
                .filter(seen -> seen.getValue().equals(states.get(seen.getKey())))
                .forEach(seen -> fresh.remove(seen.getKey()));
        see(tx, id, fresh, states);
        return fresh;
    }

    private static void see(Tx tx, long id, Collection<String> fresh, Map<String, String> states) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>();
        fresh.forEach(external -> rows.add(new @Nullable Object[] {id, external, states.get(external)}));
        tx.batch(
                "INSERT INTO import_seen (import_id, external_id, state) VALUES (?,?,?) ON CONFLICT (import_id,"
                        + " external_id) DO UPDATE SET state = excluded.state",
                rows);
    }

    /** Gives the import back until later, where it is. */
    void backOff(Claimed claimed, Duration wait, String reason) {
        database.writeNow(tx -> tx.update(
                "UPDATE import_job SET claim = NULL, lease_until = NULL, next_at = ?, reason = ? WHERE id = ? AND claim = ?",
                clock.millis() + wait.toMillis(),
                reason,
                claimed.job().id(),
                claimed.token()));
    }

    /** Begins the listing anew because its place in it is no longer known. */
    void restart(Claimed claimed, String reason) {
        database.writeNow(tx -> tx.update(
                "UPDATE import_job SET position = NULL, total = NULL, listed = 0, marked = 0, claim = NULL, lease_until ="
                        + " NULL, reason = ? WHERE id = ? AND claim = ?",
                reason,
                claimed.job().id(),
                claimed.token()));
    }

    /** Ends the import as one that cannot go on. */
    void fail(Claimed claimed, String reason) {
        database.writeNow(tx -> tx.update(
                "UPDATE import_job SET state = 'failed', reason = ?, ended_at = ?, claim = NULL, lease_until = NULL WHERE id"
                        + " = ? AND claim = ?",
                reason,
                clock.millis(),
                claimed.job().id(),
                claimed.token()));
    }
}
