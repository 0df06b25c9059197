package dev.caravan.sql;

import dev.caravan.problem.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the state is kept.
 *
 * @param url {@code jdbc:sqlite:<file>} or {@code jdbc:postgresql:...}
 * @param username for PostgreSQL; null otherwise
 * @param readers connections for queries, 1-64
 * @param busyTimeout longest wait for a lock that another process holds
 */
public record DatabaseSettings(
        String url, @Nullable String username, @Nullable Secret password, int readers, Duration busyTimeout) {}
