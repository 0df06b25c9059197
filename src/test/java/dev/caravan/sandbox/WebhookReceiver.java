package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;

/** Takes webhooks in and keeps them. */
public final class WebhookReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Hook> hooks = new CopyOnWriteArrayList<>();
    private final AtomicInteger count = new AtomicInteger();
    private volatile IntUnaryOperator status = number -> 204;
    private volatile String reply = "";

    /** One request; header names in lower case. */
    public record Hook(String method, URI uri, Map<String, String> headers, byte[] body, int answered) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            try {
                return Json.read(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public WebhookReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            byte[] body = exchange.getRequestBody().readAllBytes();
            int answer = status.applyAsInt(count.incrementAndGet());
            hooks.add(new Hook(exchange.getRequestMethod(), exchange.getRequestURI(), headers, body, answer));
            byte[] words = reply.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer, words.length == 0 ? -1 : words.length);
            exchange.getResponseBody().write(words);
            exchange.close();
        });
        server.start();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Answers by the number of the request, from 1. */
    public void answer(IntUnaryOperator byNumber) {
        status = byNumber;
    }

    /** Answers with these words beside the status. */
    public void reply(String words) {
        reply = words;
    }

    public List<Hook> hooks() {
        return hooks;
    }

    /** All events of the accepted requests, in the order they came. */
    public List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        hooks.stream()
                .filter(hook -> hook.answered() < 300)
                .forEach(hook -> hook.json().forEach(events::add));
        return events;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
