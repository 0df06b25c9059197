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
import org.jspecify.annotations.Nullable;

/** Brings a record's company to the connection before the record itself. */
final class ParentFirst {
    private final Tx tx;
    private final long now;

    ParentFirst(Tx tx, long now) {
        this.tx = tx;
        this.now = now;
    }

    void arrange(ConnectionName connection, RecordType type, Map<String, HubRecord> records, List<String> marked)
            throws SQLException {
        Map<String, List<String>> childrenOf = new LinkedHashMap<>();
        for (String id : marked) {
            String parent = Objects.requireNonNull(records.get(id)).text("company_id");
            if (!parent.isEmpty()) {
                childrenOf.computeIfAbsent(parent, p -> new ArrayList<>()).add(id);
            }
        }
        if (childrenOf.isEmpty()) {
            return;
        }
        Set<String> pending = idsIn(
                "SELECT record_key FROM change_mark WHERE connection = ? AND direction = 'push' AND type = 'company'"
                        + " AND record_key",
                connection.value(),
                childrenOf.keySet());
        Set<String> linked = idsIn(
                "SELECT record_id FROM link WHERE connection = ? AND type = 'company' AND record_id",
                connection.value(),
                childrenOf.keySet());
        Set<String> known =
                idsIn("SELECT id FROM record WHERE type = ? AND id", RecordType.COMPANY.word(), childrenOf.keySet());
        for (Map.Entry<String, List<String>> family : childrenOf.entrySet()) {
            String parent = family.getKey();
            if (linked.contains(parent) || !known.contains(parent)) {
                continue;
            }
            if (!pending.contains(parent)) {
                String reason = ChangeMark.REQUIRED_BY + type.word() + " "
                        + family.getValue().get(0);
                ChangeMarkStore.mark(
                        tx, connection, Direction.PUSH, RecordType.COMPANY, List.of(parent), reason, Lane.LIVE, now);
            }
            ChangeMarkStore.waitFor(tx, connection, type, family.getValue(), new RecordKey(RecordType.COMPANY, parent));
        }
    }

    private Set<String> idsIn(String sql, String first, Set<String> ids) throws SQLException {
        List<String> padded = Tx.padded(List.copyOf(ids));
        @Nullable Object[] args = RecordStore.args(first, padded);
        return new LinkedHashSet<>(
                tx.query(sql + " IN (" + Tx.marks(padded.size()) + ")", row -> row.getString(1), args));
    }
}
