package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.FieldSchema;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.SchemaCache;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The fields of tables, as asked for; see {@link Describing} for how they are asked. */
final class DynamicsFields {
    private final Reads reads;
    private final SchemaCache schemas = new SchemaCache(this::asked);
    private final Map<String, Map<String, DynamicsField>> fields = new ConcurrentHashMap<>();
    private final Map<String, DynamicsTable> tables = new ConcurrentHashMap<>();

    DynamicsFields(Reads reads) {
        this.reads = reads;
    }

    ObjectSchema ask(String set) {
        return schemas.ask(set);
    }

    ObjectSchema get(String set) {
        return schemas.get(set);
    }

    void forget(String set) {
        schemas.forget(set);
    }

    /** @throws CrmException with {@code NOT_FOUND} when there is no such entity set */
    DynamicsTable table(String set) {
        return DynamicsTables.of(set).map(DynamicsTables::table).orElseGet(() -> {
            DynamicsTable known = tables.get(set);
            return known == null ? found(set) : known;
        });
    }

    /** The entity set of a table; empty when it is none that anybody asked about. */
    Optional<String> setOf(String logicalName) {
        for (DynamicsTables each : DynamicsTables.values()) {
            if (each.logicalName().equals(logicalName)) {
                return Optional.of(each.table().set());
            }
        }
        return tables.values().stream()
                .filter(each -> each.logicalName().equals(logicalName))
                .map(DynamicsTable::set)
                .findFirst();
    }

    /** A field; any that may be one where the fields may not be seen. */
    Optional<DynamicsField> find(String set, String name) {
        ObjectSchema schema = schemas.get(set);
        if (schema.fields().isEmpty() && DynamicsTable.isName(name)) {
            FieldSchema unseen = new FieldSchema(name, name, Type.TEXT, false, false, 0, List.of(), false, false);
            return Optional.of(new DynamicsField(unseen, "String", Map.of()));
        }
        return Optional.ofNullable(fields.getOrDefault(set, Map.of()).get(name));
    }

    /** Names under which records show those of the fields that the table has. */
    List<String> shown(String set, Collection<String> names) {
        List<String> shown = new ArrayList<>();
        for (String name : names) {
            find(set, name)
                    .filter(field -> !field.isParties())
                    .map(DynamicsField::shownName)
                    .filter(each -> !shown.contains(each))
                    .ifPresent(shown::add);
        }
        return shown;
    }

    /** What has to be expanded to show those of the fields that hold parties; empty when none does. */
    String expanded(String set, Collection<String> names) {
        return names.stream()
                .flatMap(name -> find(set, name).stream())
                .filter(DynamicsField::isParties)
                .findFirst()
                .map(Parties::expansion)
                .orElse("");
    }

    boolean has(String set, String name) {
        return fields.getOrDefault(set, Map.of()).containsKey(name);
    }

    private ObjectSchema asked(String set) {
        DynamicsTable table = table(set);
        Map<String, DynamicsField> all = new Describing(reads, table).fields();
        fields.put(set, all);
        return ObjectSchema.of(
                set, all.values().stream().map(DynamicsField::schema).toList());
    }

    private DynamicsTable found(String set) {
        if (DynamicsTable.isName(set)) {
            ODataQuery query = new ODataQuery()
                    .select(List.of("LogicalName", "EntitySetName", "PrimaryIdAttribute", "PrimaryNameAttribute"))
                    .add("$filter", "EntitySetName eq " + ODataFilter.quoted(set));
            for (JsonNode each : reads.one("EntityDefinitions", query.text()).path("value")) {
                String name = Json.text(each, "LogicalName");
                String id = Json.text(each, "PrimaryIdAttribute");
                if (name != null && id != null && set.equals(Json.text(each, "EntitySetName"))) {
                    String named = Json.text(each, "PrimaryNameAttribute");
                    DynamicsTable table = new DynamicsTable(name, set, id, named == null ? id : named);
                    tables.put(set, table);
                    return table;
                }
            }
        }
        throw new CrmException(
                reads.name(set),
                new CrmError.Rejected("Dataverse has no entity set of that name", ErrorCode.NOT_FOUND),
                null);
    }

    /** In the order in which they were put. */
    static Map<String, DynamicsField> ordered(List<DynamicsField> all) {
        Map<String, DynamicsField> fields = new LinkedHashMap<>();
        all.forEach(each -> fields.put(each.name(), each));
        return fields;
    }
}
