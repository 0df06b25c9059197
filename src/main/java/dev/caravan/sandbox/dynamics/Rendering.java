package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.util.Collection;
import java.util.stream.Collectors;

/** Records as JSON, with the annotations that a call asks for. */
final class Rendering {
    private final Entities entities;

    Rendering(Entities entities) {
        this.entities = entities;
    }

    /**
     * Columns of a record, its etag and its id.
     *
     * @param columns the chosen ones; all when none is chosen
     * @param withNulls whether empty columns are shown
     */
    ObjectNode record(Entity entity, Collection<Column> columns, Annotations annotations, boolean withNulls) {
        ObjectNode shown = Json.object();
        shown.put("@odata.etag", entities.etag(entity.row()));
        Collection<Column> chosen = columns.isEmpty() ? entity.table().columns() : columns;
        for (Column column : chosen) {
            if (!column.isWriteOnly()) {
                show(shown, entity, column, annotations, withNulls);
            }
        }
        shown.put(entity.table().primaryId(), entity.id());
        return shown;
    }

    /** {@code $metadata#contacts(fullname)}. */
    static String context(Call call, Table table, Collection<String> select) {
        String chosen = select.isEmpty() ? "" : select.stream().collect(Collectors.joining(",", "(", ")"));
        return call.base() + "/$metadata#" + table.set() + chosen;
    }

    /** What people see for a value; empty where it is shown as it is. */
    String formatted(Entity entity, Column column, JsonNode value) {
        if (column.isLookup()) {
            return entities.target(entity, column).map(entities::nameOf).orElse("");
        }
        if (column.type().equals("Boolean")) {
            return value.asBoolean() ? "Yes" : "No";
        }
        if (column.type().equals("MultiSelectPicklist")) {
            return java.util.Arrays.stream(value.asText().split(","))
                    .map(each -> label(column, each.strip()))
                    .collect(Collectors.joining("; "));
        }
        return switch (column.type()) {
            case "Picklist", "State", "Status" -> label(column, value.asText());
            case "Money" -> "€" + value.decimalValue().setScale(2, java.math.RoundingMode.HALF_UP);
            case "DateTime", "Integer", "BigInt", "Decimal", "Double" -> value.asText();
            default -> "";
        };
    }

    private void show(ObjectNode shown, Entity entity, Column column, Annotations annotations, boolean withNulls) {
        JsonNode value = entities.value(entity, column);
        String name = column.shownName();
        if (value.isNull()) {
            if (withNulls) {
                shown.set(name, value);
            }
            return;
        }
        if (annotations.has(Annotations.FORMATTED)) {
            String formatted = formatted(entity, column, value);
            if (!formatted.isEmpty()) {
                shown.put(name + "@" + Annotations.FORMATTED, formatted);
            }
        }
        if (column.isLookup()) {
            String target = entities.targetName(entity, column);
            if (annotations.has(Annotations.NAVIGATION)) {
                shown.put(name + "@" + Annotations.NAVIGATION, column.targets().getOrDefault(target, column.name()));
            }
            if (annotations.has(Annotations.TARGET)) {
                shown.put(name + "@" + Annotations.TARGET, target);
            }
        }
        shown.set(name, value);
    }

    private static String label(Column column, String value) {
        return column.options().stream()
                .filter(each -> String.valueOf(each.value()).equals(value))
                .map(Column.Option::label)
                .findFirst()
                .orElse("");
    }
}
