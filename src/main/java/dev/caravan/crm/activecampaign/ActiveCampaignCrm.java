package dev.caravan.crm.activecampaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Association;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.CrmUser;
import dev.caravan.crm.Fate;
import dev.caravan.crm.Limits;
import dev.caravan.crm.ObjectSchema;
import dev.caravan.crm.SavedList;
import dev.caravan.crm.SearchPage;
import dev.caravan.crm.Webhooks;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.Walked;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One ActiveCampaign account. */
final class ActiveCampaignCrm implements Crm {
    /** Up to so many values are asked one by one, which shows a new record at once and needs no index. */
    private static final int ONE_BY_ONE = 5;

    private static final int PAGE = OffsetPages.PAGE;

    /** What lists can be narrowed by. (ActiveCampaign docs: an account's name is searched as a part.) */
    private static final Map<ActiveCampaignObjects, Map<String, String>> FILTERS = Map.of(
            ActiveCampaignObjects.CONTACTS, Map.of("email", "email"),
            ActiveCampaignObjects.ACCOUNTS, Map.of("name", "search"),
            ActiveCampaignObjects.TASKS, Map.of("title", "filters[title]"));

    private final JsonApi api;
    private final ActiveCampaignSettings settings;
    private final ActiveCampaignFields fields;
    private final ActiveCampaignWriter writer;
    private final ActiveCampaignLists lists;
    private final Walked walked;
    private final ActiveCampaignWebhooks webhooks = new ActiveCampaignWebhooks();

    ActiveCampaignCrm(JsonApi api, ActiveCampaignSettings settings, Clock clock) {
        this.api = api;
        this.settings = settings;
        this.fields = new ActiveCampaignFields(api, !settings.withoutEmail());
        ActiveCampaignRecords records = new ActiveCampaignRecords(fields);
        this.lists = new ActiveCampaignLists(api, settings, fields, records);
        this.writer = new ActiveCampaignWriter(api, settings, fields, records, this::inTheWay);
        this.walked = new Walked(lists, lists::read, clock, settings.overlap(), settings.indexUpTo());
    }

    @Override
    public Limits limits() {
        return settings.limits();
    }

    @Override
    public Optional<String> objectFor(RecordType type) {
        return ActiveCampaignObjects.of(type).map(ActiveCampaignObjects::path);
    }

    @Override
    public ObjectSchema describe(String object) {
        return fields.ask(object);
    }

    @Override
    public List<CrmRecord> read(String object, Collection<String> ids, Collection<String> wanted) {
        return lists.read(object, ids, wanted);
    }

    /** Few values by calls of their own; many by a list that is kept and brought up to date. */
    @Override
    public List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> wanted) {
        List<String> asked =
                values.stream().filter(value -> !value.isBlank()).distinct().toList();
        if (object.equals(ActiveCampaignObjects.NOTES.path()) && field.equals("contact")) {
            Set<String> all = new LinkedHashSet<>(wanted);
            all.add(field);
            return asked.stream()
                    .filter(id -> id.matches("\\d{1,18}"))
                    .flatMap(id -> lists.notesOf(id, all).stream())
                    .toList();
        }
        Optional<String> filter = filter(ActiveCampaignObjects.of(object), field);
        if (filter.isPresent() && asked.size() <= ONE_BY_ONE) {
            return searched(ActiveCampaignObjects.of(object), field, asked, wanted);
        }
        return walked.lookup(object, field, asked, wanted)
                .orElseGet(() -> searched(ActiveCampaignObjects.of(object), field, asked, wanted));
    }

    @Override
    public SearchPage search(String object, Condition condition, Collection<String> wanted, @Nullable String cursor) {
        return walked.search(object, fields.fitted(ActiveCampaignObjects.of(object), condition), wanted, cursor);
    }

    @Override
    public long count(String object, Condition condition) {
        if (condition instanceof Condition.Everything) {
            OptionalLong said = lists.count(object);
            if (said.isPresent()) {
                return said.getAsLong();
            }
        }
        return walked.count(object, fields.fitted(ActiveCampaignObjects.of(object), condition));
    }

    @Override
    public List<WriteResult> write(String object, List<Write> writes) {
        return writer.write(ActiveCampaignObjects.of(object), writes);
    }

    @Override
    public List<WriteResult> delete(String object, List<String> ids) {
        return writer.delete(ActiveCampaignObjects.of(object), ids);
    }

    @Override
    public List<WriteResult> associate(List<Association> associations) {
        throw new UnsupportedOperationException("ActiveCampaign's associations are written as a field of the record");
    }

    @Override
    public Optional<String> upsertField(String object) {
        return Optional.empty();
    }

    @Override
    public Optional<String> associationField(String object, String toObject) {
        return ActiveCampaignObjects.of(object).reference(toObject);
    }

    @Override
    public boolean hangsOnOne(String object) {
        return ActiveCampaignObjects.of(object).isActivity();
    }

    @Override
    public Optional<String> companyField(String object) {
        return associationField(object, ActiveCampaignObjects.ACCOUNTS.path());
    }

    @Override
    public String nameField(String object) {
        return ActiveCampaignObjects.of(object).nameField();
    }

    /** Neither deletions are told, nor a change of nothing but a contact's account or title; webhooks tell those. */
    @Override
    public ChangePage changes(String object, @Nullable String cursor) {
        return walked.changes(object, cursor);
    }

    @Override
    public Map<String, Fate> fates(String object, Collection<String> ids) {
        Map<String, Fate> fates = new HashMap<>();
        ids.forEach(id -> fates.put(id, new Fate.Deleted()));
        return fates;
    }

    /** Always empty: ActiveCampaign keeps no history of fields. */
    @Override
    public Map<String, Map<String, Instant>> fieldTimes(
            String object, Collection<String> ids, Collection<String> wanted) {
        return Map.of();
    }

    @Override
    public List<SavedList> lists(String object) {
        return lists.saved(object);
    }

    @Override
    public SearchPage listed(String object, String listId, Collection<String> wanted, @Nullable String cursor) {
        return lists.listed(object, listId, wanted, cursor);
    }

    @Override
    public Optional<Webhooks> webhooks() {
        return Optional.of(webhooks);
    }

    @Override
    public List<CrmUser> users() {
        List<CrmUser> users = new ArrayList<>();
        String cursor = null;
        do {
            OffsetPages.Page page = OffsetPages.at(
                    cursor,
                    "users",
                    offset -> api.get(
                            ActiveCampaignObjects.BASE + "/users",
                            new Query().add("limit", PAGE).add("offset", offset == 0 ? null : offset)));
            for (JsonNode user : page.records()) {
                users.add(new CrmUser(
                        Json.textOrEmpty(user, "id"),
                        Json.textOrEmpty(user, "email"),
                        (Json.textOrEmpty(user, "firstName") + " " + Json.textOrEmpty(user, "lastName")).strip(),
                        true));
            }
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return users;
    }

    @Override
    public String whoAmI() {
        JsonNode user = api.get(ActiveCampaignObjects.BASE + "/users/me").path("user");
        return Json.textOrEmpty(user, "email") + " (" + Json.textOrEmpty(user, "username") + ")";
    }

    @Override
    public void close() {
        api.close();
    }

    private List<CrmRecord> searched(
            ActiveCampaignObjects object, String field, List<String> values, Collection<String> wanted) {
        Set<String> all = new LinkedHashSet<>(wanted);
        all.add(field);
        List<CrmRecord> found = new ArrayList<>();
        Optional<String> filter = filter(object, field);
        if (filter.isPresent()) {
            for (String value : values) {
                found.addAll(equal(lists.searched(object, filter.get(), value, all), field, List.of(value)));
            }
            return found;
        }
        String cursor = null;
        do {
            SearchPage page = lists.page(object.path(), null, all, cursor);
            found.addAll(equal(page.records(), field, values));
            cursor = page.next().orElse(null);
        } while (cursor != null);
        return found;
    }

    private static List<CrmRecord> equal(List<CrmRecord> records, String field, List<String> values) {
        return records.stream()
                .filter(record -> values.stream()
                        .anyMatch(value -> value.equalsIgnoreCase(
                                Objects.toString(record.fields().get(field), ""))))
                .toList();
    }

    private Optional<String> inTheWay(ActiveCampaignObjects object, String value) {
        String field = object.nameField();
        return value.isEmpty() || filter(object, field).isEmpty()
                ? Optional.empty()
                : searched(object, field, List.of(value), List.of()).stream()
                        .map(CrmRecord::id)
                        .findFirst();
    }

    private static Optional<String> filter(ActiveCampaignObjects object, String field) {
        return Optional.ofNullable(FILTERS.getOrDefault(object, Map.of()).get(field));
    }
}
