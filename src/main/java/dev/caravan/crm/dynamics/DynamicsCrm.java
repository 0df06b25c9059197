package dev.caravan.crm.dynamics;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.AssociateTo;
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
import dev.caravan.crm.http.WalkChanges;
import dev.caravan.filter.Condition;
import dev.caravan.hub.RecordType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One Dataverse environment. */
final class DynamicsCrm implements Crm {
    private final Reads reads;
    private final DynamicsSettings settings;
    private final DynamicsFields fields;
    private final DynamicsLists lists;
    private final DynamicsWriter writer;
    private final DynamicsFates fates;
    private final WalkChanges changes;

    DynamicsCrm(AuthorizedCalls calls, DynamicsSettings settings, Clock clock) {
        DynamicsErrors errors = new DynamicsErrors(clock);
        this.settings = settings;
        this.reads = new Reads(calls, errors, settings.base());
        this.fields = new DynamicsFields(reads);
        DynamicsRecords records = new DynamicsRecords(fields);
        this.lists = new DynamicsLists(reads, fields, records);
        this.writer = new DynamicsWriter(reads, errors, settings, fields, records);
        this.fates = new DynamicsFates(reads, lists, fields, records);
        this.changes = new WalkChanges(lists, clock, settings.overlap());
    }

    @Override
    public Limits limits() {
        return settings.limits();
    }

    @Override
    public Optional<String> objectFor(RecordType type) {
        return DynamicsTables.set(type);
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
        return lists.lookup(object, field, values, wanted);
    }

    @Override
    public SearchPage search(String object, Condition condition, Collection<String> wanted, @Nullable String cursor) {
        return lists.search(object, condition, wanted, cursor);
    }

    @Override
    public long count(String object, Condition condition) {
        return lists.count(object, condition);
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
        throw new UnsupportedOperationException("Dataverse keeps an association in a look-up of the record");
    }

    @Override
    public Optional<String> upsertField(String object) {
        return settings.uniqueField(object);
    }

    @Override
    public Optional<String> associationField(String object, String toObject) {
        return DynamicsTables.of(object).flatMap(table -> table.reference(toObject));
    }

    @Override
    public String associationValue(String object, List<AssociateTo> to) {
        return DynamicsTables.regarding(object, to);
    }

    @Override
    public Optional<String> companyField(String object) {
        return associationField(object, DynamicsTables.ACCOUNT.table().set());
    }

    @Override
    public String nameField(String object) {
        return DynamicsTables.of(object)
                .map(DynamicsTables::nameField)
                .orElseGet(() -> fields.table(object).nameField());
    }

    /** Deleted records are not told: lists leave them out. */
    @Override
    public ChangePage changes(String object, @Nullable String cursor) {
        return changes.page(object, cursor);
    }

    @Override
    public Map<String, Fate> fates(String object, Collection<String> ids) {
        return fates.of(object, ids);
    }

    /** Always empty: the history of fields is there only where auditing is switched on. */
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
        return Optional.of(new DynamicsWebhooks(fields));
    }

    @Override
    public List<CrmUser> users() {
        String query = new ODataQuery()
                .select(List.of("systemuserid", "fullname", "internalemailaddress", "isdisabled"))
                .text();
        List<CrmUser> users = new ArrayList<>();
        for (JsonNode user : reads.records("systemusers", reads.one("systemusers", query))) {
            String email = text(user, "internalemailaddress");
            if (!email.isEmpty()) {
                users.add(new CrmUser(
                        text(user, "systemuserid"),
                        email,
                        text(user, "fullname"),
                        !user.path("isdisabled").asBoolean(false)));
            }
        }
        return users;
    }

    @Override
    public Optional<Consent> consent() {
        return reads.consent();
    }

    @Override
    public String whoAmI() {
        JsonNode self = reads.one("WhoAmI", "");
        String id = text(self, "UserId");
        JsonNode user = DynamicsTable.isId(id)
                ? reads.find(
                        "systemusers(" + id + ")",
                        new ODataQuery()
                                .select(List.of("fullname", "internalemailaddress"))
                                .text())
                : null;
        String name = user == null ? "" : text(user, "fullname");
        String email = user == null ? "" : text(user, "internalemailaddress");
        return (name.isEmpty() ? "user " + id : name)
                + (email.isEmpty() ? "" : ", " + email)
                + (" (organization " + text(self, "OrganizationId") + ")");
    }

    @Override
    public void close() {
        reads.close();
    }

    private static String text(JsonNode json, String name) {
        return Objects.requireNonNullElse(Json.text(json, name), "");
    }
}
