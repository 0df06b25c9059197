package dev.caravan.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one call through routing, faults, credentials, limits and the vendor's handler. */
final class CallHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(CallHandler.class);
    private static final String UNKNOWN = "(unknown)";

    private final VendorApi api;
    private final Routes routes;
    private final ControlApi control;
    private final Faults faults;
    private final Limits limits;
    private final Calls calls;
    private final Clock clock;
    private final Random random;
    private final CountDownLatch stopping;
    private final Runnable changed;

    CallHandler(
            VendorApi api,
            ControlApi control,
            Faults faults,
            Limits limits,
            Calls calls,
            Clock clock,
            Random random,
            CountDownLatch stopping,
            Runnable changed) {
        this.api = api;
        this.routes = api.routes();
        this.control = control;
        this.faults = faults;
        this.limits = limits;
        this.calls = calls;
        this.clock = clock;
        this.random = random;
        this.stopping = stopping;
        this.changed = changed;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        try (exchange) {
            if (path.equals(ControlApi.ROOT) || path.startsWith(ControlApi.ROOT + "/")) {
                Request request = request(exchange, control.routes());
                send(exchange, control.answer(withBody(exchange, request, ControlApi.MAX_BODY)));
            } else {
                vendorCall(exchange);
            }
        }
    }

    private void vendorCall(HttpExchange exchange) throws IOException {
        Request head = request(exchange, routes);
        long call = limits.begin();
        try {
            vendorCall(exchange, head, call);
        } finally {
            end(head, call);
        }
    }

    private void end(Request head, long call) {
        int took = (int) Math.min(limits.end(call).toMillis(), Integer.MAX_VALUE);
        api.timed(head).ifPresent(window -> limits.spend(window, took));
    }

    private void vendorCall(HttpExchange exchange, Request head, long call) throws IOException {
        calls.came(head.operation());
        for (FaultRule.Fault fault : faults.before(head)) {
            if (!strikeBefore(exchange, head, fault)) {
                return;
            }
        }
        Request request = withBody(exchange, head, api.maxBody());
        Answer answer = api.finish(request, work(request));
        // Before it is sent: whoever has the answer may call again.
        end(head, call);
        if (request.isCommitted()) {
            changed.run();
        }
        Optional<FaultRule.Fault> after = faults.after(request);
        if (after.isPresent()) {
            strikeAfter(exchange, answer, after.get());
        } else {
            send(exchange, answer);
            calls.answered(answer.status());
        }
    }

    private Answer work(Request request) {
        try {
            if (request.operation().endsWith(UNKNOWN)) {
                return routes.knows(request.rawPath()) ? api.wrongMethod(request) : api.notFound(request);
            }
            if (request.body().length > api.maxBody()) {
                return api.unreadable(request, 413, "the body is larger than " + api.maxBody() + " bytes");
            }
            api.authorize(request);
            for (Limits.AtOnce most : api.atOnce(request)) {
                if (limits.isExceeded(most)) {
                    return api.rateLimited(request, most.name());
                }
            }
            Optional<Limits.Standing> full = limits.take(api.limitsOf(request), name -> api.costOf(request, name));
            if (full.isPresent()) {
                return api.rateLimited(request, full.get().window().name());
            }
            return request.route().handler().handle(request);
        } catch (RefusedException e) {
            return e.answer();
        } catch (Request.UnreadableBodyException e) {
            return api.unreadable(request, 400, "the body is not JSON");
        } catch (RuntimeException e) {
            LOG.error("sandbox call failed vendor={} operation={}", api.name(), request.operation(), e);
            return api.failed(request, 500);
        }
    }

    /** Says whether the call goes on. */
    private boolean strikeBefore(HttpExchange exchange, Request head, FaultRule.Fault fault) throws IOException {
        switch (fault.kind()) {
            case LATENCY -> {
                waitFor(fault.time());
                return true;
            }
            case HANG -> waitFor(fault.time());
            case RESET_BEFORE_COMMIT -> exchange.close();
            default -> {
                drain(exchange);
                Answer answer = api.finish(head, refusal(head, fault));
                send(exchange, answer);
                calls.answered(answer.status());
            }
        }
        return false;
    }

    private Answer refusal(Request head, FaultRule.Fault fault) {
        return switch (fault.kind()) {
            case UNAUTHORIZED -> api.unauthorized(head);
            case RATE_LIMIT -> {
                List<Limits.Window> windows = api.limits();
                String usual = windows.isEmpty() ? "" : windows.get(0).name();
                yield withRetryAfter(api.rateLimited(head, fault.limit().orElse(usual)), fault);
            }
            default ->
                withRetryAfter(api.failed(head, Integer.parseInt(fault.kind().word())), fault);
        };
    }

    private Answer withRetryAfter(Answer answer, FaultRule.Fault fault) {
        return switch (fault.retryAfter()) {
            case "seconds" ->
                answer.with("Retry-After", String.valueOf(fault.pause().toSeconds()));
            case "date" -> {
                ZonedDateTime then = clock.instant().plus(fault.pause()).atZone(ZoneOffset.UTC);
                yield answer.with("Retry-After", DateTimeFormatter.RFC_1123_DATE_TIME.format(then));
            }
            default -> answer;
        };
    }

    private void strikeAfter(HttpExchange exchange, Answer answer, FaultRule.Fault fault) throws IOException {
        switch (fault.kind()) {
            case TIMEOUT_AFTER_COMMIT -> waitFor(fault.time());
            case TRUNCATED_BODY -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json;charset=utf-8");
                int whole = Math.max(answer.body().length, 20);
                exchange.sendResponseHeaders(answer.status() == 204 ? 200 : answer.status(), whole);
                exchange.getResponseBody().write(answer.body(), 0, answer.body().length / 2);
                exchange.getResponseBody().flush();
                calls.answered(answer.status());
            }
            case NOT_JSON -> {
                int status = answer.status() == 204 ? 200 : answer.status();
                send(exchange, Answer.text(status, "text/html", "<html><body>We will be back soon</body></html>"));
                calls.answered(answer.status());
            }
            case CONNECTION_CLOSE -> {
                send(exchange, answer.with("Connection", "close"));
                calls.answered(answer.status());
            }
            default -> exchange.close();
        }
    }

    private void waitFor(Duration time) {
        try {
            if (stopping.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("a waiting sandbox call was let go: the server stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Request request(HttpExchange exchange, Routes table) {
        String method = exchange.getRequestMethod().toUpperCase(Locale.ROOT);
        String path = exchange.getRequestURI().getRawPath();
        String query = exchange.getRequestURI().getRawQuery();
        Route.Match match = table.find(method.equals("HEAD") ? "GET" : method, path)
                .orElseGet(() -> new Route.Match(
                        new Route(method, path, request -> Answer.empty(404)), method + " " + UNKNOWN, Map.of()));
        Map<String, List<String>> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        return new Request(newId(), method, path, query == null ? "" : query, headers, new byte[0], match);
    }

    private static Request withBody(HttpExchange exchange, Request head, int max) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(max + 1);
            drain(exchange);
            return head.withBody(body);
        }
    }

    private static void drain(HttpExchange exchange) throws IOException {
        // A connection can be used again only when the body has been read to its end.
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
    }

    private String newId() {
        synchronized (random) {
            return new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | Long.MIN_VALUE)
                    .toString();
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        boolean bodiless = answer.body().length == 0
                || exchange.getRequestMethod().equalsIgnoreCase("HEAD")
                || answer.status() == 204
                || answer.status() == 304;
        exchange.sendResponseHeaders(answer.status(), bodiless ? -1 : answer.body().length);
        if (!bodiless) {
            exchange.getResponseBody().write(answer.body());
        }
    }
}
