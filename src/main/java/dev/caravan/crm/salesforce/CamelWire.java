package dev.caravan.crm.salesforce;

import dev.caravan.crm.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/** Calls by the {@code raw} operation of the connection's own Salesforce component, which is made at the first call. */
final class CamelWire implements AutoCloseable {
    /** Header of the message with the answer's {@code Date}; of our own, so that no request sends it on. */
    static final String DATE = "CaravanAnswerDate";

    private static final String LIMIT_INFO = "Sforce-Limit-Info";
    private static final String CALL_OPTIONS = "Sforce-Call-Options";
    private static final String AUTHORIZATION = "Authorization";

    private final CamelContext context;
    private final String component;
    private final SalesforceSettings settings;
    private @Nullable AsyncProducer producer;
    private boolean closed;

    /** @param component the name under which the component is known in the context */
    CamelWire(CamelContext context, String component, SalesforceSettings settings) {
        this.context = context;
        this.component = component;
        this.settings = settings;
    }

    /**
     * What came back.
     *
     * @param failure what kept the answer away; the rest means nothing then
     * @param limitInfo the header {@code Sforce-Limit-Info}
     * @param date the header {@code Date}
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(
            int status,
            byte[] body,
            @Nullable String limitInfo,
            @Nullable String date,
            @Nullable Throwable failure) {
        static Answer failed(Throwable failure) {
            return new Answer(0, new byte[0], null, null, failure);
        }
    }

    /** Sends one request and waits for its answer; never throws for what happens on the way. */
    Answer exchange(Ask ask, Login.Session session) {
        AsyncProducer open = producer();
        Exchange exchange = open.getEndpoint().createExchange();
        prepare(exchange.getMessage(), ask, session);
        try {
            open.process(exchange);
            return answer(exchange);
        } catch (Exception e) {
            return Answer.failed(e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        AsyncProducer made = producer;
        producer = null;
        if (made == null) {
            return;
        }
        ServiceHelper.stopAndShutdownService(made);
        try {
            // The context would hand the endpoint, and with it the stopped component, to the next connection of this
            // name.
            context.removeEndpoint(made.getEndpoint());
        } catch (Exception e) {
            throw new IllegalStateException("the endpoint of " + component + " cannot be removed", e);
        } finally {
            context.removeComponent(component);
        }
    }

    private synchronized AsyncProducer producer() {
        if (closed) {
            throw new IllegalStateException("the connection behind " + component + " is closed");
        }
        if (producer == null) {
            producer = open();
        }
        return producer;
    }

    private AsyncProducer open() {
        OrgComponent org = new OrgComponent(context, settings);
        context.addComponent(component, org);
        ServiceHelper.startService(org);
        try {
            Endpoint endpoint = context.getEndpoint(component + ":raw?format=JSON");
            ServiceHelper.startService(endpoint);
            AsyncProducer made = endpoint.createAsyncProducer();
            ServiceHelper.startService(made);
            return made;
        } catch (Exception e) {
            context.removeComponent(component);
            throw new IllegalStateException("the component " + component + " cannot be started", e);
        }
    }

    private static void prepare(Message message, Ask ask, Login.Session session) {
        message.setHeader(SalesforceEndpointConfig.RAW_METHOD, ask.method());
        message.setHeader(SalesforceEndpointConfig.RAW_PATH, session.instanceUrl() + ask.path());
        if (!ask.query().isEmpty()) {
            message.setHeader(
                    SalesforceEndpointConfig.RAW_QUERY_PARAMETERS,
                    String.join(",", ask.query().keySet()));
            ask.query().forEach(message::setHeader);
        }
        message.setHeader(SalesforceEndpointConfig.RAW_HTTP_HEADERS, AUTHORIZATION);
        message.setHeader(AUTHORIZATION, "Bearer " + session.token());
        message.setHeader(CALL_OPTIONS, "client=caravan");
        for (Map.Entry<String, String> header : ask.headers().entrySet()) {
            message.setHeader(header.getKey(), header.getValue());
        }
        if (ask.body() != null) {
            message.setBody(Json.write(ask.body()));
        }
    }

    private static Answer answer(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        Exception failure = exchange.getException();
        String limitInfo = message.getHeader(LIMIT_INFO, String.class);
        String date = message.getHeader(DATE, String.class);
        if (failure == null) {
            Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            return new Answer(status == null ? 200 : status, body(message), limitInfo, date, null);
        }
        if (failure instanceof SalesforceException refused && isAnswer(refused)) {
            return new Answer(refused.getStatusCode(), body(message), limitInfo, date, null);
        }
        return Answer.failed(failure);
    }

    /** A broken answer comes with the status that it began with; what it would have said is not known. */
    private static boolean isAnswer(SalesforceException refused) {
        return refused.getStatusCode() >= 300 && refused.getCause() == null;
    }

    private static byte[] body(Message message) throws IOException {
        if (message.getBody() instanceof InputStream stream) {
            try (stream) {
                return stream.readAllBytes();
            }
        }
        return new byte[0];
    }
}
