package dev.caravan.dedup;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.RecordKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What matching asks of the review queue; each method is one query or one transaction. */
public interface Reviews {

    /** There is no queue: nobody decided anything, and nothing is kept. */
    Reviews NONE = new Reviews() {
        @Override
        public Map<RecordKey, ReviewEntry> latest(
                ConnectionName connection, Direction direction, Collection<RecordKey> records) {
            return Map.of();
        }

        @Override
        public void save(List<ReviewEntry.Draft> held, Collection<Long> obsolete) {
            // Whoever only looks leaves no trace.
        }
    };

    /**
     * The latest entry of each of the records that waited for a choice among candidates, open or resolved; a record
     * that never did is absent.
     *
     * @param records for a pull, the CRM's ids stand in the place of the hub's
     */
    Map<RecordKey, ReviewEntry> latest(ConnectionName connection, Direction direction, Collection<RecordKey> records);

    /**
     * Puts records into the queue, each at most once: what is open already gets the new reason and candidates. Takes
     * others out, because they found their counterpart without a person.
     *
     * @param obsolete ids of open entries
     */
    void save(List<ReviewEntry.Draft> held, Collection<Long> obsolete);
}
