package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.Fate;
import dev.caravan.crm.http.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What became of records. The recycle bin keeps a deleted record for some days, and with it the one that it was merged
 * into ({@code MasterRecordId} of accounts, contacts and leads); a converted lead stays and names what it became.
 */
final class Fates {
    private static final String MASTER = "MasterRecordId";
    private static final Map<String, String> BECAME = Map.of(
            "ConvertedContactId", SalesforceObjects.CONTACT,
            "ConvertedAccountId", SalesforceObjects.ACCOUNT,
            "ConvertedOpportunityId", SalesforceObjects.OPPORTUNITY);

    /** Keeps the statement well below the longest address. */
    private static final int IDS = 300;

    /** A survivor may be merged again; nobody does that more often. */
    private static final int MOST_MERGES = 20;

    private final Queries queries;
    private final RecordReader reader;
    private final String connection;

    Fates(Queries queries, RecordReader reader, String connection) {
        this.queries = queries;
        this.reader = reader;
        this.connection = connection;
    }

    /** @throws CrmException transient when one of them is there after all: it was restored meanwhile */
    Map<String, Fate> of(String object, Collection<String> ids) {
        Map<String, Fate> fates = new LinkedHashMap<>();
        Map<String, JsonNode> rows = rows(object, ids);
        for (String id : ids) {
            fates.put(id, fate(object, Soql.longId(id), rows));
        }
        return fates;
    }

    private Fate fate(String object, String id, Map<String, JsonNode> rows) {
        JsonNode row = row(rows, id);
        String survivor = id;
        for (int merges = 0; merges < MOST_MERGES && isMerged(row); merges++) {
            survivor = master(row);
            row = row(rows, survivor);
        }
        if (row.path(SalesforceObjects.IS_CONVERTED).asBoolean()) {
            return converted(row);
        }
        if (row.isEmpty() || row.path("IsDeleted").asBoolean()) {
            return new Fate.Deleted();
        }
        if (survivor.equals(id)) {
            throw new CrmException(
                    connection + " " + object + " " + id,
                    new CrmError.Transient("the record is there after all: it has to be read again", false),
                    null);
        }
        return new Fate.Merged(survivor);
    }

    private static Fate converted(JsonNode lead) {
        Map<String, String> became = new HashMap<>();
        BECAME.forEach((field, object) -> {
            String id = Json.text(lead, field);
            if (id != null && Soql.isId(id)) {
                became.put(object, Soql.longId(id));
            }
        });
        return new Fate.Converted(became);
    }

    /** The rows of these ids and of the records that they were merged into. */
    private Map<String, JsonNode> rows(String object, Collection<String> ids) {
        String select = select(object);
        Map<String, JsonNode> rows = new HashMap<>();
        Set<String> open = ids.stream().filter(Soql::isId).map(Soql::longId).collect(Collectors.toSet());
        for (int round = 0; round <= MOST_MERGES && !open.isEmpty(); round++) {
            Set<String> masters = new LinkedHashSet<>();
            for (JsonNode row : query(object, select, List.copyOf(open))) {
                rows.put(row.path("Id").asText(), row);
                if (isMerged(row)) {
                    masters.add(master(row));
                }
            }
            masters.removeAll(rows.keySet());
            open = masters;
        }
        return rows;
    }

    private List<JsonNode> query(String object, String select, List<String> ids) {
        List<JsonNode> rows = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += IDS) {
            String among = ids.subList(from, Math.min(ids.size(), from + IDS)).stream()
                    .map(Soql::text)
                    .collect(Collectors.joining(","));
            rows.addAll(queries.queryAll(connection + " " + object + " fates", select + among + ")")
                    .rows());
        }
        return rows;
    }

    /** Which of the fields there are depends on the object. */
    private String select(String object) {
        Set<String> fields = new LinkedHashSet<>(List.of("Id", "IsDeleted"));
        Columns columns = reader.columns(object, Set.of());
        List<String> wanted = new ArrayList<>(List.of(MASTER, SalesforceObjects.IS_CONVERTED));
        wanted.addAll(BECAME.keySet());
        wanted.stream()
                .filter(field -> columns.find(field).isPresent())
                .sorted()
                .forEach(fields::add);
        return "SELECT " + String.join(",", fields) + " FROM " + Soql.object(object) + " WHERE Id IN (";
    }

    private static boolean isMerged(JsonNode row) {
        String master = Json.text(row, MASTER);
        return row.path("IsDeleted").asBoolean() && master != null && Soql.isId(master);
    }

    private static String master(JsonNode row) {
        return Soql.longId(row.path(MASTER).asText());
    }

    private static JsonNode row(Map<String, JsonNode> rows, String id) {
        return rows.getOrDefault(id, Json.object());
    }
}
