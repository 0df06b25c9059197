package dev.caravan.console.operations;

import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.Direction;
import dev.caravan.pull.CursorStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far one connection was looked through for changes of one type, and what of that waits.
 *
 * @param movedAt when a look last came further; null when there was none, as where webhooks tell everything
 * @param marksWaiting records that are not taken into the hub yet
 * @param oldestMarkAgeSeconds age of the oldest of them, 0 when there is none
 */
public record PullView(
        String connection, String type, @Nullable Instant movedAt, long marksWaiting, long oldestMarkAgeSeconds) {

    /** Every connection and type that was looked through or of which something waits, in the order of their names. */
    public static List<PullView> of(
            Collection<CursorStore.Position> positions, Collection<ChangeMarkStore.Waiting> waiting, Instant now) {
        Map<String, PullView> views = new TreeMap<>();
        positions.forEach(p ->
                views.put(key(p.connection(), p.type()), new PullView(p.connection(), p.type(), p.movedAt(), 0, 0)));
        for (ChangeMarkStore.Waiting each : waiting) {
            if (each.direction() == Direction.PULL) {
                String key = key(each.connection(), each.type());
                PullView known = views.get(key);
                long age = Math.max(0, Duration.between(each.oldest(), now).toSeconds());
                views.put(
                        key,
                        new PullView(
                                each.connection(),
                                each.type(),
                                known == null ? null : known.movedAt(),
                                each.marks(),
                                age));
            }
        }
        return List.copyOf(views.values());
    }

    private static String key(String connection, String type) {
        return connection + " " + type;
    }
}
