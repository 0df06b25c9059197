package dev.caravan.crm.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists of records: by ids, and by what a saved view holds. (Zoho's documentation, "Get records": the fields are to be
 * named, 50 at most; no record is answered with 204; behind 2,000 rows only tokens lead on.)
 */
final class ZohoLists {
    private static final int ROWS = 200;
    private static final int FIELDS = 49;
    /** Zoho's interface description of records: at most 1,024 characters of ids, and of fields. */
    private static final int CHARACTERS = 1_000;

    private static final int IDS = 50;

    private final JsonApi api;
    private final String base;
    private final ZohoFields fields;
    private final ZohoValues values;

    ZohoLists(JsonApi api, String base, ZohoFields fields, ZohoValues values) {
        this.api = api;
        this.base = base;
        this.fields = fields;
        this.values = values;
    }

    /** Records by id, any number of them; those that are gone are absent. */
    List<CrmRecord> read(String module, Collection<String> ids, Collection<String> wanted) {
        List<String> all =
                ids.stream().filter(id -> id.matches("\\d{1,20}")).distinct().toList();
        Map<String, ObjectNode> found = new LinkedHashMap<>();
        for (int from = 0; from < all.size(); from += IDS) {
            String part = String.join(",", all.subList(from, Math.min(all.size(), from + IDS)));
            for (String names : parts(fields.known(module, wanted))) {
                Query query = new Query().add("ids", part).add("fields", names);
                for (JsonNode each : api.get(path(module), query).path("data")) {
                    if (each instanceof ObjectNode json) {
                        found.merge(String.valueOf(Json.text(json, "id")), json, (a, b) -> a.setAll(b));
                    }
                }
            }
        }
        return found.values().stream()
                .map(json -> values.record(module, json, wanted))
                .toList();
    }

    List<SavedList> views(String module) {
        List<SavedList> views = new ArrayList<>();
        if (ZohoNotes.is(module)) {
            return views;
        }
        Query query = new Query().add("module", ZohoModules.checked(module));
        for (JsonNode view : api.get(base + "/settings/custom_views", query).path("custom_views")) {
            String name = Json.text(view, "display_value");
            views.add(new SavedList(
                    module,
                    String.valueOf(Json.text(view, "id")),
                    name == null ? String.valueOf(Json.text(view, "name")) : name,
                    OptionalLong.empty()));
        }
        return views;
    }

    /** One page of a view, in the order that the view has. The cursor is Zoho's and lives for a day. */
    SearchPage viewed(String module, String view, Collection<String> wanted, @Nullable String cursor) {
        if (ZohoNotes.is(module)) {
            throw new CrmException(
                    api.name(module), new CrmError.Rejected("Zoho has no views of notes", ErrorCode.NOT_FOUND), null);
        }
        List<String> parts = parts(fields.known(module, wanted));
        Query query = new Query()
                .add("cvid", view)
                .add("fields", parts.get(0))
                .add("per_page", ROWS)
                .add("page_token", cursor);
        JsonNode answer = api.get(path(module), query);
        List<CrmRecord> found = new ArrayList<>();
        answer.path("data").forEach(each -> found.add(values.record(module, each, wanted)));
        JsonNode info = answer.path("info");
        Optional<String> next = info.path("more_records").asBoolean(false)
                ? Optional.ofNullable(Json.text(info, "next_page_token"))
                : Optional.empty();
        if (parts.size() == 1) {
            return new SearchPage(found, next);
        }
        return new SearchPage(read(module, found.stream().map(CrmRecord::id).toList(), wanted), next);
    }

    /** Names of fields as they fit into calls, the time of the last change among each; at least one part. */
    private static List<String> parts(List<String> names) {
        List<String> parts = new ArrayList<>();
        Set<String> part = new LinkedHashSet<>(List.of(ZohoValues.MODIFIED));
        int length = 0;
        for (String name : names) {
            if (part.size() > FIELDS || length + name.length() > CHARACTERS - ZohoValues.MODIFIED.length()) {
                parts.add(String.join(",", part));
                part = new LinkedHashSet<>(List.of(ZohoValues.MODIFIED));
                length = 0;
            }
            part.add(name);
            length += name.length() + 1;
        }
        parts.add(String.join(",", part));
        return parts;
    }

    private String path(String module) {
        return base + "/" + ZohoModules.checked(module);
    }
}
