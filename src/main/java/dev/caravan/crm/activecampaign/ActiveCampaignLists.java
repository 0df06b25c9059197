package dev.caravan.crm.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.activecampaign.ActiveCampaignField.Shape;
import dev.caravan.crm.activecampaign.ActiveCampaignRecords.Parts;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.Walk;
import dev.caravan.problem.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Lists of records, whole, by what changed, by ids, or by a saved list. (ActiveCampaign docs: at most 100 in a page;
 * contacts by {@code id_greater}, the others by offset; only contacts and deals know a time of change to ask by.)
 */
final class ActiveCampaignLists implements Walk {
    private static final int PAGE = OffsetPages.PAGE;
    /** Whatever their status on lists: (docs, "List contacts") -1 is any. */
    private static final String ANY = "-1";

    private final JsonApi api;
    private final ActiveCampaignSettings settings;
    private final ActiveCampaignFields fields;
    private final ActiveCampaignRecords records;
    private final Map<ActiveCampaignObjects, Long> sizes = new ConcurrentHashMap<>();

    ActiveCampaignLists(
            JsonApi api, ActiveCampaignSettings settings, ActiveCampaignFields fields, ActiveCampaignRecords records) {
        this.api = api;
        this.settings = settings;
        this.fields = fields;
        this.records = records;
    }

    @Override
    public SearchPage page(String name, @Nullable Instant since, Collection<String> wanted, @Nullable String cursor) {
        ActiveCampaignObjects object = ActiveCampaignObjects.of(name);
        if (object == ActiveCampaignObjects.CONTACTS) {
            return contacts(since, wanted, cursor, query -> query.add("status", ANY));
        }
        OffsetPages.Page page = OffsetPages.at(cursor, object.path(), offset -> {
            Query query = list(object, wanted).add("offset", offset == 0 ? null : offset);
            if (object == ActiveCampaignObjects.DEALS) {
                query.add("orders[cdate]", "ASC").add("filters[updated_after]", after(since));
            }
            return api.get(object.all(), query);
        });
        if (since == null) {
            sizes.put(object, OffsetPages.total(page.answer()));
        }
        return new SearchPage(changed(object, page.records(), page.answer(), since, wanted), page.next());
    }

    /** Adds to a query what narrows it. */
    @FunctionalInterface
    private interface Narrowed {
        Query by(Query query);
    }

    private SearchPage contacts(
            @Nullable Instant since, Collection<String> wanted, @Nullable String cursor, Narrowed narrowed) {
        ActiveCampaignObjects object = ActiveCampaignObjects.CONTACTS;
        Query query = narrowed.by(list(object, wanted))
                .add("orders[id]", "asc")
                .add("id_greater", Objects.requireNonNullElse(cursor, "0"))
                .add("filters[updated_after]", after(since));
        JsonNode answer = api.get(object.all(), query);
        List<JsonNode> page = list(answer.path(object.path()));
        boolean more = !page.isEmpty() && (page.size() >= PAGE || OffsetPages.total(answer) > page.size());
        Optional<String> next =
                more ? Optional.ofNullable(Json.text(page.get(page.size() - 1), "id")) : Optional.empty();
        return new SearchPage(changed(object, page, answer, since, wanted), next);
    }

    /** A time that is typed as a date is asked a day too early: what is older is left out when it comes. */
    private @Nullable String after(@Nullable Instant since) {
        if (since == null) {
            return null;
        }
        return settings.byTime()
                ? since.truncatedTo(ChronoUnit.SECONDS).toString()
                : LocalDate.ofInstant(since.minus(Duration.ofDays(1)), ZoneOffset.UTC)
                        .toString();
    }

    private List<CrmRecord> changed(
            ActiveCampaignObjects object,
            List<JsonNode> page,
            JsonNode answer,
            @Nullable Instant since,
            Collection<String> wanted) {
        Instant from = since == null ? null : since.truncatedTo(ChronoUnit.SECONDS);
        List<JsonNode> kept = page.stream()
                .filter(each -> from == null
                        || !ActiveCampaignRecords.modifiedAt(object, each)
                                .orElse(Instant.MAX)
                                .isBefore(from))
                .toList();
        return records(object, kept, answer, wanted);
    }

    /** Records by id, any number of them; in a list where that takes fewer calls. */
    List<CrmRecord> read(String name, Collection<String> ids, Collection<String> wanted) {
        ActiveCampaignObjects object = ActiveCampaignObjects.of(name);
        List<String> all =
                ids.stream().filter(id -> id.matches("\\d{1,18}")).distinct().toList();
        List<CrmRecord> found = new ArrayList<>();
        if (all.size() == 1 || object != ActiveCampaignObjects.CONTACTS && !isListCheaper(object, all.size())) {
            all.forEach(id -> one(object, id, wanted).ifPresent(found::add));
        } else if (object == ActiveCampaignObjects.CONTACTS) {
            for (int from = 0; from < all.size(); from += PAGE) {
                Query query = list(object, wanted).add("status", ANY);
                all.subList(from, Math.min(all.size(), from + PAGE)).forEach(id -> query.add("ids[]", id));
                JsonNode answer = api.get(object.all(), query);
                found.addAll(records(object, list(answer.path(object.path())), answer, wanted));
            }
        } else {
            Set<String> asked = new HashSet<>(all);
            String cursor = null;
            do {
                SearchPage page = page(name, null, wanted, cursor);
                page.records().stream()
                        .filter(each -> asked.contains(each.id()))
                        .forEach(found::add);
                cursor = page.next().orElse(null);
            } while (cursor != null);
        }
        return found;
    }

    private boolean isListCheaper(ActiveCampaignObjects object, int ids) {
        Long size = sizes.get(object);
        return size != null && size > 0 && ids > size / PAGE + 1;
    }

    private Optional<CrmRecord> one(ActiveCampaignObjects object, String id, Collection<String> wanted) {
        JsonNode answer = api.find(object.one(Query.encoded(id)), new Query());
        if (answer == null || !answer.path(object.key()).isObject()) {
            return Optional.empty();
        }
        return Optional.of(records.record(object, parts(object, answer.path(object.key()), answer, wanted), wanted));
    }

    private List<CrmRecord> records(
            ActiveCampaignObjects object, List<JsonNode> page, JsonNode answer, Collection<String> wanted) {
        return page.stream()
                .map(each -> records.record(object, parts(object, each, answer, wanted), wanted))
                .toList();
    }

    /** A record with what hangs on it: from the answer that it came in, or else from a call of its own. */
    private Parts parts(ActiveCampaignObjects object, JsonNode record, JsonNode answer, Collection<String> wanted) {
        boolean custom = wants(object, wanted, true);
        boolean link = wants(object, wanted, false);
        JsonNode from = answer;
        if (custom && !answer.has(object.custom()) || link && !answer.has("accountContacts")) {
            from = hanging(object, String.valueOf(Json.text(record, "id")));
        }
        String id = String.valueOf(Json.text(record, "id"));
        List<JsonNode> own = custom ? own(object, from.path(object.custom()), id) : List.of();
        List<JsonNode> links = link ? own(object, from.path("accountContacts"), id) : List.of();
        return new Parts(record, own, links.isEmpty() ? null : links.get(0));
    }

    private JsonNode hanging(ActiveCampaignObjects object, String id) {
        if (object == ActiveCampaignObjects.CONTACTS) {
            JsonNode answer = api.find(object.one(Query.encoded(id)), new Query());
            return answer == null ? Json.object() : answer;
        }
        String filter = object == ActiveCampaignObjects.DEALS ? "filters[dealId]" : "filters[customerAccountId]";
        return api.get(
                ActiveCampaignObjects.BASE + "/" + object.custom(),
                new Query().add("limit", PAGE).add(filter, id));
    }

    private static List<JsonNode> own(ActiveCampaignObjects object, JsonNode all, String id) {
        String owner = object == ActiveCampaignObjects.CONTACTS ? "contact" : object.key() + "Id";
        return list(all).stream()
                .filter(each ->
                        id.equals(each.has(owner) ? Json.text(each, owner) : Json.text(each, "customerAccountId")))
                .toList();
    }

    private boolean wants(ActiveCampaignObjects object, Collection<String> wanted, boolean custom) {
        return wanted.stream()
                .map(name -> fields.find(object, name))
                .flatMap(Optional::stream)
                .anyMatch(field -> custom ? field.isCustom() : field.shape() == Shape.LINK);
    }

    private Query list(ActiveCampaignObjects object, Collection<String> wanted) {
        List<String> include = new ArrayList<>();
        if (settings.sideloads() && wants(object, wanted, true)) {
            include.add(object.custom());
        }
        if (settings.sideloads() && wants(object, wanted, false)) {
            include.add("accountContacts");
        }
        return new Query().add("limit", PAGE).add("include", include.isEmpty() ? null : String.join(",", include));
    }

    /** Records that ActiveCampaign's own filter names, all pages of them; it may name more than are equal. */
    List<CrmRecord> searched(ActiveCampaignObjects object, String filter, String value, Collection<String> wanted) {
        List<CrmRecord> found = new ArrayList<>();
        String cursor = null;
        do {
            OffsetPages.Page page = OffsetPages.at(cursor, object.path(), offset -> {
                Query query = list(object, wanted).add(filter, value).add("offset", offset == 0 ? null : offset);
                return api.get(
                        object.all(), object == ActiveCampaignObjects.CONTACTS ? query.add("status", ANY) : query);
            });
            found.addAll(records(object, page.records(), page.answer(), wanted));
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return found;
    }

    /** The notes of a contact; none when it is gone. */
    List<CrmRecord> notesOf(String contact, Collection<String> wanted) {
        ActiveCampaignObjects notes = ActiveCampaignObjects.NOTES;
        String path = ActiveCampaignObjects.CONTACTS.one(Query.encoded(contact)) + "/" + notes.path();
        List<CrmRecord> found = new ArrayList<>();
        String cursor = null;
        do {
            OffsetPages.Page page = OffsetPages.at(cursor, notes.path(), offset -> {
                Query query = new Query().add("limit", PAGE).add("offset", offset == 0 ? null : offset);
                JsonNode answer = api.find(path, query);
                return answer == null ? Json.object() : answer;
            });
            found.addAll(records(notes, page.records(), page.answer(), wanted));
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return found;
    }

    /** How many records there are; empty when ActiveCampaign does not say. */
    OptionalLong count(String name) {
        JsonNode answer = api.get(ActiveCampaignObjects.of(name).all(), new Query().add("limit", 1));
        return answer.path("meta").has("total") ? OptionalLong.of(OffsetPages.total(answer)) : OptionalLong.empty();
    }

    List<SavedList> saved(String name) {
        List<SavedList> lists = new ArrayList<>();
        if (ActiveCampaignObjects.of(name) != ActiveCampaignObjects.CONTACTS) {
            return lists;
        }
        String cursor = null;
        do {
            OffsetPages.Page page = OffsetPages.at(
                    cursor,
                    "lists",
                    offset -> api.get(
                            ActiveCampaignObjects.BASE + "/lists",
                            new Query().add("limit", PAGE).add("offset", offset == 0 ? null : offset)));
            for (JsonNode each : page.records()) {
                lists.add(new SavedList(
                        name,
                        String.valueOf(Json.text(each, "id")),
                        Objects.requireNonNullElse(Json.text(each, "name"), "without a name"),
                        OptionalLong.empty()));
            }
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return lists;
    }

    /** Contacts that a list has as its active members. */
    SearchPage listed(String name, String list, Collection<String> wanted, @Nullable String cursor) {
        if (ActiveCampaignObjects.of(name) != ActiveCampaignObjects.CONTACTS) {
            throw new CrmException(
                    api.name(name),
                    new CrmError.Rejected("ActiveCampaign has lists of contacts only", ErrorCode.NOT_FOUND),
                    null);
        }
        if (cursor == null) {
            api.get(ActiveCampaignObjects.BASE + "/lists/" + Query.encoded(list));
        }
        return contacts(null, wanted, cursor, query -> query.add("listid", list).add("status", "1"));
    }

    private static List<JsonNode> list(JsonNode array) {
        List<JsonNode> all = new ArrayList<>();
        array.forEach(all::add);
        return all;
    }
}
