package dev.caravan.crm.tribe;

import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/** What {@code $metadata} says of types and sets. (OData 4, "CSDL XML".) */
final class EdmModel {
    private static final int DEEPEST = 20;

    private final Map<String, Type> types = new HashMap<>();
    private final Map<String, String> sets = new LinkedHashMap<>();
    private final Map<String, String> aliases = new HashMap<>();

    private EdmModel() {}

    /**
     * A type, or a property with its type.
     *
     * @param base full name of the type that it extends; null for none
     */
    record Type(@Nullable String base, Map<String, Property> properties) {}

    /**
     * A property or a reference.
     *
     * @param type full name, such as {@code Edm.String}; of a list that of one of its elements
     * @param longest most characters; 0 when none are named
     * @param label what an annotation says; empty for nothing
     */
    record Property(
            String name,
            String type,
            boolean isReference,
            boolean isMany,
            boolean isNullable,
            boolean isComputed,
            int longest,
            String label) {
        Property labelled(String text) {
            return new Property(name, type, isReference, isMany, isNullable, isComputed, longest, text);
        }

        Property computed() {
            return new Property(name, type, isReference, isMany, isNullable, true, longest, label);
        }
    }

    /** What TribeCRM documents of its types, which is less than an environment has. */
    static EdmModel standard() {
        return Standard.MODEL;
    }

    private static final class Standard {
        private static final EdmModel MODEL = load();

        private static EdmModel load() {
            try (InputStream xml = EdmModel.class.getResourceAsStream("standard.xml")) {
                return read("standard.xml", Objects.requireNonNull(xml).readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException("the application's own standard.xml cannot be read", e);
            }
        }
    }

    /** @throws CrmException transient when it is no such description: a login page or half an answer */
    static EdmModel read(String what, byte[] xml) {
        EdmModel model = new EdmModel();
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
            try {
                new Reading(model, reader).all();
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw unreadable(what, e);
        }
        if (model.types.isEmpty()) {
            throw unreadable(what, null);
        }
        return model;
    }

    private static CrmException unreadable(String what, @Nullable XMLStreamException cause) {
        return new CrmException(
                what, new CrmError.Transient("the description of the fields is not OData's XML", false), cause);
    }

    /** All properties of a set's type, those of its bases first; empty when there is no such set. */
    Optional<Map<String, Property>> properties(String set) {
        String type = sets.get(set);
        if (type == null) {
            type = types.keySet().stream()
                    .filter(name -> name.endsWith("." + set))
                    .findFirst()
                    .orElse(null);
        }
        if (type == null || find(type) == null) {
            return Optional.empty();
        }
        Map<String, Property> all = new LinkedHashMap<>();
        gather(type, all, 0);
        return Optional.of(all);
    }

    /** The set of a type's records; where none is named, the type's own name with underscores. */
    String setOf(String type) {
        String full = full(type);
        return sets.entrySet().stream()
                .filter(each -> full(each.getValue()).equals(full))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(full.substring(full.lastIndexOf('.') + 1));
    }

    private void gather(String name, Map<String, Property> all, int depth) {
        Type type = find(name);
        if (type == null || depth > DEEPEST) {
            return;
        }
        if (type.base() != null) {
            gather(type.base(), all, depth + 1);
        }
        all.putAll(type.properties());
    }

    private @Nullable Type find(String name) {
        return types.get(full(name));
    }

    /** A schema may go by a short name besides. */
    private String full(String name) {
        int dot = name.lastIndexOf('.');
        String alias = dot < 0 ? "" : name.substring(0, dot);
        return aliases.containsKey(alias) ? aliases.get(alias) + name.substring(dot) : name;
    }

    /** Goes through the document once. */
    private static final class Reading {
        private final EdmModel model;
        private final XMLStreamReader xml;
        private String namespace = "";
        private @Nullable Type type;
        private @Nullable Property property;

        Reading(EdmModel model, XMLStreamReader xml) {
            this.model = model;
            this.xml = xml;
        }

        void all() throws XMLStreamException {
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    start(xml.getLocalName());
                } else if (event == XMLStreamConstants.END_ELEMENT) {
                    end(xml.getLocalName());
                }
            }
        }

        private void start(String element) {
            switch (element) {
                case "Schema" -> {
                    namespace = attribute("Namespace");
                    if (!attribute("Alias").isEmpty()) {
                        model.aliases.put(attribute("Alias"), namespace);
                    }
                }
                case "EntityType" -> {
                    String base = attribute("BaseType");
                    type = new Type(base.isEmpty() ? null : base, new LinkedHashMap<>());
                    model.types.put(namespace + "." + attribute("Name"), type);
                }
                case "Property" -> property(false);
                case "NavigationProperty" -> property(true);
                case "Annotation" -> annotation();
                case "EntitySet" -> model.sets.put(attribute("Name"), attribute("EntityType"));
                default -> {
                    // Says nothing about fields.
                }
            }
        }

        private void end(String element) {
            if (element.equals("EntityType")) {
                type = null;
            } else if (element.equals("Property") || element.equals("NavigationProperty")) {
                property = null;
            }
        }

        private void property(boolean isReference) {
            String named = attribute("Type");
            boolean isMany = named.startsWith("Collection(") && named.endsWith(")");
            String longest = attribute("MaxLength");
            keep(new Property(
                    attribute("Name"),
                    isMany ? named.substring(11, named.length() - 1) : named,
                    isReference,
                    isMany,
                    !attribute("Nullable").equals("false"),
                    false,
                    longest.matches("\\d{1,6}") ? Integer.parseInt(longest) : 0,
                    ""));
        }

        private void annotation() {
            Property of = property;
            String term = attribute("Term");
            if (of == null) {
                return;
            }
            if (term.matches(".*\\.(Label|Description|DisplayName)")
                    && of.label().isEmpty()) {
                keep(of.labelled(attribute("String").strip()));
            } else if (term.endsWith(".Computed") && !attribute("Bool").equals("false")) {
                keep(of.computed());
            }
        }

        private void keep(Property read) {
            if (type != null && !read.name().isEmpty()) {
                type.properties().put(read.name(), read);
                property = read;
            }
        }

        private String attribute(String name) {
            String value = xml.getAttributeValue(null, name);
            return value == null ? "" : value;
        }
    }
}
