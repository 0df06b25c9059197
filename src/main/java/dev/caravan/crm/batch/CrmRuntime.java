package dev.caravan.crm.batch;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Connections;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.budget.ConnectionHealth;
import dev.caravan.crm.budget.ConnectionStatus;
import dev.caravan.crm.budget.RateBudget;
import dev.caravan.crm.budget.RateBudgets;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Lane;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All connections at work: gives each its threads and batches, and asks those that are down whether they are back. */
public final class CrmRuntime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CrmRuntime.class);

    private final Connections connections;
    private final RateBudgets budgets;
    private final ConnectionHealth health;
    private final Ledger ledger;
    private final BatchListener listener;
    private final Clock clock;
    private final Map<ConnectionName, ConnectionRuntime> running = new ConcurrentHashMap<>();
    private @Nullable ScheduledExecutorService probeTimer;
    private @Nullable ExecutorService probes;

    public CrmRuntime(
            Connections connections,
            RateBudgets budgets,
            ConnectionHealth health,
            Ledger ledger,
            BatchListener listener,
            Clock clock) {
        this.connections = connections;
        this.budgets = budgets;
        this.health = health;
        this.ledger = ledger;
        this.listener = listener;
        this.clock = clock;
    }

    /** Starts the threads; before the routes start. Makes no call. */
    public synchronized void start() {
        for (Connection c : connections.all()) {
            RateBudget budget = budgets.open(c.name(), c.settings());
            budget.allow(c.crm().limits().rates());
            running.put(c.name(), new ConnectionRuntime(c, budget, health, ledger, listener, clock));
        }
        health.onChange(CrmRuntime::log);
        ExecutorService asking = Executors.newCachedThreadPool(run -> daemon(run, "crm-probe"));
        ScheduledExecutorService timer =
                Executors.newSingleThreadScheduledExecutor(run -> daemon(run, "crm-probe-timer"));
        timer.scheduleWithFixedDelay(() -> probeAll(asking), 1, 1, TimeUnit.SECONDS);
        probes = asking;
        probeTimer = timer;
    }

    /**
     * Makes sure that routes may name the connection, also one that is switched off.
     *
     * @throws dev.caravan.problem.InvalidInputException with the nearest known name when there is none of that name
     */
    public void mustKnow(String connection) {
        if (!health.isDisabled(connection)) {
            connections.get(connection);
        }
    }

    /**
     * The running connection of that name.
     *
     * @throws CrmException with {@code Transient} when it is switched off or not running (any more)
     */
    public ConnectionRuntime of(String connection) {
        ConnectionName name = new ConnectionName(connection);
        ConnectionRuntime runtime = running.get(name);
        if (runtime == null) {
            health.check(name);
            throw new CrmException(connection, new CrmError.Transient("not running", false), null);
        }
        return runtime;
    }

    /** Stops all connections at once: what waits is answered with {@code Transient}, what is under way may end. */
    @Override
    public synchronized void close() {
        if (probeTimer != null) {
            probeTimer.shutdownNow();
        }
        if (probes != null) {
            probes.shutdownNow();
        }
        List<Thread> closing = new ArrayList<>();
        running.values().forEach(r -> {
            Thread thread = daemon(r::close, "crm-stop-" + r.connection().name());
            closing.add(thread);
            thread.start();
        });
        for (Thread thread : closing) {
            join(thread);
        }
        running.clear();
    }

    private void probeAll(ExecutorService asking) {
        for (ConnectionRuntime r : running.values()) {
            if (health.takeProbe(r.connection().name())) {
                asking.execute(() -> probe(r.connection()));
            }
        }
    }

    private void probe(Connection connection) {
        ConnectionName name = connection.name();
        try {
            budgets.open(name, connection.settings())
                    .inLane(Lane.LIVE, () -> connection.crm().whoAmI());
            health.probed(name);
        } catch (CrmException e) {
            health.probeFailed(name, e.error());
        } catch (Exception e) {
            LOG.warn("connection={} could not be probed; asked again within a minute", name, e);
            health.probeFailed(name, new CrmError.Transient("the probe failed", false));
        }
    }

    private static void log(ConnectionName connection, ConnectionStatus before, ConnectionStatus now) {
        if (now instanceof ConnectionStatus.Active) {
            LOG.info("connection={} status={} before={}", connection, now.word(), before.word());
        } else {
            LOG.warn(
                    "connection={} status={} its marks wait until it answers again; asked at most once a minute: {}",
                    connection,
                    now.word(),
                    reason(now));
        }
    }

    private static String reason(ConnectionStatus status) {
        if (status instanceof ConnectionStatus.Broken broken) {
            return broken.code().code() + " " + broken.reason() + " "
                    + broken.code().cure();
        }
        return status instanceof ConnectionStatus.Unreachable unreachable ? unreachable.reason() : "";
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable run, String name) {
        Thread thread = new Thread(run, name);
        thread.setDaemon(true);
        return thread;
    }
}
