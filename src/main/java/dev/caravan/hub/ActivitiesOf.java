package dev.caravan.hub;

import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Marks the activities of contacts, companies and deals that a connection has from now on: they can be linked there.
 */
final class ActivitiesOf {
    private final Tx tx;
    private final Subscriptions subscriptions;

    ActivitiesOf(Tx tx, Subscriptions subscriptions) {
        this.tx = tx;
        this.subscriptions = subscriptions;
    }

    /** Marks those that refer to one of the records, each for the connection; says which kinds of marks there are. */
    Set<MarkKind> mark(ConnectionName connection, RecordType parent, Collection<String> ids, long now)
            throws SQLException {
        Set<MarkKind> marked = new LinkedHashSet<>();
        List<RecordType> wanted = RecordType.activities().stream()
                .filter(type -> subscriptions.has(connection, type))
                .toList();
        if (wanted.isEmpty() || parent.isActivity() || ids.isEmpty()) {
            return marked;
        }
        Map<RecordType, List<String>> found = new LinkedHashMap<>();
        for (RecordKey each : referring(parent, ids)) {
            if (wanted.contains(each.type())) {
                found.computeIfAbsent(each.type(), t -> new ArrayList<>()).add(each.id());
            }
        }
        for (Map.Entry<RecordType, List<String>> each : found.entrySet()) {
            ChangeMarkStore.mark(
                    tx,
                    connection,
                    Direction.PUSH,
                    each.getKey(),
                    each.getValue(),
                    "its " + parent.word() + " was linked",
                    Lane.LIVE,
                    now);
            marked.add(new MarkKind(connection, Direction.PUSH, each.getKey()));
        }
        return marked;
    }

    private List<RecordKey> referring(RecordType parent, Collection<String> ids) throws SQLException {
        if (parent == RecordType.CONTACT || parent == RecordType.COMPANY) {
            return tx.queryIn(
                    "SELECT type, id FROM record WHERE " + parent.word() + "_id IN (*)",
                    row -> new RecordKey(RecordType.of(row.getString(1)), row.getString(2)),
                    List.copyOf(ids));
        }
        return tx.queryIn(
                "SELECT type, record_key FROM record_key WHERE type IN ('email', 'note', 'task', 'call', 'meeting') AND"
                        + " kind = ? AND value IN (*)",
                row -> new RecordKey(RecordType.of(row.getString(1)), row.getString(2)),
                List.copyOf(ids),
                parent.word());
    }
}
