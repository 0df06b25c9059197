package dev.caravan.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Sandboxes;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A running sandbox, set back before each test, and short words for calling it. */
abstract class SalesforceSandboxFixture {
    static final String V = "/services/data/v67.0";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static Sandboxes sandboxes;
    static SandboxServer server;

    @BeforeAll
    static void start() {
        sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("salesforce"));
        server = sandboxes.vendor("salesforce");
    }

    @AfterAll
    static void stop() {
        sandboxes.close();
    }

    @BeforeEach
    void reset() throws Exception {
        call("POST", "/_sandbox/reset", "");
    }

    record Answered(HttpResponse<String> response) {
        int status() {
            return response.statusCode();
        }

        JsonNode body() throws IOException {
            return Json.read(response.body().getBytes(StandardCharsets.UTF_8));
        }

        JsonNode at(String pointer) throws IOException {
            return body().at(pointer);
        }

        String text(String pointer) throws IOException {
            return at(pointer).asText();
        }
    }

    static Answered call(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.baseUrl() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header(
                        "Content-Type",
                        body.startsWith("grant_type") ? "application/x-www-form-urlencoded" : "application/json");
        if (headers.length > 0) {
            request.headers(headers);
        }
        return new Answered(HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()));
    }

    static Answered api(String method, String path, String body) throws Exception {
        return call(method, V + path, body.replace('`', '"'), "Authorization", "Bearer sandbox");
    }

    static Answered query(String soql) throws Exception {
        return api("GET", "/query/?q=" + URLEncoder.encode(soql, StandardCharsets.UTF_8), "");
    }

    static String create(String object, String body) throws Exception {
        Answered answered = api("POST", "/sobjects/" + object, body);
        assertThat(answered.status()).as(answered.response().body()).isEqualTo(201);
        return answered.text("/id");
    }
}
