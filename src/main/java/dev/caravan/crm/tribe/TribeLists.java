package dev.caravan.crm.tribe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
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
 * Lists of records, by what changed, by a filter, or by ids. (TribeCRM docs, "OData": at most 100 records in an answer,
 * the next ones by {@code $skip}; no link to them.) Places in a list shift when records come and go, so that each page
 * begins with the last ones of the page before: where none of them is found, the walk goes back.
 */
final class TribeLists implements Walk {
    private static final int PAGE = 100;
    private static final int OVERLAP = 2;

    private final JsonApi api;
    private final TribeSettings settings;
    private final TribeFields fields;
    private final TribeRecords records;

    TribeLists(JsonApi api, TribeSettings settings, TribeFields fields, TribeRecords records) {
        this.api = api;
        this.settings = settings;
        this.fields = fields;
        this.records = records;
    }

    /**
     * What was made or changed since. The time of the change is empty until the first one; a change of the person
     * behind a contact, or of a company's address, is one of the contact or company.
     */
    @Override
    public SearchPage page(String set, @Nullable Instant since, Collection<String> wanted, @Nullable String cursor) {
        if (since == null) {
            return filtered(set, null, wanted, cursor);
        }
        String time = since.truncatedTo(ChronoUnit.SECONDS).toString();
        String filter =
                "(" + TribeObjects.CREATED + " ge " + time + ") or (" + TribeObjects.CHANGED + " ge " + time + ")";
        for (String part : fields.datedParts(set)) {
            filter += " or (" + part + "/" + TribeObjects.CHANGED + " ge " + time + ")";
        }
        return page(set, filter, wanted, cursor, true);
    }

    /** One page of the records that a filter lets through, in the order of their ids. */
    SearchPage filtered(String set, @Nullable String filter, Collection<String> wanted, @Nullable String cursor) {
        return page(set, filter, wanted, cursor, false);
    }

    private SearchPage page(
            String set, @Nullable String filter, Collection<String> wanted, @Nullable String cursor, boolean allTimes) {
        Place place = Place.of(set, cursor);
        Query query = new Query()
                .add("$filter", filter)
                .add("$orderby", TribeObjects.ID)
                .add("$top", PAGE);
        if (place.skip() > 0) {
            query.add("$skip", place.skip());
        }
        JsonNode answer = api.get(
                TribeObjects.all(set), records.projection(set, wanted, allTimes).on(query));
        List<CrmRecord> found = records.records(set, answer.path("value"), wanted);
        int known = place.known(found);
        if (place.skip() > 0 && known == 0) {
            return new SearchPage(List.of(), Optional.of(place.back().text()));
        }
        boolean isFull = found.size() >= PAGE || answer.has("@odata.nextLink") && found.size() > OVERLAP;
        List<CrmRecord> fresh = found.subList(known, found.size());
        return new SearchPage(fresh, isFull ? Optional.of(place.after(found).text()) : Optional.empty());
    }

    /** Records by id, any number of them; ids that are none are absent. */
    List<CrmRecord> read(String set, Collection<String> ids, Collection<String> wanted) {
        List<String> tests = ids.stream()
                .filter(TribeObjects::isId)
                .distinct()
                .map(id -> TribeObjects.ID + " eq " + id)
                .toList();
        return all(set, ODataText.anyOf(tests, settings.longestUrl()), wanted);
    }

    /** Records of which a field equals one of the values, whatever its case. */
    List<CrmRecord> equal(String set, TribeField field, Collection<String> values, Collection<String> wanted) {
        List<String> asked = values.stream()
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .distinct()
                .toList();
        Set<String> keys = asked.stream().map(TribeLists::key).collect(Collectors.toSet());
        Set<String> with = new LinkedHashSet<>(wanted);
        with.add(field.name());
        return all(set, ODataText.equal(settings, field, asked), with).stream()
                .filter(record ->
                        keys.contains(key(Objects.toString(record.fields().get(field.name()), ""))))
                .toList();
    }

    /** How many records a filter lets through; empty when the answer does not say. */
    OptionalLong count(String set, @Nullable String filter) {
        Query query = new Query()
                .add("$filter", filter)
                .add("$select", TribeObjects.ID)
                .add("$top", 1)
                .add("$count", true);
        JsonNode count = api.get(TribeObjects.all(set), query).path("@odata.count");
        return count.isIntegralNumber() ? OptionalLong.of(count.longValue()) : OptionalLong.empty();
    }

    private List<CrmRecord> all(String set, List<String> filters, Collection<String> wanted) {
        Map<String, CrmRecord> found = new LinkedHashMap<>();
        for (String filter : filters) {
            String cursor = null;
            do {
                SearchPage page = filtered(set, filter, wanted, cursor);
                page.records().forEach(record -> found.put(record.id(), record));
                cursor = page.next().orElse(null);
            } while (cursor != null);
        }
        return new ArrayList<>(found.values());
    }

    private static String key(String value) {
        return value.strip().toLowerCase(Locale.ROOT);
    }

    /**
     * How far a walk has come.
     *
     * @param skip where the next page begins
     * @param last ids of the records with which it should begin
     */
    private record Place(int skip, List<String> last) {
        static Place of(String set, @Nullable String cursor) {
            if (cursor == null) {
                return new Place(0, List.of());
            }
            JsonNode json = Json.tryRead(cursor).orElse(Json.object());
            List<String> last = new ArrayList<>();
            json.path("last").forEach(id -> last.add(id.asText()));
            if (!json.path("skip").canConvertToInt() || json.path("skip").intValue() < 0) {
                throw new CrmException(
                        set,
                        new CrmError.Rejected("the cursor is none of this driver's", ErrorCode.CURSOR_EXPIRED),
                        null);
            }
            return new Place(json.path("skip").intValue(), last);
        }

        /** How many records at the start of a page were met before. */
        int known(List<CrmRecord> found) {
            for (int i = found.size() - 1; i >= 0; i--) {
                if (last.contains(found.get(i).id())) {
                    return i + 1;
                }
            }
            return 0;
        }

        /** The page before, looked at for the same records. */
        Place back() {
            return new Place(Math.max(0, skip - PAGE + OVERLAP), last);
        }

        Place after(List<CrmRecord> found) {
            List<String> ids = found.stream().map(CrmRecord::id).toList();
            int start = ids.size() - OVERLAP;
            return new Place(skip + start, ids.subList(start, ids.size()));
        }

        String text() {
            var json = Json.object().put("skip", skip);
            var ids = json.putArray("last");
            last.forEach(ids::add);
            return json.toString();
        }
    }
}
