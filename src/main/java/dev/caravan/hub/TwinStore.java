package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.RowMapper;
import dev.caravan.sql.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Hub records that share a match key. */
public final class TwinStore {
    /** Of those that share one key, so many linked ones and so many marked ones are enough to decide. */
    private static final int ENOUGH = 50;

    private final Database database;

    public TwinStore(Database database) {
        this.database = database;
    }

    /**
     * A record that has a key: its open push mark for the connection and its counterpart there, as far as it has them.
     */
    public record Holder(MatchKey key, RecordKey record, OptionalLong openMark, Optional<ExternalId> link) {}

    /** The records of the type that have one of the keys, once per key that they have. */
    public List<Holder> holders(ConnectionName connection, RecordType type, Collection<MatchKey> keys) {
        Map<String, List<String>> byKind = new LinkedHashMap<>();
        keys.forEach(
                k -> byKind.computeIfAbsent(k.kind(), x -> new ArrayList<>()).add(k.value()));
        List<Holder> found = new ArrayList<>();
        byKind.forEach((kind, values) -> found.addAll(holders(connection, type, kind, values)));
        return found;
    }

    private List<Holder> holders(ConnectionName connection, RecordType type, String kind, List<String> values) {
        List<String> padded = Tx.padded(values);
        List<Object> params = new ArrayList<>(List.of(connection.value(), connection.value(), type.word(), kind));
        params.addAll(padded);
        params.add(ENOUGH);
        params.add(ENOUGH);
        RowMapper<Holder> holder = row -> {
            RecordKey record = new RecordKey(type, row.getString(2));
            long mark = row.getLong(3);
            OptionalLong open = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(mark);
            String external = row.getString(5);
            Optional<ExternalId> link = external == null
                    ? Optional.empty()
                    : Optional.of(new ExternalId(connection, row.getString(4), external));
            return new Holder(new MatchKey(kind, row.getString(1)), record, open, link);
        };
        return database.read()
                .sql(
                        "SELECT value, record_key, mark, object, external_id FROM (SELECT k.value, k.record_key, m.id AS mark,"
                                + " l.object, l.external_id, row_number() OVER (PARTITION BY k.value, l.external_id IS NULL ORDER BY"
                                + " CASE WHEN m.id IS NULL THEN 1 ELSE 0 END, m.id) AS place FROM record_key k LEFT JOIN"
                                + " change_mark m ON m.connection = ? AND m.direction = 'push' AND m.type = k.type AND m.record_key"
                                + " = k.record_key LEFT JOIN link l ON l.connection = ? AND l.type = k.type AND l.record_id ="
                                + " k.record_key WHERE k.type = ? AND k.kind = ? AND k.value IN ("
                                + Tx.marks(padded.size())
                                + ")) ranked WHERE (external_id IS NOT NULL AND place <= ?) OR (external_id IS NULL AND place <="
                                + " ?)")
                .params(params)
                .query((row, n) -> holder.map(row))
                .list();
    }
}
