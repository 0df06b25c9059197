package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code $select} and {@code $expand}: what of each record is shown. */
final class Choice {
    private final Entities entities;
    private final Rendering rendering;
    private final Table table;
    private final List<String> select = new ArrayList<>();
    private final List<Column> columns = new ArrayList<>();
    private final Map<String, Expansion> expansions = new LinkedHashMap<>();

    /** What is shown of related records. */
    private record Expansion(Choice inner, Map<String, String> options) {}

    private Choice(Entities entities, Table table) {
        this.entities = entities;
        this.rendering = new Rendering(entities);
        this.table = table;
    }

    /** @throws dev.caravan.sandbox.RefusedException when it names what there is not */
    static Choice of(Entities entities, Table table, Map<String, String> query) {
        Choice choice = new Choice(entities, table);
        for (String name : query.getOrDefault("$select", "").split(",")) {
            String property = name.strip();
            if (!property.isEmpty() && !property.equals("*")) {
                choice.columns.add(table.shown(property).orElseThrow(() -> Wire.noProperty(property, table.type())));
                choice.select.add(property);
            }
        }
        for (String one : split(query.getOrDefault("$expand", ""), ',')) {
            choice.expand(one.strip());
        }
        return choice;
    }

    /** Names of the chosen columns; empty for all. */
    List<String> select() {
        return select;
    }

    ObjectNode show(Entity entity, Annotations annotations) {
        ObjectNode shown = rendering.record(entity, columns, annotations, true);
        expansions.forEach((name, expansion) -> shown.set(name, expanded(entity, name, expansion, annotations)));
        return shown;
    }

    private void expand(String text) {
        if (text.isEmpty()) {
            return;
        }
        int open = text.indexOf('(');
        String name = (open < 0 ? text : text.substring(0, open)).strip();
        Map<String, String> options = new LinkedHashMap<>();
        if (open >= 0) {
            for (String option : split(text.substring(open + 1, text.lastIndexOf(')')), ';')) {
                String[] pair = option.strip().split("=", 2);
                options.put(pair[0].strip(), pair.length < 2 ? "" : pair[1]);
            }
        }
        String of = table.navigation(name)
                .map(Table.Navigation::target)
                .or(() -> entities.tables().collection(table, name).map(Tables.Collection::table))
                .orElseThrow(() -> Wire.noProperty(name, table.type()));
        expansions.put(name, new Expansion(of(entities, entities.tables().named(of), options), options));
    }

    private JsonNode expanded(Entity entity, String name, Expansion expansion, Annotations annotations) {
        Table.Navigation navigation = table.navigation(name).orElse(null);
        if (navigation != null) {
            return entities.target(entity, navigation.column())
                    .filter(found -> found.table().name().equals(navigation.target()))
                    .<JsonNode>map(found -> expansion.inner().show(found, annotations))
                    .orElse(NullNode.getInstance());
        }
        Tables.Collection collection = entities.tables().collection(table, name).orElseThrow();
        List<Entity> members = new EntityProperties(entities, table).members(entity, collection);
        ArrayNode all = Json.array();
        Selection.of(entities, expansion.inner().table, expansion.options(), members)
                .first(Integer.MAX_VALUE)
                .forEach(member -> all.add(expansion.inner().show(member, annotations)));
        return all;
    }

    /** Splits at a sign that stands neither in parentheses nor in quotes. */
    static List<String> split(String text, char sign) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            quoted ^= c == '\'';
            if (!quoted) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (c == sign && depth == 0) {
                    parts.add(text.substring(from, i));
                    from = i + 1;
                }
            }
        }
        if (from < text.length()) {
            parts.add(text.substring(from));
        }
        return parts;
    }
}
