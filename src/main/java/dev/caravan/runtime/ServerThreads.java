package dev.caravan.runtime;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the routes that start with a request on the server's own threads. The engine that comes with Camel hands each
 * request to a pool of eight threads and sends the answer through the server once more: no more than eight records or
 * webhooks would share a commit, and eight slow requests would keep all others waiting.
 */
final class ServerThreads implements PlatformHttpEngine {
    private static final Logger LOG = LoggerFactory.getLogger(ServerThreads.class);

    private final int port;

    ServerThreads(int port) {
        this.port = port;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new Requests(endpoint, processor);
    }

    @Override
    public int getServerPort() {
        return port;
    }

    private static final class Requests extends SpringBootPlatformHttpConsumer {
        Requests(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor, Runnable::run);
        }

        /** @return null, by which Spring knows that the answer has been written */
        @Override
        public @Nullable CompletableFuture<Void> service(HttpServletRequest request, HttpServletResponse response) {
            try {
                handleService(request, response);
            } catch (Exception e) {
                failed(response, e);
            }
            return null;
        }

        private void failed(HttpServletResponse response, Exception e) {
            LOG.warn("{} has no answer: {}", getEndpoint().getPath(), e.toString());
            if (!response.isCommitted()) {
                try {
                    response.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
                } catch (IOException gone) {
                    LOG.debug("the caller went away", gone);
                }
            }
        }
    }
}
