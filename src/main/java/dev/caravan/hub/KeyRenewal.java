package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the stored match keys anew when the rules by which they are made have changed: after an upgrade, with another
 * region for phone numbers, with other match rules. Goes through the records in small batches, each a transaction that
 * also keeps how far it came, so that nothing waits for it for long and a stop costs nothing. Of several nodes one
 * works at a time.
 */
public final class KeyRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRenewal.class);
    private static final RecordType[] TYPES = RecordType.values();

    private final Database database;
    private final MatchKeys keys;
    private final int batch;
    private @Nullable String begun;
    private @Nullable String finished;

    /** @param batch most records of one transaction, at least 1 */
    public KeyRenewal(Database database, MatchKeys keys, int batch) {
        this.database = database;
        this.keys = keys;
        this.batch = batch;
    }

    /** How far it is; no type when all are made. */
    private record Place(String rules, @Nullable String type, String after) {}

    /**
     * Makes the keys of the next records; asks the database nothing once all are made by the rules as they are. For one
     * thread.
     *
     * @return whether there is more to do
     */
    public boolean step() {
        String rules = keys.rules();
        if (rules.equals(finished)) {
            return false;
        }
        boolean more = database.writeNow(tx -> step(tx, rules));
        if (!more) {
            finished = rules;
        }
        return more;
    }

    private boolean step(Tx tx, String rules) throws SQLException {
        Place place = place(tx, rules);
        if (!place.rules().equals(rules)) {
            if (rules.equals(begun)) {
                LOG.warn("another node makes match keys by other rules. Give all nodes the same version and settings.");
                return false;
            }
            LOG.info("the rules of match keys have changed: the keys of all records are made anew");
            place = new Place(rules, TYPES[0].word(), "");
        }
        begun = rules;
        if (place.type() == null) {
            return false;
        }
        Place next = renew(tx, rules, RecordType.of(place.type()), place.after());
        tx.update(
                "UPDATE key_rules SET rules = ?, type = ?, after = ? WHERE place = 1",
                rules,
                next.type(),
                next.after());
        if (next.type() == null) {
            LOG.info("the match keys of all records are made");
        }
        return next.type() != null;
    }

    /** The place is locked until the transaction ends. A hub without records has nothing to make anew. */
    private static Place place(Tx tx, String rules) throws SQLException {
        boolean isEmpty =
                tx.first("SELECT 1 FROM record LIMIT 1", row -> row.getInt(1)).isEmpty();
        tx.update(
                "INSERT INTO key_rules (place, rules, type, after) VALUES (1,?,NULL,'') ON CONFLICT DO NOTHING",
                isEmpty ? rules : "");
        return tx.first(
                        "SELECT rules, type, after FROM key_rules WHERE place = 1"
                                + tx.dialect().locked(),
                        row -> new Place(row.getString(1), row.getString(2), row.getString(3)))
                .orElseThrow();
    }

    private Place renew(Tx tx, String rules, RecordType type, String after) throws SQLException {
        List<HubRecord> records = RecordStore.lockPage(tx, type, after, batch);
        List<String> ids = records.stream().map(r -> r.key().id()).toList();
        // What is stored counts, and not what the record would have had by the rules of now.
        Map<String, List<MatchKey>> stored = ids.isEmpty() ? Map.of() : RecordStore.keysOf(tx, type, ids);
        List<RecordStore.Keys> changes = new ArrayList<>(records.size());
        for (HubRecord record : records) {
            changes.add(new RecordStore.Keys(
                    record.key(), stored.getOrDefault(record.key().id(), List.of()), keys.of(record)));
        }
        RecordStore.saveKeys(tx, changes);
        if (records.size() == batch) {
            return new Place(rules, type.word(), ids.get(ids.size() - 1));
        }
        boolean isLast = type.ordinal() == TYPES.length - 1;
        return new Place(rules, isLast ? null : TYPES[type.ordinal() + 1].word(), "");
    }
}
