package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.ObjectSchema;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The fields of one sObject; names are looked up without regard to case, as Salesforce does. */
final class Columns {
    private final Map<String, Column> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Columns(Collection<Column> columns) {
        columns.forEach(column -> byName.put(column.schema().name(), column));
    }

    /** Reads an answer of {@code sobjects/{T}/describe}. */
    static Columns of(JsonNode describe) {
        Columns columns = new Columns(List.of());
        for (JsonNode field : describe.path("fields")) {
            Column column = Column.of(field);
            columns.byName.put(column.schema().name(), column);
        }
        return columns;
    }

    Optional<Column> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    ObjectSchema schema(String object) {
        return ObjectSchema.of(
                object, byName.values().stream().map(Column::schema).toList());
    }
}
