package dev.caravan.crm.pipedrive;

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
import dev.caravan.crm.http.Json;
import dev.caravan.crm.http.JsonApi;
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
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One Pipedrive company. */
final class PipedriveCrm implements Crm {
    /** What Pipedrive's exact search can look into. (Pipedrive docs, "Search persons".) */
    private static final Map<String, String> SEARCHED =
            Map.of("email", "email", "phone", "phone", "mobile", "phone", "name", "name", "title", "title");

    private final JsonApi api;
    private final PipedriveSettings settings;
    private final PipedriveFields fields;
    private final PipedriveWriter writer;
    private final PipedriveLists lists;
    private final Walked walked;
    private final PipedriveWebhooks webhooks = new PipedriveWebhooks();

    PipedriveCrm(JsonApi api, PipedriveSettings settings, Clock clock) {
        this.api = api;
        this.settings = settings;
        this.fields = new PipedriveFields(api);
        PipedriveRecords records = new PipedriveRecords(fields);
        this.writer = new PipedriveWriter(api, fields, records, settings.currency());
        this.lists = new PipedriveLists(api, fields, records);
        this.walked = new Walked(lists, lists::read, clock, settings.overlap(), settings.indexUpTo());
    }

    @Override
    public Limits limits() {
        return settings.limits();
    }

    @Override
    public Optional<String> objectFor(RecordType type) {
        return PipedriveObjects.of(type).map(PipedriveObjects::path);
    }

    @Override
    public ObjectSchema describe(String object) {
        return fields.ask(object);
    }

    @Override
    public List<CrmRecord> read(String object, Collection<String> ids, Collection<String> wanted) {
        return lists.read(object, ids, wanted);
    }

    /**
     * By a list that is kept and brought up to date: a search takes one value, costs as much as two lists of 500, and
     * shows new records late. In an account that is too large for that, by searches.
     */
    @Override
    public List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> wanted) {
        return walked.lookup(object, field, values, wanted)
                .orElseGet(() -> searched(PipedriveObjects.of(object), field, values, wanted));
    }

    @Override
    public SearchPage search(String object, Condition condition, Collection<String> wanted, @Nullable String cursor) {
        return walked.search(object, fields.fitted(PipedriveObjects.of(object), condition), wanted, cursor);
    }

    @Override
    public long count(String object, Condition condition) {
        return walked.count(object, fields.fitted(PipedriveObjects.of(object), condition));
    }

    @Override
    public List<WriteResult> write(String object, List<Write> writes) {
        return writer.write(PipedriveObjects.of(object), writes);
    }

    @Override
    public List<WriteResult> delete(String object, List<String> ids) {
        return writer.delete(PipedriveObjects.of(object), ids);
    }

    @Override
    public List<WriteResult> associate(List<Association> associations) {
        throw new UnsupportedOperationException("Pipedrive keeps an association in a field of the record");
    }

    @Override
    public Optional<String> upsertField(String object) {
        return Optional.empty();
    }

    @Override
    public Optional<String> associationField(String object, String toObject) {
        return PipedriveObjects.of(object).reference(toObject);
    }

    @Override
    public Optional<String> companyField(String object) {
        return associationField(object, PipedriveObjects.ORGANIZATIONS.path());
    }

    @Override
    public String nameField(String object) {
        return PipedriveObjects.of(object).nameField();
    }

    /** Deleted records are not told: lists leave them out. */
    @Override
    public ChangePage changes(String object, @Nullable String cursor) {
        return walked.changes(object, cursor);
    }

    @Override
    public Map<String, Fate> fates(String object, Collection<String> ids) {
        Map<String, Fate> fates = new HashMap<>();
        for (String id : ids) {
            fates.put(id, webhooks.left(object, id).<Fate>map(Fate.Merged::new).orElseGet(Fate.Deleted::new));
        }
        return fates;
    }

    /** Always empty: Pipedrive tells the history of one record at a time, at 20 tokens or more each. */
    @Override
    public Map<String, Map<String, Instant>> fieldTimes(
            String object, Collection<String> ids, Collection<String> wanted) {
        return Map.of();
    }

    @Override
    public List<SavedList> lists(String object) {
        return lists.filters(object);
    }

    @Override
    public SearchPage listed(String object, String listId, Collection<String> wanted, @Nullable String cursor) {
        return lists.filtered(object, listId, wanted, cursor);
    }

    @Override
    public Optional<Webhooks> webhooks() {
        return Optional.of(webhooks);
    }

    @Override
    public List<CrmUser> users() {
        List<CrmUser> users = new ArrayList<>();
        for (JsonNode user : api.get(PipedriveObjects.V1 + "/users").path("data")) {
            users.add(new CrmUser(
                    String.valueOf(Json.text(user, "id")),
                    Objects.requireNonNullElse(Json.text(user, "email"), ""),
                    Objects.requireNonNullElse(Json.text(user, "name"), ""),
                    user.path("active_flag").asBoolean(true)));
        }
        return users;
    }

    @Override
    public Optional<Consent> consent() {
        return api.consent();
    }

    @Override
    public String whoAmI() {
        JsonNode user = api.get(PipedriveObjects.V1 + "/users/me").path("data");
        return Json.text(user, "email") + " (" + Json.text(user, "company_domain") + ".pipedrive.com)";
    }

    @Override
    public void close() {
        api.close();
    }

    private List<CrmRecord> searched(
            PipedriveObjects object, String field, Collection<String> values, Collection<String> wanted) {
        String in = field.startsWith("cf_") ? "custom_fields" : SEARCHED.get(field);
        List<Object> asked = values.stream()
                .filter(value -> !value.isBlank())
                .<Object>map(v -> v)
                .toList();
        Set<String> all = new LinkedHashSet<>(wanted);
        all.add(field);
        if (in == null) {
            List<CrmRecord> found = new ArrayList<>();
            String cursor = null;
            do {
                SearchPage page = walked.search(object.path(), new Condition.In(field, asked), all, cursor);
                found.addAll(page.records());
                cursor = page.next().orElse(null);
            } while (cursor != null);
            return found;
        }
        Set<String> ids = new LinkedHashSet<>();
        asked.forEach(value -> ids.addAll(lists.searched(object, in, value.toString())));
        return lists.read(object.path(), ids, all).stream()
                .filter(record -> asked.stream()
                        .anyMatch(value -> value.toString()
                                .equalsIgnoreCase(
                                        Objects.toString(record.fields().get(field), ""))))
                .toList();
    }
}
