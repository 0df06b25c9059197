package dev.caravan.synclog.deadletter.component;

import dev.caravan.hub.HubConstants;
import dev.caravan.hub.Work;
import dev.caravan.problem.WhatNext;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/** Hands the failed work to the settler; an exchange without a mark is kept as it came. */
final class DeadLetterProducer extends DefaultAsyncProducer {
    private final DeadLetterEndpoint endpoint;
    private final DeadLetterComponent component;

    DeadLetterProducer(DeadLetterEndpoint endpoint, DeadLetterComponent component) {
        super(endpoint);
        this.endpoint = endpoint;
        this.component = component;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Throwable error = Objects.requireNonNullElseGet(
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class),
                () -> new IllegalStateException("sent to a dead letter without an error"));
        String route = Objects.requireNonNullElse(
                exchange.getProperty(Exchange.FAILURE_ROUTE_ID, exchange.getFromRouteId(), String.class), "unknown");
        Work work = exchange.getProperty(HubConstants.WORK, Work.class);
        if (work == null && WhatNext.of(error) instanceof WhatNext.TryAgain) {
            // Nothing is wrong with the message: whoever delivered it has to do so again.
            exchange.setException(error);
            callback.done(true);
            return true;
        }
        CompletableFuture<Void> kept = work != null
                ? component.settler().fail(work, route, error)
                : component
                        .letters()
                        .keepUnmarked(
                                endpoint.getName(), route, exchange.getMessage().getBody(String.class), error);
        if (kept.isDone() && !kept.isCompletedExceptionally()) {
            callback.done(true);
            return true;
        }
        kept.whenComplete((v, failed) -> {
            if (failed != null) {
                exchange.setException(failed);
            }
            callback.done(false);
        });
        return false;
    }
}
