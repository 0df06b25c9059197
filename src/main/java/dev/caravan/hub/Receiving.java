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
     * in a CRM, but connections that go by the hub's ids are told, except the one whose deletion it is.
     *
     * @param origin see {@link Incoming#origin}; empty for nobody's in particular
     * @return false when there was none
     */
    boolean delete(RecordKey key, String origin);

    /** Removes a record from the hub, whoever asked for it; see {@link #delete(RecordKey, String)}. */
    default boolean delete(RecordKey key) {
        return delete(key, "");
    }

    /** Whether the connection is told of records of that type that were deleted. */
    boolean isToldOfDeletions(ConnectionName connection, RecordType type);
}
