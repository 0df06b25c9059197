package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Fate;
import dev.caravan.crm.http.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What became of records: the loser of a merge names its master, a qualified lead the records that were made of it. */
final class DynamicsFates {
    private static final int LONGEST_CHAIN = 20;
    private static final String MASTER = "_masterid_value";
    private static final Map<String, String> BECAME = Map.of(
            "_parentaccountid_value", "accounts",
            "_parentcontactid_value", "contacts",
            "_qualifyingopportunityid_value", "opportunities");

    private final Reads reads;
    private final DynamicsLists lists;
    private final DynamicsFields fields;
    private final DynamicsRecords records;

    DynamicsFates(Reads reads, DynamicsLists lists, DynamicsFields fields, DynamicsRecords records) {
        this.reads = reads;
        this.lists = lists;
        this.fields = fields;
        this.records = records;
    }

    Map<String, Fate> of(String set, Collection<String> ids) {
        DynamicsTable table = fields.table(set);
        fields.get(set);
        Map<String, JsonNode> rows = new HashMap<>();
        Collection<String> unknown = ids;
        for (int i = 0; i < LONGEST_CHAIN && !unknown.isEmpty(); i++) {
            Set<String> masters = new LinkedHashSet<>();
            for (JsonNode row : lists.byIds(table, unknown, select(table), "")) {
                rows.put(String.valueOf(Json.text(row, table.idField())), row);
                String master = Json.text(row, MASTER);
                if (row.path(DynamicsRecords.MERGED).asBoolean() && master != null && !rows.containsKey(master)) {
                    masters.add(master);
                }
            }
            unknown = masters;
        }
        Map<String, Fate> fates = new HashMap<>();
        ids.forEach(id -> fates.put(id, fate(table, id, rows)));
        return fates;
    }

    private Fate fate(DynamicsTable table, String id, Map<String, JsonNode> rows) {
        JsonNode row = rows.getOrDefault(id.toLowerCase(Locale.ROOT), Json.object());
        String survivor = id;
        for (int i = 0; i < LONGEST_CHAIN && row.path(DynamicsRecords.MERGED).asBoolean(); i++) {
            survivor = String.valueOf(Json.text(row, MASTER));
            row = rows.getOrDefault(survivor, Json.object());
        }
        if (row.isEmpty()) {
            return new Fate.Deleted();
        }
        if (DynamicsRecords.isLead(table) && records.isGone(table, row)) {
            Map<String, String> became = new HashMap<>();
            for (Map.Entry<String, String> each : BECAME.entrySet()) {
                String made = Json.text(row, each.getKey());
                if (made != null) {
                    became.put(each.getValue(), made);
                }
            }
            return new Fate.Converted(became);
        }
        if (survivor.equals(id)) {
            throw new CrmException(
                    reads.name(table.set() + " " + id),
                    new CrmError.Transient("the record is there after all: it has to be read again", false),
                    null);
        }
        return new Fate.Merged(survivor);
    }

    private List<String> select(DynamicsTable table) {
        List<String> select = new ArrayList<>(records.select(table, List.of()));
        select.addAll(fields.shown(table.set(), List.of("masterid")).stream()
                .filter(name -> fields.has(table.set(), "masterid"))
                .toList());
        if (DynamicsRecords.isLead(table)) {
            for (String name : List.of("parentaccountid", "parentcontactid", "qualifyingopportunityid")) {
                if (fields.has(table.set(), name)) {
                    select.add("_" + name + "_value");
                }
            }
        }
        return select;
    }
}
