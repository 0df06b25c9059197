package dev.caravan.pull;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.CaravanException;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.WhatNext;
import dev.caravan.sql.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the imports: looks every second for what is due, new, resumed or left by a process that was killed, and walks
 * through it, of each connection one import at a time.
 */
public final class ImportRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImportRunner.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration UNTIL_ROOM = Duration.ofMillis(250);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration UNTIL_REPAIR = Duration.ofSeconds(30);

    private final ImportWalk.Tools tools;
    private final Function<ConnectionName, AskedCrm> connections;
    private final Map<Long, Integer> tries = new ConcurrentHashMap<>();
    private @Nullable ScheduledExecutorService threads;

    /** @param connections throws a Caravan exception for one that is not there */
    ImportRunner(ImportWalk.Tools tools, Function<ConnectionName, AskedCrm> connections) {
        this.tools = tools;
        this.connections = connections;
    }

    /** Begins to look; goes on with what this process was at before it ended. */
    public synchronized void start(int threadCount) {
        tools.runs().freeOwn();
        AtomicInteger number = new AtomicInteger();
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(threadCount, run -> {
            Thread thread = new Thread(run, "caravan-import-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.scheduleWithFixedDelay(
                this::lookAndWalk, LOOK_EVERY.toMillis(), LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        threads = pool;
    }

    /** Stops where it is; whatever was not committed is read again. */
    @Override
    public synchronized void close() {
        ScheduledExecutorService pool = threads;
        if (pool == null) {
            return;
        }
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("an import was still waiting for its CRM when it was stopped");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAndWalk() {
        try {
            for (Optional<ImportWalk> walk = look(); walk.isPresent(); walk = look()) {
                go(walk.get(), Duration.ZERO);
            }
        } catch (CaravanException e) {
            LOG.warn("looking for imports failed and is tried again in {}: {}", LOOK_EVERY, e.getMessage());
        } catch (RuntimeException e) {
            // An exception would end the schedule, and with it every later import.
            LOG.error("looking for imports failed; tried again in {}", LOOK_EVERY, e);
        }
    }

    private void go(ImportWalk walk, Duration after) {
        ScheduledExecutorService pool = threads;
        if (pool == null) {
            return;
        }
        try {
            pool.schedule(
                    () -> advance(walk).ifPresent(wait -> go(walk, wait)), after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug(
                    "import {} goes on at the next start", walk.claimed().job().id());
        }
    }

    /** Starts and ends runs, and takes the next import there is something to do for. */
    Optional<ImportWalk> look() {
        tools.runs().startDue();
        tools.runs().endDrained();
        Optional<ImportRunStore.Claimed> next = tools.runs().claim();
        if (next.isEmpty()) {
            return Optional.empty();
        }
        ImportRunStore.Claimed claimed = next.get();
        try {
            AskedCrm crm = connections.apply(claimed.job().order().connection());
            return Optional.of(new ImportWalk(tools, claimed, crm));
        } catch (CaravanException e) {
            end(claimed, e);
            return look();
        }
    }

    /** One step of a walk; how long until the next, empty when this walk is over. */
    Optional<Duration> advance(ImportWalk walk) {
        ImportRunStore.Claimed claimed = walk.claimed();
        try {
            ImportWalk.Step step = walk.step();
            tries.remove(claimed.job().id());
            return switch (step) {
                case MORE -> Optional.of(Duration.ZERO);
                case FULL -> Optional.of(UNTIL_ROOM);
                case ENDED -> Optional.empty();
            };
        } catch (StoreException e) {
            LOG.warn("import {} waits for the database: {}", claimed.job().id(), e.getMessage());
            return Optional.of(FIRST_WAIT);
        } catch (CaravanException e) {
            end(claimed, e);
            return Optional.empty();
        } catch (RuntimeException e) {
            LOG.error(
                    "import {} met something unexpected and failed",
                    claimed.job().id(),
                    e);
            tools.runs()
                    .fail(
                            claimed,
                            ErrorCode.UNEXPECTED.code() + " unexpected "
                                    + e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private void end(ImportRunStore.Claimed claimed, CaravanException error) {
        long id = claimed.job().id();
        String reason = String.valueOf(error.getMessage());
        WhatNext next = error.whatNext();
        if (isExpired(error)) {
            LOG.warn("import {} begins its listing anew: {}", id, reason);
            tools.runs().restart(claimed, reason);
        } else if (next instanceof WhatNext.GiveUp || next instanceof WhatNext.Unknown) {
            LOG.warn("import {} failed: {}", id, reason);
            tools.runs().fail(claimed, reason);
        } else {
            Duration wait = wait(id, next);
            LOG.info("import {} waits {}: {}", id, wait, reason);
            tools.runs().backOff(claimed, wait, reason);
        }
    }

    private Duration wait(long id, WhatNext next) {
        if (next instanceof WhatNext.WaitForRepair) {
            return UNTIL_REPAIR;
        }
        if (next instanceof WhatNext.WaitForPause pause && pause.pause().isPresent()) {
            return pause.pause().get();
        }
        int before = tries.merge(id, 1, Integer::sum) - 1;
        Duration doubled = FIRST_WAIT.multipliedBy(1L << Math.min(before, 20));
        return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
    }

    static boolean isExpired(CaravanException error) {
        return error instanceof CrmException crm
                && crm.error() instanceof CrmError.Rejected rejected
                && rejected.code() == ErrorCode.CURSOR_EXPIRED;
    }
}
