package dev.caravan.crm.salesforce;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.http.Json;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Reads, looks up and searches. */
final class RecordReader {
    /** Salesforce ends page and query cursors by itself at this size ("Query", default batch size). */
    private static final int PAGE = 2000;

    /**
     * The longest query that goes into one address; servers refuse addresses of about 16,000 characters (HTTP 414,
     * 431).
     */
    private static final int QUERY_LENGTH = 12_000;

    private static final int COMPOSITE_QUERIES = 5;

    /**
     * Inside a composite request no address limits a query; statements of 20,000 characters are taken by every version.
     */
    private static final int STATEMENT_LENGTH = 20_000;

    private static final String MODIFIED = "SystemModstamp";

    private final SalesforceCalls calls;
    private final SalesforceSettings settings;
    private final String connection;
    private final Queries queries;
    private final Map<String, Columns> columns = new ConcurrentHashMap<>();

    RecordReader(SalesforceCalls calls, SalesforceSettings settings, String connection) {
        this.calls = calls;
        this.settings = settings;
        this.connection = connection;
        this.queries = new Queries(calls, settings);
    }

    /** Asks the org for an object's fields, and keeps them for the translation of values. */
    Columns describe(String object) {
        String path = settings.dataPath() + "/sobjects/" + Soql.object(object) + "/describe";
        Columns described = Columns.of(calls.send(Ask.get(what(object, "describe"), path)));
        columns.put(object, described);
        return described;
    }

    /**
     * By id, through collections; parents' fields are known to queries only. Deleted records are not returned ("sObject
     * Collections": null for what cannot be read); a converted lead is left out, as it lives on as a contact.
     */
    List<CrmRecord> read(String object, Collection<String> ids, Collection<String> fields) {
        Set<String> known = new LinkedHashSet<>(ids);
        known.removeIf(id -> !Soql.isId(id));
        if (known.isEmpty()) {
            return List.of();
        }
        if (fields.stream().anyMatch(field -> field.contains("."))) {
            return lookup(object, "Id", known, fields);
        }
        boolean leads = object.equalsIgnoreCase(SalesforceObjects.LEAD);
        Columns shape = columns(object, fields);
        ObjectNode body = Json.object();
        known.forEach(body.putArray("ids")::add);
        Set<String> wanted = new LinkedHashSet<>(fields);
        if (leads) {
            wanted.add(SalesforceObjects.IS_CONVERTED);
        }
        asked(wanted).forEach(body.putArray("fields")::add);
        String path = settings.dataPath() + "/composite/sobjects/" + Soql.object(object);
        JsonNode rows = calls.send(Ask.post(what(object, "read"), path, body));
        List<CrmRecord> records = new ArrayList<>();
        for (JsonNode row : rows) {
            boolean live = row.isObject()
                    && !row.path("IsDeleted").asBoolean()
                    && !(leads && row.path(SalesforceObjects.IS_CONVERTED).asBoolean());
            if (live) {
                records.add(record(object, row, fields, shape));
            }
        }
        return records;
    }

    /** All live records with one of the values; a converted lead is not live: its contact took over. */
    List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> fields) {
        Set<String> wanted = new LinkedHashSet<>(fields);
        wanted.add(field);
        Columns shape = columns(object, wanted);
        Column column = shape.find(field).orElse(null);
        Set<String> literals = new LinkedHashSet<>();
        for (String value : values) {
            // An empty literal would find every record whose field is empty.
            if (!value.isBlank() && !Soql.isBroken(value)) {
                Soql.literal(column, value).ifPresent(literals::add);
            }
        }
        String start = select(object, wanted) + " WHERE " + Soql.field(field) + " IN (";
        String end = ")" + (object.equalsIgnoreCase(SalesforceObjects.LEAD) ? " AND IsConverted = false" : "");
        List<CrmRecord> found = new ArrayList<>();
        String what = what(object, "lookup by " + field);
        List<String> byAddress = lists(literals, QUERY_LENGTH - Soql.encodedLength(start + end), Soql::encodedLength);
        List<String> byStatement = lists(literals, STATEMENT_LENGTH - start.length() - end.length(), String::length);
        List<JsonNode> rows = new ArrayList<>();
        boolean done = byAddress.size() > 1 && together(what, start, byStatement, end, rows);
        if (!done) {
            rows.clear();
            byAddress.forEach(list -> rows.addAll(queries.query(what, start + list + end)));
        }
        rows.forEach(row -> found.add(record(object, row, wanted, shape)));
        return found;
    }

    /**
     * Several statements in one call, which counts as one ("Composite": at most 5 queries among its requests).
     *
     * @return false when one of them was not answered as it should be; asked alone, such trouble is classified like any
     */
    private boolean together(String what, String start, List<String> lists, String end, List<JsonNode> rows) {
        for (int from = 0; from < lists.size(); from += COMPOSITE_QUERIES) {
            List<String> part = lists.subList(from, Math.min(lists.size(), from + COMPOSITE_QUERIES));
            ObjectNode body = Json.object();
            body.put("allOrNone", false);
            ArrayNode requests = body.putArray("compositeRequest");
            for (int i = 0; i < part.size(); i++) {
                String soql = start + part.get(i) + end;
                requests.addObject()
                        .put("method", "GET")
                        .put("url", settings.dataPath() + "/query?q=" + URLEncoder.encode(soql, UTF_8))
                        .put("referenceId", "q" + i);
            }
            JsonNode answers = calls.send(Ask.post(what, settings.dataPath() + "/composite", body))
                    .path("compositeResponse");
            for (int i = 0; i < part.size(); i++) {
                JsonNode answer = answers.path(i);
                if (answer.path("httpStatusCode").asInt() != 200
                        || !answer.path("referenceId").asText().equals("q" + i)) {
                    return false;
                }
                queries.follow(what, answer.path("body"), "records", rows::add);
            }
        }
        return true;
    }

    /**
     * One page in the order of the ids; the last id is the cursor, so that pages stay right while records come and go,
     * and the walk may rest for as long as it likes: Salesforce's own cursors end after days. The org may find more
     * than meet the condition; those are left out, so that a page can be empty.
     */
    SearchPage search(String object, Condition condition, Collection<String> fields, @Nullable String cursor) {
        SoqlFilter.Narrowed narrowed = narrowed(object, condition);
        Set<String> wanted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        wanted.addAll(fields);
        wanted.addAll(Filters.fields(narrowed.condition()));
        Columns shape = columns(object, wanted);
        Filter filter = Filters.compile(narrowed.condition());
        return page(
                what(object, "search"),
                object,
                "",
                narrowed.where(),
                fields,
                wanted,
                cursor,
                row -> filter.test(
                        field -> Values.of(row, field, shape.find(field).orElse(null))));
    }

    /**
     * One page of the records that a statement of the org finds, as {@link #search} does it.
     *
     * @param scope {@code USING SCOPE ...}; empty for all records
     * @param where empty for no condition
     */
    SearchPage page(
            String what,
            String object,
            String scope,
            String where,
            Collection<String> fields,
            @Nullable String cursor) {
        return page(what, object, scope, where, fields, fields, cursor, row -> true);
    }

    private SearchPage page(
            String what,
            String object,
            String scope,
            String where,
            Collection<String> fields,
            Collection<String> asked,
            @Nullable String cursor,
            Predicate<JsonNode> taken) {
        if (cursor != null && !Soql.isId(cursor)) {
            throw new InvalidInputException(
                    ErrorCode.FILTER_INVALID,
                    "the cursor of a search in " + object + " is not one. Start the search again.");
        }
        Columns shape = columns(object, fields);
        String after = cursor == null ? "" : "Id > " + Soql.text(cursor);
        String both = where.isEmpty() || after.isEmpty() ? where + after : where + " AND " + after;
        String from = select(object, asked) + (scope.isEmpty() ? "" : " " + scope);
        String soql = from + (both.isEmpty() ? "" : " WHERE " + both) + " ORDER BY Id LIMIT " + PAGE;
        List<JsonNode> rows = queries.query(what, checkLength(soql));
        List<CrmRecord> records = rows.stream()
                .filter(taken)
                .map(row -> record(object, row, fields, shape))
                .toList();
        boolean full = rows.size() >= PAGE;
        return new SearchPage(
                records, full ? Optional.of(rows.get(rows.size() - 1).path("Id").asText()) : Optional.empty());
    }

    long count(String object, Condition condition) {
        String where = narrowed(object, condition).where();
        String soql = "SELECT COUNT() FROM " + Soql.object(object) + (where.isEmpty() ? "" : " WHERE " + where);
        return calls.send(Ask.query(what(object, "count"), settings.dataPath() + "/query", checkLength(soql)))
                .path("totalSize")
                .asLong();
    }

    private SoqlFilter.Narrowed narrowed(String object, Condition condition) {
        return SoqlFilter.of(object, columns(object, Filters.fields(condition)), condition);
    }

    /** A field that is not known may be new in the org: it is asked again. */
    Columns columns(String object, Collection<String> fields) {
        Columns known = columns.get(object);
        boolean complete = known != null
                && fields.stream()
                        .allMatch(field ->
                                field.contains(".") || known.find(field).isPresent());
        return known != null && complete ? known : describe(object);
    }

    private static String select(String object, Collection<String> fields) {
        return "SELECT " + String.join(",", asked(fields)) + " FROM " + Soql.object(object);
    }

    private static Set<String> asked(Collection<String> fields) {
        Map<String, String> bySpelling = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        bySpelling.put("Id", "Id");
        bySpelling.put(MODIFIED, MODIFIED);
        fields.forEach(field -> bySpelling.putIfAbsent(Soql.field(field), field));
        return new LinkedHashSet<>(bySpelling.values());
    }

    private static CrmRecord record(String object, JsonNode row, Collection<String> fields, Columns shape) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (String field : fields) {
            values.put(field, Values.of(row, field, shape.find(field).orElse(null)));
        }
        return new CrmRecord(
                object,
                row.path("Id").asText(),
                values,
                Values.instant(row.path(MODIFIED)),
                row.path("IsDeleted").asBoolean());
    }

    /**
     * Literals joined by commas, as many per text as fit; one that does not even fit alone is longer than any field
     * that can be compared.
     */
    private static List<String> lists(Collection<String> literals, int room, ToIntFunction<String> measure) {
        List<String> lists = new ArrayList<>();
        StringBuilder list = new StringBuilder();
        int used = 0;
        for (String literal : literals) {
            int length = measure.applyAsInt(literal) + 3;
            if (length > room) {
                continue;
            }
            if (used + length > room) {
                lists.add(list.toString());
                list.setLength(0);
                used = 0;
            }
            list.append(list.isEmpty() ? "" : ",").append(literal);
            used += length;
        }
        if (!list.isEmpty()) {
            lists.add(list.toString());
        }
        return lists;
    }

    private static String checkLength(String soql) {
        int length = Soql.encodedLength(soql);
        if (length > QUERY_LENGTH) {
            throw new InvalidInputException(
                    ErrorCode.FILTER_INVALID,
                    "the condition is too long for Salesforce (" + length + " of " + QUERY_LENGTH
                            + " characters). Split it or compare fewer values.");
        }
        return soql;
    }

    private String what(String object, String action) {
        return connection + " " + object + " " + action;
    }
}
