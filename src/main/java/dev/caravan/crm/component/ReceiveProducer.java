package dev.caravan.crm.component;

import dev.caravan.crm.Connection;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.springboot.PlatformHttpMessage;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.DefaultAsyncProducer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands a webhook call to the intake and answers as the vendor wants it: 200 once the marks are durable, 401 without a
 * reason for a call that is not genuine, 400 for one that cannot be read, 503 for trouble of our own.
 */
final class ReceiveProducer extends DefaultAsyncProducer {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiveProducer.class);

    private final CrmEndpoint endpoint;

    ReceiveProducer(CrmEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Optional<CompletableFuture<Webhooks.Reply>> kept;
        try {
            WebhookReceiver receiver =
                    CamelContextHelper.mandatoryFindSingleByType(exchange.getContext(), WebhookReceiver.class);
            Connection connection = endpoint.runtime().connection();
            kept = receiver.receive(connection, call(exchange));
        } catch (InvalidInputException e) {
            LOG.warn("connection={} a webhook call cannot be read: {}", endpoint.getConnection(), e.getMessage());
            return answer(exchange, callback, 400);
        } catch (Exception e) {
            return trouble(exchange, callback, e);
        }
        if (kept.isEmpty()) {
            LOG.warn(
                    "connection={} a webhook call was refused: its signature does not fit. Check webhook.secrets and"
                            + " webhook.public-url of the connection.",
                    endpoint.getConnection());
            return answer(exchange, callback, 401);
        }
        kept.get().whenComplete((reply, error) -> {
            if (error != null) {
                trouble(exchange, done -> callback.done(false), error);
                return;
            }
            clear(exchange, 200);
            if (!reply.contentType().isEmpty()) {
                exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, reply.contentType());
                exchange.getMessage().setBody(reply.body());
            }
            callback.done(false);
        });
        return false;
    }

    private boolean trouble(Exchange exchange, AsyncCallback callback, Throwable error) {
        LOG.warn(
                "connection={} a webhook call could not be kept and will be sent again: {}",
                endpoint.getConnection(),
                error.getClass().getSimpleName());
        clear(exchange, 503);
        exchange.getMessage().setHeader("Retry-After", "5");
        callback.done(true);
        return true;
    }

    private static boolean answer(Exchange exchange, AsyncCallback callback, int status) {
        clear(exchange, status);
        callback.done(true);
        return true;
    }

    /** Nothing of the call goes back. */
    static void clear(Exchange exchange, int status) {
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(null);
        exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    }

    static WebhookCall call(Exchange exchange) throws Exception {
        if (!(exchange.getMessage() instanceof PlatformHttpMessage http)) {
            throw new InvalidInputException(
                    ErrorCode.ROUTE_INVALID,
                    "crm: with operation=receive or verify has to follow platform-http: at once, with the call as it came.");
        }
        HttpServletRequest request = http.getRequest();
        Map<String, List<String>> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name, Collections.list(request.getHeaders(name)));
        }
        return new WebhookCall(
                request.getMethod(),
                request.getRequestURI(),
                Objects.requireNonNullElse(request.getQueryString(), ""),
                headers,
                // The exchange's body has been text on its way: bytes that are not UTF-8 are lost there, and the
                // signature is over them.
                request.getInputStream().readAllBytes());
    }
}
