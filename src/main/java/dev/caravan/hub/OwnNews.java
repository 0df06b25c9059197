package dev.caravan.hub;

import dev.caravan.sql.Tx;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps account of what a connection itself told the hub by its front doors: it is not told that again, and what was
 * agreed on before holds no more for these fields, so that a later change back is told.
 */
final class OwnNews {
    private final Tx tx;

    OwnNews(Tx tx) {
        this.tx = tx;
    }

    /** @param touched record id to the hub fields that the connection set */
    void note(Subscriptions.Subscription wish, Map<String, Set<String>> touched) throws SQLException {
        List<String> ids = List.copyOf(touched.keySet());
        for (int from = 0; from < ids.size(); from += 500) {
            List<String> padded = Tx.padded(ids.subList(from, Math.min(ids.size(), from + 500)));
            forget(wish, touched, padded);
            doAgain(wish, padded);
        }
    }

    private void forget(Subscriptions.Subscription wish, Map<String, Set<String>> touched, List<String> ids)
            throws SQLException {
        for (Link link : LinkStore.find(tx, wish.connection(), wish.type(), ids)) {
            Map<String, @Nullable Object> base = new LinkedHashMap<>(link.base());
            Map<String, @Nullable Object> sent = new LinkedHashMap<>(link.sent());
            boolean knew = false;
            for (String field : touched.getOrDefault(link.record().id(), Set.of())) {
                String name = wish.own().names().getOrDefault(field, field);
                knew |= base.containsKey(name);
                base.remove(name);
                sent.remove(name);
            }
            if (knew) {
                LinkStore.save(tx, link.agreed(base, sent, link.agreedAt()));
            }
        }
    }

    /** Work that is under way knows nothing of it yet, and would write the old agreement down. */
    private void doAgain(Subscriptions.Subscription wish, List<String> ids) throws SQLException {
        List<Object> args =
                new ArrayList<>(List.of(wish.connection().value(), wish.type().word()));
        args.addAll(ids);
        tx.update(
                "UPDATE change_mark SET generation = generation + 1 WHERE connection = ? AND direction = 'push' AND type ="
                        + " ? AND claim IS NOT NULL AND record_key IN (" + Tx.marks(ids.size()) + ")",
                args.toArray());
    }
}
