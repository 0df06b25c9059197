package dev.caravan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Sandboxes;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sandboxes of both CRMs that outlive the application, and the settings that lead to them. */
final class TestCrms implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sandboxes sandboxes;
    private final HttpClient http = HttpClient.newHttpClient();

    TestCrms() {
        this.sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot", "salesforce"));
    }

    /** Settings of a connection to each sandbox. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(hubspot(url("hubspot")));
        arguments.addAll(salesforce(url("salesforce")));
        return arguments;
    }

    static List<String> hubspot(String url) {
        return List.of(
                "--caravan.connections.hubspot.type=hubspot",
                "--caravan.connections.hubspot.base-url=" + url,
                "--caravan.connections.hubspot.auth.kind=token",
                "--caravan.connections.hubspot.auth.token=sandbox",
                "--caravan.connections.hubspot.unique-fields.contact=caravan_id",
                "--caravan.connections.hubspot.unique-fields.company=caravan_id");
    }

    static List<String> salesforce(String url) {
        return List.of(
                "--caravan.connections.salesforce.type=salesforce",
                "--caravan.connections.salesforce.base-url=" + url,
                "--caravan.connections.salesforce.auth.kind=client-credentials",
                "--caravan.connections.salesforce.auth.client-id=sandbox-client",
                "--caravan.connections.salesforce.auth.client-secret=sandbox-secret",
                "--caravan.connections.salesforce.unique-fields.contact=Caravan_Id__c",
                "--caravan.connections.salesforce.unique-fields.company=Caravan_Id__c");
    }

    SandboxServer vendor(String name) {
        return sandboxes.vendor(name);
    }

    String url(String vendor) {
        return vendor(vendor).baseUrl();
    }

    /** Asks a path below {@code /_sandbox}. */
    JsonNode control(String vendor, String path) throws IOException, InterruptedException {
        return control(url(vendor), path, HttpRequest.newBuilder());
    }

    /** Calls a path below {@code /_sandbox}. */
    JsonNode control(String vendor, String method, String path, String body) throws IOException, InterruptedException {
        return control(
                url(vendor), path, HttpRequest.newBuilder().method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    void post(String vendor, String path, String body) throws IOException, InterruptedException {
        control(url(vendor), path, HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    void faults(String vendor, String rules) throws IOException, InterruptedException {
        String body = "{\"rules\": [" + rules + "]}";
        control(url(vendor), "/faults", HttpRequest.newBuilder().PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode control(String url, String path, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return control(http, url, path, request);
    }

    private static JsonNode control(HttpClient http, String url, String path, HttpRequest.Builder request)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request.uri(URI.create(url + "/_sandbox" + path)).build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return answer.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    /** Calls of the vendor's API by operation, without those for tokens. */
    static Map<String, Long> calls(SandboxServer server) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(server.baseUrl() + "/_sandbox/calls"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        Map<String, Long> calls = new TreeMap<>();
        JSON.readTree(answer.body()).path("operations").fields().forEachRemaining(e -> {
            if (!e.getKey().contains("token")) {
                calls.put(e.getKey(), e.getValue().asLong());
            }
        });
        return calls;
    }

    /** Calls a path below {@code /_sandbox} of a sandbox that somebody else started. */
    static JsonNode control(SandboxServer server, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder().method(method, HttpRequest.BodyPublishers.ofString(body));
        return control(HttpClient.newHttpClient(), server.baseUrl(), path, request);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Living records of an object by id. */
    static Map<String, JsonNode> records(SandboxServer server, String object) {
        Map<String, JsonNode> records = new TreeMap<>();
        for (JsonNode record : server.api().records(object)) {
            if (!record.path("archived").asBoolean()) {
                records.put(record.path("id").asText(), record.has("properties") ? record.path("properties") : record);
            }
        }
        return records;
    }

    @Override
    public void close() {
        sandboxes.close();
    }
}
