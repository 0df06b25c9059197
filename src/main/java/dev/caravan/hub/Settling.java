package dev.caravan.hub;

import java.util.concurrent.CompletableFuture;

/** Ends the work on marks. */
public interface Settling {

    /**
     * Settles the work with its conclusion; a route that concluded nothing has delivered the record somewhere else,
     * which counts as updated.
     *
     * @return completes when it is durable
     */
    CompletableFuture<Void> settle(Work work, String route);

    /**
     * Ends work that met an error: back to the queue where a later try may pass, else failed for good.
     *
     * @return completes when it is durable
     */
    CompletableFuture<Void> fail(Work work, String route, Throwable error);
}
