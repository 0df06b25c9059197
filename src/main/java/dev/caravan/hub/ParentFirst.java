package dev.caravan.hub;

import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Brings what a record refers to, its company or an activity's contact, to the connection before the record itself. */
final class ParentFirst {
    private final Tx tx;
    private final RecordType parentType;
    private final long now;

    ParentFirst(Tx tx, RecordType parentType, long now) {
        this.tx = tx;
        this.parentType = parentType;
        this.now = now;
    }

    void arrange(ConnectionName connection, RecordType type, Map<String, HubRecord> records, List<String> marked)
            throws SQLException {
        Map<String, List<String>> childrenOf = new LinkedHashMap<>();
        for (String id : marked) {
            String parent = Objects.requireNonNull(records.get(id)).text(parentType.word() + "_id");
            if (!parent.isEmpty()) {
                childrenOf.computeIfAbsent(parent, p -> new ArrayList<>()).add(id);
            }
        }
        if (childrenOf.isEmpty()) {
            return;
        }
        Set<String> pending = idsIn(
                "SELECT record_key FROM change_mark WHERE connection = ? AND type = ? AND direction = 'push' AND record_key",
                childrenOf.keySet(),
                connection.value(),
                parentType.word());
        Set<String> linked = idsIn(
                "SELECT record_id FROM link WHERE connection = ? AND type = ? AND record_id",
                childrenOf.keySet(),
                connection.value(),
                parentType.word());
        Set<String> known =
                idsIn("SELECT id FROM record WHERE type = ? AND id", childrenOf.keySet(), parentType.word());
        for (Map.Entry<String, List<String>> family : childrenOf.entrySet()) {
            String parent = family.getKey();
            if (linked.contains(parent) || !known.contains(parent)) {
                continue;
            }
            if (!pending.contains(parent)) {
                ChangeMarkStore.mark(
                        tx,
                        connection,
                        Direction.PUSH,
                        parentType,
                        List.of(parent),
                        reason(type, family.getValue().get(0)),
                        Lane.LIVE,
                        now);
            }
            ChangeMarkStore.waitFor(tx, connection, type, family.getValue(), new RecordKey(parentType, parent));
        }
    }

    /** An activity waits for its contact and its company, and leaves to their own rules whether they go. */
    private static String reason(RecordType child, String id) {
        return (child.isActivity() ? "waited for by " : ChangeMark.REQUIRED_BY) + child.word() + " " + id;
    }

    private Set<String> idsIn(String sql, Set<String> ids, String... first) throws SQLException {
        return new LinkedHashSet<>(
                tx.queryIn(sql + " IN (*)", row -> row.getString(1), List.copyOf(ids), (Object[]) first));
    }
}
