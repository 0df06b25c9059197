package dev.caravan.crm.component;

import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.batch.Answer;
import dev.caravan.crm.batch.Snapshots;
import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Departures;
import dev.caravan.hub.Direction;
import dev.caravan.hub.ExternalId;
import dev.caravan.hub.HubConstants;
import dev.caravan.hub.Lane;
import dev.caravan.hub.MarkFeed;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Work;
import dev.caravan.problem.CaravanException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the records whose pull marks were claimed, many per call, sends each through the route, and settles its mark
 * when the exchange is done. Looks for changes now and then, when the route says so.
 */
final class CrmConsumer extends DefaultConsumer implements ShutdownAware {
    private static final Logger LOG = LoggerFactory.getLogger(CrmConsumer.class);

    private final CrmEndpoint endpoint;
    private final PullSide side;
    private final ConnectionName connection;
    private final RecordType type;
    private final MarkFeed.Flow claims;
    private final Departed departed;
    private @Nullable ScheduledExecutorService timer;

    CrmConsumer(CrmEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.side = endpoint.component().pull();
        this.connection = new ConnectionName(endpoint.getConnection());
        this.type = RecordType.of(endpoint.getRecord());
        this.departed = new Departed(side, connection, type);
        this.claims = side.feed()
                .open(
                        new MarkKind(connection, Direction.PULL, type),
                        endpoint.getInFlight(),
                        endpoint.getLookEvery(),
                        this::dispatch);
        side.pulls().add(connection, type);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        claims.start();
        Duration poll = endpoint.getPoll();
        if (!poll.isZero()) {
            ScheduledExecutorService polling = Executors.newSingleThreadScheduledExecutor(run -> {
                Thread thread = new Thread(run, "poll-" + connection + "-" + type.word());
                thread.setDaemon(true);
                return thread;
            });
            polling.scheduleWithFixedDelay(this::poll, 0, poll.toMillis(), TimeUnit.MILLISECONDS);
            timer = polling;
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (timer != null) {
            timer.shutdownNow();
        }
        claims.stop();
        super.doStop();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask task) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return claims.inFlight();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        claims.pause();
    }

    private void poll() {
        if (!side.untilUsable().apply(connection).isZero()) {
            return;
        }
        try {
            side.polling().poll(connection, type);
        } catch (CrmException e) {
            LOG.debug("polling {} {} failed and is tried again: {}", connection, type.word(), e.getMessage());
        } catch (Exception e) {
            // An exception would end the schedule, and with it every later look.
            LOG.warn("polling {} {} failed and is tried again: {}", connection, type.word(), said(e));
        }
    }

    private static String said(Exception e) {
        return e instanceof CaravanException
                ? String.valueOf(e.getMessage())
                : e.getClass().getSimpleName();
    }

    private void dispatch(List<ChangeMark> marks) {
        PullSide.Wanted wanted;
        int batch;
        try {
            wanted = side.reading().wanted(connection, type);
            batch = Math.max(1, endpoint.runtime().connection().crm().limits().readBatch());
        } catch (RuntimeException e) {
            marks.forEach(mark -> failed(work(mark), e));
            return;
        }
        List<Work> toRead = new ArrayList<>();
        for (ChangeMark mark : marks) {
            Optional<Snapshots.Snapshot> known =
                    side.snapshots().take(new ExternalId(connection, wanted.object(), mark.key()));
            // A mark that was made again says that something happened after the snapshot was taken.
            if (known.isPresent() && mark.generation() == 1 && mark.attempts() == 0) {
                Work work = work(mark);
                work.readAt(known.get().readAt());
                send(work, known.get().record());
            } else {
                toRead.add(work(mark));
            }
        }
        for (int from = 0; from < toRead.size(); from += batch) {
            read(wanted, List.copyOf(toRead.subList(from, Math.min(toRead.size(), from + batch))));
        }
    }

    private Work work(ChangeMark mark) {
        return new Work(mark, null, endpoint.component().clock().instant());
    }

    private void read(PullSide.Wanted wanted, List<Work> works) {
        try {
            Lane lane = works.get(0).mark().lane();
            List<String> ids = works.stream().map(w -> w.mark().key()).toList();
            ReadRound round = new ReadRound(side, endpoint.runtime().connection(), type, wanted, ids);
            endpoint.runtime()
                    .<ReadRound.Result>call(wanted.object(), "read", ids.size(), lane, round::read, answer -> {
                        if (answer instanceof Answer.Done<ReadRound.Result> done) {
                            works.forEach(work -> found(work, wanted.object(), done.result()));
                        } else if (answer instanceof Answer.Failed<ReadRound.Result> failed) {
                            works.forEach(work -> failed(work, failed.error()));
                        }
                    });
        } catch (RuntimeException e) {
            works.forEach(work -> failed(work, e));
        }
    }

    private void found(Work work, String object, ReadRound.Result result) {
        String id = work.mark().key();
        CrmRecord record = result.records().get(id);
        if (record != null) {
            send(work, record);
        } else {
            claims.settled(departed.settle(
                    work, new ExternalId(connection, object, id), result.fates().get(id), onDelete(), getRouteId()));
        }
    }

    private Departures.OnDelete onDelete() {
        return Departures.OnDelete.valueOf(
                endpoint.runtime().connection().settings().onCrmDelete().name());
    }

    private void failed(Work work, Exception error) {
        claims.settled(side.settler().fail(work, getRouteId(), error));
    }

    private void send(Work work, CrmRecord record) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(record);
        exchange.getMessage().setHeader(CrmConstants.EXTERNAL_ID, record.id());
        exchange.setProperty(HubConstants.WORK, work);
        getAsyncProcessor().process(exchange, doneSync -> done(exchange, work));
    }

    private void done(Exchange exchange, Work work) {
        Exception error = exchange.getException();
        if (error == null) {
            claims.settled(side.settler().settle(work, getRouteId()));
        } else {
            failed(work, error);
        }
        releaseExchange(exchange, false);
    }
}
