package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.RowMapper;
import dev.caravan.sql.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which hub record is which CRM record. */
public final class LinkStore {
    private static final String COLUMNS =
            "connection, type, record_id, object, external_id, base, agreed_at, how, sent, seen_modified";
    private static final RowMapper<Link> LINK = LinkStore::link;

    private final Database database;

    public LinkStore(Database database) {
        this.database = database;
    }

    /** The links that the named records have in a connection. */
    public Map<RecordKey, Link> find(ConnectionName connection, RecordType type, Collection<String> ids) {
        Map<RecordKey, Link> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        List<String> padded = Tx.padded(List.copyOf(ids));
        List<Object> params = new ArrayList<>(List.of(connection.value(), type.word()));
        params.addAll(padded);
        database.read()
                .sql("SELECT " + COLUMNS + " FROM link WHERE connection = ? AND type = ? AND record_id IN ("
                        + Tx.marks(padded.size()) + ")")
                .params(params)
                .query((row, n) -> LINK.map(row))
                .list()
                .forEach(l -> found.put(l.record(), l));
        return found;
    }

    /** The link of one record in a connection. */
    public Optional<Link> find(ConnectionName connection, RecordKey record) {
        return Optional.ofNullable(
                find(connection, record.type(), List.of(record.id())).get(record));
    }

    /** All links of one record. */
    public List<Link> of(RecordKey record) {
        return database.read()
                .sql("SELECT " + COLUMNS + " FROM link WHERE type = ? AND record_id = ? ORDER BY connection")
                .params(record.type().word(), record.id())
                .query((row, n) -> LINK.map(row))
                .list();
    }

    /** The hub record that a CRM record is linked with. */
    public Optional<RecordKey> recordOf(ExternalId id) {
        return database.read()
                .sql("SELECT type, record_id FROM link WHERE connection = ? AND object = ? AND external_id = ?")
                .params(id.connection().value(), id.object(), id.id())
                .query((row, n) -> new RecordKey(RecordType.of(row.getString(1)), row.getString(2)))
                .optional();
    }

    /** The hub records that CRM records are linked with, by external id. */
    public Map<String, RecordKey> recordsOf(ConnectionName connection, String object, Collection<String> externalIds) {
        Map<String, RecordKey> found = new HashMap<>();
        if (externalIds.isEmpty()) {
            return found;
        }
        List<String> padded = Tx.padded(List.copyOf(externalIds));
        List<Object> params = new ArrayList<>(List.of(connection.value(), object));
        params.addAll(padded);
        database.read()
                .sql(
                        "SELECT external_id, type, record_id FROM link WHERE connection = ? AND object = ? AND external_id IN ("
                                + Tx.marks(padded.size()) + ")")
                .params(params)
                .query(row -> {
                    found.put(row.getString(1), new RecordKey(RecordType.of(row.getString(2)), row.getString(3)));
                });
        return found;
    }

    /** How many links each connection has, by type. */
    public long count(ConnectionName connection, RecordType type) {
        return database.read()
                .sql("SELECT count(*) FROM link WHERE connection = ? AND type = ?")
                .params(connection.value(), type.word())
                .query(Long.class)
                .single();
    }

    /**
     * The CRM's own time of the state that was seen last, of those CRM records that are linked; empty where it is not
     * known.
     */
    public static Map<String, Optional<Instant>> seenModified(
            Tx tx, ConnectionName connection, String object, Collection<String> externalIds) throws SQLException {
        Map<String, Optional<Instant>> seen = new HashMap<>();
        if (externalIds.isEmpty()) {
            return seen;
        }
        List<String> padded = Tx.padded(List.copyOf(externalIds));
        List<Object> args = new ArrayList<>(List.of(connection.value(), object));
        args.addAll(padded);
        List<Map.Entry<String, Optional<Instant>>> rows = tx.query(
                "SELECT external_id, seen_modified FROM link WHERE connection = ? AND object = ? AND external_id IN ("
                        + Tx.marks(padded.size()) + ")",
                row -> {
                    long millis = row.getLong(2);
                    Optional<Instant> time =
                            row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
                    return Map.entry(row.getString(1), time);
                },
                args.toArray());
        rows.forEach(r -> seen.put(r.getKey(), r.getValue()));
        return seen;
    }

    /** The links of CRM records, by external id. */
    public Map<String, Link> byExternalId(ConnectionName connection, String object, Collection<String> externalIds) {
        Map<String, Link> found = new HashMap<>();
        if (externalIds.isEmpty()) {
            return found;
        }
        List<String> padded = Tx.padded(List.copyOf(externalIds));
        List<Object> params = new ArrayList<>(List.of(connection.value(), object));
        params.addAll(padded);
        database.read()
                .sql("SELECT " + COLUMNS + " FROM link WHERE connection = ? AND object = ? AND external_id IN ("
                        + Tx.marks(padded.size()) + ")")
                .params(params)
                .query((row, n) -> LINK.map(row))
                .list()
                .forEach(l -> found.put(l.id().id(), l));
        return found;
    }

    /** The link of a hub record, read inside the transaction. */
    static Optional<Link> find(Tx tx, ConnectionName connection, RecordKey record) throws SQLException {
        return tx.first(
                "SELECT " + COLUMNS + " FROM link WHERE connection = ? AND type = ? AND record_id = ?",
                LINK,
                connection.value(),
                record.type().word(),
                record.id());
    }

    /** The links of hub records, read inside the transaction. */
    static List<Link> find(Tx tx, ConnectionName connection, RecordType type, List<String> ids) throws SQLException {
        List<Object> args = new ArrayList<>(List.of(connection.value(), type.word()));
        args.addAll(ids);
        return tx.query(
                "SELECT " + COLUMNS + " FROM link WHERE connection = ? AND type = ? AND record_id IN ("
                        + Tx.marks(ids.size()) + ")",
                LINK,
                args.toArray());
    }

    /** The link of a CRM record, read inside the transaction. */
    static Optional<Link> find(Tx tx, ExternalId id) throws SQLException {
        return tx.first(
                "SELECT " + COLUMNS + " FROM link WHERE connection = ? AND object = ? AND external_id = ?",
                LINK,
                id.connection().value(),
                id.object(),
                id.id());
    }

    static void delete(Tx tx, ExternalId id) throws SQLException {
        tx.update(
                "DELETE FROM link WHERE connection = ? AND object = ? AND external_id = ?",
                id.connection().value(),
                id.object(),
                id.id());
    }

    static void delete(Tx tx, ConnectionName connection, RecordKey record) throws SQLException {
        tx.update(
                "DELETE FROM link WHERE connection = ? AND type = ? AND record_id = ?",
                connection.value(),
                record.type().word(),
                record.id());
    }

    private static Link link(ResultSet row) throws SQLException {
        String sent = row.getString(9);
        long seen = row.getLong(10);
        Instant seenModified = row.wasNull() ? null : Instant.ofEpochMilli(seen);
        return new Link(
                new RecordKey(RecordType.of(row.getString(2)), row.getString(3)),
                new ExternalId(new ConnectionName(row.getString(1)), row.getString(4), row.getString(5)),
                RecordJson.read(row.getString(6)),
                sent.equals("{}") ? Map.of() : RecordJson.read(sent),
                Instant.ofEpochMilli(row.getLong(7)),
                row.getString(8),
                seenModified);
    }

    /** A link with its JSON, which is made before the transaction where many are saved. */
    record Row(Link link, String base, String sent) {
        static Row of(Link link) {
            return new Row(
                    link, RecordJson.write(link.base()), link.sent().isEmpty() ? "{}" : RecordJson.write(link.sent()));
        }

        private @Nullable Object[] values() {
            Instant seen = link.seenModified();
            return new @Nullable Object[] {
                link.id().connection().value(),
                link.record().type().word(),
                link.record().id(),
                link.id().object(),
                link.id().id(),
                base,
                link.agreedAt().toEpochMilli(),
                link.how(),
                sent,
                seen == null ? null : seen.toEpochMilli()
            };
        }
    }

    static void save(Tx tx, Link link) throws SQLException {
        save(tx, List.of(Row.of(link)));
    }

    static void save(Tx tx, List<Row> links) throws SQLException {
        List<@Nullable Object[]> rows = new ArrayList<>(links.size());
        links.forEach(link -> rows.add(link.values()));
        tx.batch(
                "INSERT INTO link (connection, type, record_id, object, external_id, base, agreed_at, how, sent,"
                        + " seen_modified) VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (connection, type, record_id) DO UPDATE"
                        + " SET object = excluded.object, external_id = excluded.external_id, base = excluded.base, agreed_at"
                        + " = excluded.agreed_at, how = excluded.how, sent = excluded.sent, seen_modified ="
                        + " excluded.seen_modified",
                rows);
    }

    private record Place(ConnectionName connection, String object) {}

    /** Which hub records have those CRM records already, read inside the transaction; a free one is absent. */
    static Map<ExternalId, String> owners(Tx tx, Collection<ExternalId> ids) throws SQLException {
        Map<Place, List<String>> byPlace = new LinkedHashMap<>();
        ids.forEach(id -> byPlace.computeIfAbsent(new Place(id.connection(), id.object()), p -> new ArrayList<>())
                .add(id.id()));
        Map<ExternalId, String> owners = new HashMap<>();
        for (Map.Entry<Place, List<String>> each : byPlace.entrySet()) {
            Place place = each.getKey();
            tx.queryIn(
                            "SELECT external_id, record_id FROM link WHERE connection = ? AND object = ? AND external_id"
                                    + " IN (*)",
                            row -> Map.entry(row.getString(1), row.getString(2)),
                            each.getValue(),
                            place.connection().value(),
                            place.object())
                    .forEach(found -> owners.put(
                            new ExternalId(place.connection(), place.object(), found.getKey()), found.getValue()));
        }
        return owners;
    }

    /** Which hub record has that CRM record already, read inside the transaction. */
    static @Nullable String ownerOf(Tx tx, ExternalId id) throws SQLException {
        return tx.first(
                        "SELECT record_id FROM link WHERE connection = ? AND object = ? AND external_id = ?",
                        row -> row.getString(1),
                        id.connection().value(),
                        id.object(),
                        id.id())
                .orElse(null);
    }
}
