package dev.caravan.dedup;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What matching asks of the review queue; each method is one query or one transaction. */
public interface Reviews {

    /** The latest entry of each of the records, open or resolved; a record that never was in the queue is absent. */
    Map<RecordKey, ReviewEntry> latest(ConnectionName connection, Collection<RecordKey> records);

    /**
     * Puts records into the queue, each at most once: what is open already gets the new reason and candidates. Takes
     * others out, because they found their counterpart without a person.
     *
     * @param obsolete ids of open entries
     */
    void save(List<ReviewEntry.Draft> held, Collection<Long> obsolete);
}
