package dev.caravan.sandbox.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.Answer;
import dev.caravan.sandbox.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code EntityDefinitions} and what hangs on them: attributes, keys, relationships. There are no pages. */
final class Definitions {
    private static final Pattern KEY = Pattern.compile("\\w+\\((?:(\\w+)=)?'?([^')]*)'?\\)");
    private static final Set<String> PARTS =
            Set.of("Attributes", "Keys", "ManyToOneRelationships", "OneToManyRelationships", "ManyToManyRelationships");
    private static final Set<String> HEAVY = Set.of("OptionSet", "GlobalOptionSet");

    private final Tables tables;

    Definitions(Tables tables) {
        this.tables = tables;
    }

    Answer handle(Call call) {
        if (!call.method().equals("GET")) {
            throw Wire.refused(405, "0x80060888", "The sandbox's tables cannot be changed.");
        }
        List<String> path = call.path();
        if (path.get(0).equals("EntityDefinitions")) {
            List<ObjectNode> all = new ArrayList<>();
            tables.all().forEach(table -> all.add(expanded(call, table, TableDefinition.of(table))));
            return list(call, all, "EntityDefinitions");
        }
        Table table = table(path.get(0));
        if (path.size() == 1) {
            ObjectNode one = chosen(call.queries(), expanded(call, table, TableDefinition.of(table)));
            ObjectNode body = Json.object();
            body.put("@odata.context", call.base() + "/$metadata#EntityDefinitions/$entity");
            return Wire.json(200, (ObjectNode) body.setAll(one));
        }
        String part = path.get(1).replaceAll("\\(.*\\)$", "");
        if (!PARTS.contains(part)) {
            throw Wire.noResource(part);
        }
        List<ObjectNode> all = part(table, part);
        String key = path.get(1).contains("(") ? key(path.get(1)) : "";
        String cast = path.size() > 2 && path.get(2).startsWith("Microsoft.Dynamics.CRM.") ? path.get(2) : "";
        if (!cast.isEmpty()) {
            all.removeIf(each -> !each.path("@odata.type").asText().equals("#" + cast));
        }
        if (key.isEmpty()) {
            return list(call, all, "EntityDefinitions('" + table.name() + "')/" + part);
        }
        all.removeIf(each -> !each.path("LogicalName").asText().equals(key)
                && !each.path("MetadataId").asText().equals(key));
        if (all.isEmpty()) {
            throw Wire.refused(404, "0x80060888", "Could not find an attribute with the name '" + key + "'.");
        }
        ObjectNode body = Json.object();
        body.put(
                "@odata.context",
                call.base() + "/$metadata#EntityDefinitions('" + table.name() + "')/Attributes/$entity");
        return Wire.json(200, (ObjectNode) body.setAll(chosen(call.queries(), all.get(0))));
    }

    private Table table(String segment) {
        String key = key(segment);
        return tables.all().stream()
                .filter(each -> each.name().equals(key)
                        || TableDefinition.id(each.name()).equals(key))
                .findFirst()
                .orElseThrow(() -> Wire.refused(
                        404,
                        "0x80060888",
                        "Could not find an entity with the name '" + key + "' in the metadata cache."));
    }

    private static String key(String segment) {
        Matcher matcher = KEY.matcher(segment);
        if (!matcher.matches()) {
            throw Wire.syntax("The key in the request URI is not valid.");
        }
        return matcher.group(2);
    }

    private List<ObjectNode> part(Table table, String part) {
        return switch (part) {
            case "Attributes" ->
                new ArrayList<>(table.described().stream()
                        .map(column -> ColumnDefinition.of(table, column))
                        .toList());
            case "Keys" -> TableDefinition.keys(table);
            case "ManyToOneRelationships" -> TableDefinition.manyToOne(tables, table);
            case "OneToManyRelationships" -> TableDefinition.oneToMany(tables, table);
            default -> new ArrayList<>();
        };
    }

    private ObjectNode expanded(Call call, Table table, ObjectNode definition) {
        for (String one : Choice.split(call.queries().getOrDefault("$expand", ""), ',')) {
            int open = one.indexOf('(');
            String name = (open < 0 ? one : one.substring(0, open)).strip();
            if (!PARTS.contains(name)) {
                throw Wire.noProperty(name, "Microsoft.Dynamics.CRM.EntityMetadata");
            }
            Map<String, String> options = new java.util.LinkedHashMap<>();
            if (open >= 0) {
                for (String option : Choice.split(one.substring(open + 1, one.lastIndexOf(')')), ';')) {
                    String[] pair = option.split("=", 2);
                    options.put(pair[0].strip(), pair.length < 2 ? "" : pair[1]);
                }
            }
            ArrayNode all = definition.putArray(name);
            part(table, name).stream().filter(test(options)).forEach(each -> all.add(chosen(options, each)));
        }
        return definition;
    }

    private static Answer list(Call call, List<ObjectNode> all, String context) {
        Map<String, String> query = call.queries();
        for (String refused : List.of("$top", "$skip", "$orderby", "$skiptoken")) {
            if (query.containsKey(refused)) {
                throw Wire.syntax("The query parameter " + refused + " is not supported for metadata");
            }
        }
        ObjectNode body = Json.object();
        body.put("@odata.context", call.base() + "/$metadata#" + context);
        ArrayNode value = body.putArray("value");
        List<ObjectNode> met = all.stream().filter(test(query)).toList();
        if (query.getOrDefault("$count", "").equals("true")) {
            body.put("@odata.count", met.size());
        }
        met.forEach(each -> value.add(chosen(query, each)));
        return Wire.json(200, body);
    }

    private static Predicate<ObjectNode> test(Map<String, String> query) {
        String filter = query.getOrDefault("$filter", "");
        return filter.isBlank()
                ? each -> true
                : Filter.of(filter, new JsonProperties(), new DataverseFunctions(() -> java.time.Instant.EPOCH));
    }

    /** The chosen properties; the id is always there, option sets only where they are expanded. */
    private static ObjectNode chosen(Map<String, String> query, ObjectNode whole) {
        Set<String> wanted = new LinkedHashSet<>();
        for (String name : query.getOrDefault("$select", "").split(",")) {
            if (!name.isBlank()) {
                wanted.add(name.strip());
            }
        }
        Set<String> expanded = new LinkedHashSet<>();
        for (String one : Choice.split(query.getOrDefault("$expand", ""), ',')) {
            expanded.add(one.replaceAll("\\(.*", "").strip());
        }
        ObjectNode shown = Json.object();
        whole.properties().forEach(each -> {
            String name = each.getKey();
            boolean isShown = HEAVY.contains(name) || PARTS.contains(name)
                    ? expanded.contains(name)
                    : wanted.isEmpty() || wanted.contains(name) || name.startsWith("@") || name.equals("MetadataId");
            if (isShown) {
                shown.set(name, each.getValue());
            }
        });
        wanted.removeIf(whole::has);
        boolean isOfType = whole.has("@odata.type") || whole.has("EntitySetName");
        if (isOfType && !wanted.isEmpty()) {
            throw Wire.noProperty(wanted.iterator().next(), "Microsoft.Dynamics.CRM.MetadataBase");
        }
        return shown;
    }

    /** Any property of a definition, without a type. */
    private static final class JsonProperties implements Properties<ObjectNode> {
        @Override
        public Property<ObjectNode> find(String path) {
            String pointer = "/" + path;
            Function<ObjectNode, JsonNode> read = each -> {
                JsonNode found = each.at(pointer);
                return found.isMissingNode() ? NullNode.getInstance() : found;
            };
            return new Property<>("", read);
        }

        @Override
        public Property<ObjectNode> named(String column) {
            return find(column);
        }

        @Override
        public Members<ObjectNode, ?> members(String path) {
            throw Wire.noProperty(path, "Microsoft.Dynamics.CRM.MetadataBase");
        }
    }

    Optional<Table> named(String name) {
        return tables.find(name);
    }
}
