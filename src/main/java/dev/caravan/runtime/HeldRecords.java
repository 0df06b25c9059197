package dev.caravan.runtime;

import dev.caravan.console.operations.Accepted;
import dev.caravan.console.operations.Page;
import dev.caravan.console.operations.ReviewDecision;
import dev.caravan.console.operations.ReviewFilter;
import dev.caravan.console.operations.ReviewItem;
import dev.caravan.dedup.ReviewEntry;
import dev.caravan.dedup.ReviewQueue;
import dev.caravan.dedup.ReviewStore;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.RecordStore;
import java.util.List;
import java.util.Map;

/** The review queue in the words of the console. */
final class HeldRecords {
    private final ReviewQueue queue;
    private final ReviewStore store;
    private final RecordStore records;

    HeldRecords(ReviewQueue queue, ReviewStore store, RecordStore records) {
        this.queue = queue;
        this.store = store;
        this.records = records;
    }

    long open() {
        return store.countOpen();
    }

    Page<ReviewItem> page(ReviewFilter filter) {
        Long after = HubOperations.cursor(filter.page());
        int limit = filter.page().limit();
        ConnectionName connection = filter.connection() == null ? null : new ConnectionName(filter.connection());
        List<ReviewEntry> entries = queue.open(connection, after == null ? 0 : after, limit);
        List<ReviewItem> items = entries.stream()
                .filter(e -> filter.type() == null || e.held().record().type() == filter.type())
                .map(this::item)
                .toList();
        long last = entries.isEmpty() ? 0 : entries.get(entries.size() - 1).id();
        return new Page<>(items, HubOperations.next(limit, entries.size(), last));
    }

    Accepted decide(long id, ReviewDecision decision, String by) {
        queue.resolve(id, stored(decision), by);
        return new Accepted(1);
    }

    private static dev.caravan.dedup.ReviewDecision stored(ReviewDecision decision) {
        if (decision instanceof ReviewDecision.LinkTo link) {
            return new dev.caravan.dedup.ReviewDecision.Link(link.candidate());
        }
        return decision instanceof ReviewDecision.Create
                ? new dev.caravan.dedup.ReviewDecision.Create()
                : new dev.caravan.dedup.ReviewDecision.Skip();
    }

    private ReviewItem item(ReviewEntry entry) {
        ReviewEntry.Draft held = entry.held();
        return new ReviewItem(
                entry.id(),
                held.connection().value(),
                held.record().type().word(),
                held.record().id(),
                held.direction().word(),
                held.reason(),
                entry.openedAt(),
                held.direction() == Direction.PULL
                        ? held.shown()
                        : records.find(held.record()).map(HubRecord::fields).orElse(Map.of()),
                held.candidates().stream()
                        .map(c -> new ReviewItem.Candidate(c.id(), held.reason(), c.fields()))
                        .toList());
    }
}
