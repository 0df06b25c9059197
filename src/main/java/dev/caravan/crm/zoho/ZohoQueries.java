package dev.caravan.crm.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldSchema.Type;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.http.HttpCall;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.Typed;
import dev.caravan.crm.http.Walk;
import dev.caravan.filter.Condition;
import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Questions in COQL, which sees new records at once; Zoho's search shows them late and takes "equals" for "contains".
 * Pages go in the order of ids, each behind the last id of the page before, so that nothing is skipped. (Zoho's
 * documentation, "COQL": 50 columns, 200 rows, references come as ids.)
 */
final class ZohoQueries implements Walk {
    private static final int COLUMNS = 48;
    private static final int ROWS = 200;
    private static final String BEHIND = "id:";
    private static final String DELETED = "deleted:";

    private final JsonApi api;
    private final String base;
    private final ZohoFields fields;
    private final ZohoValues values;
    private final ZohoLists lists;

    ZohoQueries(JsonApi api, String base, ZohoFields fields, ZohoValues values, ZohoLists lists) {
        this.api = api;
        this.base = base;
        this.fields = fields;
        this.values = values;
        this.lists = lists;
    }

    /** What changed, and then what was deleted, which only a list of its own tells. */
    @Override
    public SearchPage page(String module, @Nullable Instant since, Collection<String> wanted, @Nullable String cursor) {
        if (since == null) {
            return page(module, CoqlFilter.EVERYTHING, wanted, cursor);
        }
        Instant from = since.truncatedTo(ChronoUnit.SECONDS);
        if (cursor != null && cursor.startsWith(DELETED)) {
            return deleted(module, from, Integer.parseInt(cursor.substring(DELETED.length())));
        }
        String where = ZohoValues.MODIFIED + " >= " + CoqlFilter.quoted(ZohoValues.offset(from.toString()));
        SearchPage page = page(module, where, wanted, cursor);
        return page.next().isPresent() ? page : new SearchPage(page.records(), Optional.of(DELETED + 1));
    }

    SearchPage search(String module, Condition condition, Collection<String> wanted, @Nullable String cursor) {
        Condition fitted = fields.fitted(module, condition);
        Filter filter = Filters.compile(fitted);
        Set<String> all = new LinkedHashSet<>(wanted);
        all.addAll(Filters.fields(fitted));
        SearchPage page = page(module, CoqlFilter.of(fields, module, fitted), all, cursor);
        return new SearchPage(
                page.records().stream()
                        .filter(record -> filter.test(record.fields()::get))
                        .toList(),
                page.next());
    }

    long count(String module, Condition condition) {
        OptionalLong counted = counted(module, CoqlFilter.of(fields, module, fields.fitted(module, condition)));
        if (counted.isPresent()) {
            return counted.getAsLong();
        }
        long count = 0;
        String cursor = null;
        do {
            SearchPage page = search(module, condition, List.of(), cursor);
            count += page.records().size();
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return count;
    }

    List<CrmRecord> lookup(String module, String field, Collection<String> asked, Collection<String> wanted) {
        Set<String> keys = asked.stream().map(ZohoQueries::key).collect(Collectors.toSet());
        Type type = fields.type(module, field);
        boolean isNumber = type == Type.NUMBER || type == Type.INTEGER;
        List<String> literals = asked.stream()
                .filter(value -> !value.isBlank() && (!isNumber || value.matches("-?\\d{1,17}(\\.\\d{1,9})?")))
                .map(value -> isNumber ? value : CoqlFilter.quoted(value))
                .distinct()
                .toList();
        if (literals.isEmpty() || !ZohoModules.isName(field)) {
            return List.of();
        }
        Set<String> all = new LinkedHashSet<>(wanted);
        all.add(field);
        List<CrmRecord> found = new ArrayList<>();
        String cursor = null;
        do {
            SearchPage page = page(module, CoqlFilter.in(field, literals), all, cursor);
            page.records().stream()
                    .filter(record -> keys.contains(key(record.fields().get(field))))
                    .forEach(found::add);
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return found;
    }

    private SearchPage page(String module, String where, Collection<String> wanted, @Nullable String cursor) {
        String behind = cursor == null || !cursor.startsWith(BEHIND) ? "" : cursor.substring(BEHIND.length());
        String whole = behind.isEmpty()
                ? where
                : CoqlFilter.joined(List.of(where, "id > " + CoqlFilter.quoted(behind)), "and");
        List<String> known = fields.known(module, wanted);
        boolean isWide =
                known.size() > COLUMNS || known.stream().anyMatch(field -> fields.type(module, field) == Type.OTHER);
        Set<String> columns = new LinkedHashSet<>(List.of("id", ZohoValues.MODIFIED));
        columns.addAll(isWide ? List.of() : known);
        JsonNode answer = ask("select " + String.join(", ", columns) + " from " + ZohoModules.checked(module)
                + " where " + whole + " order by id asc limit " + ROWS);
        List<CrmRecord> found = new ArrayList<>();
        answer.path("data").forEach(each -> found.add(values.record(module, each, wanted)));
        boolean more = answer.path("info").path("more_records").asBoolean(false) && !found.isEmpty();
        Optional<String> next =
                more ? Optional.of(BEHIND + found.get(found.size() - 1).id()) : Optional.empty();
        return new SearchPage(isWide ? whole(module, found, wanted) : found, next);
    }

    /** The same records with fields that do not fit into a query. */
    private List<CrmRecord> whole(String module, List<CrmRecord> found, Collection<String> wanted) {
        List<String> ids = found.stream().map(CrmRecord::id).toList();
        Map<String, CrmRecord> read = lists.read(module, ids, wanted).stream()
                .collect(Collectors.toMap(CrmRecord::id, Function.identity(), (a, b) -> a));
        return ids.stream().filter(read::containsKey).map(read::get).toList();
    }

    private OptionalLong counted(String module, String where) {
        JsonNode answer = ask("select COUNT(id) from " + ZohoModules.checked(module) + " where " + where);
        if (answer.isEmpty()) {
            return OptionalLong.of(0);
        }
        for (JsonNode value : answer.path("data").path(0)) {
            if (value.isIntegralNumber()) {
                return OptionalLong.of(value.asLong());
            }
        }
        return OptionalLong.empty();
    }

    private SearchPage deleted(String module, Instant since, int page) {
        Query query = new Query().add("type", "all").add("page", page).add("per_page", ROWS);
        HttpCall call = HttpCall.get(base + "/" + ZohoModules.checked(module) + "/deleted", query.text())
                .with("If-Modified-Since", ZohoValues.offset(since.toString()));
        JsonNode answer = api.send(call);
        List<CrmRecord> gone = new ArrayList<>();
        for (JsonNode each : answer.path("data")) {
            Optional<Instant> at = Typed.time(Json.text(each, "deleted_time"));
            String id = Json.textOrEmpty(each, "id");
            if (!id.isEmpty() && at.map(time -> !time.isBefore(since)).orElse(true)) {
                gone.add(new CrmRecord(module, id, Map.of(), at, true));
            }
        }
        boolean more = answer.path("info").path("more_records").asBoolean(false);
        return new SearchPage(gone, more ? Optional.of(DELETED + (page + 1)) : Optional.empty());
    }

    private JsonNode ask(String query) {
        return api.post(base + "/coql", Json.object().put("select_query", query));
    }

    private static String key(@Nullable Object value) {
        return Objects.toString(value, "").strip().toLowerCase(Locale.ROOT);
    }
}
