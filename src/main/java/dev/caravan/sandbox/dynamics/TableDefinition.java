package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How a table describes itself. */
final class TableDefinition {
    private TableDefinition() {}

    /** The same for the same thing in every sandbox. */
    static String id(String thing) {
        return UUID.nameUUIDFromBytes(("dataverse " + thing).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    static ObjectNode label(String text) {
        ObjectNode label = Json.object();
        ObjectNode own = Json.object().put("Label", text).put("LanguageCode", 1033);
        own.put("IsManaged", true).put("MetadataId", id("label " + text)).putNull("HasChanged");
        label.putArray("LocalizedLabels").add(own);
        label.set("UserLocalizedLabel", own.deepCopy());
        return label;
    }

    static ObjectNode of(Table table) {
        ObjectNode definition = Json.object();
        definition.put("LogicalName", table.name());
        definition.put("LogicalCollectionName", table.set());
        definition.put("EntitySetName", table.set());
        definition.put("CollectionSchemaName", table.set());
        definition.put("SchemaName", table.label().replace(" ", ""));
        definition.put("PrimaryIdAttribute", table.primaryId());
        definition.put("PrimaryNameAttribute", table.primaryName());
        definition.put(
                "ObjectTypeCode",
                table.name().equals("account") ? 1 : table.name().equals("contact") ? 2 : 3);
        definition.put("OwnershipType", "UserOwned");
        definition.put("IsCustomEntity", false);
        definition.put("IsActivity", table.isActivity());
        definition.put("IsIntersect", false);
        definition.put("IsPrivate", false);
        definition.put("IsLogicalEntity", false);
        definition.put("ChangeTrackingEnabled", table.isTracked());
        definition.put("TableType", "Standard");
        definition.set("DisplayName", label(table.label()));
        definition.set("DisplayCollectionName", label(table.label() + "s"));
        definition.set("Description", label(table.label()));
        definition.put("MetadataId", id(table.name()));
        return definition;
    }

    static List<ObjectNode> keys(Table table) {
        List<ObjectNode> keys = new ArrayList<>();
        for (Column column : table.columns()) {
            if (column.isKey()) {
                ObjectNode key = Json.object();
                key.put("LogicalName", "caravan_" + table.name() + "key");
                key.put("SchemaName", "caravan_" + table.label().replace(" ", "") + "Key");
                key.put("EntityLogicalName", table.name());
                key.putArray("KeyAttributes").add(column.name());
                key.put("EntityKeyIndexStatus", "Active");
                key.put("IsCustomizable", true);
                key.set("DisplayName", label(column.label()));
                key.put("MetadataId", id("key " + table.name() + column.name()));
                keys.add(key);
            }
        }
        return keys;
    }

    static List<ObjectNode> manyToOne(Tables tables, Table table) {
        List<ObjectNode> all = new ArrayList<>();
        for (Column column : table.columns()) {
            for (Map.Entry<String, String> target : column.targets().entrySet()) {
                all.add(relationship(
                        tables.named(target.getKey()),
                        table,
                        column,
                        target.getValue(),
                        collection(tables, table, column, target.getKey())));
            }
        }
        return all;
    }

    static List<ObjectNode> oneToMany(Tables tables, Table table) {
        List<ObjectNode> all = new ArrayList<>();
        for (Tables.Collection each : tables.collections()) {
            if (each.of().equals(table.name())) {
                Table from = tables.named(each.table());
                Column column = from.column(each.column()).orElseThrow();
                String navigation = column.targets().getOrDefault(table.name(), column.name());
                all.add(relationship(table, from, column, navigation, each.name()));
            }
        }
        return all;
    }

    private static String collection(Tables tables, Table table, Column column, String target) {
        return tables.collections().stream()
                .filter(each -> each.of().equals(target)
                        && each.table().equals(table.name())
                        && each.column().equals(column.name()))
                .map(Tables.Collection::name)
                .findFirst()
                .orElse(target + "_" + table.set() + "_" + column.name());
    }

    private static ObjectNode relationship(
            Table referenced, Table referencing, Column column, String navigation, String collection) {
        ObjectNode relationship = Json.object();
        relationship.put("SchemaName", collection);
        relationship.put("RelationshipType", "OneToManyRelationship");
        relationship.put("ReferencedEntity", referenced.name());
        relationship.put("ReferencedAttribute", referenced.primaryId());
        relationship.put("ReferencedEntityNavigationPropertyName", collection);
        relationship.put("ReferencingEntity", referencing.name());
        relationship.put("ReferencingAttribute", column.name());
        relationship.put("ReferencingEntityNavigationPropertyName", navigation);
        relationship.put("IsCustomRelationship", column.isCustom());
        relationship.put("MetadataId", id("relationship " + referencing.name() + collection + navigation));
        return relationship;
    }
}
