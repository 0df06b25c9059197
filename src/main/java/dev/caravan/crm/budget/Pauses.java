package dev.caravan.crm.budget;

import dev.caravan.hub.ConnectionName;
import java.time.Instant;
import java.util.Optional;

/** Where the pauses of connections are kept, so that a restart honours them. */
public interface Pauses {

    /** The end of the connection's latest pause; may lie in the past. */
    Optional<Instant> pausedUntil(ConnectionName connection);

    /** Writes a pause down and returns once it is durable. A shorter pause never replaces a longer one. */
    void pause(ConnectionName connection, Instant until, String reason);
}
