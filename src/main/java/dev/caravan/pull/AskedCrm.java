package dev.caravan.pull;

import dev.caravan.crm.Crm;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import java.util.function.Function;

/** A connection that is asked what it has. */
public interface AskedCrm {

    ConnectionName connection();

    /** The driver, such as {@code hubspot}; decides which built-in mapping serves. */
    String driver();

    /**
     * Makes one call in a lane of the rate budget, and waits for its answer.
     *
     * @param operation word for the metrics, such as {@code search}
     * @throws dev.caravan.crm.CrmException when the CRM did not do it, or the connection cannot be used now
     */
    <T> T ask(String object, String operation, Lane lane, Function<Crm, T> question);
}
