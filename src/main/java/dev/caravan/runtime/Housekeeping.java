package dev.caravan.runtime;

import dev.caravan.crm.webhook.WebhookSeenStore;
import dev.caravan.hub.ChangeMarkStore;
import dev.caravan.hub.Settler;
import dev.caravan.mapping.Mappings;
import dev.caravan.problem.CaravanException;
import dev.caravan.synclog.SyncLogStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be done now and then: leases, marks that wait for nothing, old log lines, changed mapping files, and
 * more.
 */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final int LOG_LINES_AT_ONCE = 5_000;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "caravan-housekeeping");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Something that has to be done now and then.
     *
     * @param what in words that go with "failed and is tried again"
     */
    record Chore(Duration every, String what, Runnable task) {}

    Housekeeping(
            ChangeMarkStore marks,
            Settler settler,
            SyncLogStore log,
            WebhookSeenStore webhooks,
            Mappings mappings,
            Runnable mappingsChanged,
            List<Chore> more,
            Clock clock,
            CaravanSettings settings) {
        Duration third = settings.lease().dividedBy(3);
        every(third, "renewing leases", marks::renewLeases);
        every(Duration.ofSeconds(10), "freeing marks", () -> {
            settler.freeUnsettled();
            marks.freeExpired();
            marks.freeWaiting();
        });
        every(Duration.ofMinutes(10), "removing old log lines", () -> {
            while (log.deleteBefore(clock.instant().minus(settings.keepLog()), LOG_LINES_AT_ONCE)
                    == LOG_LINES_AT_ONCE) {
                LOG.debug("removed {} old lines of the sync log", LOG_LINES_AT_ONCE);
            }
        });
        every(Duration.ofHours(1), "forgetting old webhook notices", webhooks::forgetOld);
        every(Duration.ofSeconds(1), "reading changed mapping files", () -> {
            if (mappings.reload()) {
                mappingsChanged.run();
            }
        });
        more.forEach(chore -> every(chore.every(), chore.what(), chore.task()));
    }

    private void every(Duration period, String what, Runnable task) {
        timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (CaravanException e) {
                        LOG.warn("{} failed and is tried again in {}: {}", what, period, e.getMessage());
                    }
                },
                period.toMillis(),
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
