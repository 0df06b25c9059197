package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.ConditionCheck;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.UsualErrors;
import dev.caravan.crm.http.Walk;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import dev.caravan.problem.ErrorCode;
import dev.caravan.problem.InvalidInputException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Records by ids, by values, by conditions, by views, and by what changed. Pages go on by the link that Dataverse
 * gives, of which a cursor holds the query; in the order of ids it leads to a place and not to a number, so that
 * nothing is skipped. (Dataverse docs, "Page results".)
 */
final class DynamicsLists implements Walk {
    private static final int PAGE = 1_000;
    private static final int TOGETHER = 100;
    private static final int COUNTED = 5_000;
    private static final String PERSONAL = "personal-";

    private final Reads reads;
    private final DynamicsFields fields;
    private final DynamicsRecords records;

    DynamicsLists(Reads reads, DynamicsFields fields, DynamicsRecords records) {
        this.reads = reads;
        this.fields = fields;
        this.records = records;
    }

    /** Records by id, any number of them. */
    List<CrmRecord> read(String set, Collection<String> ids, Collection<String> wanted) {
        DynamicsTable table = fields.table(set);
        fields.get(set);
        List<CrmRecord> found = new ArrayList<>();
        for (JsonNode each : byIds(table, ids, records.select(table, wanted), fields.expanded(set, wanted))) {
            if (!records.isGone(table, each)) {
                found.add(records.record(table, each, wanted));
            }
        }
        return found;
    }

    /** Rows by id as they are, gone ones too. */
    List<JsonNode> byIds(DynamicsTable table, Collection<String> ids, Collection<String> select, String expand) {
        List<String> all = ids.stream()
                .filter(DynamicsTable::isId)
                .map(id -> id.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        return rows(
                table,
                select,
                expand,
                tests(
                        all,
                        part -> part.stream()
                                .map(id -> table.idField() + " eq " + id)
                                .collect(Collectors.joining(" or "))));
    }

    List<CrmRecord> lookup(String set, String field, Collection<String> values, Collection<String> wanted) {
        DynamicsTable table = fields.table(set);
        DynamicsField compared = fields.find(set, field).orElseThrow(() -> unknown(set, field));
        List<String> asked =
                values.stream().filter(value -> !value.isBlank()).distinct().toList();
        Set<String> all = new LinkedHashSet<>(wanted);
        all.add(field);
        List<String> tests =
                tests(asked, part -> ODataFilter.among(compared, part).orElse(""));
        Set<String> keys = asked.stream().map(DynamicsLists::key).collect(Collectors.toSet());
        List<CrmRecord> found = new ArrayList<>();
        for (JsonNode each : rows(table, records.select(table, all), fields.expanded(set, all), tests)) {
            CrmRecord record = records.record(table, each, all);
            // Dataverse may fold accents too.
            if (!records.isGone(table, each)
                    && keys.contains(key(record.fields().get(field)))) {
                found.add(record);
            }
        }
        return found;
    }

    SearchPage search(String set, Condition condition, Collection<String> wanted, @Nullable String cursor) {
        DynamicsTable table = fields.table(set);
        Condition fitted = fitted(set, condition);
        Filter filter = Filters.compile(fitted);
        Set<String> all = new LinkedHashSet<>(wanted);
        all.addAll(Filters.fields(fitted));
        ODataFilter compiler = new ODataFilter(table, name -> fields.find(set, name));
        String text = compiler.of(fitted);
        if (compiler.isNothing(text)) {
            return new SearchPage(List.of(), Optional.empty());
        }
        String query = new ODataQuery()
                .select(records.select(table, all))
                .add("$expand", fields.expanded(set, all))
                .add("$filter", text)
                .add("$orderby", table.idField() + " asc")
                .text();
        JsonNode page = reads.one(set, cursor == null ? query : continued(cursor), PAGE);
        List<CrmRecord> found = new ArrayList<>();
        for (JsonNode each : page.path("value")) {
            CrmRecord record = records.record(table, each, all);
            if (!records.isGone(table, each) && filter.test(record.fields()::get)) {
                found.add(record);
            }
        }
        return new SearchPage(found, Optional.ofNullable(Reads.next(page)));
    }

    /** Dataverse counts to 5,000; what is more is counted page by page. */
    long count(String set, Condition condition) {
        DynamicsTable table = fields.table(set);
        ODataFilter compiler = new ODataFilter(table, name -> fields.find(set, name));
        String text = compiler.of(fitted(set, condition));
        if (compiler.isNothing(text)) {
            return 0;
        }
        ODataQuery query = new ODataQuery().select(List.of(table.idField())).add("$filter", text);
        long count = reads.one(set, query.text() + "&$count=true&$top=1", 0)
                .path("@odata.count")
                .asLong(COUNTED);
        if (count < COUNTED) {
            return count;
        }
        return reads.records(
                        set,
                        reads.one(
                                set,
                                query.add("$orderby", table.idField() + " asc").text()))
                .size();
    }

    @Override
    public SearchPage page(String set, @Nullable Instant since, Collection<String> wanted, @Nullable String cursor) {
        DynamicsTable table = fields.table(set);
        String query = new ODataQuery()
                .select(List.of(table.idField(), DynamicsRecords.MODIFIED))
                .add("$filter", since == null ? null : "modifiedon ge " + since.truncatedTo(ChronoUnit.SECONDS))
                .add("$orderby", "modifiedon asc," + table.idField() + " asc")
                .text();
        JsonNode page = reads.one(set, cursor == null ? query : continued(cursor), PAGE);
        List<CrmRecord> found = new ArrayList<>();
        page.path("value").forEach(each -> found.add(records.record(table, each, List.of())));
        return new SearchPage(found, Optional.ofNullable(Reads.next(page)));
    }

    /** Public views, and those of the user as whom the connection runs. */
    List<SavedList> views(String set) {
        DynamicsTable table = fields.table(set);
        String filter = "returnedtypecode eq " + ODataFilter.quoted(table.logicalName()) + " and querytype eq 0";
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("savedqueries", "savedqueryid");
        kinds.put("userqueries", "userqueryid");
        List<SavedList> views = new ArrayList<>();
        kinds.forEach((kind, id) -> {
            String query = new ODataQuery()
                    .select(List.of("name", id))
                    .add("$filter", filter)
                    .text();
            for (JsonNode each : reads.records(kind, reads.one(kind, query))) {
                String prefix = kind.equals("userqueries") ? PERSONAL : "";
                views.add(new SavedList(
                        set,
                        prefix + Json.text(each, id),
                        Objects.requireNonNullElse(Json.text(each, "name"), "without a name"),
                        OptionalLong.empty()));
            }
        });
        return views;
    }

    /** One page of a view; the view says which, the fields are read by id. */
    SearchPage viewed(String set, String view, Collection<String> wanted, @Nullable String cursor) {
        DynamicsTable table = fields.table(set);
        boolean isPersonal = view.startsWith(PERSONAL);
        String id = isPersonal ? view.substring(PERSONAL.length()) : view;
        if (!DynamicsTable.isId(id)) {
            throw noView(set, "a view has a GUID for an id");
        }
        JsonNode page;
        try {
            String query = (isPersonal ? "userQuery=" : "savedQuery=") + id;
            page = reads.one(set, cursor == null ? query : continued(cursor), PAGE);
        } catch (CrmException e) {
            if (UsualErrors.isNotFound(e)) {
                throw noView(set, "there is no such view, or it may not be seen");
            }
            throw e;
        }
        List<String> ids = new ArrayList<>();
        page.path("value").forEach(each -> ids.add(String.valueOf(Json.text(each, table.idField()))));
        return new SearchPage(read(set, ids, wanted), Optional.ofNullable(Reads.next(page)));
    }

    private List<JsonNode> rows(DynamicsTable table, Collection<String> select, String expand, List<String> tests) {
        if (tests.isEmpty()) {
            return List.of();
        }
        List<Reads.Question> questions = tests.stream()
                .map(test -> new Reads.Question(
                        table.set(),
                        new ODataQuery()
                                .select(select)
                                .add("$expand", expand)
                                .add("$filter", test)
                                .text()))
                .toList();
        List<JsonNode> rows = new ArrayList<>();
        reads.all(questions).forEach(answer -> rows.addAll(reads.records(table.set(), answer)));
        return rows;
    }

    private static List<String> tests(List<String> all, java.util.function.Function<List<String>, String> test) {
        List<String> tests = new ArrayList<>();
        for (int from = 0; from < all.size(); from += TOGETHER) {
            String one = test.apply(all.subList(from, Math.min(all.size(), from + TOGETHER)));
            if (!one.isEmpty()) {
                tests.add(one);
            }
        }
        return tests;
    }

    private Condition fitted(String set, Condition condition) {
        try {
            return new ConditionCheck(fields.get(set)).fit(condition);
        } catch (InvalidInputException e) {
            // The column may be newer than what is known of the table.
            fields.forget(set);
            return new ConditionCheck(fields.get(set)).fit(condition);
        }
    }

    /** The query of a later page, as it was given out. */
    private static String continued(String cursor) {
        if (!cursor.contains("skiptoken") || cursor.indexOf('#') >= 0 || cursor.matches("(?s).*\\s.*")) {
            throw new InvalidInputException(
                    ErrorCode.FILTER_INVALID, "this cursor is not one of a Dynamics search. Start the search anew");
        }
        return cursor;
    }

    private CrmException noView(String set, String why) {
        return new CrmException(reads.name(set), new CrmError.Rejected(why, ErrorCode.NOT_FOUND), null);
    }

    private CrmException unknown(String set, String field) {
        return new CrmException(
                reads.name(set),
                new CrmError.Rejected("'" + field + "' is no column of " + set, ErrorCode.INVALID_FIELD),
                null);
    }

    private static String key(@Nullable Object value) {
        return Objects.toString(value, "").strip().toLowerCase(Locale.ROOT);
    }
}
