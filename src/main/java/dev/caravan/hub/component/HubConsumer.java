package dev.caravan.hub.component;

import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.HubConstants;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Work;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims due marks, sends each record through the route, and settles the mark when its exchange is done. */
final class HubConsumer extends DefaultConsumer implements ShutdownAware {
    private static final Logger LOG = LoggerFactory.getLogger(HubConsumer.class);

    private final HubEndpoint endpoint;
    private final ConnectionName connection;
    private final RecordType type;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Semaphore bell = new Semaphore(0);
    private volatile boolean running;
    private @Nullable Thread thread;
    private @Nullable AutoCloseable listening;

    HubConsumer(HubEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.connection = new ConnectionName(Objects.requireNonNull(endpoint.getConnection()));
        this.type = RecordType.of(endpoint.getRecord());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        running = true;
        listening = hub().signal().listen(connection, Direction.PUSH, type, this::ring);
        Thread claiming = new Thread(this::run, "hub-" + connection + "-" + type.word());
        claiming.setDaemon(true);
        claiming.start();
        thread = claiming;
    }

    @Override
    protected void doStop() throws Exception {
        running = false;
        ring();
        if (listening != null) {
            listening.close();
        }
        Thread claiming = thread;
        if (claiming != null) {
            claiming.join(10_000);
        }
        super.doStop();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return inFlight.get();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        running = false;
        ring();
    }

    private HubComponent.Hub hub() {
        return endpoint.hub();
    }

    private void ring() {
        bell.drainPermits();
        bell.release();
    }

    private void run() {
        while (running) {
            try {
                Duration pause = hub().untilUsable().apply(connection);
                int room = endpoint.getInFlight() - inFlight.get();
                if (!pause.isZero() || room < Math.max(1, endpoint.getInFlight() / 4)) {
                    rest(pause.isZero() ? Duration.ofMillis(endpoint.getLookEvery()) : pause);
                    continue;
                }
                List<ChangeMark> marks = hub().marks().claim(connection, Direction.PUSH, type, Math.min(room, 1000));
                if (marks.isEmpty()) {
                    rest(Duration.ofMillis(endpoint.getLookEvery()));
                } else {
                    dispatch(marks);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                // The database may be busy or full; whatever was claimed is freed by its lease.
                LOG.warn(
                        "claiming {} marks for {} failed and is tried again: {}",
                        type.word(),
                        connection,
                        e.getMessage());
                pauseAfterTrouble();
            }
        }
    }

    private void pauseAfterTrouble() {
        try {
            rest(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void rest(Duration longest) throws InterruptedException {
        long millis = Math.min(Math.max(1, longest.toMillis()), 5_000);
        if (bell.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            bell.drainPermits();
        }
    }

    private void dispatch(List<ChangeMark> marks) {
        Map<String, HubRecord> records =
                hub().records().find(type, marks.stream().map(ChangeMark::key).toList());
        for (ChangeMark mark : marks) {
            HubRecord record = records.get(mark.key());
            inFlight.incrementAndGet();
            if (record == null) {
                Work gone = new Work(
                        mark,
                        new HubRecord(
                                mark.record(),
                                Map.of(),
                                Map.of(),
                                new dev.caravan.hub.FieldStamp(mark.since(), "app"),
                                1),
                        hub().clock().instant());
                gone.conclude(new Outcome.Skipped("the hub has no " + mark.record() + " any more"), null);
                release(hub().settler().settle(gone, getRouteId()));
            } else {
                send(new Work(mark, record, hub().clock().instant()));
            }
        }
    }

    private void send(Work work) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(work.record());
        exchange.setProperty(HubConstants.WORK, work);
        getAsyncProcessor().process(exchange, doneSync -> done(exchange, work));
    }

    private void done(Exchange exchange, Work work) {
        Exception error = exchange.getException();
        String route = getRouteId();
        release(
                error == null
                        ? hub().settler().settle(work, route)
                        : hub().settler().fail(work, route, error));
        releaseExchange(exchange, false);
    }

    private void release(CompletableFuture<Void> settled) {
        settled.whenComplete((v, error) -> {
            if (error != null) {
                LOG.warn(
                        "a {} mark for {} could not be settled and is tried again: {}",
                        type.word(),
                        connection,
                        error.getMessage());
            }
            int left = inFlight.decrementAndGet();
            if (left == endpoint.getInFlight() / 2 || left == 0) {
                ring();
            }
        });
    }
}
