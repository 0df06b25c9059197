package dev.caravan.sandbox.tribe;

import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.tribe.Entity.Nav;
import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * The description of all types in OData's own language (CSDL). The vendor's has not been seen: the form is OData's, the
 * labels stand where OData puts descriptions.
 */
final class Metadata {
    private static final String EDMX = "http://docs.oasis-open.org/odata/ns/edmx";
    private static final String EDM = "http://docs.oasis-open.org/odata/ns/edm";
    private static final String NAMESPACE = "Tribe";

    private Metadata() {}

    static Answer answer() {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("edmx", "Edmx", EDMX);
            xml.writeNamespace("edmx", EDMX);
            xml.writeAttribute("Version", "4.0");
            xml.writeStartElement("edmx", "DataServices", EDMX);
            xml.writeStartElement("", "Schema", EDM);
            xml.writeDefaultNamespace(EDM);
            xml.writeAttribute("Namespace", NAMESPACE);
            for (Entity entity : Schema.all()) {
                type(xml, entity);
            }
            container(xml);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("the description could not be written", e);
        }
        return Answer.text(200, "application/xml", text.toString());
    }

    private static void type(XMLStreamWriter xml, Entity entity) throws XMLStreamException {
        xml.writeStartElement("EntityType");
        xml.writeAttribute("Name", entity.set());
        if (entity.base() != null) {
            xml.writeAttribute("BaseType", NAMESPACE + "." + entity.base());
        }
        if (entity.isAbstract()) {
            xml.writeAttribute("Abstract", "true");
        }
        if (entity.base() == null) {
            xml.writeStartElement("Key");
            xml.writeEmptyElement("PropertyRef");
            xml.writeAttribute("Name", "ID");
            xml.writeEndElement();
            property(xml, "ID", "Edm.Guid", false, 0, "");
            property(xml, "_Type", "Edm.String", true, 0, "");
            property(xml, "_Name", "Edm.String", true, 0, "");
            property(xml, "SortIndex", "Edm.Int32", true, 0, "");
            property(xml, "CreationDate", "Edm.DateTimeOffset", true, 0, "");
            property(xml, "LastMutationDate", "Edm.DateTimeOffset", true, 0, "");
        }
        for (Field field : entity.fields()) {
            String label = field.name().equals(field.label()) ? "" : field.label();
            property(xml, field.name(), edm(field), !field.required(), field.longest(), label);
        }
        for (Nav nav : entity.navs()) {
            xml.writeEmptyElement("NavigationProperty");
            xml.writeAttribute("Name", nav.name());
            String type = NAMESPACE + "." + nav.to();
            xml.writeAttribute("Type", nav.isMany() ? "Collection(" + type + ")" : type);
            if (nav.isNeeded()) {
                xml.writeAttribute("Nullable", "false");
            }
        }
        xml.writeEndElement();
    }

    private static void property(
            XMLStreamWriter xml, String name, String type, boolean nullable, int longest, String label)
            throws XMLStreamException {
        xml.writeStartElement("Property");
        xml.writeAttribute("Name", name);
        xml.writeAttribute("Type", type);
        if (!nullable) {
            xml.writeAttribute("Nullable", "false");
        }
        if (longest > 0) {
            xml.writeAttribute("MaxLength", String.valueOf(longest));
        }
        if (!label.isEmpty()) {
            xml.writeEmptyElement("Annotation");
            xml.writeAttribute("Term", "Org.OData.Core.V1.Description");
            xml.writeAttribute("String", label);
        }
        xml.writeEndElement();
    }

    private static void container(XMLStreamWriter xml) throws XMLStreamException {
        xml.writeStartElement("EntityContainer");
        xml.writeAttribute("Name", "Container");
        for (Entity entity : Schema.all()) {
            xml.writeEmptyElement("EntitySet");
            xml.writeAttribute("Name", entity.set());
            xml.writeAttribute("EntityType", NAMESPACE + "." + entity.set());
        }
        xml.writeEndElement();
    }

    private static String edm(Field field) {
        return switch (field.type()) {
            case INTEGER -> "Edm.Int32";
            case NUMBER -> "Edm.Decimal";
            case BOOLEAN -> "Edm.Boolean";
            case DATE -> "Edm.Date";
            case TIME -> "Edm.DateTimeOffset";
            default -> "Edm.String";
        };
    }
}
