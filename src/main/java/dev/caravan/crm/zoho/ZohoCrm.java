package dev.caravan.crm.zoho;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Association;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Consent;
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
import dev.caravan.crm.http.AuthorizedCalls;
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
import dev.caravan.crm.http.Query;
import dev.caravan.crm.http.WalkChanges;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One Zoho CRM account. */
final class ZohoCrm implements Crm {
    private static final int USERS = 200;

    private final JsonApi api;
    private final ZohoSettings settings;
    private final ZohoFields fields;
    private final ZohoWriter writer;
    private final ZohoLists lists;
    private final ZohoQueries queries;
    private final WalkChanges changes;
    private final ZohoNotes notes;

    ZohoCrm(AuthorizedCalls calls, ZohoSettings settings, Clock clock) {
        this.api = new JsonApi(calls, new ZohoErrors(), ZohoRates::priced);
        this.settings = settings;
        this.fields = new ZohoFields(api, settings.base());
        ZohoValues values = new ZohoValues(fields);
        this.writer = new ZohoWriter(calls, settings, fields);
        this.lists = new ZohoLists(api, settings.base(), fields, values);
        this.queries = new ZohoQueries(api, settings.base(), fields, values, lists);
        this.changes = new WalkChanges(queries, clock, settings.overlap());
        this.notes = new ZohoNotes(api, settings, fields, lists, clock);
    }

    @Override
    public Limits limits() {
        return settings.limits();
    }

    @Override
    public Optional<String> objectFor(RecordType type) {
        return ZohoModules.of(type);
    }

    @Override
    public ObjectSchema describe(String object) {
        return fields.ask(object);
    }

    @Override
    public List<CrmRecord> read(String object, Collection<String> ids, Collection<String> wanted) {
        return lists.read(object, ids, wanted);
    }

    @Override
    public List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> wanted) {
        return ZohoNotes.is(object)
                ? notes.lookup(field, values, wanted)
                : queries.lookup(object, field, values, wanted);
    }

    @Override
    public SearchPage search(String object, Condition condition, Collection<String> wanted, @Nullable String cursor) {
        return ZohoNotes.is(object)
                ? notes.search(condition, wanted, cursor)
                : queries.search(object, condition, wanted, cursor);
    }

    @Override
    public long count(String object, Condition condition) {
        return ZohoNotes.is(object) ? notes.count(condition) : queries.count(object, condition);
    }

    @Override
    public List<WriteResult> write(String object, List<Write> writes) {
        return writer.write(object, writes);
    }

    @Override
    public List<WriteResult> delete(String object, List<String> ids) {
        return writer.delete(object, ids);
    }

    @Override
    public List<WriteResult> associate(List<Association> associations) {
        throw new UnsupportedOperationException("Zoho keeps an association in a field of the record");
    }

    @Override
    public Optional<String> upsertField(String object) {
        return settings.uniqueField(object);
    }

    @Override
    public Optional<String> associationField(String object, String toObject) {
        return ZohoModules.reference(object, toObject);
    }

    @Override
    public boolean hangsOnOne(String object) {
        return ZohoNotes.is(object);
    }

    @Override
    public Optional<String> companyField(String object) {
        return ZohoModules.of(RecordType.COMPANY).flatMap(company -> associationField(object, company));
    }

    @Override
    public String nameField(String object) {
        return ZohoModules.nameField(object);
    }

    @Override
    public ChangePage changes(String object, @Nullable String cursor) {
        return ZohoNotes.is(object) ? notes.changes(cursor) : changes.page(object, cursor);
    }

    /** Always deleted: Zoho does not tell which record is left of a merge. */
    @Override
    public Map<String, Fate> fates(String object, Collection<String> ids) {
        Map<String, Fate> fates = new HashMap<>();
        ids.forEach(id -> fates.put(id, new Fate.Deleted()));
        return fates;
    }

    /** Always empty: Zoho tells the history of one record at a time. */
    @Override
    public Map<String, Map<String, Instant>> fieldTimes(
            String object, Collection<String> ids, Collection<String> wanted) {
        return Map.of();
    }

    @Override
    public List<SavedList> lists(String object) {
        return lists.views(object);
    }

    @Override
    public SearchPage listed(String object, String listId, Collection<String> wanted, @Nullable String cursor) {
        return lists.viewed(object, listId, wanted, cursor);
    }

    @Override
    public Optional<Webhooks> webhooks() {
        return Optional.of(new ZohoWebhooks());
    }

    @Override
    public List<CrmUser> users() {
        List<CrmUser> users = new ArrayList<>();
        boolean more = true;
        for (int page = 1; more; page++) {
            Query query = new Query().add("type", "AllUsers").add("page", page).add("per_page", USERS);
            JsonNode answer = api.get(settings.base() + "/users", query);
            answer.path("users").forEach(user -> users.add(user(user)));
            more = answer.path("info").path("more_records").asBoolean(false);
        }
        return users;
    }

    @Override
    public Optional<Consent> consent() {
        return api.consent();
    }

    @Override
    public String whoAmI() {
        JsonNode user = api.get(settings.base() + "/users", new Query().add("type", "CurrentUser"))
                .path("users")
                .path(0);
        return Json.textOrEmpty(user, "email") + " (" + settings.dataCenter().word() + ")";
    }

    @Override
    public void close() {
        api.close();
    }

    private static CrmUser user(JsonNode user) {
        return new CrmUser(
                Json.textOrEmpty(user, "id"),
                Json.textOrEmpty(user, "email"),
                Json.textOrEmpty(user, "full_name"),
                Json.textOrEmpty(user, "status").equals("active"));
    }
}
