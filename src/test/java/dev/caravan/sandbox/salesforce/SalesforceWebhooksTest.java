package dev.caravan.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.WebhookReceiver;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What an org tells of changes, in both of its ways. */
class SalesforceWebhooksTest extends SalesforceSandboxFixture {
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String OUTBOUND = "http://soap.sforce.com/2005/09/outbound";
    private static final String RECORDS = "urn:sobject.enterprise.soap.sforce.com";
    private static final String SCHEMA = "http://www.w3.org/2001/XMLSchema-instance";
    private static final String ACK = "<Envelope xmlns=\"" + SOAP + "\"><Body><notificationsResponse xmlns=\""
            + OUTBOUND + "\"><Ack>%s</Ack></notificationsResponse></Body></Envelope>";

    private final WebhookReceiver receiver = new WebhookReceiver();

    @AfterEach
    void close() {
        receiver.close();
    }

    private void sendTo(String more) throws Exception {
        String target = "{\"url\":\"" + receiver.url("/hook") + "\"" + more.replace('`', '"') + "}";
        assertThat(call("POST", "/_sandbox/webhooks", target).status()).isEqualTo(200);
    }

    private void outbound(String more) throws Exception {
        receiver.answer(number -> 200);
        receiver.reply(ACK.formatted("true"));
        sendTo(more);
    }

    private static void awaitQuiet() {
        await().until(() -> count("waiting") == 0);
    }

    private static int count(String what) throws Exception {
        return call("GET", "/_sandbox/webhooks", "").at("/counts/" + what).asInt();
    }

    private static Document xml(WebhookReceiver.Hook hook) throws Exception {
        return DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(hook.body()));
    }

    private static Element only(Document xml, String namespace, String name) {
        NodeList found = xml.getElementsByTagNameNS(namespace, name);
        assertThat(found.getLength()).as(name).isEqualTo(1);
        return (Element) found.item(0);
    }

    private List<Element> notifications() throws Exception {
        List<Element> all = new ArrayList<>();
        for (WebhookReceiver.Hook hook : receiver.hooks()) {
            NodeList found = xml(hook).getElementsByTagNameNS(OUTBOUND, "Notification");
            for (int i = 0; i < found.getLength(); i++) {
                all.add((Element) found.item(i));
            }
        }
        return all;
    }

    private static String child(Element parent, String namespace, String name) {
        NodeList found = parent.getElementsByTagNameNS(namespace, name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    @Test
    void anOutboundMessageHasTheVendorsForm() throws Exception {
        outbound("");
        String id = create("Contact", "{`LastName`:`Vos & <Zoon>`,`Email`:`vos@example.com`,`DoNotCall`:true}");
        awaitQuiet();
        WebhookReceiver.Hook hook = receiver.hooks().get(0);
        assertThat(hook.headers().get("content-type")).startsWith("text/xml");
        Document xml = xml(hook);
        only(xml, SOAP, "Envelope");
        only(xml, SOAP, "Body");
        assertThat(only(xml, OUTBOUND, "OrganizationId").getTextContent()).isEqualTo(Org.ID);
        assertThat(only(xml, OUTBOUND, "ActionId").getTextContent()).matches("04k\\w{15}");
        assertThat(only(xml, OUTBOUND, "SessionId").getAttributeNS(SCHEMA, "nil"))
                .isEqualTo("true");
        assertThat(only(xml, OUTBOUND, "EnterpriseUrl").getTextContent())
                .startsWith(server.baseUrl() + "/services/Soap/c/");
        assertThat(only(xml, OUTBOUND, "PartnerUrl").getTextContent())
                .startsWith(server.baseUrl() + "/services/Soap/u/");
        Element notification = only(xml, OUTBOUND, "Notification");
        assertThat(child(notification, OUTBOUND, "Id")).matches("04l\\w{15}");
        Element record = only(xml, OUTBOUND, "sObject");
        String[] type = record.getAttributeNS(SCHEMA, "type").split(":");
        assertThat(record.lookupNamespaceURI(type[0])).isEqualTo(RECORDS);
        assertThat(type[1]).isEqualTo("Contact");
        assertThat(child(record, RECORDS, "Id")).isEqualTo(id);
        assertThat(child(record, RECORDS, "LastName")).isEqualTo("Vos & <Zoon>");
        assertThat(child(record, RECORDS, "DoNotCall")).isEqualTo("true");
        assertThat(child(record, RECORDS, "SystemModstamp"))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.000Z");
        assertThat(record.getElementsByTagNameNS(RECORDS, "FirstName").getLength())
                .as("empty fields are left out")
                .isZero();
    }

    @Test
    void aMessageHoldsUpToAHundredRecordsOfOneObjectAndNoDeletions() throws Exception {
        outbound(",`gatherMillis`:400");
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 130; i++) {
            rows.append(i == 0 ? "" : ",").append("{`attributes`:{`type`:`Contact`},`LastName`:`N%d`}".formatted(i));
        }
        api("POST", "/composite/sobjects", "{`records`:[" + rows + "]}");
        String lead = create("Lead", "{`LastName`:`X`,`Company`:`Y`}");
        api("DELETE", "/sobjects/Lead/" + lead, "");
        awaitQuiet();
        assertThat(receiver.hooks()).hasSize(3);
        assertThat(notifications()).hasSize(131);
        for (WebhookReceiver.Hook hook : receiver.hooks()) {
            NodeList records = xml(hook).getElementsByTagNameNS(OUTBOUND, "sObject");
            assertThat(records.getLength()).isLessThanOrEqualTo(100);
            String first = ((Element) records.item(0)).getAttributeNS(SCHEMA, "type");
            for (int i = 0; i < records.getLength(); i++) {
                assertThat(((Element) records.item(i)).getAttributeNS(SCHEMA, "type"))
                        .isEqualTo(first);
            }
        }
    }

    @ParameterizedTest(name = "status {0} with {1}")
    @CsvSource({"200,nothing", "200,false", "204,true", "500,true"})
    void onlyAnAcknowledgementEndsTheRetriesAndARetryKeepsItsId(int status, String ack) throws Exception {
        outbound(",`retryMillis`:1");
        receiver.reply(ack.equals("nothing") ? "" : ACK.formatted(ack));
        receiver.answer(number -> {
            if (number > 2) {
                receiver.reply(ACK.formatted("true"));
                return 200;
            }
            return status;
        });
        String id = create("Account", "{`Name`:`First`}");
        await().until(() -> count("refused") > 0);
        api("PATCH", "/sobjects/Account/" + id, "{`Name`:`Later`}");
        awaitQuiet();
        assertThat(count("retried")).isPositive();
        List<Element> notifications = notifications();
        String notification = child(notifications.get(0), OUTBOUND, "Id");
        assertThat(notifications.stream()
                        .filter(each -> child(each, OUTBOUND, "Id").equals(notification)))
                .hasSizeGreaterThan(1);
        assertThat(child(notifications.get(notifications.size() - 1), RECORDS, "Name"))
                .as("the record as it is when the message goes out")
                .isEqualTo("Later");
    }

    @Test
    void aFlowSignsWhatChanged() throws Exception {
        byte[] key = "a key of thirty-two bytes, not 31".getBytes(StandardCharsets.UTF_8);
        sendTo(",`kind`:`flow`,`secret`:`whsec_" + Base64.getEncoder().encodeToString(key) + "`,`gatherMillis`:300");
        String id = create("Contact", "{`LastName`:`Vos`}");
        api("PATCH", "/sobjects/Contact/" + id, "{`Title`:`CFO`}");
        api("DELETE", "/sobjects/Contact/" + id, "");
        awaitQuiet();
        WebhookReceiver.Hook hook = receiver.hooks().get(0);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String timestamp = hook.headers().get("webhook-timestamp");
        assertThat(timestamp).matches("\\d{10}");
        mac.update((hook.headers().get("webhook-id") + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        assertThat(hook.headers().get("webhook-signature"))
                .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(hook.body())));
        JsonNode body = hook.json();
        assertThat(body.path("id").asText()).isEqualTo(hook.headers().get("webhook-id"));
        assertThat(body.path("events"))
                .extracting(event -> event.path("change").asText())
                .containsExactly("created", "updated", "deleted");
        assertThat(body.at("/events/0/object").asText()).isEqualTo("Contact");
        assertThat(body.at("/events/0/id").asText()).isEqualTo(id);
        assertThat(body.at("/events/0/at").asText()).endsWith("Z");
    }

    @Test
    void faultsOfWebhooksStrikeOutboundMessagesToo() throws Exception {
        outbound("");
        call(
                "PUT",
                "/_sandbox/faults",
                "{\"webhooks\":{\"duplicate\":{\"times\":1},\"reorder\":{\"window\":4,\"millis\":5},"
                        + "\"delay\":{\"millis\":1}}}");
        for (int i = 0; i < 10; i++) {
            create("Contact", "{`LastName`:`N%d`}".formatted(i));
        }
        awaitQuiet();
        assertThat(notifications()).hasSize(20);
        List<String> ids = notifications().stream()
                .map(each -> child(each, OUTBOUND, "Id"))
                .toList();
        assertThat(new HashSet<>(ids)).hasSize(10);
        assertThat(count("reordered")).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"pigeon,x,choose", "flow,whsec_%%%,base64"})
    void aTargetThatIsNotGoodIsRefused(String kind, String secret, String why) throws Exception {
        Answered refused = call(
                "POST",
                "/_sandbox/webhooks",
                "{\"url\":\"http://127.0.0.1:9/\",\"kind\":\"" + kind + "\",\"secret\":\"" + secret + "\"}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/error")).contains(why);
    }
}
