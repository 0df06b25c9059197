package dev.caravan.crm.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.crm.Association;
import dev.caravan.crm.CallKind;
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
import dev.caravan.filter.Condition;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One Salesforce org. */
final class SalesforceCrm implements Crm {
    /** (Salesforce REST guide, "sObject Collections": up to 200 records per write and 2,000 per read.) */
    private static final int WRITE_BATCH = 200;

    private static final int READ_BATCH = 500;
    private static final int LOOKUP_BATCH = 2500;
    private static final String USERS =
            "SELECT Id,Email,Name,IsActive FROM User WHERE UserType = 'Standard' ORDER BY Id";

    private final ConnectionName name;
    private final SalesforceSettings settings;
    private final SalesforceCalls calls;
    private final RecordReader reader;
    private final RecordWriter writer;
    private final Queries queries;
    private final ChangeQuery changes;
    private final Fates fates;
    private final ListViews lists;
    private final Webhooks webhooks = new SalesforceWebhooks();

    SalesforceCrm(ConnectionName name, SalesforceSettings settings, SalesforceCalls calls) {
        this.name = name;
        this.settings = settings;
        this.calls = calls;
        this.reader = new RecordReader(calls, settings, name.value());
        this.writer = new RecordWriter(calls, settings, name.value());
        this.queries = new Queries(calls, settings);
        this.changes = new ChangeQuery(queries, name.value(), settings.pollOverlap());
        this.fates = new Fates(queries, reader, name.value());
        this.lists = new ListViews(calls, settings, queries, reader, name.value());
    }

    @Override
    public Limits limits() {
        return new Limits(
                WRITE_BATCH,
                READ_BATCH,
                LOOKUP_BATCH,
                0,
                List.of(
                        new Limits.Rate(CallKind.GENERAL, settings.callsPerSecond(), Duration.ofSeconds(1)),
                        new Limits.Rate(CallKind.GENERAL, settings.callsPerDay(), Duration.ofHours(24))),
                Duration.ZERO);
    }

    @Override
    public Optional<String> objectFor(RecordType type) {
        return SalesforceObjects.of(type);
    }

    @Override
    public ObjectSchema describe(String object) {
        return reader.describe(object).schema(object);
    }

    @Override
    public List<CrmRecord> read(String object, Collection<String> ids, Collection<String> fields) {
        return reader.read(object, ids, fields);
    }

    @Override
    public List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> fields) {
        return reader.lookup(object, field, values, fields);
    }

    @Override
    public SearchPage search(String object, Condition condition, Collection<String> fields, @Nullable String cursor) {
        return reader.search(object, condition, fields, cursor);
    }

    @Override
    public long count(String object, Condition condition) {
        return reader.count(object, condition);
    }

    @Override
    public List<WriteResult> write(String object, List<Write> writes) {
        return writer.write(Soql.object(object), writes);
    }

    @Override
    public List<WriteResult> delete(String object, List<String> ids) {
        return writer.delete(Soql.object(object), ids);
    }

    @Override
    public List<WriteResult> associate(List<Association> associations) {
        throw new UnsupportedOperationException("Salesforce keeps an association in a field of the record");
    }

    @Override
    public Optional<String> upsertField(String object) {
        return settings.upsertField(object);
    }

    @Override
    public Optional<String> associationField(String object, String toObject) {
        return SalesforceObjects.associationField(object, toObject);
    }

    @Override
    public String nameField(String object) {
        return SalesforceObjects.nameField(object);
    }

    @Override
    public List<CrmUser> users() {
        return queries.query(name + " users", USERS).stream()
                .map(row -> new CrmUser(
                        row.path("Id").asText(),
                        row.path("Email").asText(""),
                        row.path("Name").asText(""),
                        row.path("IsActive").asBoolean()))
                .toList();
    }

    /** (Salesforce, "The UserInfo Endpoint": answers for any valid access token.) */
    @Override
    public Optional<Consent> consent() {
        return calls.consent();
    }

    @Override
    public String whoAmI() {
        JsonNode info = calls.send(Ask.get(name + " login", "/services/oauth2/userinfo"));
        String user =
                info.path("preferred_username").asText(info.path("user_id").asText("unknown user"));
        return user + " (organization " + info.path("organization_id").asText("unknown") + ")";
    }

    @Override
    public Optional<String> companyField(String object) {
        return objectFor(RecordType.COMPANY).flatMap(company -> associationField(object, company));
    }

    @Override
    public ChangePage changes(String object, @Nullable String cursor) {
        return changes.changes(object, cursor);
    }

    @Override
    public Map<String, Fate> fates(String object, Collection<String> ids) {
        return fates.of(object, ids);
    }

    /**
     * Always empty. Whether an org keeps a history, and of which fields, each org decides for itself (Salesforce help,
     * "Field History Tracking"): what a merge decides would hang on a tick in its setup. The time of the record,
     * {@code SystemModstamp}, stands for all its fields.
     */
    @Override
    public Map<String, Map<String, Instant>> fieldTimes(
            String object, Collection<String> ids, Collection<String> fields) {
        return Map.of();
    }

    @Override
    public List<SavedList> lists(String object) {
        return lists.lists(object);
    }

    @Override
    public SearchPage listed(String object, String listId, Collection<String> fields, @Nullable String cursor) {
        return lists.listed(object, listId, fields, cursor);
    }

    @Override
    public Optional<Webhooks> webhooks() {
        return Optional.of(webhooks);
    }

    @Override
    public void close() {
        calls.close();
    }
}
