package dev.caravan.rehearsal;

import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Association;
import dev.caravan.crm.Change;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
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
import dev.caravan.hub.RetrySettings;
import dev.caravan.problem.ErrorCode;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A CRM that is read as usual, while a guard stands before everything that would change it; counts what is read. */
public final class GuardedCrm implements Crm {
    private final ConnectionName connection;
    private final Crm crm;
    private final WriteGuard guard;
    private final AtomicInteger reads = new AtomicInteger();

    public GuardedCrm(ConnectionName connection, Crm crm, WriteGuard guard) {
        this.connection = connection;
        this.crm = crm;
        this.guard = guard;
    }

    /** How many calls have read from it, described fields apart. */
    public int reads() {
        return reads.get();
    }

    /** What only hears is not called for that. */
    private void count() {
        if (crm.canBeRead()) {
            reads.incrementAndGet();
        }
    }

    @Override
    public List<WriteResult> write(String object, List<Write> writes) {
        return guard.write(connection, crm, object, writes);
    }

    @Override
    public List<WriteResult> associate(List<Association> associations) {
        return guard.associate(connection, crm, associations);
    }

    @Override
    public WriteResult remove(String object, String id, String why, @Nullable Change change) {
        return guard.remove(connection, object, id, () -> crm.remove(object, id, why, change));
    }

    /** No mark asks for that. */
    @Override
    public List<WriteResult> delete(String object, List<String> ids) {
        CrmError error = new CrmError.Rejected("a plan deletes nothing in a CRM", ErrorCode.CRM_REJECTED);
        return ids.stream()
                .<WriteResult>map(id -> new WriteResult.Refused(error))
                .toList();
    }

    @Override
    public List<CrmRecord> read(String object, Collection<String> ids, Collection<String> fields) {
        count();
        return crm.read(object, ids, fields);
    }

    @Override
    public List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> fields) {
        count();
        return crm.lookup(object, field, values, fields);
    }

    @Override
    public List<CrmRecord> lookup(
            String object, String field, Collection<String> values, Collection<String> fields, Condition only) {
        count();
        return crm.lookup(object, field, values, fields, only);
    }

    @Override
    public SearchPage search(String object, Condition condition, Collection<String> fields, @Nullable String cursor) {
        count();
        return crm.search(object, condition, fields, cursor);
    }

    @Override
    public Map<String, Fate> fates(String object, Collection<String> ids) {
        count();
        return crm.fates(object, ids);
    }

    @Override
    public Map<String, Map<String, Instant>> fieldTimes(
            String object, Collection<String> ids, Collection<String> fields) {
        count();
        return crm.fieldTimes(object, ids, fields);
    }

    @Override
    public long count(String object, Condition condition) {
        return crm.count(object, condition);
    }

    @Override
    public Limits limits() {
        return crm.limits();
    }

    @Override
    public Optional<String> objectFor(RecordType type) {
        return crm.objectFor(type);
    }

    @Override
    public ObjectSchema describe(String object) {
        return crm.describe(object);
    }

    @Override
    public Optional<String> upsertField(String object) {
        return crm.upsertField(object);
    }

    @Override
    public Optional<String> associationField(String object, String toObject) {
        return crm.associationField(object, toObject);
    }

    @Override
    public boolean hangsOnOne(String object) {
        return crm.hangsOnOne(object);
    }

    @Override
    public String associationValue(String object, List<AssociateTo> to) {
        return crm.associationValue(object, to);
    }

    @Override
    public Optional<String> companyField(String object) {
        return crm.companyField(object);
    }

    @Override
    public String nameField(String object) {
        return crm.nameField(object);
    }

    @Override
    public ChangePage changes(String object, @Nullable String cursor) {
        return crm.changes(object, cursor);
    }

    @Override
    public List<SavedList> lists(String object) {
        return crm.lists(object);
    }

    @Override
    public SearchPage listed(String object, String listId, Collection<String> fields, @Nullable String cursor) {
        return crm.listed(object, listId, fields, cursor);
    }

    @Override
    public Optional<Webhooks> webhooks() {
        return crm.webhooks();
    }

    @Override
    public Set<String> ownOrigins() {
        return crm.ownOrigins();
    }

    @Override
    public boolean canBeRead() {
        return crm.canBeRead();
    }

    @Override
    public Optional<RetrySettings> retry() {
        return crm.retry();
    }

    @Override
    public List<CrmUser> users() {
        return crm.users();
    }

    @Override
    public String whoAmI() {
        return crm.whoAmI();
    }

    /** The CRM is somebody else's to close. */
    @Override
    public void close() {}
}
