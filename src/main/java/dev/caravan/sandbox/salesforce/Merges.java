package dev.caravan.sandbox.salesforce;

import dev.caravan.sandbox.Change;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Merges of accounts, contacts or leads. The master stays under its id, takes what it has none of, and what points to
 * the others; the others go into the recycle bin and name it in {@code MasterRecordId} (SOAP guide, "merge").
 */
final class Merges {
    private static final String MASTER = "MasterRecordId";
    /** The two sides of objects that connect a pair: no pair may be there twice. */
    private static final Map<String, Set<String>> PAIRS = Map.of(
            "AccountContactRelation", Set.of("AccountId", "ContactId"),
            "CampaignMember", Set.of("CampaignId", "ContactId", "LeadId"));

    private static final int MOST_OTHERS = 2;

    private final Store store;
    private final Writes writes;

    Merges(Store store, Writes writes) {
        this.store = store;
        this.writes = writes;
    }

    /**
     * Merges others into a master; all are live and of one object.
     *
     * @throws SalesforceError if these records cannot be merged
     */
    void merge(Row master, List<Row> others) {
        if (master.type().field(MASTER) == null) {
            throw SalesforceError.bad("INVALID_TYPE", "records of " + master.type() + " cannot be merged");
        }
        if (others.size() > MOST_OTHERS
                || others.contains(master)
                || Set.copyOf(others).size() < others.size()) {
            throw SalesforceError.bad(
                    "INVALID_ARGUMENT_TYPE", "a merge is of two or three different records, the master among them");
        }
        if (master.isTrue("IsConverted") || others.stream().anyMatch(other -> other.isTrue("IsConverted"))) {
            throw SalesforceError.bad("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead");
        }
        for (Row other : others) {
            Map<String, @Nullable Object> taken = lacking(master, other);
            move(other, master);
            writes.derive(other, MASTER, master.id());
            writes.delete(other);
            writes.change(Change.Kind.MERGED, master, taken, Map.of("merged", other.id()));
        }
    }

    private static Map<String, @Nullable Object> lacking(Row master, Row other) {
        Map<String, @Nullable Object> taken = new LinkedHashMap<>();
        for (Field field : master.type().fields()) {
            Object theirs = other.get(field.name());
            if (field.is(Field.Trait.UPDATEABLE) && theirs != null && master.get(field.name()) == null) {
                taken.put(field.name(), theirs);
            }
        }
        return taken;
    }

    private void move(Row from, Row to) {
        List<Schema.Child> children = new ArrayList<>(store.schema().children(from.type()));
        // Relations first: a contact that comes to an account looks for the one that it already has there.
        children.sort((a, b) -> Boolean.compare(isPair(b), isPair(a)));
        for (Schema.Child child : children) {
            for (Row row : List.copyOf(store.withValue(child.object(), child.field(), from.id()))) {
                if (row.isDeleted()) {
                    continue;
                }
                if (isPair(child) && isThere(row, child.field().name(), to.id())) {
                    writes.delete(row);
                } else {
                    writes.change(Change.Kind.UPDATED, row, Map.of(child.field().name(), to.id()), Map.of());
                }
            }
        }
    }

    private static boolean isPair(Schema.Child child) {
        return PAIRS.containsKey(child.object().name());
    }

    /** Whether another row of the object already connects what this one would. */
    private boolean isThere(Row row, String side, String id) {
        Set<String> others = PAIRS.getOrDefault(row.type().name(), Set.of()).stream()
                .filter(each -> !each.equals(side) && row.get(each) != null)
                .collect(Collectors.toSet());
        return store.withValue(row.type(), row.type().known(side), id).stream()
                .filter(each -> each != row && !each.isDeleted())
                .anyMatch(each -> others.stream()
                        .allMatch(name -> String.valueOf(row.get(name)).equals(each.get(name))));
    }
}
