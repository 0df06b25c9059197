package dev.caravan.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.http.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Saved lists and who is in them. (HubSpot docs, "Lists": memberships in pages of at most 250, by record id.) */
final class HubSpotLists {
    private static final int LISTS = 500;
    private static final int MEMBERS = 100;

    private final HubSpotApi api;
    private final HubSpotPaths paths;

    HubSpotLists(HubSpotApi api, HubSpotPaths paths) {
        this.api = api;
        this.paths = paths;
    }

    List<SavedList> all(String object) {
        List<SavedList> lists = new ArrayList<>();
        long offset = 0;
        boolean isMore = true;
        while (isMore) {
            ObjectNode body = Json.object().put("query", "").put("count", LISTS).put("offset", offset);
            JsonNode answer = api.post(paths.lists() + "/search", body);
            for (JsonNode list : answer.path("lists")) {
                String type = Json.text(list, "objectTypeId");
                if (type == null || type.equals(HubSpotObjects.typeId(object))) {
                    lists.add(new SavedList(
                            object,
                            String.valueOf(Json.text(list, "listId")),
                            String.valueOf(Json.text(list, "name")),
                            list.has("size") ? OptionalLong.of(list.path("size").asLong()) : OptionalLong.empty()));
                }
            }
            isMore = answer.path("hasMore").asBoolean(false)
                    && answer.path("offset").asLong(0) > offset;
            offset = answer.path("offset").asLong(0);
        }
        return lists;
    }

    /** @param read reads records by their ids */
    SearchPage members(String listId, @Nullable String cursor, Function<List<String>, List<CrmRecord>> read) {
        String after = cursor == null ? "" : "&after=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
        JsonNode answer = api.get(
                paths.lists() + "/" + URLEncoder.encode(listId, StandardCharsets.UTF_8) + "/memberships",
                "limit=" + MEMBERS + after);
        List<String> ids = new ArrayList<>();
        answer.path("results").forEach(member -> ids.add(String.valueOf(Json.text(member, "recordId"))));
        Optional<String> next =
                Optional.ofNullable(Json.text(answer.path("paging").path("next"), "after"));
        return new SearchPage(ids.isEmpty() ? List.of() : read.apply(ids), next);
    }
}
