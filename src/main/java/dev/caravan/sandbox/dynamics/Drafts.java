package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.sandbox.Json;
import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.store.Mistake;
import dev.caravan.sandbox.store.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns the body of a write into the values of a row, and refuses what does not fit, in Dataverse's words. */
final class Drafts {
    private static final String BIND = "@odata.bind";

    private final Entities entities;
    private final Addresses addresses;

    Drafts(Entities entities, Addresses addresses) {
        this.entities = entities;
        this.addresses = addresses;
    }

    /**
     * What a body says.
     *
     * @param values by column
     * @param nested records to be made along, by navigation property
     */
    record Draft(ObjectNode values, List<Nested> nested) {}

    /** Records under a navigation property. */
    record Nested(String navigation, JsonNode records) {}

    /** @param row null for a new record */
    Draft read(Table table, ObjectNode body, @Nullable Row row) {
        ObjectNode values = Json.object();
        List<Nested> nested = new ArrayList<>();
        for (Map.Entry<String, JsonNode> each : body.properties()) {
            String name = each.getKey();
            if (name.endsWith(BIND)) {
                bind(table, values, name.substring(0, name.length() - BIND.length()), each.getValue());
            } else if (name.contains("@")) {
                continue;
            } else if (isNested(table, name)) {
                nested.add(new Nested(name, each.getValue()));
            } else {
                plain(table, values, name, each.getValue());
            }
        }
        states(table, values, row);
        check(table, values, row);
        return new Draft(values, nested);
    }

    /** Sets a look-up, or clears it. */
    void bind(Table table, ObjectNode values, String navigation, JsonNode link) {
        Table.Navigation found = table.navigation(navigation).orElseThrow(() -> undeclared(table, navigation));
        Column column = found.column();
        if (link.isNull()) {
            values.set(column.name(), NullNode.getInstance());
            values.set(column.name() + "type", NullNode.getInstance());
            drop(values, column);
            return;
        }
        Entity target = addresses.linked(link.asText(), table.set()).orElseThrow();
        String name = target.table().name();
        boolean fits = column.isPolymorphic()
                ? table.navigations().stream()
                        .anyMatch(each -> each.column() == column
                                && each.name().equals(navigation)
                                && (each.target().equals(name) || column.type().equals("Owner")))
                : found.target().equals(name);
        if (!fits) {
            throw Wire.payload(
                    table.set(),
                    "Microsoft.OData.ODataException: The link of '" + navigation + "' leads to '"
                            + target.table().type() + "'.");
        }
        values.put(column.name(), target.id());
        values.put(column.name() + "type", name);
        drop(values, column);
    }

    private static void drop(ObjectNode values, Column column) {
        if (!column.isPolymorphic()) {
            values.remove(column.name() + "type");
        }
    }

    private boolean isNested(Table table, String name) {
        return table.column(name).filter(column -> !column.isLookup()).isEmpty()
                && (table.navigation(name).isPresent()
                        || entities.tables().collection(table, name).isPresent());
    }

    private void plain(Table table, ObjectNode values, String name, JsonNode value) {
        Optional<Column> column = table.column(name).filter(each -> !each.isLookup());
        if (column.isEmpty()) {
            if (name.startsWith("_") && table.shown(name).isPresent()) {
                throw Wire.payload(
                        table.set(),
                        "Microsoft.OData.ODataException: The property '" + name + "' is a computed look-up value and"
                                + " cannot be written; use @odata.bind.");
            }
            throw Wire.payload(
                    table.set(),
                    "Microsoft.Crm.CrmException: Invalid property '" + name + "' was found in entity '" + table.type()
                            + "'. ---> Microsoft.OData.ODataException: The property '" + name
                            + "' does not exist on type '" + table.type()
                            + "'. Make sure to only use property names that are defined by the type.");
        }
        values.set(name, normal(column.get(), value));
    }

    /** Times are kept in UTC, with whole seconds; read-only values are let go, as Dataverse does. */
    private static JsonNode normal(Column column, JsonNode value) {
        if (column.type().equals("DateTime") && !column.isDay() && value.isTextual()) {
            try {
                return TextNode.valueOf(Entities.time(Literal.instant(value.textValue())));
            } catch (RefusedException e) {
                return value;
            }
        }
        return column.isGuid() && value.isTextual()
                ? TextNode.valueOf(value.textValue().toLowerCase(java.util.Locale.ROOT))
                : value;
    }

    /** State and status reason belong together. */
    private void states(Table table, ObjectNode values, @Nullable Row row) {
        Optional<Column> status = table.column("statuscode");
        if (status.isEmpty() || !values.has("statecode") && !values.has("statuscode")) {
            return;
        }
        if (row == null && table.isActivity()) {
            // None is made in another state than the first; the state that a new one names is let go.
            values.remove("statecode");
        }
        JsonNode state = values.path("statecode");
        JsonNode reason = values.path("statuscode");
        Optional<Column.Option> option = status.get().options().stream()
                .filter(each -> reason.isNumber() && each.value() == reason.asInt())
                .findFirst();
        if (reason.isMissingNode() && state.isMissingNode()) {
            return;
        }
        if (reason.isMissingNode()) {
            status.get().options().stream()
                    .filter(each -> each.state() == state.asInt())
                    .findFirst()
                    .ifPresent(each -> values.put("statuscode", each.value()));
        } else if (option.isPresent() && state.isMissingNode()) {
            int now = row == null ? first(table) : entities.state(Entity.of(table, row));
            if (option.get().state() != now) {
                throw invalidStatus(table, reason.asInt(), now);
            }
        } else if (option.isPresent() && option.get().state() != state.asInt()) {
            throw invalidStatus(table, reason.asInt(), state.asInt());
        }
        boolean closes = table.name().equals("opportunity") && state.asInt(0) != 0
                || table.name().equals("lead") && state.asInt(0) == 1;
        if (closes) {
            throw Wire.refused(
                    400,
                    "0x80048408",
                    "This message can not be used to set the state of " + table.name() + " to " + state.asInt()
                            + ". Use the message for closing or qualifying it instead.");
        }
    }

    private static int first(Table table) {
        return table.column("statecode").map(c -> c.options().get(0).value()).orElse(0);
    }

    private static RefusedException invalidStatus(Table table, int reason, int state) {
        return Wire.refused(
                400,
                "0x80048408",
                reason + " is not a valid status code for state code " + table.name() + "State." + state + " on "
                        + table.name() + ".");
    }

    private void check(Table table, ObjectNode values, @Nullable Row row) {
        List<String> readOnly = table.columns().stream()
                .filter(column -> column.isReadOnly() || column.name().equals(table.primaryId()))
                .map(Column::name)
                .toList();
        values.remove(readOnly);
        for (Mistake mistake : entities.store().mistakes(entities.kind(table), values, row)) {
            throw refusal(table, mistake, values);
        }
        for (Column column : table.columns()) {
            boolean isGiven = values.has(column.name());
            boolean isEmpty = values.path(column.name()).isNull();
            boolean byItself = column.name().equals(table.primaryId())
                    || List.of("Owner", "State", "Status", "Boolean").contains(column.type());
            if (column.isNeeded() && !byItself && (isGiven ? isEmpty : row == null)) {
                throw Wire.refused(
                        400,
                        "0x80040203",
                        "Attribute: " + column.name() + " cannot be set to NULL: it is required by the system.");
            }
            if (isGiven && !isEmpty && column.type().equals("MultiSelectPicklist")) {
                choices(table, column, values.path(column.name()).asText());
            }
        }
    }

    private static void choices(Table table, Column column, String text) {
        for (String one : text.split(",")) {
            if (column.options().stream()
                    .noneMatch(each -> String.valueOf(each.value()).equals(one.strip()))) {
                throw outside(table, column, one.strip());
            }
        }
    }

    private RefusedException refusal(Table table, Mistake mistake, ObjectNode values) {
        Column column = table.column(mistake.field()).orElseThrow();
        JsonNode value = values.path(mistake.field());
        return switch (mistake.what()) {
            case NO_OPTION -> outside(table, column, value.asText());
            case TOO_LONG ->
                Wire.refused(
                        400,
                        "0x80044331",
                        "A validation error occurred.  The length of the '" + column.name() + "' attribute of the '"
                                + table.name() + "' entity exceeded the maximum allowed length of '" + column.longest()
                                + "'.");
            case NOT_UNIQUE ->
                Wire.refused(
                        412,
                        "0x80060892",
                        "Entity Key " + column.label() + " violated. A record with the same value for " + column.label()
                                + " already exists. A duplicate record cannot be created. Select one or more unique"
                                + " values and try again.");
            case MISSING -> Wire.refused(400, "0x80040203", "Attribute: " + column.name() + " cannot be set to NULL");
            default ->
                Wire.payload(
                        table.set(),
                        "Microsoft.OData.ODataException: Cannot convert the literal '" + value.asText()
                                + "' to the expected type '" + column.edmType() + "'.");
        };
    }

    private static RefusedException outside(Table table, Column column, String value) {
        String accepted = column.options().stream()
                .map(each -> String.valueOf(each.value()))
                .collect(Collectors.joining(","));
        return Wire.refused(
                400,
                "0x8004431a",
                "A validation error occurred. The value " + value + " of '" + column.name() + "' on record of type '"
                        + table.name() + "' is outside the valid range. Accepted Values: " + accepted);
    }

    private static RefusedException undeclared(Table table, String navigation) {
        return Wire.payload(
                table.set(),
                "Microsoft.OData.ODataException: An undeclared property '" + navigation
                        + "' which only has property annotations in the payload but no property value was found in the"
                        + " payload. In OData, only declared navigation properties and declared named streams can be"
                        + " represented as properties without values.");
    }
}
