package dev.caravan.crm.webhook;

import dev.caravan.crm.ConnectionSettings;
import dev.caravan.crm.WebhookCall;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Salesforce's outbound messages, which are not signed: a secret part of the path, and the organization they name.
 * (Salesforce SOAP guide, "Outbound Messaging".)
 */
final class SalesforceOutbound implements SignatureScheme {
    private static final XMLInputFactory XML = hardened();

    private final PathToken token = new PathToken();

    @Override
    public String word() {
        return "salesforce-outbound";
    }

    @Override
    public boolean fits(WebhookCall call, ConnectionSettings.Webhook settings, Instant now) {
        String organization = settings.organization();
        if (organization == null || organization.length() != 18 || !token.fits(call, settings, now)) {
            return false;
        }
        return organization(call.body())
                .filter(named -> Digests.same(Digests.bytes(named), Digests.bytes(organization)))
                .isPresent();
    }

    private static Optional<String> organization(byte[] body) {
        try {
            XMLStreamReader reader = XML.createXMLStreamReader(new ByteArrayInputStream(body));
            while (reader.hasNext()) {
                reader.next();
                if (reader.isStartElement() && reader.getLocalName().equals("OrganizationId")) {
                    return Optional.of(reader.getElementText().strip());
                }
            }
            return Optional.empty();
        } catch (XMLStreamException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static XMLInputFactory hardened() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        return factory;
    }
}
