package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;

/** How a column describes itself: what all have in common, and what only its type has. */
final class ColumnDefinition {
    private ColumnDefinition() {}

    static ObjectNode of(Table table, Column column) {
        ObjectNode definition = Json.object();
        definition.put("@odata.type", "#Microsoft.Dynamics.CRM." + kind(column) + "AttributeMetadata");
        definition.put("LogicalName", column.name());
        definition.put("SchemaName", column.schemaName());
        definition.put("EntityLogicalName", table.name());
        boolean isSet = column.type().equals("MultiSelectPicklist");
        definition.put("AttributeType", isSet ? "Virtual" : column.type());
        definition.putObject("AttributeTypeName").put("Value", column.type() + "Type");
        definition.putNull("AttributeOf");
        definition.set("DisplayName", TableDefinition.label(column.label()));
        definition.set("Description", TableDefinition.label(column.label()));
        definition
                .putObject("RequiredLevel")
                .put("Value", level(column))
                .put("CanBeChanged", !column.isNeeded())
                .put("ManagedPropertyLogicalName", "canmodifyrequirementlevelsettings");
        boolean isId = column.name().equals(table.primaryId());
        definition.put("IsValidForCreate", !column.isReadOnly());
        definition.put(
                "IsValidForUpdate",
                !column.isReadOnly() && !isId && !column.name().equals("overriddencreatedon"));
        definition.put("IsValidForRead", !column.isWriteOnly());
        definition.put("IsCustomAttribute", column.isCustom());
        definition.put("IsPrimaryId", isId);
        definition.put("IsPrimaryName", column.name().equals(table.primaryName()));
        definition.put("IsLogical", false);
        definition.put("MetadataId", TableDefinition.id("column " + table.name() + column.name()));
        own(table, column, definition);
        return definition;
    }

    private static void own(Table table, Column column, ObjectNode definition) {
        switch (column.type()) {
            case "String", "Memo" ->
                definition
                        .put("MaxLength", column.longest())
                        .put("Format", column.format().isEmpty() ? "Text" : column.format())
                        .putObject("FormatName")
                        .put("Value", column.format().isEmpty() ? "Text" : column.format());
            case "DateTime" -> {
                definition.put("Format", column.isDay() ? "DateOnly" : "DateAndTime");
                definition.putObject("DateTimeBehavior").put("Value", column.isDay() ? "DateOnly" : "UserLocal");
            }
            case "Money" -> definition.put("Precision", 2).put("PrecisionSource", 2);
            case "Decimal", "Double" -> definition.put("Precision", 2);
            case "Integer" -> definition.put("MinValue", Integer.MIN_VALUE).put("MaxValue", Integer.MAX_VALUE);
            case "Boolean" -> {
                ObjectNode options = definition.putObject("OptionSet");
                options.put("OptionSetType", "Boolean").put("MetadataId", TableDefinition.id("yes or no"));
                options.set("TrueOption", option(1, "Yes"));
                options.set("FalseOption", option(0, "No"));
                definition.putNull("GlobalOptionSet");
            }
            case "Picklist", "State", "Status", "MultiSelectPicklist" -> {
                definition.set("OptionSet", options(table, column));
                definition.putNull("GlobalOptionSet");
                definition.put("DefaultFormValue", -1);
            }
            default -> {
                if (column.isLookup()) {
                    ArrayNode targets = definition.putArray("Targets");
                    column.targets().keySet().forEach(targets::add);
                }
            }
        }
    }

    private static ObjectNode options(Table table, Column column) {
        ObjectNode set = Json.object();
        String name = table.name() + "_" + column.name();
        set.put("Name", name).put("IsGlobal", false).put("IsCustomOptionSet", column.isCustom());
        set.put("OptionSetType", column.type().equals("MultiSelectPicklist") ? "Picklist" : column.type());
        set.put("MetadataId", TableDefinition.id("options " + name));
        ArrayNode options = set.putArray("Options");
        for (Column.Option each : column.options()) {
            ObjectNode option = option(each.value(), each.label());
            if (column.type().equals("Status")) {
                option.put("@odata.type", "#Microsoft.Dynamics.CRM.StatusOptionMetadata");
                option.put("State", each.state());
            }
            if (column.type().equals("State")) {
                option.put("@odata.type", "#Microsoft.Dynamics.CRM.StateOptionMetadata");
                option.put("DefaultStatus", each.value() + 1).put("InvariantName", each.label());
            }
            options.add(option);
        }
        return set;
    }

    private static ObjectNode option(int value, String label) {
        ObjectNode option = Json.object().put("Value", value);
        option.set("Label", TableDefinition.label(label));
        option.set("Description", Json.object().putNull("UserLocalizedLabel"));
        option.putNull("Color").put("IsManaged", true).putNull("ExternalValue").putNull("MetadataId");
        return option;
    }

    private static String kind(Column column) {
        return switch (column.type()) {
            case "Customer", "Owner", "PartyList" -> "Lookup";
            case "Uniqueidentifier" -> "UniqueIdentifier";
            default -> column.type();
        };
    }

    private static String level(Column column) {
        return column.isNeeded() ? "SystemRequired" : column.flags().contains("a") ? "ApplicationRequired" : "None";
    }
}
