package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhooksKeptTest {
    private static final String CONTACTS = "/crm/v3/objects/contacts/";

    @TempDir
    private Path folder;

    @Test
    void targetsAndWaitingEventsAreThereAfterARestart() {
        try (WebhookReceiver receiver = new WebhookReceiver()) {
            receiver.answer(number -> 503);
            String id;
            try (Sandboxes before = start()) {
                SandboxClient client = client(before);
                client.post("/_sandbox/webhooks", "{\"url\":\"" + receiver.url("/all") + "\",\"retryMillis\":60000}");
                client.put("/webhooks/v3/54321/settings", "{\"targetUrl\":\"" + receiver.url("/app") + "\"}");
                client.post("/webhooks/v3/54321/subscriptions", "{\"eventType\":\"contact.deletion\",\"active\":true}");
                id = client.post(
                                "/_sandbox/records/contacts?as=person",
                                "{\"email\":\"ann@example.com\",\"city\":\"Gent\"}")
                        .at("/ids/0");
                await().until(() ->
                        client.get("/_sandbox/webhooks").at("/counts/refused").equals("1"));
            }
            receiver.answer(number -> 200);
            try (Sandboxes after = start()) {
                SandboxClient client = client(after);
                await().until(() -> receiver.events().size() == 1);
                assertThat(receiver.events().get(0).path("objectId").asText()).isEqualTo(id);
                client.send("PATCH", CONTACTS + id, "{\"properties\":{\"city\":\"Lyon\"}}");
                client.send("DELETE", CONTACTS + id, "");
                await().until(() -> receiver.events().size() == 4);
                assertThat(receiver.hooks().stream()
                                .filter(hook -> hook.uri().getPath().equals("/app")))
                        .hasSize(1);
                JsonNode history = client.get(CONTACTS + id + "?archived=true&propertiesWithHistory=city")
                        .json()
                        .at("/propertiesWithHistory/city");
                assertThat(history)
                        .extracting(each -> each.path("sourceType").asText())
                        .containsExactly("INTEGRATION", "CRM_UI");
            }
        }
    }

    private Sandboxes start() {
        return Sandboxes.start(
                SandboxOptions.of("--port-base", "0", "--vendors", "hubspot", "--data", folder.toString()));
    }

    private static SandboxClient client(Sandboxes sandboxes) {
        return new SandboxClient(sandboxes.vendor("hubspot").baseUrl(), Tokens.TOKEN);
    }
}
