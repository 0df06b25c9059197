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

/** Whom the hub has, and in which connections they are known to be, by what identifies them. */
public final class PresenceStore {
    /** Of those that share one key, so many in each connection are named. */
    private static final int ENOUGH = 5;

    private final Database database;

    public PresenceStore(Database database) {
        this.database = database;
    }

    /**
     * A record that has a key.
     *
     * @param link one of its counterparts; empty when it has none
     */
    public record Present(MatchKey key, RecordKey record, Optional<ExternalId> link) {}

    /** The records of the type that have one of the keys, once per key and link, in the order of their ids. */
    public List<Present> of(RecordType type, Collection<MatchKey> keys) {
        Map<String, List<String>> byKind = new LinkedHashMap<>();
        keys.stream()
                .distinct()
                .forEach(k ->
                        byKind.computeIfAbsent(k.kind(), x -> new ArrayList<>()).add(k.value()));
        List<Present> found = new ArrayList<>();
        byKind.forEach((kind, values) -> found.addAll(of(type, kind, values)));
        return found;
    }

    private List<Present> of(RecordType type, String kind, List<String> values) {
        List<String> padded = Tx.padded(values);
        List<Object> params = new ArrayList<>(List.of(type.word(), kind));
        params.addAll(padded);
        params.add(ENOUGH);
        RowMapper<Present> present = row -> {
            String connection = row.getString(3);
            Optional<ExternalId> link = connection == null
                    ? Optional.empty()
                    : Optional.of(new ExternalId(new ConnectionName(connection), row.getString(4), row.getString(5)));
            return new Present(new MatchKey(kind, row.getString(1)), new RecordKey(type, row.getString(2)), link);
        };
        return database.read()
                .sql("SELECT value, record_key, connection, object, external_id FROM (SELECT k.value, k.record_key,"
                        + " l.connection, l.object, l.external_id, row_number() OVER (PARTITION BY k.value, l.connection"
                        + " ORDER BY k.record_key) AS place FROM record_key k LEFT JOIN link l ON l.type = k.type AND"
                        + " l.record_id = k.record_key WHERE k.type = ? AND k.kind = ? AND k.value IN ("
                        + Tx.marks(padded.size())
                        + ")) ranked WHERE place <= ? ORDER BY value, record_key, connection")
                .params(params)
                .query((row, n) -> present.map(row))
                .list();
    }
}
