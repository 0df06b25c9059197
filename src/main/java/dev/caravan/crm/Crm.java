package dev.caravan.crm;

import dev.caravan.filter.Condition;
import dev.caravan.filter.Filter;
import dev.caravan.filter.Filters;
import dev.caravan.hub.RecordType;
import dev.caravan.hub.RetrySettings;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One configured account of a CRM, as its driver offers it. Calls block, may come from several threads at once, and go
 * through the connection's {@link CallGate}. A call that fails as a whole throws {@link CrmException}; what happened to
 * a single record is its {@link WriteResult}.
 */
public interface Crm extends AutoCloseable {

    /** Batch sizes, rates and delays of this account. */
    Limits limits();

    /** The CRM's usual object for a record type, such as {@code contacts}; empty when the CRM has none. */
    Optional<String> objectFor(RecordType type);

    /**
     * The fields of an object, asked from the CRM.
     *
     * @throws CrmException with {@code NOT_FOUND} when the CRM has no such object
     */
    ObjectSchema describe(String object);

    /**
     * Reads by the CRM's ids, at most {@link Limits#readBatch} of them.
     *
     * @return the records found, in any order; an id that does not exist (any more) is absent
     */
    List<CrmRecord> read(String object, Collection<String> ids, Collection<String> fields);

    /**
     * All live records of which a field equals one of the values as the CRM compares, asked from the freshest source
     * that the CRM has. At most {@link Limits#lookupBatch} values.
     *
     * @return the records found, in any order, each with the asked-for fields and the compared one
     */
    List<CrmRecord> lookup(String object, String field, Collection<String> values, Collection<String> fields);

    /**
     * The same for those that meet a condition too, which is evaluated on what was found; its field names are the
     * CRM's.
     */
    default List<CrmRecord> lookup(
            String object, String field, Collection<String> values, Collection<String> fields, Condition only) {
        if (only instanceof Condition.Everything) {
            return lookup(object, field, values, fields);
        }
        Set<String> all = new LinkedHashSet<>(fields);
        all.addAll(Filters.fields(only));
        Filter filter = Filters.compile(only);
        return lookup(object, field, values, all).stream()
                .filter(record -> filter.test(record.fields()::get))
                .toList();
    }

    /**
     * One page of the records that meet a condition, as {@code Filters.compile} decides it on the record; field names
     * are the CRM's. The CRM's own query only narrows down, so that a page before the last may be empty. A walk from
     * page to page meets every record that met the condition all the while, whatever changes meanwhile and however many
     * there are: walls of the vendor, such as HubSpot's 10,000 results, are the driver's business.
     * {@code Condition.Everything} is the whole object.
     *
     * @param cursor from the page before, null for the first; holds for days, also over a restart
     * @throws dev.caravan.problem.InvalidInputException when the condition does not pass {@link ConditionCheck}
     */
    SearchPage search(String object, Condition condition, Collection<String> fields, @Nullable String cursor);

    /**
     * How many records the CRM finds for a condition; field names are the CRM's. At least as many as meet it: more
     * where the CRM compares less strictly.
     */
    long count(String object, Condition condition);

    /**
     * Creates and updates records of one object, at most {@link Limits#writeBatch} of them. Where {@link #upsertField}
     * is present, a create is an upsert on it, and so safe to repeat.
     *
     * @return one result per write, in the order of the writes
     * @throws CrmException when the call failed as a whole; with {@link CrmError.BatchRejected} when single records are
     *     to blame
     */
    List<WriteResult> write(String object, List<Write> writes);

    /**
     * Removes records, at most {@link Limits#writeBatch} of them; one that is gone already counts as removed.
     *
     * @return one result per id, in the order of the ids
     */
    List<WriteResult> delete(String object, List<String> ids);

    /**
     * Removes the counterpart of a record that the hub has no more; one that is gone already counts as removed. Only
     * asked of a CRM with {@link #ownOrigins}, whose ids are the hub's.
     *
     * @param why see {@link dev.caravan.hub.Removal#why}
     * @param change the change that this brings; null when it does not come from a mark
     */
    default WriteResult remove(String object, String id, String why, @Nullable Change change) {
        return delete(object, List.of(id)).get(0);
    }

    /**
     * Makes associations between records that exist, at most {@link Limits#associateBatch} of them, all between the
     * same two objects. Making one that exists is no error.
     *
     * @return one result per association, in their order
     * @throws UnsupportedOperationException where {@link #associationField} is the way
     */
    List<WriteResult> associate(List<Association> associations);

    /** The unique field of the object that creates go by, when one is configured; it holds the hub's id. */
    Optional<String> upsertField(String object);

    /**
     * The field of the object that holds the id of an associated record, where association is a field: Salesforce
     * {@code AccountId}.
     */
    Optional<String> associationField(String object, String toObject);

    /**
     * Whether a record of the object hangs on one other record alone: then the first of its associations that has a
     * field counts, and the others are left out.
     */
    default boolean hangsOnOne(String object) {
        return false;
    }

    /**
     * What that field holds when records are to be associated that all go into it: the id of the last one, where the
     * CRM needs nothing else.
     *
     * @param to one or more, of objects with the same {@link #associationField}
     */
    default String associationValue(String object, List<AssociateTo> to) {
        return to.get(to.size() - 1).id();
    }

    /**
     * The field in which the id of the company of a record can be read, be it writable or not: HubSpot
     * {@code associatedcompanyid}, Salesforce {@code AccountId}; empty when there is none.
     */
    Optional<String> companyField(String object);

    /**
     * The field that names a record and that a search can compare, used to look for a record whose creation was left
     * unknown.
     */
    String nameField(String object);

    /**
     * What changed since a cursor, oldest first, deletions included where the CRM tells them. Looks back a little
     * further than the cursor where the CRM shows changes late.
     *
     * @param cursor from the page before; null for "from now on", which gives an empty page with a cursor
     */
    ChangePage changes(String object, @Nullable String cursor);

    /**
     * What became of records that {@link #read} no longer finds, at most {@link Limits#readBatch} of them.
     *
     * @return one entry per id
     */
    Map<String, Fate> fates(String object, Collection<String> ids);

    /**
     * When fields got the values that they have, by the CRM's clock, at most {@link Limits#readBatch} records.
     *
     * @return id to field to time; a record or field of which the CRM keeps no history is absent
     */
    Map<String, Map<String, Instant>> fieldTimes(String object, Collection<String> ids, Collection<String> fields);

    /** The lists and views of the object that people saved in the CRM; empty where the CRM has none. */
    List<SavedList> lists(String object);

    /**
     * One page of the records that are in a saved list or view.
     *
     * @param cursor from the page before, null for the first
     * @throws CrmException with {@code NOT_FOUND} when there is no such list
     */
    SearchPage listed(String object, String listId, Collection<String> fields, @Nullable String cursor);

    /** What its webhook calls say; empty when it calls none. */
    Optional<Webhooks> webhooks();

    /**
     * Origins under which what this CRM itself says comes into the hub by a front door, such as {@code app}; empty for
     * the usual CRM, whose changes are pulled. One that has some goes by the hub's own ids, is not told what it said
     * itself, and hears of deletions.
     */
    default Set<String> ownOrigins() {
        return Set.of();
    }

    /** Whether its records can be read; of one that only hears, what was agreed on last counts. */
    default boolean canBeRead() {
        return true;
    }

    /** When what failed is tried again, where the usual rules do not suit; empty when they do. */
    default Optional<RetrySettings> retry() {
        return Optional.empty();
    }

    /** Users that can own records. */
    List<CrmUser> users();

    /** How a person lets Caravan into the account; empty where it logs in without one. */
    default Optional<Consent> consent() {
        return Optional.empty();
    }

    /** Makes one cheap call that needs a valid login, and says as whom the connection runs. */
    String whoAmI();

    @Override
    void close();
}
