package dev.caravan.sandbox.dynamics;

import dev.caravan.sandbox.store.Field;
import java.util.List;
import java.util.Map;

/**
 * One column of a table.
 *
 * @param type Dataverse's word for the type, such as {@code Picklist}
 * @param format of texts and times, such as {@code Email}; empty for the usual one
 * @param longest most characters; 0 for no limit
 * @param flags see the head of {@code dynamics-columns.txt}
 * @param targets of a look-up: table to the navigation property that leads there
 */
record Column(
        String name,
        String schemaName,
        String type,
        String format,
        int longest,
        String flags,
        String label,
        List<Option> options,
        Map<String, String> targets) {

    /**
     * One choice.
     *
     * @param state the state that a status reason belongs to; -1 for none
     */
    record Option(int value, String label, int state) {}

    boolean isLookup() {
        return !targets.isEmpty();
    }

    /** Whether it stands for some of the parties of an activity. */
    boolean isParties() {
        return type.equals("PartyList");
    }

    /** Whether it may point to several tables, each by a navigation property of its own. */
    boolean isPolymorphic() {
        return targets.size() > 1;
    }

    boolean isReadOnly() {
        return flags.contains("r");
    }

    boolean isWriteOnly() {
        return flags.contains("w");
    }

    boolean isNeeded() {
        return flags.contains("q");
    }

    boolean isKey() {
        return flags.contains("k");
    }

    boolean isCustom() {
        return flags.contains("c");
    }

    boolean isNumber() {
        return switch (type) {
            case "Integer", "BigInt", "Decimal", "Double", "Money", "Picklist", "State", "Status" -> true;
            default -> false;
        };
    }

    boolean isText() {
        return type.equals("String") || type.equals("Memo") || type.equals("MultiSelectPicklist");
    }

    boolean isDay() {
        return type.equals("DateTime") && format.equals("DateOnly");
    }

    boolean isGuid() {
        return isLookup() || type.equals("Uniqueidentifier");
    }

    /** The name under which records show it: look-ups show the id that they hold. */
    String shownName() {
        return isLookup() ? "_" + name + "_value" : name;
    }

    /** The type in the language of OData. */
    String edmType() {
        return switch (type) {
            case "Integer", "Picklist", "State", "Status" -> "Edm.Int32";
            case "BigInt" -> "Edm.Int64";
            case "Decimal", "Money" -> "Edm.Decimal";
            case "Double" -> "Edm.Double";
            case "Boolean" -> "Edm.Boolean";
            case "DateTime" -> isDay() ? "Edm.Date" : "Edm.DateTimeOffset";
            case "String", "Memo", "MultiSelectPicklist" -> "Edm.String";
            default -> "Edm.Guid";
        };
    }

    /** What the store has to look at. */
    Field field() {
        Field.Type kind =
                switch (type) {
                    case "Integer", "BigInt", "Picklist", "State", "Status" -> Field.Type.INTEGER;
                    case "Decimal", "Double", "Money" -> Field.Type.NUMBER;
                    case "Boolean" -> Field.Type.BOOLEAN;
                    case "DateTime" -> isDay() ? Field.Type.DATE : Field.Type.TIME;
                    case "String", "Memo", "MultiSelectPicklist" ->
                        switch (format) {
                            case "Phone" -> Field.Type.PHONE;
                            case "Url" -> Field.Type.URL;
                            default -> Field.Type.TEXT;
                        };
                    default -> Field.Type.ANY;
                };
        List<Field.Option> allowed = type.equals("MultiSelectPicklist")
                ? List.of()
                : options.stream()
                        .map(each -> new Field.Option(String.valueOf(each.value()), each.label()))
                        .toList();
        Field field = Field.of(name, label, kind).upTo(longest).among(allowed);
        return isKey() ? field.asUnique() : field;
    }
}
