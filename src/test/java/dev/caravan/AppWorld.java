package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.SandboxServer;
import dev.caravan.sandbox.Sandboxes;
import dev.caravan.sandbox.app.AppApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A HubSpot and an App, and what an application is told that connects them. */
final class AppWorld implements AutoCloseable {
    /** The operation that the App's webhooks are, as faults name it. */
    static final String POST = "\"operation\": \"POST /hooks/caravan\"";

    /** The secret with which the App signs what it says. */
    static final String INBOUND = "whsec_ZnJvbS10aGUtYXBwLXRvLWNhcmF2YW4tMDEyMzQ1";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Sandboxes sandboxes = Sandboxes.start(SandboxOptions.onFreePorts("hubspot", "app"));

    /** @param secrets with which Caravan signs what it tells the App */
    List<String> arguments(String secrets) {
        List<String> arguments = new ArrayList<>(TestCrms.hubspot(hubspot().baseUrl()));
        arguments.addAll(List.of(
                "--caravan.connections.hubspot.pull=true",
                "--caravan.connections.hubspot.poll=300ms",
                "--caravan.connections.hubspot.on-crm-delete=delete",
                "--caravan.connections.app.type=app",
                "--caravan.connections.app.base-url=" + app().baseUrl() + "/hooks/caravan",
                "--caravan.connections.app.auth.token=" + secrets,
                "--caravan.connections.app.webhook.secrets[0]=" + INBOUND,
                "--caravan.connections.app.call-timeout=2s",
                "--caravan.connections.app.options.retry-first=100ms",
                "--caravan.connections.app.options.retry-longest=500ms",
                "--caravan.retry.first=200ms"));
        return arguments;
    }

    List<String> arguments() {
        return arguments(AppApi.SECRET);
    }

    @Override
    public void close() {
        sandboxes.close();
    }

    SandboxServer hubspot() {
        return sandboxes.vendor("hubspot");
    }

    SandboxServer app() {
        return sandboxes.vendor("app");
    }

    JsonNode call(SandboxServer server, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.baseUrl() + path))
                .header("Authorization", "Bearer sandbox")
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode() / 100).as(answer.body()).isEqualTo(2);
        return JSON.readTree(answer.body().isBlank() ? "{}" : answer.body());
    }

    String createInHubSpot(String properties) throws Exception {
        return call(hubspot(), "POST", "/crm/v3/objects/contacts", "{\"properties\":" + properties + "}")
                .path("id")
                .asText();
    }

    void editInHubSpot(String id, String properties) throws Exception {
        call(hubspot(), "PATCH", "/crm/v3/objects/contacts/" + id, "{\"properties\":" + properties + "}");
    }

    String inHubSpot(String id, String property) throws Exception {
        return call(hubspot(), "GET", "/crm/v3/objects/contacts/" + id + "?properties=" + property, "")
                .path("properties")
                .path(property)
                .asText();
    }

    /** @param rules the faults of the App from now on; none when empty */
    void faults(String rules) throws Exception {
        call(app(), "PUT", "/_sandbox/faults", "{\"rules\": [" + rules + "]}");
    }

    long posts() throws Exception {
        return TestCrms.calls(app()).getOrDefault("POST /hooks/caravan", 0L);
    }

    /** Every delivery to the App, the oldest first. */
    List<JsonNode> deliveries() {
        List<JsonNode> all = new ArrayList<>();
        app().api().records("deliveries").forEach(all::add);
        return all;
    }

    /** Those of one record. */
    List<JsonNode> deliveries(String record) {
        return deliveries().stream()
                .filter(d -> d.path("record").asText().equals(record))
                .toList();
    }

    /** What the App was told of a record, the oldest first. */
    List<String> told(String record) {
        return deliveries(record).stream().map(d -> d.path("type").asText()).toList();
    }

    Map<String, JsonNode> contactsInApp() {
        Map<String, JsonNode> all = new TreeMap<>();
        app().api().records("contact").forEach(r -> all.put(r.path("id").asText(), r));
        return all;
    }

    String fieldInApp(String record, String field) {
        JsonNode known = contactsInApp().get(record);
        return known == null ? "" : known.path("properties").path(field).asText();
    }
}
