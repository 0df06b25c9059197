package dev.caravan.crm.app;

import dev.caravan.hub.ConnectionName;
import java.util.Optional;

/** Remembers, over restarts, which endpoints said that they are gone, until a person lets their connection go on. */
public interface EndpointSwitch {
    /** For a look at the settings: nothing is stopped, and nothing is remembered. */
    EndpointSwitch NONE = new EndpointSwitch() {
        @Override
        public Optional<String> stopped(ConnectionName connection) {
            return Optional.empty();
        }

        @Override
        public void stop(ConnectionName connection, String reason) {
            // Whoever only looks has nothing to remember.
        }
    };

    /** Why the connection is stopped; empty when it may call. */
    Optional<String> stopped(ConnectionName connection);

    /** Stops the connection; returns when that is durable. */
    void stop(ConnectionName connection, String reason);
}
