package dev.caravan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.hub.ChangeMarkStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The whole application in this process, started as a user starts it: on a free port, with its state in a folder of the
 * test.
 */
final class RunningCaravan implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String USER = "ola";
    private static final String PASSWORD = "ola-secret";

    private final ConfigurableApplicationContext context;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningCaravan(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** An answer of the REST API. */
    record Answer(int status, String body, Map<String, List<String>> headers) {
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException("not JSON: " + body, e);
            }
        }

        String message() {
            return json().path("message").asText();
        }
    }

    static RunningCaravan start(Path data, List<String> arguments) {
        return start(CaravanApplication.application(), data, arguments);
    }

    static RunningCaravan start(SpringApplication application, Path data, List<String> arguments) {
        List<String> all = new ArrayList<>(List.of(
                "--caravan.data-dir=" + data,
                "--logging.level.caravan.settled=WARN",
                "--logging.level.org.apache.camel.impl.engine=WARN",
                "--caravan.users." + USER + ".password=" + PASSWORD,
                "--caravan.users." + USER + ".roles=operator"));
        if (arguments.stream().noneMatch(a -> a.startsWith("--server.port="))) {
            all.add("--server.port=0");
        }
        if (arguments.stream().noneMatch(a -> a.startsWith("--caravan.routes-reload="))) {
            all.add("--caravan.routes-reload=false");
        }
        if (arguments.stream().noneMatch(a -> a.startsWith("--caravan.retry."))) {
            all.add("--caravan.retry.first=200ms");
            all.add("--caravan.retry.longest=2s");
        }
        all.addAll(arguments);
        return new RunningCaravan(application.run(all.toArray(String[]::new)));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    <T> T bean(String name, Class<T> type) {
        return context.getBean(name, type);
    }

    int port() {
        return ((ServletWebServerApplicationContext) context).getWebServer().getPort();
    }

    /** Whether every mark is settled. */
    boolean isSettled() {
        return bean(ChangeMarkStore.class).count() == 0;
    }

    /** The view of one connection, as the API shows it. */
    JsonNode connection(String name) throws IOException, InterruptedException {
        for (JsonNode each : get("/api/connections").json()) {
            if (each.path("name").asText().equals(name)) {
                return each;
            }
        }
        throw new IllegalArgumentException("no connection " + name);
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    Answer delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE());
    }

    Answer post(String path, String contentType, String body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }

    Answer postJson(String path, String body) throws IOException, InterruptedException {
        return post(path, "application/json", body);
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(answer.statusCode(), answer.body(), answer.headers().map());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .header("Authorization", basic());
    }

    static String basic() {
        return "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
    }

    /** Stops it gracefully. */
    @Override
    public void close() {
        context.close();
    }
}
