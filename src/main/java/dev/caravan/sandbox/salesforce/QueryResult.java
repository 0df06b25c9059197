package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BiFunction;

/**
 * The outcome of a query, rendered page by page.
 *
 * @param total what {@code totalSize} says; more than {@code rows} only for {@code COUNT()}
 * @param rows what was found
 * @param show renders one of {@code rows}
 */
record QueryResult(int total, List<?> rows, BiFunction<Object, Rendering, ObjectNode> show) {
    ObjectNode at(int index, Rendering rendering) {
        return show.apply(rows.get(index), rendering);
    }
}
