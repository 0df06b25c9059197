package dev.caravan.crm.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.Crm;
import dev.caravan.crm.http.CountingGate;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.MemoryTokenStore;
import dev.caravan.crm.http.Sessions;
import dev.caravan.hub.ConnectionName;
import dev.caravan.problem.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.apache.camel.impl.DefaultCamelContext;

/** A CRM of a few lines, and connections to it by a description. */
final class TestServer implements AutoCloseable {
    final List<Call> calls = new CopyOnWriteArrayList<>();
    final CountingGate gate = new CountingGate();
    private final HttpServer server;
    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<Crm> open = new ArrayList<>();
    private final Path folder;

    /** What was asked. */
    record Call(String method, String path, String rawQuery, Map<String, String> headers, String body) {
        Map<String, String> query() {
            Map<String, String> query = new LinkedHashMap<>();
            for (String pair : rawQuery.split("&")) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    query.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
                }
            }
            return query;
        }

        JsonNode json() {
            return Json.tryRead(body).orElseThrow(() -> new AssertionError("no JSON: " + body));
        }

        private static String decoded(String text) {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        }
    }

    /** What is answered. */
    record Reply(int status, Map<String, String> headers, String body) {
        static Reply of(int status, String body) {
            return new Reply(status, Map.of("Content-Type", "application/json"), body);
        }

        static Reply of(String body) {
            return of(200, body);
        }
    }

    TestServer(Path folder, Function<Call, Reply> work) {
        this.folder = folder;
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> answer(exchange, work));
        server.start();
        camel.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** A connection by a description; {@code title} and {@code objects} are the least that it has. */
    Crm open(String description) {
        return open(description, token("secret-token"));
    }

    Crm open(String description, ConnectionSettings.Auth auth) {
        Crm crm = driver().open(
                        new ConnectionName("own"),
                        settings(description, auth, url() + "/api", Map.of("private-network", "true")),
                        gate);
        open.add(crm);
        return crm;
    }

    RestDriver driver() {
        return new RestDriver(new Sessions(camel, new MemoryTokenStore(), Clock.systemUTC()));
    }

    ConnectionSettings settings(
            String description, ConnectionSettings.Auth auth, String base, Map<String, String> more) {
        try {
            Path file = Files.createTempFile(folder, "crm", ".yaml");
            Files.writeString(file, description);
            Map<String, String> options = new LinkedHashMap<>(more);
            options.put("description", file.toString());
            return new ConnectionSettings(
                    "rest",
                    true,
                    base,
                    auth,
                    Map.of(),
                    4,
                    Duration.ofSeconds(10),
                    new ConnectionSettings.Budget(0.95, 500, Duration.ofSeconds(2), Duration.ofMinutes(5)),
                    options,
                    ConnectionSettings.Webhook.NONE,
                    ConnectionSettings.OnCrmDelete.UNLINK,
                    false,
                    Duration.ofSeconds(60));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ConnectionSettings.Auth token(String token) {
        return new ConnectionSettings.Auth("token", new Secret(token), null, null, null, null, null, null);
    }

    private void answer(HttpExchange exchange, Function<Call, Reply> work) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.get(0)));
        String query = exchange.getRequestURI().getRawQuery();
        Call call = new Call(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query == null ? "" : query,
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        calls.add(call);
        Reply reply = work.apply(call);
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        reply.headers().forEach(exchange.getResponseHeaders()::add);
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    @Override
    public void close() {
        open.forEach(Crm::close);
        camel.stop();
        server.stop(0);
    }
}
