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
import org.jspecify.annotations.Nullable;

/** The records and their match keys. */
public final class RecordStore {
    private static final String COLUMNS = "type, id, fields, stamps, changed_at, origin, version";
    private static final RowMapper<HubRecord> RECORD = row -> new HubRecord(
            new RecordKey(RecordType.of(row.getString(1)), row.getString(2)),
            nonNull(RecordJson.read(row.getString(3))),
            RecordJson.readStamps(row.getString(4)),
            new FieldStamp(Instant.ofEpochMilli(row.getLong(5)), row.getString(6)),
            row.getLong(7));

    private final Database database;

    public RecordStore(Database database) {
        this.database = database;
    }

    /** One record. */
    public Optional<HubRecord> find(RecordKey key) {
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM record WHERE type = ? AND id = ?")
                .params(key.type().word(), key.id())
                .query((row, n) -> RECORD.map(row))
                .optional();
    }

    /** Those of the named records that exist, by id. */
    public Map<String, HubRecord> find(RecordType type, Collection<String> ids) {
        Map<String, HubRecord> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        List<String> padded = Tx.padded(List.copyOf(ids));
        List<Object> params = new ArrayList<>();
        params.add(type.word());
        params.addAll(padded);
        database.read()
                .sql("SELECT " + COLUMNS + " FROM record WHERE type = ? AND id IN (" + Tx.marks(padded.size()) + ")")
                .params(params)
                .query((row, n) -> RECORD.map(row))
                .list()
                .forEach(r -> found.put(r.key().id(), r));
        return found;
    }

    /**
     * Records of a type in the order of their ids.
     *
     * @param after the last id of the page before, empty for the first
     */
    public List<HubRecord> page(RecordType type, String after, int most) {
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM record WHERE type = ? AND id > ? ORDER BY id LIMIT ?")
                .params(type.word(), after, most)
                .query((row, n) -> RECORD.map(row))
                .list();
    }

    /**
     * Records of a type that are linked, in the order of their ids.
     *
     * @param connection where they have their counterpart; empty for anywhere
     * @param after the last id of the page before, empty for the first
     */
    public List<HubRecord> linkedPage(RecordType type, Optional<ConnectionName> connection, String after, int most) {
        List<Object> params = new ArrayList<>(List.of(type.word(), after));
        connection.ifPresent(c -> params.add(c.value()));
        params.add(most);
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM record WHERE type = ? AND id > ? AND EXISTS (SELECT 1 FROM link WHERE"
                        + " link.type = record.type AND link.record_id = record.id"
                        + (connection.isPresent() ? " AND link.connection = ?" : "")
                        + ") ORDER BY id LIMIT ?")
                .params(params)
                .query((row, n) -> RECORD.map(row))
                .list();
    }

    /** Records of a type that have a match key. */
    public List<HubRecord> byKey(RecordType type, MatchKey key, int most) {
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM record WHERE type = ? AND id IN (SELECT record_key FROM record_key"
                        + " WHERE type = ? AND kind = ? AND value = ?) ORDER BY id LIMIT ?")
                .params(type.word(), type.word(), key.kind(), key.value(), most)
                .query((row, n) -> RECORD.map(row))
                .list();
    }

    /** How many records of each type there are. */
    public Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        database.read().sql("SELECT type, count(*) FROM record GROUP BY type").query(row -> {
            counts.put(row.getString(1), row.getLong(2));
        });
        return counts;
    }

    static Map<String, HubRecord> load(Tx tx, RecordType type, Collection<String> ids) throws SQLException {
        Map<String, HubRecord> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        List<String> padded = Tx.padded(List.copyOf(ids));
        String sql = "SELECT " + COLUMNS + " FROM record WHERE type = ? AND id IN (" + Tx.marks(padded.size()) + ")";
        for (HubRecord r : tx.query(sql, RECORD, args(type.word(), padded))) {
            found.put(r.key().id(), r);
        }
        return found;
    }

    /**
     * The next records of a type in the order of their ids; nobody else can change them before the transaction ends.
     */
    static List<HubRecord> lockPage(Tx tx, RecordType type, String after, int most) throws SQLException {
        return tx.query(
                "SELECT " + COLUMNS + " FROM record WHERE type = ? AND id > ? ORDER BY id LIMIT ?"
                        + tx.dialect().locked(),
                RECORD,
                type.word(),
                after,
                most);
    }

    /** The stored keys of records, by their ids; a record without any is absent. */
    static Map<String, List<MatchKey>> keysOf(Tx tx, RecordType type, List<String> ids) throws SQLException {
        Map<String, List<MatchKey>> keys = new HashMap<>();
        List<Map.Entry<String, MatchKey>> rows = tx.queryIn(
                "SELECT record_key, kind, value FROM record_key WHERE type = ? AND record_key IN (*)",
                row -> Map.entry(row.getString(1), new MatchKey(row.getString(2), row.getString(3))),
                ids,
                type.word());
        rows.forEach(row ->
                keys.computeIfAbsent(row.getKey(), id -> new ArrayList<>()).add(row.getValue()));
        return keys;
    }

    static Optional<String> idByKey(Tx tx, RecordType type, MatchKey key) throws SQLException {
        return tx.first(
                "SELECT min(record_key) FROM record_key WHERE type = ? AND kind = ? AND value = ? HAVING count(*) > 0",
                row -> row.getString(1),
                type.word(),
                key.kind(),
                key.value());
    }

    /** A record with its JSON, which is made before the transaction where many are saved. */
    record Row(HubRecord record, String fields, String stamps) {
        static Row of(HubRecord record) {
            return new Row(record, RecordJson.write(record.fields()), RecordJson.writeStamps(record.stamps()));
        }

        private @Nullable Object[] values(long now) {
            return new @Nullable Object[] {
                record.key().type().word(),
                record.key().id(),
                fields,
                stamps,
                record.latest().time().toEpochMilli(),
                record.latest().origin(),
                record.version(),
                now,
                emptyToNull(record.text("company_id")),
                emptyToNull(record.text("contact_id"))
            };
        }
    }

    /** What a record was found by before a change, and after it. */
    record Keys(RecordKey record, List<MatchKey> before, List<MatchKey> after) {}

    static void save(Tx tx, List<Row> records, long now) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>(records.size());
        records.forEach(r -> rows.add(r.values(now)));
        tx.batch(
                "INSERT INTO record (type, id, fields, stamps, changed_at, origin, version, created_at, company_id,"
                        + " contact_id) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (type, id) DO UPDATE SET fields ="
                        + " excluded.fields, stamps = excluded.stamps, changed_at = excluded.changed_at, origin ="
                        + " excluded.origin, version = excluded.version, company_id = excluded.company_id, contact_id ="
                        + " excluded.contact_id",
                rows);
    }

    static void saveKeys(Tx tx, List<Keys> changes) throws SQLException {
        List<@Nullable Object[]> gone = new ArrayList<>();
        List<@Nullable Object[]> fresh = new ArrayList<>();
        for (Keys change : changes) {
            add(gone, change.record(), change.before(), change.after());
            add(fresh, change.record(), change.after(), change.before());
        }
        tx.batch("DELETE FROM record_key WHERE type = ? AND kind = ? AND value = ? AND record_key = ?", gone);
        tx.batch(
                "INSERT INTO record_key (type, kind, value, record_key) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
                fresh);
    }

    private static void add(
            List<@Nullable Object[]> rows, RecordKey record, List<MatchKey> keys, List<MatchKey> except) {
        for (MatchKey k : keys) {
            if (!except.contains(k)) {
                rows.add(new Object[] {record.type().word(), k.kind(), k.value(), record.id()});
            }
        }
    }

    static int delete(Tx tx, RecordKey key) throws SQLException {
        tx.update(
                "DELETE FROM record_key WHERE type = ? AND record_key = ?",
                key.type().word(),
                key.id());
        tx.update(
                "DELETE FROM event WHERE type = ? AND record_id = ?", key.type().word(), key.id());
        return tx.update(
                "DELETE FROM record WHERE type = ? AND id = ?", key.type().word(), key.id());
    }

    static @Nullable Object[] args(String first, List<String> rest) {
        @Nullable Object[] args = new @Nullable Object[rest.size() + 1];
        args[0] = first;
        for (int i = 0; i < rest.size(); i++) {
            args[i + 1] = rest.get(i);
        }
        return args;
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }

    @SuppressWarnings("NullAway") // a stored record has no null values: RecordStore.save got them from a HubRecord
    private static Map<String, Object> nonNull(Map<String, @Nullable Object> fields) {
        return fields;
    }
}
