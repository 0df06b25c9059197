package dev.caravan.runtime;

import dev.caravan.crm.Connection;
import dev.caravan.hub.ConnectionName;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As whom connections run (R28), asked when somebody wants to see it, and remembered until the login changes. */
final class IntegrationUsers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IntegrationUsers.class);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int AT_ONCE = 4;

    private final Map<ConnectionName, String> known = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread thread = new Thread(task, "caravan-users");
        thread.setDaemon(true);
        return thread;
    });

    Optional<String> of(ConnectionName connection) {
        return Optional.ofNullable(known.get(connection));
    }

    void is(ConnectionName connection, String user) {
        known.put(connection, user);
    }

    void forget(ConnectionName connection) {
        known.remove(connection);
    }

    /** Asks those that are not known, for a short while; who answers later is known later. */
    void ask(Collection<Connection> connections) {
        CompletableFuture<?>[] asked = connections.stream()
                .filter(c -> !known.containsKey(c.name()))
                .map(c -> CompletableFuture.supplyAsync(() -> c.crm().whoAmI(), threads)
                        .thenAccept(user -> is(c.name(), user))
                        .exceptionally(e -> {
                            LOG.debug("{} does not say as whom it runs: {}", c.name(), e.getMessage());
                            return null;
                        }))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(asked).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            LOG.debug("not every CRM says in time as whom it runs");
        } catch (ExecutionException e) {
            throw new IllegalStateException("failures were handled one by one", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
