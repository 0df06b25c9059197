package dev.caravan.crm.http;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Producer;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One started producer of Camel's {@code http} component for one server: no redirects, no cookies, no retries of its
 * own, a pool as large as the connection's concurrency, whole answers of at most 32 MB.
 */
final class CamelHttp implements AutoCloseable {
    private static final Duration CONNECT_AT_MOST = Duration.ofSeconds(10);

    private final ConnectionName connection;
    private final Destination destination;
    private final Duration timeout;
    private final PoolingHttpClientConnectionManager pool;
    private final HttpComponent component;
    private final HttpEndpoint endpoint;
    private final Producer producer;

    CamelHttp(
            CamelContext camel, ConnectionName connection, Destination destination, int concurrency, Duration timeout) {
        this.connection = connection;
        this.destination = destination;
        this.timeout = timeout;
        this.pool = pool(destination, concurrency, timeout);
        this.component = component(camel, pool, timeout);
        try {
            ServiceHelper.startService(component);
            this.endpoint =
                    (HttpEndpoint) component.createEndpoint(destination.base().toString());
            endpoint.setThrowExceptionOnFailure(false);
            endpoint.setFollowRedirects(false);
            endpoint.setClearExpiredCookies(false);
            endpoint.setCopyHeaders(false);
            endpoint.setHeaderFilterStrategy(new OwnHeaders());
            endpoint.setHttpClientConfigurer(builder ->
                    builder.addExecInterceptorFirst("whole-answer", new WholeAnswer(Json.MOST_BYTES, timeout)));
            this.producer = endpoint.createProducer();
            ServiceHelper.startService(endpoint, producer);
        } catch (Exception e) {
            pool.close();
            InvalidInputException wrong = new InvalidInputException(
                    ErrorCode.CONFIGURATION_INVALID,
                    "no HTTP client can be made for connection '" + connection + "' ("
                            + e.getClass().getSimpleName() + "). Check its base-url");
            wrong.addSuppressed(e);
            throw wrong;
        }
    }

    /**
     * Sends one request and waits for the whole answer, whatever its status.
     *
     * @throws CrmException transient when there was no whole answer; the outcome is known only if no connection could
     *     be opened
     */
    HttpAnswer send(HttpCall call) {
        Exchange exchange = endpoint.createExchange(ExchangePattern.InOut);
        fill(exchange.getIn(), call);
        try {
            producer.process(exchange);
            Exception failed = exchange.getException();
            if (failed != null) {
                throw failed;
            }
            return answer(exchange.getMessage());
        } catch (IOException e) {
            throw new CrmException(connection + " " + call, reason(e), e);
        } catch (Exception e) {
            throw new CrmException(
                    connection + " " + call,
                    new CrmError.Transient(
                            "the call failed inside the HTTP client: "
                                    + e.getClass().getSimpleName(),
                            true),
                    e);
        }
    }

    @Override
    public void close() {
        ServiceHelper.stopService(producer, endpoint, component);
        pool.close();
    }

    private void fill(Message message, HttpCall call) {
        call.headers().forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_METHOD, call.method());
        message.setHeader(Exchange.HTTP_URI, destination.base() + call.path());
        if (call.query() != null) {
            message.setHeader(Exchange.HTTP_RAW_QUERY, call.query());
        }
        HttpCall.Body body = call.body();
        if (body != null) {
            message.setBody(new ByteArrayEntity(body.bytes(), ContentType.parse(body.contentType())));
        }
    }

    private static HttpAnswer answer(Message message) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        message.getHeaders().forEach((name, value) -> {
            if (!name.startsWith("Camel")) {
                headers.put(name, texts(value));
            }
        });
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        byte[] body = message.getBody(byte[].class);
        return new HttpAnswer(status == null ? 0 : status, headers, body == null ? new byte[0] : body);
    }

    private static List<String> texts(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof Collection<?> many) {
            many.forEach(each -> texts.add(String.valueOf(each)));
        } else {
            texts.add(String.valueOf(value));
        }
        return texts;
    }

    private CrmError reason(IOException e) {
        boolean opened = !(e instanceof ConnectException
                || e instanceof ConnectTimeoutException
                || e instanceof UnknownHostException
                || e instanceof ConnectionRequestTimeoutException
                || e instanceof NoRouteToHostException
                || e instanceof SSLHandshakeException
                || e instanceof SSLPeerUnverifiedException);
        if (!opened) {
            return new CrmError.Transient(
                    "no connection: " + e.getClass().getSimpleName() + ", " + e.getMessage(), false);
        }
        if (e instanceof InterruptedIOException) {
            return new CrmError.Transient("no answer within " + timeout.toSeconds() + " s", true);
        }
        if (e instanceof WholeAnswer.AnswerTooLargeException) {
            return new CrmError.Transient(String.valueOf(e.getMessage()), true);
        }
        return new CrmError.Transient("the connection broke: " + e.getClass().getSimpleName(), true);
    }

    private static PoolingHttpClientConnectionManager pool(Destination destination, int concurrency, Duration timeout) {
        Duration connect = timeout.compareTo(CONNECT_AT_MOST) < 0 ? timeout : CONNECT_AT_MOST;
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(destination)
                .setMaxConnTotal(concurrency)
                .setMaxConnPerRoute(concurrency)
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout(Timeout.of(timeout))
                        .setTcpNoDelay(true)
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(connect))
                        .setSocketTimeout(Timeout.of(timeout))
                        // A connection that the server closed meanwhile would break the call and leave its outcome
                        // unknown.
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .setTimeToLive(TimeValue.ofMinutes(2))
                        .build())
                .build();
    }

    private static HttpComponent component(
            CamelContext camel, PoolingHttpClientConnectionManager pool, Duration timeout) {
        HttpComponent component = new HttpComponent();
        component.setCamelContext(camel);
        component.setClientConnectionManager(pool);
        component.setConnectionRequestTimeout(timeout.toMillis());
        component.setResponseTimeout(timeout.toMillis());
        component.setRedirectHandlingDisabled(true);
        component.setAutomaticRetriesDisabled(true);
        component.setCookieManagementDisabled(true);
        component.setAuthCachingDisabled(true);
        component.setConnectionStateDisabled(true);
        component.setResponsePayloadStreamingThreshold(Json.MOST_BYTES);
        return component;
    }
}
