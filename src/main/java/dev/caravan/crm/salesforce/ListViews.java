package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.http.Json;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * List views and the records in them. A view's own statement is asked in the order of ids, however many records there
 * are; the few views without one are read as the list shows them, which Salesforce does up to row 4,000 (REST guide,
 * "List View Results": limit and offset up to 2,000).
 */
final class ListViews {
    private static final int PAGE = 2000;
    private static final int READ = 500;
    private static final String SECOND = "+" + PAGE;

    private final SalesforceCalls calls;
    private final SalesforceSettings settings;
    private final Queries queries;
    private final RecordReader reader;
    private final String connection;

    ListViews(
            SalesforceCalls calls,
            SalesforceSettings settings,
            Queries queries,
            RecordReader reader,
            String connection) {
        this.calls = calls;
        this.settings = settings;
        this.queries = queries;
        this.reader = reader;
        this.connection = connection;
    }

    List<SavedList> lists(String object) {
        String what = connection + " " + object + " list views";
        List<SavedList> lists = new ArrayList<>();
        queries.follow(
                what,
                calls.send(Ask.get(what, path(object))),
                "listviews",
                view -> lists.add(new SavedList(
                        object,
                        Soql.longId(view.path("id").asText()),
                        view.path("label").asText(),
                        OptionalLong.empty())));
        return lists;
    }

    SearchPage listed(String object, String listId, Collection<String> fields, @Nullable String cursor) {
        String what = connection + " " + object + " list view " + listId;
        if (!Soql.isId(listId)) {
            throw new CrmException(
                    connection + " " + object + " list view",
                    new CrmError.Rejected("its id is none of Salesforce; they begin with 00B", ErrorCode.NOT_FOUND),
                    null);
        }
        if (SECOND.equals(cursor)) {
            return shown(what, object, listId, fields, PAGE);
        }
        JsonNode view = calls.send(Ask.get(what, path(object) + "/" + listId + "/describe"));
        Optional<ViewQuery> query = ViewQuery.of(view.path("query").asText(""), object);
        if (query.isEmpty() && cursor != null) {
            throw new CrmException(
                    what, new CrmError.Rejected("the view was changed meanwhile", ErrorCode.CURSOR_EXPIRED), null);
        }
        if (query.isEmpty()) {
            return shown(what, object, listId, fields, 0);
        }
        String where = query.get().where();
        String condition = where.isEmpty() ? "" : "(" + where + ")";
        return reader.page(what, object, query.get().scope(), condition, fields, cursor);
    }

    private SearchPage shown(String what, String object, String listId, Collection<String> fields, int offset) {
        Map<String, String> part = new LinkedHashMap<>();
        part.put("limit", Integer.toString(PAGE));
        part.put("offset", Integer.toString(offset));
        String path = path(object) + "/" + listId + "/results";
        JsonNode answer = calls.send(new Ask(what, "GET", path, part, Map.of(), null, null, 0));
        List<String> ids = new ArrayList<>();
        answer.path("records").forEach(row -> ids.add(id(what, row)));
        List<CrmRecord> records = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += READ) {
            records.addAll(reader.read(object, ids.subList(from, Math.min(ids.size(), from + READ)), fields));
        }
        if (answer.path("done").asBoolean(true) || ids.isEmpty()) {
            return new SearchPage(records, Optional.empty());
        }
        if (offset > 0) {
            throw refused(
                    what,
                    "it has more than 4,000 records and no statement, so that Salesforce does not show the rest. Use a"
                            + " filter instead");
        }
        return new SearchPage(records, Optional.of(SECOND));
    }

    private static String id(String what, JsonNode row) {
        for (JsonNode cell : row.path("columns")) {
            String value = Json.text(cell, "value");
            if (cell.path("fieldNameOrPath").asText().equalsIgnoreCase("Id") && value != null && Soql.isId(value)) {
                return value;
            }
        }
        throw refused(what, "its rows come without ids. Use a filter instead");
    }

    private static CrmException refused(String what, String why) {
        return new CrmException(what, new CrmError.Rejected(why, ErrorCode.CRM_REJECTED), null);
    }

    private String path(String object) {
        return settings.dataPath() + "/sobjects/" + Soql.object(object) + "/listviews";
    }
}
