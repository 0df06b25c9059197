package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.Typed;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Records of Dataverse as Caravan's. */
final class DynamicsRecords {
    static final String MODIFIED = "modifiedon";
    static final String MERGED = "merged";
    static final String STATE = "statecode";
    /** State of a lead that has become something else. */
    private static final String QUALIFIED = "1";

    private static final String TARGET = "@Microsoft.Dynamics.CRM.lookuplogicalname";

    private final DynamicsFields fields;

    DynamicsRecords(DynamicsFields fields) {
        this.fields = fields;
    }

    /** What a question has to ask for so that {@link #record} and {@link #isGone} can say what they say. */
    List<String> select(DynamicsTable table, Collection<String> wanted) {
        Set<String> names = new LinkedHashSet<>(List.of(table.idField(), MODIFIED));
        if (fields.has(table.set(), MERGED)) {
            names.add(MERGED);
        }
        if (isLead(table)) {
            names.add(STATE);
        }
        names.addAll(fields.shown(table.set(), wanted));
        return List.copyOf(names);
    }

    /**
     * Whether the record stands for none any more: it was merged into another, or it is a lead that was qualified.
     * Dataverse keeps both. (Dataverse docs, "Merge records", "Qualify a lead".)
     */
    boolean isGone(DynamicsTable table, JsonNode json) {
        return json.path(MERGED).asBoolean(false)
                || isLead(table) && json.path(STATE).asText().equals(QUALIFIED);
    }

    static boolean isLead(DynamicsTable table) {
        return table.logicalName().equals("lead");
    }

    CrmRecord record(DynamicsTable table, JsonNode json, Collection<String> wanted) {
        return new CrmRecord(
                table.set(),
                Objects.requireNonNullElse(Json.text(json, table.idField()), ""),
                values(table.set(), json, wanted),
                Typed.time(Json.text(json, MODIFIED)),
                false);
    }

    Map<String, @Nullable Object> values(String set, JsonNode json, Collection<String> wanted) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String name : wanted) {
            values.put(
                    name,
                    fields.find(set, name).map(field -> value(field, json)).orElse(null));
        }
        return values;
    }

    private static @Nullable Object value(DynamicsField field, JsonNode json) {
        if (field.isParties()) {
            return Parties.read(field, json);
        }
        JsonNode node = json.path(field.shownName());
        if (field.isLookup()) {
            return reference(field, Json.text(json, field.shownName()), Json.text(json, field.shownName() + TARGET));
        }
        if (field.schema().type() == Type.OPTIONS) {
            String text = node.isTextual() ? node.textValue() : "";
            return text.isEmpty()
                    ? null
                    : Arrays.stream(text.split(",")).map(String::strip).toList();
        }
        return Typed.read(node, field.schema().type());
    }

    /** The id alone where it is one of the usual table; else the table stands before it. */
    private static @Nullable String reference(DynamicsField field, @Nullable String id, @Nullable String target) {
        if (id == null || id.isEmpty()) {
            return null;
        }
        boolean isUsual = target == null
                || field.mainTarget().map(target::equals).orElse(false)
                || field.targets().isEmpty();
        return isUsual ? id : target + ":" + id;
    }
}
