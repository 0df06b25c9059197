package dev.caravan.runtime;

import dev.caravan.dedup.ReviewEntry;
import dev.caravan.dedup.Reviews;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.RecordKey;
import dev.caravan.rehearsal.Hands;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The review queue, into which only comes what the hands allow. */
record WatchedReviews(Reviews queue, Hands hands) implements Reviews {
    @Override
    public Map<RecordKey, ReviewEntry> latest(
            ConnectionName connection, Direction direction, Collection<RecordKey> records) {
        return queue.latest(connection, direction, records);
    }

    @Override
    public void save(List<ReviewEntry.Draft> held, Collection<Long> obsolete) {
        List<ReviewEntry.Draft> allowed = held.stream()
                .filter(d -> hands.mayHold().test(d.connection(), d.record()))
                .toList();
        Collection<Long> over = hands.isReal() ? obsolete : List.of();
        if (!allowed.isEmpty() || !over.isEmpty()) {
            queue.save(allowed, over);
        }
    }
}
