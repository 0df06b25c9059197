package dev.caravan.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.caravan.problem.CaravanException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Waits on this machine for the browser that a CRM sends back (RFC 8252, section 7.3), while no runtime does.
 *
 * @param <T> what an answer brings
 */
final class CallbackListener<T> implements AutoCloseable {
    private final HttpServer server;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    private CallbackListener(HttpServer server) {
        this.server = server;
    }

    /** Which answers count, and what becomes of them. */
    interface Taking<T> {
        /** Whether the answer belongs to this attempt; others are refused and waited past. */
        boolean isOurs(Map<String, String> answer);

        /** @throws CaravanException when it does not lead to a connection */
        T take(Map<String, String> answer);
    }

    /**
     * Begins to listen.
     *
     * @return empty when something else listens there already, or the address is not this machine's
     */
    static <T> Optional<CallbackListener<T>> open(URI callback, Taking<T> taking) {
        boolean isHere = "http".equals(callback.getScheme())
                && ("localhost".equals(callback.getHost()) || "127.0.0.1".equals(callback.getHost()));
        if (!isHere) {
            return Optional.empty();
        }
        int port = callback.getPort() < 0 ? 80 : callback.getPort();
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
            CallbackListener<T> listener = new CallbackListener<>(server);
            server.createContext(callback.getPath(), exchange -> listener.handle(exchange, callback, taking));
            server.start();
            return Optional.of(listener);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * What the answer brought.
     *
     * @return empty when none came in time
     * @throws CaravanException as the answer led to it
     */
    Optional<T> await(Duration longest) {
        try {
            return Optional.of(result.get(longest.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new IllegalStateException("the answer could not be taken", e);
        }
    }

    @Override
    public void close() {
        // A moment, so that the browser gets its page.
        server.stop(1);
    }

    private void handle(HttpExchange exchange, URI callback, Taking<T> taking) throws IOException {
        try (exchange) {
            Map<String, String> answer = answer(exchange.getRequestURI().getRawQuery());
            boolean isExpected = exchange.getRequestMethod().equals("GET")
                    && exchange.getRequestURI().getPath().equals(callback.getPath());
            if (!isExpected || !taking.isOurs(answer)) {
                say(exchange, 400, "This is no answer to the attempt that waits here.");
                return;
            }
            try {
                T taken = taking.take(answer);
                say(exchange, 200, "Connected. You can close this window.");
                result.complete(taken);
            } catch (CaravanException e) {
                say(exchange, 400, "Not connected; the command line says why.");
                result.completeExceptionally(e);
            }
        }
    }

    private static void say(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Parameters that stand there once; what stands there twice is left out. */
    private static Map<String, String> answer(@Nullable String query) {
        Map<String, String> answer = new HashMap<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                String name = pair.substring(0, equals);
                seen.merge(name, 1, Integer::sum);
                answer.put(name, decoded(pair.substring(equals + 1)));
            }
        }
        seen.forEach((name, count) -> {
            if (count > 1) {
                answer.remove(name);
            }
        });
        return answer;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // no escape of a browser's
        }
    }
}
