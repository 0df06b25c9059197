package dev.caravan.hub;

import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Removes a record from the hub in a transaction of the caller. Its links to CRMs stay, so that a late change does not
 * create it anew; nothing is deleted in a CRM. Connections that go by the hub's ids are told.
 */
final class Deletion {
    private final Tx tx;
    private final Subscriptions subscriptions;
    private final long now;

    Deletion(Tx tx, Subscriptions subscriptions, long now) {
        this.tx = tx;
        this.subscriptions = subscriptions;
        this.now = now;
    }

    /**
     * Removes it.
     *
     * @param origin whose deletion it is, which need not be told
     * @param why in a few words, see {@link Removal#why}
     * @return the connections that are told, to be woken after the commit; null when there was no such record
     */
    @Nullable
    List<ConnectionName> delete(RecordKey key, String origin, String why) throws SQLException {
        List<Subscriptions.Subscription> told = subscriptions.of(key.type()).stream()
                .filter(s -> s.hearsOfDeletions() && !s.said(origin))
                .toList();
        List<Object> args = new ArrayList<>(List.of(key.type().word(), key.id()));
        told.forEach(s -> args.add(s.connection().value()));
        // A mark of those stays, as its work may be under way: the deletion is told after it.
        tx.update(
                "DELETE FROM change_mark WHERE direction = 'push' AND type = ? AND record_key = ?"
                        + (told.isEmpty() ? "" : " AND connection NOT IN (" + Tx.marks(told.size()) + ")"),
                args.toArray());
        tx.update("UPDATE change_mark SET waits_for = NULL WHERE waits_for = ?", ChangeMarkStore.waitsFor(key));
        if (RecordStore.delete(tx, key) == 0) {
            return null;
        }
        for (Subscriptions.Subscription each : subscriptions.of(key.type())) {
            if (each.hearsOfDeletions()) {
                LinkStore.delete(tx, each.connection(), key);
            }
        }
        for (Subscriptions.Subscription each : told) {
            ChangeMarkStore.markDeleted(tx, each.connection(), key, why, now);
        }
        return told.stream().map(Subscriptions.Subscription::connection).toList();
    }
}
