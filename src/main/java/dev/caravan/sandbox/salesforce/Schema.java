package dev.caravan.sandbox.salesforce;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All objects of the imitated org. */
final class Schema {
    private final Map<String, ObjectType> byName = new LinkedHashMap<>();
    private final Map<String, ObjectType> byPrefix = new LinkedHashMap<>();

    Schema(Collection<ObjectType> objects) {
        for (ObjectType object : objects) {
            byName.put(object.name().toLowerCase(Locale.ROOT), object);
            byPrefix.put(object.keyPrefix(), object);
        }
    }

    Collection<ObjectType> objects() {
        return Collections.unmodifiableCollection(byName.values());
    }

    Optional<ObjectType> object(String anyCase) {
        return Optional.ofNullable(byName.get(anyCase.toLowerCase(Locale.ROOT)));
    }

    ObjectType known(String name) {
        return object(name).orElseThrow(() -> new IllegalArgumentException("no object '" + name + "' in the schema"));
    }

    /** The object whose key prefix an id carries. */
    Optional<ObjectType> ofId(@Nullable String id) {
        return id == null || id.length() < 3 ? Optional.empty() : Optional.ofNullable(byPrefix.get(id.substring(0, 3)));
    }

    /** A reference seen from the other side. */
    record Child(ObjectType object, Field field, String relationship) {}

    /** The objects that point to one, with the name a sub-select uses, such as {@code Contacts}. */
    List<Child> children(ObjectType parent) {
        List<Child> children = new ArrayList<>();
        for (ObjectType object : byName.values()) {
            for (Field field : object.fields()) {
                if (field.targets().contains(parent.name()) && !field.isAudit() && !field.isMaster()) {
                    children.add(new Child(object, field, childName(parent, object, field)));
                }
            }
        }
        return children;
    }

    private static String childName(ObjectType parent, ObjectType child, Field field) {
        if (child == parent) {
            return "Child" + plural(child);
        }
        return field.name().startsWith("Converted") || field.name().equals("OwnerId")
                ? field.name().replaceFirst("Id$", "") + plural(child)
                : plural(child);
    }

    private static String plural(ObjectType object) {
        String name = object.name();
        return name.endsWith("y") ? name.substring(0, name.length() - 1) + "ies" : name + "s";
    }
}
