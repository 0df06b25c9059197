package dev.caravan.runtime;

import dev.caravan.crm.app.EndpointSwitch;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.StopStore;
import java.util.Optional;

/** The stopped endpoints in the database. */
public record StoredStops(StopStore store) implements EndpointSwitch {
    @Override
    public Optional<String> stopped(ConnectionName connection) {
        return store.find(connection).map(StopStore.Stop::reason);
    }

    @Override
    public void stop(ConnectionName connection, String reason) {
        store.stop(connection, reason);
    }
}
