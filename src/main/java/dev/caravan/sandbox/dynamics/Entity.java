package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.store.Row;

/**
 * A record with the values that a question sees.
 *
 * @param values as in the row, or as they were a moment ago where questions lag behind
 */
record Entity(Table table, Row row, ObjectNode values) {
    static Entity of(Table table, Row row) {
        return new Entity(table, row, row.values());
    }

    String id() {
        return row.id();
    }
}
