package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.crm.http.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Asks for the columns of one table. What only some types have (options, lengths, formats) is asked for by type, and
 * all in one batch. (Dataverse docs, "Query table definitions".)
 */
final class Describing {
    private static final List<String> COMMON = List.of(
            "LogicalName",
            "AttributeType",
            "AttributeTypeName",
            "AttributeOf",
            "DisplayName",
            "RequiredLevel",
            "IsValidForCreate",
            "IsValidForUpdate",
            "IsValidForRead");
    private static final List<String> WITH_OPTIONS = List.of(
            "PicklistAttributeMetadata",
            "StateAttributeMetadata",
            "StatusAttributeMetadata",
            "MultiSelectPicklistAttributeMetadata");
    /** Those are filled by Dataverse itself when a new record leaves them out. */
    private static final Set<String> FILLED =
            Set.of("Owner", "State", "Status", "Uniqueidentifier", "EntityName", "Boolean");

    private static final Set<String> UNREADABLE =
            Set.of("Virtual", "ManagedProperty", "PartyList", "CalendarRules", "EntityName");

    private final Reads reads;
    private final DynamicsTable table;
    private final Map<String, JsonNode> details = new HashMap<>();
    private final Map<String, Map<String, String>> targets = new HashMap<>();
    private final Set<String> unique = new HashSet<>();

    Describing(Reads reads, DynamicsTable table) {
        this.reads = reads;
        this.table = table;
    }

    Map<String, DynamicsField> fields() {
        List<Reads.Question> questions = new ArrayList<>();
        questions.add(question("/Attributes", new ODataQuery().select(COMMON)));
        questions.add(question(
                "/Keys", new ODataQuery().select(List.of("LogicalName", "KeyAttributes", "EntityKeyIndexStatus"))));
        questions.add(question(
                "/ManyToOneRelationships",
                new ODataQuery()
                        .select(List.of(
                                "ReferencingAttribute",
                                "ReferencedEntity",
                                "ReferencingEntityNavigationPropertyName"))));
        questions.add(cast("StringAttributeMetadata", List.of("LogicalName", "MaxLength", "Format"), ""));
        questions.add(cast("MemoAttributeMetadata", List.of("LogicalName", "MaxLength"), ""));
        questions.add(cast("DateTimeAttributeMetadata", List.of("LogicalName", "Format", "DateTimeBehavior"), ""));
        questions.add(cast("LookupAttributeMetadata", List.of("LogicalName", "Targets"), ""));
        for (String kind : WITH_OPTIONS) {
            questions.add(
                    cast(kind, List.of("LogicalName"), "OptionSet($select=Options),GlobalOptionSet($select=Options)"));
        }
        List<JsonNode> answers = reads.known(questions);
        keys(answers.get(1));
        relationships(answers.get(2));
        for (JsonNode answer : answers.subList(3, answers.size())) {
            answer.path("value").forEach(each -> details.put(text(each, "LogicalName"), each));
        }
        List<DynamicsField> all = new ArrayList<>();
        for (JsonNode attribute : answers.get(0).path("value")) {
            if (isField(attribute)) {
                all.add(field(attribute));
            }
        }
        return DynamicsFields.ordered(all);
    }

    private Reads.Question question(String part, ODataQuery query) {
        return new Reads.Question("EntityDefinitions(LogicalName='" + table.logicalName() + "')" + part, query.text());
    }

    private Reads.Question cast(String kind, List<String> select, String expand) {
        return question(
                "/Attributes/Microsoft.Dynamics.CRM." + kind,
                new ODataQuery().select(select).add("$expand", expand));
    }

    private void keys(JsonNode answer) {
        for (JsonNode key : answer.path("value")) {
            JsonNode columns = key.path("KeyAttributes");
            if (columns.size() == 1) {
                unique.add(columns.path(0).asText());
            }
        }
    }

    private void relationships(JsonNode answer) {
        for (JsonNode each : answer.path("value")) {
            targets.computeIfAbsent(text(each, "ReferencingAttribute"), column -> new LinkedHashMap<>())
                    .put(text(each, "ReferencedEntity"), text(each, "ReferencingEntityNavigationPropertyName"));
        }
    }

    private static boolean isField(JsonNode attribute) {
        boolean isSet = kind(attribute).equals("MultiSelectPicklist");
        boolean isParties = kind(attribute).equals(Parties.KIND) && Parties.isPart(text(attribute, "LogicalName"));
        return attribute.path("IsValidForRead").asBoolean(true)
                && text(attribute, "AttributeOf").isEmpty()
                && (isSet || isParties || !UNREADABLE.contains(kind(attribute)));
    }

    /** The type's own name says more than the old one: choices of several are "Virtual" to that. */
    private static String kind(JsonNode attribute) {
        String named = text(attribute.path("AttributeTypeName"), "Value");
        return named.equals("MultiSelectPicklistType") ? "MultiSelectPicklist" : text(attribute, "AttributeType");
    }

    private DynamicsField field(JsonNode attribute) {
        String name = text(attribute, "LogicalName");
        String kind = kind(attribute);
        JsonNode more = details.getOrDefault(name, Json.object());
        Type type = type(kind, more);
        String label = text(attribute.path("DisplayName").path("UserLocalizedLabel"), "Label");
        boolean canCreate = attribute.path("IsValidForCreate").asBoolean(true);
        boolean isReadOnly =
                !canCreate && !attribute.path("IsValidForUpdate").asBoolean(true) || name.equals(table.idField());
        boolean isRequired = text(attribute.path("RequiredLevel"), "Value").equals("SystemRequired")
                && canCreate
                && !FILLED.contains(kind);
        FieldSchema schema = new FieldSchema(
                name,
                label.isBlank() ? name : label,
                type,
                isReadOnly,
                isRequired && !isReadOnly,
                type == Type.OPTIONS ? 0 : more.path("MaxLength").asInt(0),
                options(more),
                type == Type.OPTION || type == Type.OPTIONS,
                unique.contains(name),
                type != Type.OTHER);
        boolean isLookup = type == Type.REFERENCE && !kind.equals("Uniqueidentifier");
        if (kind.equals(Parties.KIND)) {
            return new DynamicsField(schema, kind, Map.of(Parties.TABLE, Parties.collection(table)));
        }
        return new DynamicsField(schema, kind, isLookup ? targets(name, kind, more) : Map.of(), states(more));
    }

    /** From the relationships; where they may not be seen, by the rule by which standard ones are named. */
    private Map<String, String> targets(String name, String kind, JsonNode more) {
        Map<String, String> known = targets.get(name);
        if (known != null && !kind.equals("Owner")) {
            return known;
        }
        Map<String, String> ruled = new LinkedHashMap<>();
        if (kind.equals("Owner")) {
            ruled.put("systemuser", name);
            ruled.put("team", name);
            return ruled;
        }
        JsonNode named = more.path("Targets");
        named.forEach(each -> ruled.put(each.asText(), named.size() == 1 ? name : name + "_" + each.asText()));
        if (ruled.isEmpty() && kind.equals("Customer")) {
            ruled.put("account", name + "_account");
            ruled.put("contact", name + "_contact");
        }
        return ruled;
    }

    private static Type type(String kind, JsonNode more) {
        return switch (kind) {
            case "String" ->
                switch (text(more, "Format")) {
                    case "Email" -> Type.EMAIL;
                    case "Phone" -> Type.PHONE;
                    case "Url" -> Type.URL;
                    default -> Type.TEXT;
                };
            case "Memo" -> Type.TEXT;
            case "Picklist", "State", "Status" -> Type.OPTION;
            case "MultiSelectPicklist" -> Type.OPTIONS;
            case "Boolean" -> Type.BOOLEAN;
            case "Integer", "BigInt" -> Type.INTEGER;
            case "Decimal", "Double", "Money" -> Type.NUMBER;
            case "DateTime" -> isDay(more) ? Type.DATE : Type.DATETIME;
            case "Lookup", "Customer", "Owner", "Uniqueidentifier" -> Type.REFERENCE;
            default -> Type.OTHER;
        };
    }

    private static boolean isDay(JsonNode more) {
        String behavior = text(more.path("DateTimeBehavior"), "Value");
        return behavior.isEmpty() ? text(more, "Format").equals("DateOnly") : behavior.equals("DateOnly");
    }

    private static List<FieldSchema.Option> options(JsonNode more) {
        JsonNode own = more.path("OptionSet").path("Options");
        JsonNode options = own.isEmpty() ? more.path("GlobalOptionSet").path("Options") : own;
        List<FieldSchema.Option> all = new ArrayList<>();
        for (JsonNode each : options) {
            String value = text(each, "Value");
            String label = text(each.path("Label").path("UserLocalizedLabel"), "Label");
            all.add(new FieldSchema.Option(value, label.isEmpty() ? value : label));
        }
        return all;
    }

    /** Only the options of status reasons name a state. */
    private static Map<String, Integer> states(JsonNode more) {
        Map<String, Integer> states = new HashMap<>();
        for (JsonNode each : more.path("OptionSet").path("Options")) {
            if (each.path("State").isInt()) {
                states.put(text(each, "Value"), each.path("State").intValue());
            }
        }
        return states;
    }

    private static String text(JsonNode json, String name) {
        return Objects.requireNonNullElse(Json.text(json, name), "");
    }
}
