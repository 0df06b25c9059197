package dev.caravan.crm.budget;

import dev.caravan.hub.ConnectionName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Pauses that outlive a budget, as the database's do. */
public final class MemoryPauses implements Pauses {
    private final Map<ConnectionName, Instant> ends = new ConcurrentHashMap<>();

    @Override
    public Optional<Instant> pausedUntil(ConnectionName connection) {
        return Optional.ofNullable(ends.get(connection));
    }

    @Override
    public void pause(ConnectionName connection, Instant until, String reason) {
        ends.merge(connection, until, (a, b) -> a.isAfter(b) ? a : b);
    }
}
