package dev.caravan.crm.app;

import dev.caravan.crm.CrmError;
import java.util.List;
import java.util.Optional;

/** The way to the App. */
interface Delivery extends AutoCloseable {

    /** How many events one call takes. */
    int batch();

    /**
     * Brings events to the App.
     *
     * @return one entry per event, in their order; empty for one that the App has now
     * @throws dev.caravan.crm.CrmException when the App could not be reached, or takes nothing at all
     */
    List<Optional<CrmError>> send(List<HubEvent> events);

    /** Finds out, without an event, whether the App can be reached, and says where it is. */
    String probe();

    @Override
    void close();
}
