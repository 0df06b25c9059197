package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.List;
import java.util.function.Function;

/** What questions about the records of a table may name. */
record EntityProperties(Entities entities, Table table) implements Properties<Entity> {

    @Override
    public Property<Entity> find(String path) {
        int slash = path.indexOf('/');
        if (slash < 0) {
            Column column = table.shown(path).orElseThrow(() -> Wire.noProperty(path, table.type()));
            return property(column);
        }
        String first = path.substring(0, slash);
        Table.Navigation navigation = table.navigation(first).orElseThrow(() -> Wire.noProperty(first, table.type()));
        Table target = entities.tables().named(navigation.target());
        Property<Entity> inner = new EntityProperties(entities, target).find(path.substring(slash + 1));
        Function<Entity, JsonNode> read = entity -> entities.target(entity, navigation.column())
                .filter(found -> found.table() == target)
                .map(found -> inner.read().apply(found))
                .orElse(NullNode.getInstance());
        return new Property<>(inner.edmType(), read);
    }

    @Override
    public Property<Entity> named(String name) {
        return table.column(name)
                .map(this::property)
                .orElseThrow(() -> Wire.refused(
                        400,
                        "0x80041103",
                        "'" + table.name() + "' entity doesn't contain attribute with Name = '" + name + "'."));
    }

    @Override
    public Members<Entity, ?> members(String path) {
        Tables.Collection collection =
                entities.tables().collection(table, path).orElseThrow(() -> Wire.noProperty(path, table.type()));
        Table of = entities.tables().named(collection.table());
        return new Members<>(entity -> members(entity, collection), new EntityProperties(entities, of));
    }

    /** The records whose look-up holds this one. */
    List<Entity> members(Entity entity, Tables.Collection collection) {
        Table of = entities.tables().named(collection.table());
        Column column = of.column(collection.column()).orElseThrow();
        return entities.store().withValue(entities.kind(of), column.name(), entity.id()).stream()
                .map(row -> Entity.of(of, row))
                .filter(found ->
                        entities.targetName(found, column).equals(entity.table().name()))
                .toList();
    }

    private Property<Entity> property(Column column) {
        return new Property<>(column.edmType(), entity -> entities.value(entity, column));
    }
}
