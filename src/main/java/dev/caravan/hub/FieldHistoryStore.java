package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values that gave way when both sides had changed, so that nothing is overwritten in silence. */
public final class FieldHistoryStore {
    private final Database database;

    public FieldHistoryStore(Database database) {
        this.database = database;
    }

    /** A value that gave way, and when. */
    public record Entry(LostValue lost, Instant lostAt) {}

    /** What a record lost, newest first. */
    public List<Entry> of(RecordKey key, int most) {
        return database.read()
                .sql(
                        "SELECT field, value, origin, changed_at, lost_to, why, lost_at FROM field_history WHERE type = ? AND"
                                + " record_id = ? ORDER BY id DESC LIMIT ?")
                .params(key.type().word(), key.id(), most)
                .query((row, n) -> {
                    long changed = row.getLong(4);
                    Instant changedAt = row.wasNull() ? null : Instant.ofEpochMilli(changed);
                    return new Entry(
                            new LostValue(
                                    row.getString(1),
                                    RecordJson.read(row.getString(2)).get("value"),
                                    row.getString(3),
                                    changedAt,
                                    row.getString(5),
                                    row.getString(6)),
                            Instant.ofEpochMilli(row.getLong(7)));
                })
                .list();
    }

    /** The newest entry of all records; 0 when there is none. */
    static long last(Tx tx) throws SQLException {
        return tx.first("SELECT COALESCE(max(id), 0) FROM field_history", row -> row.getLong(1))
                .orElse(0L);
    }

    /** What a record lost after that entry, in the order in which it came. */
    static List<LostValue> since(Tx tx, RecordKey key, long entry) throws SQLException {
        return tx.query(
                "SELECT field, value, origin, changed_at, lost_to, why FROM field_history WHERE type = ? AND record_id ="
                        + " ? AND id > ? ORDER BY id",
                row -> {
                    long changed = row.getLong(4);
                    Instant changedAt = row.wasNull() ? null : Instant.ofEpochMilli(changed);
                    return new LostValue(
                            row.getString(1),
                            RecordJson.read(row.getString(2)).get("value"),
                            row.getString(3),
                            changedAt,
                            row.getString(5),
                            row.getString(6));
                },
                key.type().word(),
                key.id(),
                entry);
    }

    /** Keeps what gave way; a push and a pull that decide about the same edit at the same time keep it once. */
    static void add(Tx tx, RecordKey key, Collection<LostValue> lost, long now) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>(lost.size());
        for (LostValue each : lost) {
            Instant changedAt = each.changedAt();
            if (changedAt != null && isKept(tx, key, each, changedAt)) {
                continue;
            }
            rows.add(new @Nullable Object[] {
                key.type().word(),
                key.id(),
                each.field(),
                json(each),
                each.origin(),
                changedAt == null ? null : changedAt.toEpochMilli(),
                now,
                each.lostTo(),
                each.why()
            });
        }
        tx.batch(
                "INSERT INTO field_history (type, record_id, field, value, origin, changed_at, lost_at, lost_to, why) VALUES"
                        + " (?,?,?,?,?,?,?,?,?)",
                rows);
    }

    private static boolean isKept(Tx tx, RecordKey key, LostValue lost, Instant changedAt) throws SQLException {
        return tx.first(
                        "SELECT 1 FROM field_history WHERE type = ? AND record_id = ? AND field = ? AND value = ? AND origin ="
                                + " ? AND lost_to = ? AND changed_at = ?",
                        row -> row.getInt(1),
                        key.type().word(),
                        key.id(),
                        lost.field(),
                        json(lost),
                        lost.origin(),
                        lost.lostTo(),
                        changedAt.toEpochMilli())
                .isPresent();
    }

    /** As an object, so that every kind of value is read back as it was. */
    private static String json(LostValue lost) {
        return RecordJson.write(Collections.singletonMap("value", lost.value()));
    }
}
