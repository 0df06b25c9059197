package dev.caravan.crm.pipedrive;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.Walk;
import dev.caravan.problem.ErrorCode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Lists of records, whole, by what changed, by ids, or by a saved filter. (Pipedrive docs: at most 500 in a page, 100
 * ids; {@code updated_since} without milliseconds; v1 pages by a start.)
 */
final class PipedriveLists implements Walk {
    private static final int PAGE = 500;
    private static final int IDS = 100;
    private static final int CUSTOM_FIELDS = 15;

    private final JsonApi api;
    private final PipedriveFields fields;
    private final PipedriveRecords records;

    PipedriveLists(JsonApi api, PipedriveFields fields, PipedriveRecords records) {
        this.api = api;
        this.fields = fields;
        this.records = records;
    }

    /**
     * In the order of ids, which new records only extend. What changed comes in the order of its changes, by cursors
     * that hold a place; leads always in the order in which they were made, because their pages are counted.
     */
    @Override
    public SearchPage page(String name, @Nullable Instant since, Collection<String> wanted, @Nullable String cursor) {
        PipedriveObjects object = PipedriveObjects.of(name);
        Query query = query(object, wanted, cursor)
                .add("updated_since", since == null ? null : since.truncatedTo(ChronoUnit.SECONDS));
        if (object.isOld()) {
            query.add("sort", "add_time ASC");
        } else {
            query.add("sort_by", since == null ? "id" : "update_time").add("sort_direction", "asc");
        }
        return page(object, query, wanted);
    }

    /** Records by id, any number of them. */
    List<CrmRecord> read(String name, Collection<String> ids, Collection<String> wanted) {
        PipedriveObjects object = PipedriveObjects.of(name);
        List<CrmRecord> found = new ArrayList<>();
        if (object.isOld()) {
            for (String id : ids) {
                JsonNode answer = api.find(object.one(Query.encoded(id)), new Query());
                if (answer != null) {
                    found.add(records.record(object, answer.path("data"), wanted));
                }
            }
            return found;
        }
        List<String> all =
                ids.stream().filter(id -> id.matches("\\d{1,18}")).distinct().toList();
        for (int from = 0; from < all.size(); from += IDS) {
            String part = String.join(",", all.subList(from, Math.min(all.size(), from + IDS)));
            found.addAll(page(object, query(object, wanted, null).add("ids", part), wanted)
                    .records());
        }
        found.removeIf(CrmRecord::archived);
        return found;
    }

    List<SavedList> filters(String name) {
        PipedriveObjects object = PipedriveObjects.of(name);
        List<SavedList> lists = new ArrayList<>();
        if (object.filters().isEmpty()) {
            return lists;
        }
        for (JsonNode filter : api.get(PipedriveObjects.V1 + "/filters", new Query().add("type", object.filters()))
                .path("data")) {
            lists.add(new SavedList(
                    name,
                    String.valueOf(Json.text(filter, "id")),
                    Objects.requireNonNullElse(Json.text(filter, "name"), "without a name"),
                    OptionalLong.empty()));
        }
        return lists;
    }

    SearchPage filtered(String name, String filter, Collection<String> wanted, @Nullable String cursor) {
        PipedriveObjects object = PipedriveObjects.of(name);
        if (object.filters().isEmpty()) {
            throw new CrmException(
                    api.name(name),
                    new CrmError.Rejected("Pipedrive has no filters of " + name, ErrorCode.NOT_FOUND),
                    null);
        }
        return page(object, query(object, wanted, cursor).add("filter_id", filter), wanted);
    }

    /** Ids that Pipedrive's search names; for accounts that are too large to be listed. */
    List<String> searched(PipedriveObjects object, String field, String term) {
        Query query = new Query()
                .add("term", term)
                .add("fields", field)
                .add("exact_match", true)
                .add("limit", IDS);
        List<String> ids = new ArrayList<>();
        for (JsonNode each : api.get(PipedriveObjects.V2 + "/" + object.path() + "/search", query)
                .path("data")
                .path("items")) {
            ids.add(String.valueOf(Json.text(each.path("item"), "id")));
        }
        return ids;
    }

    private SearchPage page(PipedriveObjects object, Query query, Collection<String> wanted) {
        JsonNode answer = api.get(object.all(), query);
        List<CrmRecord> found = new ArrayList<>();
        answer.path("data").forEach(each -> found.add(records.record(object, each, wanted)));
        JsonNode more = answer.path("additional_data");
        return new SearchPage(
                found,
                Optional.ofNullable(
                        object.isOld()
                                ? Json.text(more.path("pagination"), "next_start")
                                : Json.text(more, "next_cursor")));
    }

    private Query query(PipedriveObjects object, Collection<String> wanted, @Nullable String cursor) {
        Query query = new Query().add("limit", PAGE).add(object.isOld() ? "start" : "cursor", cursor);
        if (!object.isOld()) {
            List<String> custom = wanted.stream()
                    .map(name -> fields.find(object, name))
                    .flatMap(Optional::stream)
                    .filter(field -> field.key().matches("[0-9a-f]{40}"))
                    .map(PipedriveField::key)
                    .toList();
            if (!custom.isEmpty() && custom.size() <= CUSTOM_FIELDS) {
                query.add("custom_fields", String.join(",", custom));
            }
        }
        return query;
    }
}
