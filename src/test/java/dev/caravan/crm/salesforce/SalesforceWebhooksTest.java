package dev.caravan.crm.salesforce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.groups.Tuple.tuple;

import dev.caravan.crm.Notice;
import dev.caravan.crm.WebhookCall;
import dev.caravan.crm.Webhooks;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SalesforceWebhooksTest {
    private static final String SECRET_SESSION = "00Dxx!AQ.secret";
    private static final String OUTBOUND = "http://soap.sforce.com/2005/09/outbound";
    private final Webhooks webhooks = new SalesforceWebhooks();

    @Test
    void outboundMessagesAreTheUsualOnes() {
        assertThat(webhooks.schemes()).containsExactly("salesforce-outbound", "standard");
    }

    @Test
    void anOutboundMessageTellsItsRecords() {
        String first = notification(
                "04l000000000001",
                "Contact",
                "<sf:Id>003000000000001</sf:Id>"
                        + "<sf:Email>ann@example.com</sf:Email><sf:SystemModstamp>2026-05-01T10:00:00.000Z</sf:SystemModstamp>");
        String second = notification("04l000000000002AAA", "Lead", "<sf:Id>00Q000000000001AAA</sf:Id>");

        List<Notice> notices = outbound(message(first + second));

        assertThat(notices)
                .extracting(Notice::object, Notice::id, Notice::why, Notice::key)
                .containsExactly(
                        tuple(
                                "Contact",
                                "003000000000001AAA",
                                "outbound message 04k000000000001AAA",
                                "04l000000000001AAA"),
                        tuple(
                                "Lead",
                                "00Q000000000001AAA",
                                "outbound message 04k000000000001AAA",
                                "04l000000000002AAA"));
        assertThat(notices.get(0).changedAt()).contains(Instant.parse("2026-05-01T10:00:00Z"));
        assertThat(notices.get(1).changedAt()).isEmpty();
        assertThat(notices.toString()).doesNotContain(SECRET_SESSION).doesNotContain("example.com");
    }

    @Test
    void aFullMessageIsReadWhole() {
        String hundred = IntStream.range(0, 100)
                .mapToObj(i -> notification(
                        "04l" + String.format("%012d", i),
                        "Contact",
                        "<sf:Id>003" + String.format("%012d", i) + "</sf:Id>"))
                .collect(Collectors.joining("\n"));

        assertThat(outbound(message(hundred)))
                .hasSize(100)
                .extracting(Notice::key)
                .doesNotHaveDuplicates();
    }

    /** Odd, yet clear enough: nothing is lost by taking it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // no session id, a comment, CDATA, space around the id
                "<notifications xmlns='http://soap.sforce.com/2005/09/outbound'><SessionId xsi:nil='true'/><Notification>"
                        + "<Id><!-- x -->04l000000000001AAA</Id><sObject xsi:type='sf:Contact'><sf:Id> <![CDATA[003000000000001]]>"
                        + "</sf:Id></sObject></Notification></notifications>",
                // the prefix of the partner's WSDL, the object in another spelling
                "<notifications xmlns='http://soap.sforce.com/2005/09/outbound'><Notification><Id>04l000000000001AAA</Id>"
                        + "<sObject xmlns:p='urn:sobject.partner.soap.sforce.com' xsi:type='p:contact'><p:Id>003000000000001AAA</p:Id>"
                        + "</sObject></Notification></notifications>",
                // elements that nobody knows, an include that is none
                "<notifications xmlns='http://soap.sforce.com/2005/09/outbound'><New/><Notification><Id>04l000000000001AAA</Id>"
                        + "<Other/><sObject xsi:type='sf:Contact'><sf:Id>003000000000001AAA</sf:Id>"
                        + "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file:///etc/hostname' parse='text'/>"
                        + "</sObject></Notification></notifications>",
                // a time that is none, a field of the same name in another namespace
                "<notifications xmlns='http://soap.sforce.com/2005/09/outbound'><Notification><Id>04l000000000001AAA</Id>"
                        + "<sObject xsi:type='sf:Contact'><Id>001000000000009AAA</Id><sf:Id>003000000000001AAA</sf:Id>"
                        + "<sf:SystemModstamp>soon</sf:SystemModstamp></sObject></Notification></notifications>"
            })
    void whatIsOddYetClearIsTaken(String notifications) {
        assertThat(outbound(envelope(notifications)))
                .extracting(Notice::object, Notice::id, Notice::key)
                .containsExactly(tuple("Contact", "003000000000001AAA", "04l000000000001AAA"));
    }

    @Test
    void aNotificationWithoutAnIdCannotBeToldFromItsRepeat() {
        String body = message("<Notification><sObject xsi:type='sf:Contact'><sf:Id>003000000000001AAA</sf:Id></sObject>"
                + "</Notification>");

        assertThat(outbound(body)).extracting(Notice::key).containsExactly("");
    }

    @Test
    void aMessageWithoutNotificationsSaysNothing() {
        assertThat(outbound(message(""))).isEmpty();
    }

    @ParameterizedTest
    @Tag("S15")
    @ValueSource(
            strings = {
                "",
                "no xml",
                "{\"json\": true}",
                "<Envelope/>",
                "<!DOCTYPE x><E:Envelope xmlns:E='http://schemas.xmlsoap.org/soap/envelope/'/>",
                "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>",
                "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><x>&b;</x>",
                "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'><x/>",
                "<x>&undeclared;</x>",
                "<E:Envelope xmlns:E='http://www.w3.org/2003/05/soap-envelope'><E:Body/></E:Envelope>",
                "<E:Envelope xmlns:E='http://schemas.xmlsoap.org/soap/envelope/'/>",
                "<E:Envelope xmlns:E='http://schemas.xmlsoap.org/soap/envelope/'><E:Body><E:Fault/></E:Body></E:Envelope>",
                "<E:Envelope xmlns:E='http://schemas.xmlsoap.org/soap/envelope/'><E:Body><notifications/></E:Body></E:Envelope>",
                "<E:Envelope xmlns:E='http://schemas.xmlsoap.org/soap/envelope/'><E:Body>"
            })
    void whatIsNoMessageIsRefusedWithoutAWordOfIt(String body) {
        assertRefused(body, "salesforce-outbound");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Notification/>",
                "<Notification><Id>04l000000000001AAA</Id></Notification>",
                "<Notification><sObject xsi:type='sf:Contact'/></Notification>",
                "<Notification><sObject xsi:type='sf:Contact'><sf:Id>' OR Id != null</sf:Id></sObject></Notification>",
                "<Notification><sObject><sf:Id>003000000000001AAA</sf:Id></sObject></Notification>",
                "<Notification><sObject xsi:type='Contact'><sf:Id>003000000000001AAA</sf:Id></sObject></Notification>",
                "<Notification><sObject xsi:type='x:Contact'><sf:Id>003000000000001AAA</sf:Id></sObject></Notification>",
                "<Notification><sObject xsi:type='sf:Con tact'><sf:Id>003000000000001AAA</sf:Id></sObject></Notification>"
            })
    void aNotificationWithoutItsRecordIsRefused(String notification) {
        assertRefused(message(notification), "salesforce-outbound");
    }

    @Test
    @Tag("S15")
    void nothingOfAMessageIsPrintedOrFetched() {
        PrintStream usual = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, UTF_8));
        try {
            assertRefused(message(notification("x", "Contact", "<sf:Id>")), "salesforce-outbound");
        } finally {
            System.setErr(usual);
        }
        assertThat(printed.toString(UTF_8)).isEmpty();
    }

    @Test
    void otherEncodingsAreReadAsTheySay() {
        String body = message(notification("04l000000000001AAA", "Contact", "<sf:Id>003000000000001AAA</sf:Id>"));
        byte[] bytes = ("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + body).getBytes(StandardCharsets.UTF_16);

        assertThat(webhooks.read(call(bytes, Map.of()), "salesforce-outbound")).hasSize(1);
    }

    @Test
    void theAnswerIsTheOneThatSalesforceWaitsFor() throws Exception {
        Webhooks.Reply reply = webhooks.accepted("salesforce-outbound");

        assertThat(reply.contentType()).startsWith("text/xml");
        var factory = DocumentBuilderFactory.newDefaultNSInstance();
        var document = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(reply.body().getBytes(UTF_8)));
        var ack = document.getElementsByTagNameNS(OUTBOUND, "Ack").item(0);
        assertThat(ack.getTextContent()).isEqualTo("true");
        assertThat(ack.getParentNode().getLocalName()).isEqualTo("notificationsResponse");
        assertThat(ack.getParentNode().getParentNode().getLocalName()).isEqualTo("Body");
        assertThat(webhooks.accepted("standard")).isEqualTo(Webhooks.Reply.EMPTY);
    }

    @Test
    void aFlowTellsItsRecords() {
        List<Notice> notices = flow("""
                {"id": "m-1", "events": [
                  {"object": "Contact", "id": "003000000000001", "change": "created", "at": "2026-05-01T10:00:00Z"},
                  {"object": "lead", "id": "00Q000000000001AAA", "change": "deleted", "at": "2026-05-01T12:00:00+02:00"},
                  {"object": "Site__c", "id": "a01000000000001AAA", "change": "ann@example.com", "at": "soon", "new": 1}]}
                """);

        assertThat(notices)
                .extracting(Notice::object, Notice::id, Notice::why, Notice::key)
                .containsExactly(
                        tuple("Contact", "003000000000001AAA", "flow: Contact created", "m-1/0"),
                        tuple("Lead", "00Q000000000001AAA", "flow: Lead deleted", "m-1/1"),
                        tuple("Site__c", "a01000000000001AAA", "flow: Site__c changed", "m-1/2"));
        assertThat(notices)
                .extracting(notice -> notice.changedAt().map(Instant::toString).orElse(""))
                .containsExactly("2026-05-01T10:00:00Z", "2026-05-01T10:00:00Z", "");
    }

    @Test
    void aBodyWithoutAnIdGoesByTheOneItWasSignedWith() {
        String body = "{\"events\":[{\"object\":\"Contact\",\"id\":\"003000000000001AAA\"}]}";

        assertThat(webhooks.read(call(body.getBytes(UTF_8), Map.of("Webhook-Id", List.of("msg_1"))), "standard"))
                .extracting(Notice::key)
                .containsExactly("msg_1/0");
        assertThat(flow(body)).extracting(Notice::key).containsExactly("");
        assertThat(flow("{\"id\":\"m-1\",\"events\":[]}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<xml/>",
                "[]",
                "{}",
                "{\"events\":{}}",
                "{\"events\":[1]}",
                "{\"events\":[null]}",
                "{\"events\":[{\"object\":\"Contact\"}]}",
                "{\"events\":[{\"id\":\"003000000000001AAA\"}]}",
                "{\"events\":[{\"object\":\"Con tact\",\"id\":\"003000000000001AAA\"}]}",
                "{\"events\":[{\"object\":\"Contact\",\"id\":\"ann@example.com\"}]}",
                "{\"events\":[],\"events\":[]}"
            })
    void whatIsNoEventOfAFlowIsRefusedWithoutAWordOfIt(String body) {
        assertRefused(body, "standard");
    }

    @Test
    void anEndlessIdIsRefused() {
        assertRefused("{\"id\":\"" + "x".repeat(201) + "\",\"events\":[]}", "standard");
    }

    private void assertRefused(String body, String scheme) {
        Throwable thrown = catchThrowable(() -> webhooks.read(call(body.getBytes(UTF_8), Map.of()), scheme));
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BODY_MALFORMED));
        assertThat(thrown).hasNoCause();
        assertThat(thrown.getMessage()).doesNotContain(SECRET_SESSION, "example.com", "passwd", "003000000000001");
    }

    private List<Notice> outbound(String body) {
        return webhooks.read(call(body.getBytes(UTF_8), Map.of()), "salesforce-outbound");
    }

    private List<Notice> flow(String body) {
        return webhooks.read(call(body.getBytes(UTF_8), Map.of()), "standard");
    }

    private static WebhookCall call(byte[] body, Map<String, List<String>> headers) {
        return new WebhookCall("POST", "/webhooks/salesforce/token", "", headers, body);
    }

    private static String message(String notifications) {
        return envelope("<notifications xmlns=\"" + OUTBOUND + "\"><OrganizationId>00D000000000001AAA</OrganizationId>"
                + "<ActionId>04k000000000001AAA</ActionId><SessionId>" + SECRET_SESSION + "</SessionId>"
                + "<EnterpriseUrl>https://acme.my.salesforce.com/services/Soap/c/67.0/00D000000000001</EnterpriseUrl>"
                + "<PartnerUrl>https://acme.my.salesforce.com/services/Soap/u/67.0/00D000000000001</PartnerUrl>"
                + notifications + "</notifications>");
    }

    private static String envelope(String content) {
        return "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                + " xmlns:sf=\"urn:sobject.enterprise.soap.sforce.com\">\n <soapenv:Body>\n  " + content
                + "\n </soapenv:Body>\n</soapenv:Envelope>";
    }

    private static String notification(String id, String object, String fields) {
        return "<Notification>\n<Id>" + id + "</Id>\n<sObject xsi:type=\"sf:" + object + "\">" + fields
                + "</sObject>\n</Notification>";
    }
}
