package dev.caravan.hub;

import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Marks records that changed in the hub for every connection that wants them, except the one they came from. */
final class Announcement {
    private final Tx tx;
    private final Subscriptions subscriptions;
    private final long now;

    Announcement(Tx tx, Subscriptions subscriptions, long now) {
        this.tx = tx;
        this.subscriptions = subscriptions;
        this.now = now;
    }

    /**
     * Marks the records.
     *
     * @param changed the records as they are now, by id
     * @param origin id to the connection whose change it was, which needs no mark
     */
    void announce(RecordType type, Map<String, HubRecord> changed, Function<String, String> origin)
            throws SQLException {
        if (changed.isEmpty()) {
            return;
        }
        for (Subscriptions.Subscription wish : subscriptions.of(type)) {
            List<String> marked = new ArrayList<>();
            for (String id : changed.keySet()) {
                if (!wish.said(origin.apply(id))) {
                    marked.add(id);
                }
            }
            ChangeMarkStore.mark(
                    tx, wish.connection(), Direction.PUSH, type, marked, "changed in the hub", Lane.LIVE, now);
            // The last one arranged is the one waited for, and that is to be the first of the list.
            for (int i = wish.parents().size() - 1; i >= 0; i--) {
                RecordType parent = wish.parents().get(i);
                if (parent != type && (!type.isActivity() || subscriptions.has(wish.connection(), parent))) {
                    new ParentFirst(tx, parent, now).arrange(wish.connection(), type, changed, marked);
                }
            }
        }
    }
}
