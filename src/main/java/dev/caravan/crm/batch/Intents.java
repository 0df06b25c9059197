package dev.caravan.crm.batch;

import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordKey;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/**
 * Creates that are about to be sent to a CRM which cannot tell a repeat. An intent is closed together with the link in
 * the settlement; one that is open when the record comes again means that nobody knows whether the CRM has the record.
 */
public interface Intents {

    /** Writes the intents down and returns after the commit; one that is open already keeps its time. */
    void open(ConnectionName connection, Collection<RecordKey> records);

    /** Ends intents of creates that certainly did not happen. */
    void close(ConnectionName connection, Collection<RecordKey> records);

    /** Since when an intent is open. */
    Optional<Instant> openSince(ConnectionName connection, RecordKey record);
}
