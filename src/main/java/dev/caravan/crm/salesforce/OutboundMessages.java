package dev.caravan.crm.salesforce;

import dev.caravan.crm.Notice;
import dev.caravan.problem.InvalidInputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * Outbound messages of workflow rules and flows (SOAP guide, "Outbound Messaging"). Of a message, which holds a session
 * id and values of records, only ids, names of objects and times leave this class.
 */
final class OutboundMessages {
    static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    static final String MESSAGES = "http://soap.sforce.com/2005/09/outbound";

    /** Of the two kinds of WSDL; behind it the word {@code enterprise} or {@code partner}. */
    private static final String RECORDS = "urn:sobject.";

    private OutboundMessages() {}

    /**
     * The notices in a message.
     *
     * @throws InvalidInputException with {@code BODY_MALFORMED}
     */
    static List<Notice> read(byte[] body) {
        Element envelope = parse(body);
        if (!is(envelope, SOAP, "Envelope")) {
            throw malformed("it is no SOAP envelope");
        }
        Element message = child(child(envelope, SOAP, "Body"), MESSAGES, "notifications");
        if (message == null) {
            throw malformed("it holds no notifications");
        }
        String action = text(child(message, MESSAGES, "ActionId"));
        String why = Soql.isId(action) ? "outbound message " + action : "outbound message";
        List<Notice> notices = new ArrayList<>();
        for (Element notification : children(message)) {
            if (is(notification, MESSAGES, "Notification")) {
                notices.add(notice(notification, why));
            }
        }
        return notices;
    }

    private static Notice notice(Element notification, String why) {
        Element sObject = child(notification, MESSAGES, "sObject");
        if (sObject == null) {
            throw malformed("a notification is without its record");
        }
        String id = "";
        Optional<Instant> changedAt = Optional.empty();
        for (Element field : children(sObject)) {
            if (isOfRecords(field.getNamespaceURI())) {
                String name = field.getLocalName();
                id = name.equals("Id") && id.isEmpty() ? text(field) : id;
                changedAt = name.equals(ChangeQuery.MODIFIED) ? time(text(field)) : changedAt;
            }
        }
        if (!Soql.isId(id)) {
            throw malformed("a record is without its id");
        }
        String key = text(child(notification, MESSAGES, "Id"));
        return new Notice(type(sObject), Soql.longId(id), why, changedAt, Soql.isId(key) ? Soql.longId(key) : "");
    }

    /** {@code xsi:type="sf:Contact"}; which prefix it is, the message says. */
    private static String type(Element sObject) {
        String[] parts = sObject.getAttributeNS(XMLConstants.W3C_XML_SCHEMA_INSTANCE_NS_URI, "type")
                .strip()
                .split(":", -1);
        boolean named = parts.length == 2
                && isOfRecords(sObject.lookupNamespaceURI(parts[0]))
                && parts[1].matches("[A-Za-z][A-Za-z0-9_]{0,79}");
        if (!named) {
            throw malformed("a record is without its type");
        }
        return SalesforceObjects.spelled(parts[1]);
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** No document type, and so no entities; nothing is fetched or included. */
    private static Element parse(byte[] body) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
            factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            factory.setCoalescing(true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new Throwing());
            return builder.parse(new ByteArrayInputStream(body)).getDocumentElement();
        } catch (SAXException | IOException e) {
            // The parser's words may quote the message.
            throw malformed("it is no XML, or has a document type");
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("Java's own XML parser lacks what every one has", e);
        }
    }

    private static InvalidInputException malformed(String what) {
        return SalesforceWebhooks.malformed("the body is no outbound message of Salesforce: " + what + ".");
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static @Nullable Element child(@Nullable Element parent, String namespace, String name) {
        if (parent == null) {
            return null;
        }
        return children(parent).stream()
                .filter(element -> is(element, namespace, name))
                .findFirst()
                .orElse(null);
    }

    private static boolean is(Element element, String namespace, String name) {
        return namespace.equals(element.getNamespaceURI()) && name.equals(element.getLocalName());
    }

    private static boolean isOfRecords(@Nullable String namespace) {
        return namespace != null && namespace.startsWith(RECORDS);
    }

    private static String text(@Nullable Element element) {
        return element == null ? "" : element.getTextContent().strip();
    }

    /** The usual one prints what is wrong, and with it what was sent. */
    private static final class Throwing implements ErrorHandler {
        @Override
        public void warning(SAXParseException e) {
            // says nothing about whether the document can be read
        }

        @Override
        public void error(SAXParseException e) throws SAXException {
            throw e;
        }

        @Override
        public void fatalError(SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
