package dev.caravan.hub.component;

import dev.caravan.hub.ChangeMark;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.Direction;
import dev.caravan.hub.HubConstants;
import dev.caravan.hub.HubRecord;
import dev.caravan.hub.MarkFeed;
import dev.caravan.hub.MarkKind;
import dev.caravan.hub.Outcome;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.Removal;
import dev.caravan.hub.Work;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;

/** Sends each record whose mark was claimed through the route, and settles the mark when its exchange is done. */
final class HubConsumer extends DefaultConsumer implements ShutdownAware {
    private final HubComponent.Hub hub;
    private final RecordType type;
    private final MarkFeed.Flow claims;

    HubConsumer(HubEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.hub = endpoint.hub();
        this.type = RecordType.of(endpoint.getRecord());
        this.claims = hub.feed()
                .open(
                        new MarkKind(
                                new ConnectionName(Objects.requireNonNull(endpoint.getConnection())),
                                Direction.PUSH,
                                type),
                        endpoint.getInFlight(),
                        Duration.ofMillis(endpoint.getLookEvery()),
                        this::dispatch);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        claims.start();
    }

    @Override
    protected void doStop() throws Exception {
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

    private void dispatch(List<ChangeMark> marks) {
        Map<String, HubRecord> records =
                hub.records().find(type, marks.stream().map(ChangeMark::key).toList());
        for (ChangeMark mark : marks) {
            HubRecord record = records.get(mark.key());
            if (record == null && hub.intake().isToldOfDeletions(mark.connection(), type)) {
                send(new Work(mark, null, hub.clock().instant()), new Removal(mark.record(), mark.whyDeleted(), null));
            } else if (record == null) {
                Work gone = new Work(mark, null, hub.clock().instant());
                gone.conclude(new Outcome.Skipped("the hub has no " + mark.record() + " any more"), null);
                claims.settled(hub.settler().settle(gone, getRouteId()));
            } else {
                send(new Work(mark, record, hub.clock().instant()), record);
            }
        }
    }

    private void send(Work work, Object body) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(body);
        exchange.setProperty(HubConstants.WORK, work);
        getAsyncProcessor().process(exchange, doneSync -> done(exchange, work));
    }

    private void done(Exchange exchange, Work work) {
        Exception error = exchange.getException();
        String route = getRouteId();
        claims.settled(
                error == null
                        ? hub.settler().settle(work, route)
                        : hub.settler().fail(work, route, error));
        releaseExchange(exchange, false);
    }
}
