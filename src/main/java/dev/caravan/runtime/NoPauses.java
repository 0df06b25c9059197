package dev.caravan.runtime;

import dev.caravan.crm.budget.Pauses;
import dev.caravan.hub.ConnectionName;
import java.time.Instant;
import java.util.Optional;

/** Knows of no pause and keeps none. */
enum NoPauses implements Pauses {
    NONE;

    @Override
    public Optional<Instant> pausedUntil(ConnectionName connection) {
        return Optional.empty();
    }

    @Override
    public void pause(ConnectionName connection, Instant until, String reason) {
        // The drivers' own gates keep it.
    }
}
