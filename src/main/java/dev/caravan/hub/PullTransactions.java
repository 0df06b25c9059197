package dev.caravan.hub;

import dev.caravan.sql.Database;
import dev.caravan.sql.Work;
import java.util.concurrent.CompletableFuture;

/** Runs the transactions in which a CRM's record, or its end, changes the hub. */
@FunctionalInterface
public interface PullTransactions {

    /**
     * Runs the work; completes when all is durable.
     *
     * @param id the CRM's record
     */
    CompletableFuture<PullEnd> run(ExternalId id, Work<PullEnd> work);

    /** Keeps whatever the work does. */
    static PullTransactions in(Database database) {
        return (id, work) -> database.write(work);
    }
}
