package dev.caravan.sandbox.hubspot;

import static dev.caravan.sandbox.hubspot.HubSpotSandbox.OBJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.SandboxClient;
import dev.caravan.sandbox.WebhookReceiver;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HubSpotWebhooksTest {
    @RegisterExtension
    static final HubSpotSandbox SANDBOX = new HubSpotSandbox();

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final SandboxClient client = SANDBOX.client();

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void everyChangeIsToldByItsEvent() {
        everything("");
        String ann = SANDBOX.create("contacts", "email", "ann@example.com");
        String bob = SANDBOX.create("contacts", "email", "bob@example.com");
        String acme = SANDBOX.create("companies", "name", "Acme");
        SANDBOX.change("contacts", ann, "jobtitle", "CFO", "city", "Gent");
        client.put("/crm/v4/objects/contacts/" + ann + "/associations/default/companies/" + acme, "");
        client.post(OBJECTS + "contacts/merge", "{\"primaryObjectId\":\"" + ann + "\",\"objectIdToMerge\":\"" + bob + "\"}");
        client.send("DELETE", OBJECTS + "contacts/" + ann, "");
        SANDBOX.person("POST", "contacts/" + ann + "/restore");
        awaitQuiet();
        assertThat(types())
                .containsExactly(
                        "contact.creation",
                        "contact.creation",
                        "company.creation",
                        "contact.propertyChange",
                        "contact.propertyChange",
                        "contact.associationChange",
                        "company.associationChange",
                        "contact.merge",
                        "contact.deletion",
                        "contact.restore");
        JsonNode changed = receiver.events().get(3);
        assertThat(changed.path("objectId").asText()).isEqualTo(ann);
        assertThat(changed.path("propertyName").asText()).isEqualTo("jobtitle");
        assertThat(changed.path("propertyValue").asText()).isEqualTo("CFO");
        assertThat(changed.path("changeSource").asText()).isEqualTo("INTEGRATION");
        JsonNode linked = receiver.events().get(5);
        assertThat(linked.path("associationType").asText()).isEqualTo("CONTACT_TO_COMPANY");
        assertThat(linked.path("fromObjectId").asText()).isEqualTo(ann);
        assertThat(linked.path("toObjectId").asText()).isEqualTo(acme);
        JsonNode merged = receiver.events().get(7);
        assertThat(merged.path("primaryObjectId").asText()).isEqualTo(ann);
        assertThat(merged.path("newObjectId").asText()).isEqualTo(ann);
        assertThat(merged.at("/mergedObjectIds/0").asText()).isEqualTo(bob);
        assertThat(receiver.events().get(9).path("changeSource").asText()).isEqualTo("CRM_UI");
    }

    @Test
    void aValueThatStaysIsNotTold() {
        String ann = SANDBOX.create("contacts", "email", "ann@example.com", "city", "Gent");
        everything("");
        SANDBOX.change("contacts", ann, "city", "Gent", "jobtitle", "CFO");
        awaitQuiet();
        assertThat(receiver.events())
                .extracting(event -> event.path("propertyName").asText())
                .containsExactly("jobtitle");
    }

    @Test
    void leadsAreToldInTheGeneralForm() {
        everything("");
        SANDBOX.create("leads", "hs_lead_name", "Ann");
        awaitQuiet();
        assertThat(types()).containsExactly("object.creation");
        assertThat(receiver.events().get(0).path("objectTypeId").asText()).isEqualTo("0-136");
    }

    @Test
    void theSignatureFitsWhatWasSent() throws Exception {
        everything("?a=b%3Ac", "");
        SANDBOX.create("contacts", "email", "zoë@example.com", "firstname", "Zoë");
        awaitQuiet();
        WebhookReceiver.Hook hook = receiver.hooks().get(0);
        String timestamp = hook.headers().get("x-hubspot-request-timestamp");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("keep-me".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        // HubSpot signs the address with its colon decoded.
        mac.update(("POST" + receiver.url("/hook?a=b:c")).getBytes(StandardCharsets.UTF_8));
        mac.update(hook.body());
        mac.update(timestamp.getBytes(StandardCharsets.UTF_8));
        assertThat(hook.headers().get("x-hubspot-signature-v3"))
                .isEqualTo(Base64.getEncoder().encodeToString(mac.doFinal()));
        assertThat(timestamp).matches("\\d{13}");
        assertThat(hook.headers()).doesNotContainKey("x-hubspot-signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void olderSignaturesComeBesidesWhenAskedFor(String version) throws Exception {
        everything(",\"signature\":\"" + version + "\"");
        SANDBOX.create("contacts", "email", "ann@example.com");
        awaitQuiet();
        WebhookReceiver.Hook hook = receiver.hooks().get(0);
        String signed = "keep-me" + (version.equals("v2") ? "POST" + receiver.url("/hook") : "") + hook.text();
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(signed.getBytes(StandardCharsets.UTF_8));
        assertThat(hook.headers())
                .containsEntry("x-hubspot-signature", HexFormat.of().formatHex(digest))
                .containsEntry("x-hubspot-signature-version", version)
                .containsKey("x-hubspot-signature-v3");
    }

    @Test
    void aRetrySaysHowOftenItWasTried() {
        receiver.answer(number -> number < 3 ? 500 : 200);
        everything(",\"retryMillis\":1");
        SANDBOX.create("contacts", "email", "ann@example.com");
        awaitQuiet();
        assertThat(receiver.hooks())
                .extracting(hook -> hook.json().at("/0/attemptNumber").asInt())
                .containsExactly(0, 1, 2);
    }

    @Test
    void theAppsOwnSettingsSendOnlyWhatIsSubscribedTo() {
        subscribe("{\"eventType\":\"contact.propertyChange\",\"propertyName\":\"city\",\"active\":true}");
        subscribe("{\"eventType\":\"contact.creation\",\"active\":false}");
        subscribe("{\"eventType\":\"object.creation\",\"objectTypeId\":\"0-136\",\"active\":true}");
        client.put("/webhooks/v3/54321/settings", "{\"targetUrl\":\"" + receiver.url("/app") + "\"}");
        String ann = SANDBOX.create("contacts", "email", "ann@example.com");
        SANDBOX.change("contacts", ann, "city", "Gent", "jobtitle", "CFO");
        SANDBOX.create("leads", "hs_lead_name", "Ann");
        awaitQuiet();
        assertThat(types()).containsExactly("contact.propertyChange", "object.creation");
        assertThat(receiver.events().get(0).path("propertyName").asText()).isEqualTo("city");
        assertThat(receiver.events().get(0).path("subscriptionId").asLong()).isPositive();
    }

    @Test
    void faultsOfWebhooksAreSwitchedWithTheOthersAndCounted() {
        everything("");
        client.put(
                "/_sandbox/faults",
                "{\"webhooks\":{\"duplicate\":{\"times\":1},\"reorder\":{\"window\":4,\"millis\":5},"
                        + "\"delay\":{\"millis\":1}}}");
        for (int i = 0; i < 20; i++) {
            SANDBOX.create("contacts", "email", "ann" + i + "@example.com");
        }
        awaitQuiet();
        assertThat(receiver.events()).hasSize(40);
        assertThat(receiver.events().stream()
                        .map(event -> event.path("eventId").asLong())
                        .distinct())
                .hasSize(20);
        JsonNode counts = client.get("/_sandbox/webhooks").json().path("counts");
        assertThat(counts.path("duplicated").asInt()).isEqualTo(20);
        assertThat(counts.path("delayed").asInt()).isEqualTo(40);
        assertThat(counts.path("reordered").asInt()).isPositive();
        assertThat(counts.path("accepted").asInt()).isEqualTo(40);
    }

    @Test
    void eventsWaitForAReceiverThatIsNotThere() {
        client.post("/_sandbox/webhooks", "{\"url\":\"http://127.0.0.1:9/hook\"}");
        for (int i = 0; i < 50; i++) {
            assertThat(SANDBOX.create("contacts", "email", "ann" + i + "@example.com"))
                    .isNotEmpty();
        }
        assertThat(client.get("/_sandbox/webhooks").at("/counts/waiting")).isEqualTo("50");
    }

    private void everything(String more) {
        everything("", more);
    }

    private void everything(String query, String more) {
        assertThat(client.post(
                                "/_sandbox/webhooks",
                                "{\"url\":\"" + receiver.url("/hook" + query)
                                        + "\",\"secret\":\"keep-me\",\"events\":[\"*\"]" + more + "}")
                        .status())
                .isEqualTo(200);
    }

    private void subscribe(String subscription) {
        assertThat(client.post("/webhooks/v3/54321/subscriptions", subscription).status())
                .isEqualTo(201);
    }

    private void awaitQuiet() {
        await().until(() -> client.get("/_sandbox/webhooks").at("/counts/waiting").equals("0"));
    }

    private List<String> types() {
        return receiver.events().stream()
                .map(event -> event.path("subscriptionType").asText())
                .toList();
    }
}
