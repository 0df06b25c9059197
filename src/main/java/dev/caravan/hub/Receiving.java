package dev.caravan.hub;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes records in that come from outside, and removes them again. */
public interface Receiving {

    /**
     * Merges records of one type in one transaction.
     *
     * @return one result per record, in their order; completes when all is durable
     */
    CompletableFuture<List<IntakeResult>> receive(RecordType type, List<Incoming> incoming);

    /**
     * Removes a record from the hub. Its links stay, so that a late change does not create it anew; nothing is deleted
     * in a CRM.
     *
     * @return false when there was none
     */
    boolean delete(RecordKey key);
}
