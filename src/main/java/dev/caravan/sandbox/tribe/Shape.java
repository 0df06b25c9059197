package dev.caravan.sandbox.tribe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.RefusedException;
import dev.caravan.sandbox.store.Field;
import dev.caravan.sandbox.store.Row;
import dev.caravan.sandbox.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of a record is shown: {@code $select} and {@code $expand}, whose options stand in parentheses with semicolons
 * between them. The id, the type, the name and the place in its list are always shown.
 *
 * @param select null for every field
 * @param expand by reference
 */
record Shape(@Nullable Set<String> select, Map<String, Shape> expand) {
    /** Every field and no reference. */
    static final Shape WHOLE = new Shape(null, Map.of());

    private static final Set<String> ALWAYS = Set.of("ID", "_Type", "_Name", "SortIndex");

    /** @throws RefusedException with 400 when it names what there is not */
    static Shape of(Entity entity, @Nullable String select, @Nullable String expand) {
        return new Shape(selected(entity, select), expanded(entity, expand));
    }

    ObjectNode show(Store store, Names names, Row row) {
        ObjectNode shown = dev.caravan.sandbox.Json.object();
        Schema.COMPUTED.keySet().forEach(field -> put(shown, names, row, field));
        Entity entity = Names.entity(row);
        Schema.fields(entity).forEach(field -> put(shown, names, row, field.name()));
        expand.forEach((name, shape) -> Schema.nav(entity, name).ifPresent(nav -> {
            if (nav.isMany()) {
                ArrayNode all = shown.putArray(name);
                notes(store, row).forEach(each -> all.add(shape.show(store, names, each)));
            } else {
                shown.set(
                        name,
                        names.follow(row, nav)
                                .map(other -> shape.show(store, names, other))
                                .orElse(null));
            }
        }));
        return shown;
    }

    private void put(ObjectNode shown, Names names, Row row, String field) {
        if (select == null || select.contains(field) || ALWAYS.contains(field)) {
            shown.set(field, names.value(row, field));
        }
    }

    private static List<Row> notes(Store store, Row of) {
        return store.rows(store.kind(Schema.NOTE)).stream()
                .filter(note -> note.text("of").equals(of.id()))
                .toList();
    }

    private static @Nullable Set<String> selected(Entity entity, @Nullable String select) {
        if (select == null || select.isBlank()) {
            return null;
        }
        Set<String> fields = new LinkedHashSet<>();
        for (String name : select.split(",", -1)) {
            String field = name.strip();
            if (field.equals("*")) {
                return null;
            }
            boolean isKnown = Schema.COMPUTED.containsKey(field)
                    || Schema.field(entity, field).map(Field::name).isPresent()
                    || Schema.nav(entity, field).isPresent();
            if (!isKnown) {
                throw unknown(entity, field);
            }
            fields.add(field);
        }
        return fields;
    }

    private static Map<String, Shape> expanded(Entity entity, @Nullable String expand) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        if (expand == null || expand.isBlank()) {
            return shapes;
        }
        for (String part : split(expand, ',')) {
            int open = part.indexOf('(');
            String name = (open < 0 ? part : part.substring(0, open)).strip();
            Entity.Nav nav = Schema.nav(entity, name).orElseThrow(() -> unknown(entity, name));
            if (open >= 0 && !part.endsWith(")")) {
                throw Wire.refused(400, "Invalid $expand: a parenthesis is missing");
            }
            String options = open < 0 ? "" : part.substring(open + 1, part.length() - 1);
            shapes.put(name, options(Schema.of(nav.to()), options));
        }
        return shapes;
    }

    private static Shape options(Entity entity, String text) {
        String select = null;
        String expand = null;
        for (String option : text.isBlank() ? List.<String>of() : split(text, ';')) {
            if (option.startsWith("$select=")) {
                select = option.substring(8);
            } else if (option.startsWith("$expand=")) {
                expand = option.substring(8);
            } else {
                throw Wire.refused(400, "Invalid $expand: unknown option '" + option + "'");
            }
        }
        return of(entity, select, expand);
    }

    /** At a character outside of parentheses. */
    private static List<String> split(String text, char at) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c == at && depth == 0) {
                parts.add(text.substring(start, i).strip());
                start = i + 1;
            }
        }
        if (depth != 0) {
            throw Wire.refused(400, "Invalid $expand: a parenthesis is missing");
        }
        parts.add(text.substring(start).strip());
        return parts;
    }

    private static RefusedException unknown(Entity entity, String name) {
        return Wire.refused(400, "The property '" + name + "' does not exist in type '" + entity.type() + "'");
    }
}
