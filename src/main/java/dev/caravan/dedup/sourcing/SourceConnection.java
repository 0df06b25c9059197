package dev.caravan.dedup.sourcing;

import dev.caravan.crm.Crm;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A connection that is asked whom its CRM has. */
public interface SourceConnection {

    ConnectionName name();

    /** The driver, such as {@code hubspot}; decides which built-in mapping serves. */
    String driver();

    /** The open driver, for what it knows without a call. */
    Crm crm();

    /**
     * Asks one question in a lane of the rate budget.
     *
     * @param operation word for the metrics, such as {@code lookup}
     * @param size records that are asked for
     * @return the answer; fails with {@link dev.caravan.crm.CrmException} when the CRM did not give one
     */
    <T> CompletableFuture<T> ask(String object, String operation, int size, Lane lane, Function<Crm, T> question);
}
