package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.WebhookForm;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/**
 * The SOAP message that a workflow rule sends (SOAP API guide, "Outbound Messaging"): up to 100 notifications of one
 * object, each with the record's values as of the moment of sending. Empty fields are left out.
 */
final class OutboundMessage {
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String OUTBOUND = "http://soap.sforce.com/2005/09/outbound";
    private static final String OBJECTS = "urn:sobject.enterprise.soap.sforce.com";
    private static final String SCHEMA = "http://www.w3.org/2001/XMLSchema-instance";
    private static final String XSI = "xsi";
    private static final String SF = "sf";
    /** Outbound messages of an org, one for each object. */
    private static final Map<String, String> ACTIONS = Map.of(
            "Account", "04kCv0000000001",
            "Contact", "04kCv0000000002",
            "Lead", "04kCv0000000003",
            "Opportunity", "04kCv0000000004");

    private static final Pattern NOT_XML =
            Pattern.compile("[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]");
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final Org org;

    OutboundMessage(Org org) {
        this.org = org;
    }

    WebhookForm.Call write(List<JsonNode> notices) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newInstance().createXMLStreamWriter(body, StandardCharsets.UTF_8.name());
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("soapenv", "Envelope", SOAP);
            xml.writeNamespace("soapenv", SOAP);
            xml.writeNamespace("xsd", "http://www.w3.org/2001/XMLSchema");
            xml.writeNamespace(XSI, SCHEMA);
            xml.writeStartElement("soapenv", "Body", SOAP);
            writeNotifications(xml, notices);
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("outbound message cannot be written", e);
        }
        return new WebhookForm.Call(
                Map.of("Content-Type", "text/xml; charset=UTF-8", "SOAPAction", "\"\""), body.toByteArray());
    }

    private void writeNotifications(XMLStreamWriter xml, List<JsonNode> notices) throws XMLStreamException {
        String object = notices.get(0).path(ChangeNotices.OBJECT).asText();
        xml.writeStartElement("notifications");
        xml.writeDefaultNamespace(OUTBOUND);
        element(xml, "OrganizationId", Org.ID);
        element(xml, "ActionId", String.valueOf(Ids.full(ACTIONS.get(object))));
        xml.writeEmptyElement("SessionId");
        xml.writeAttribute(XSI, SCHEMA, "nil", "true");
        String base = org.context().baseUrl().get() + "/services/Soap/";
        String rest = "/" + DirectoryResource.NEWEST + ".0/" + Org.ID.substring(0, Ids.SHORT);
        element(xml, "EnterpriseUrl", base + "c" + rest);
        element(xml, "PartnerUrl", base + "u" + rest);
        for (JsonNode notice : notices) {
            xml.writeStartElement("Notification");
            element(xml, "Id", notice.path(ChangeNotices.NOTIFICATION).asText());
            xml.writeStartElement("sObject");
            xml.writeNamespace(SF, OBJECTS);
            xml.writeAttribute(XSI, SCHEMA, "type", SF + ":" + object);
            writeRecord(xml, object, notice.path(ChangeNotices.ID).asText());
            xml.writeEndElement();
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private void writeRecord(XMLStreamWriter xml, String object, String id) throws XMLStreamException {
        ObjectType type = org.schema().known(object);
        Map<String, Object> values =
                org.reading(() -> org.store().row(type, id).map(Row::copy).orElse(Map.of()));
        field(xml, "Id", id);
        List<Field> fields = type.fields().stream()
                .sorted(Comparator.comparing(Field::name))
                .filter(field -> field.type() != FieldType.BASE64)
                .toList();
        for (Field field : fields) {
            Object value = values.get(field.name());
            if (value != null) {
                field(xml, field.name(), text(field, value));
            }
        }
    }

    /** As XML schema writes values. */
    private static String text(Field field, Object value) {
        if (value instanceof Instant time) {
            return MILLIS.format(time);
        }
        if (value instanceof BigDecimal number && field.type().isDecimal()) {
            return String.valueOf(number.doubleValue());
        }
        return Values.text(value);
    }

    private static void field(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(SF, name, OBJECTS);
        xml.writeCharacters(NOT_XML.matcher(text).replaceAll(""));
        xml.writeEndElement();
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    /** Whether an answer's body says {@code <Ack>true</Ack>}; what cannot be read does not. */
    static boolean isAcknowledged(String body) {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(body));
            boolean inResponse = false;
            boolean isTrue = false;
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamReader.START_ELEMENT && OUTBOUND.equals(xml.getNamespaceURI())) {
                    inResponse |= xml.getLocalName().equals("notificationsResponse");
                    if (inResponse && xml.getLocalName().equals("Ack")) {
                        isTrue = xml.getElementText().strip().equals("true");
                    }
                }
            }
            return isTrue;
        } catch (XMLStreamException e) {
            return false;
        }
    }
}
