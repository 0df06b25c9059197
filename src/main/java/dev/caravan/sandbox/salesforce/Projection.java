package dev.caravan.sandbox.salesforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which columns of a row a query shows; columns of related records nest below the relationship's name. */
final class Projection {
    /** Adds something to a rendered record. */
    interface Part {
        void write(ObjectNode into, Row row, Rendering rendering);
    }

    private final Store store;
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Map<String, Projection> nested = new LinkedHashMap<>();

    Projection(Store store) {
        this.store = store;
    }

    void add(Path path) {
        if (!addBelow(path, 0)) {
            throw SalesforceError.malformedQuery("duplicate field selected: " + path.text());
        }
    }

    /** Adds what is not a column, such as the rows of a sub-select. */
    boolean add(String name, Part part) {
        return parts.putIfAbsent(name, part) == null;
    }

    private boolean addBelow(Path path, int depth) {
        if (depth == path.hops().size()) {
            Field field = path.field();
            return add(field.name(), (into, row, rendering) -> write(into, row, rendering, field));
        }
        String relationship = path.relationships().get(depth);
        Projection below = nested.get(relationship);
        if (below == null) {
            Projection fresh = new Projection(store);
            Field hop = path.hops().get(depth);
            nested.put(relationship, fresh);
            parts.put(
                    relationship, (into, row, rendering) -> into.set(relationship, fresh.related(hop, row, rendering)));
            below = fresh;
        }
        return below.addBelow(path, depth + 1);
    }

    private static void write(ObjectNode into, Row row, Rendering rendering, Field field) {
        Field own = row.type().field(field.name());
        if (own != null) {
            rendering.put(into, row, own);
        } else if (field.name().equals("Type")) {
            into.put("Type", row.type().name());
        } else {
            into.putNull(field.name());
        }
    }

    private @Nullable ObjectNode related(Field hop, Row row, Rendering rendering) {
        Optional<Row> target = store.row(row.text(hop.name()));
        return target.map(found -> render(found, rendering)).orElse(null);
    }

    ObjectNode render(Row row, Rendering rendering) {
        ObjectNode json = rendering.start(row);
        parts.values().forEach(part -> part.write(json, row, rendering));
        return json;
    }
}
