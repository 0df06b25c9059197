package dev.caravan.crm.app;

import dev.caravan.crm.Association;
import dev.caravan.crm.Change;
import dev.caravan.crm.ChangePage;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmException;
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
import dev.caravan.hub.RecordType;
import dev.caravan.hub.RetrySettings;
import dev.caravan.problem.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The App, as far as it is a CRM: it is told of records under the hub's ids, and cannot be asked. What it knows is what
 * was agreed on last.
 */
final class AppCrm implements Crm {
    private static final int MANY = 500;

    private final Delivery delivery;
    private final AppSettings settings;
    private final Clock clock;

    AppCrm(Delivery delivery, AppSettings settings, Clock clock) {
        this.delivery = delivery;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Limits limits() {
        return new Limits(delivery.batch(), MANY, MANY, 0, settings.rates(), Duration.ZERO);
    }

    @Override
    public Optional<String> objectFor(RecordType type) {
        return Optional.of(type.word());
    }

    /** The App takes any field. */
    @Override
    public ObjectSchema describe(String object) {
        return new ObjectSchema(object, Map.of());
    }

    /** Nothing can be seen of the App, so that what was agreed on last counts. */
    @Override
    public List<CrmRecord> read(String object, Collection<String> ids, Collection<String> fields) {
        return List.of();
    }

    /** The hub's ids are the App's: there is nothing to look for. */
    @Override
    public List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> fields) {
        return List.of();
    }

    @Override
    public SearchPage search(String object, Condition condition, Collection<String> fields, @Nullable String cursor) {
        throw cannotBeAsked("searched");
    }

    @Override
    public long count(String object, Condition condition) {
        throw cannotBeAsked("searched");
    }

    @Override
    public List<WriteResult> write(String object, List<Write> writes) {
        Instant now = clock.instant();
        List<Optional<CrmError>> ends =
                delivery.send(writes.stream().map(w -> HubEvent.of(w, now)).toList());
        List<WriteResult> results = new ArrayList<>(writes.size());
        for (int i = 0; i < writes.size(); i++) {
            Write write = writes.get(i);
            results.add(ends.get(i)
                    .<WriteResult>map(WriteResult.Refused::new)
                    .orElseGet(() -> new WriteResult.Written(write.record().id(), write.isCreate(), write.values())));
        }
        return results;
    }

    @Override
    public List<WriteResult> delete(String object, List<String> ids) {
        return ids.stream().map(id -> remove(object, id, "", null)).toList();
    }

    @Override
    public WriteResult remove(String object, String id, String why, @Nullable Change change) {
        HubEvent event = HubEvent.removed(object, id, why, change, clock.instant());
        return delivery.send(List.of(event))
                .get(0)
                .<WriteResult>map(WriteResult.Refused::new)
                .orElseGet(() -> new WriteResult.Written(id, false, Map.of()));
    }

    /** A reference to another record is a field. */
    @Override
    public List<WriteResult> associate(List<Association> associations) {
        throw new UnsupportedOperationException("the App has no associations of their own");
    }

    @Override
    public Optional<String> upsertField(String object) {
        return Optional.of("id");
    }

    @Override
    public Optional<String> associationField(String object, String toObject) {
        return Optional.of(toObject + "_id");
    }

    @Override
    public Optional<String> companyField(String object) {
        return Optional.of(RecordType.COMPANY.word() + "_id");
    }

    @Override
    public String nameField(String object) {
        return "id";
    }

    @Override
    public ChangePage changes(String object, @Nullable String cursor) {
        throw cannotBeAsked("asked what changed");
    }

    @Override
    public Map<String, Fate> fates(String object, Collection<String> ids) {
        throw cannotBeAsked("asked what became of a record");
    }

    @Override
    public Map<String, Map<String, Instant>> fieldTimes(
            String object, Collection<String> ids, Collection<String> fields) {
        return Map.of();
    }

    @Override
    public List<SavedList> lists(String object) {
        return List.of();
    }

    @Override
    public SearchPage listed(String object, String listId, Collection<String> fields, @Nullable String cursor) {
        throw cannotBeAsked("searched");
    }

    @Override
    public Optional<Webhooks> webhooks() {
        return Optional.of(new AppWebhooks());
    }

    @Override
    public Set<String> ownOrigins() {
        return settings.origins();
    }

    @Override
    public boolean canBeRead() {
        return false;
    }

    @Override
    public Optional<RetrySettings> retry() {
        return Optional.of(settings.retry());
    }

    @Override
    public List<CrmUser> users() {
        return List.of();
    }

    @Override
    public String whoAmI() {
        return delivery.probe();
    }

    @Override
    public void close() {
        delivery.close();
    }

    private static CrmException cannotBeAsked(String what) {
        return new CrmException(
                "the App",
                new CrmError.Rejected("it cannot be " + what + "; it only hears", ErrorCode.CRM_REJECTED),
                null);
    }
}
