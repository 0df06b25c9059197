package dev.caravan.rehearsal;

import dev.caravan.crm.Crm;
import dev.caravan.crm.Limits;
import dev.caravan.hub.Direction;
import dev.caravan.hub.MarkKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts one kind of marks while it is planned. */
final class Tally {
    private final MarkKind kind;
    private final Crm crm;
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private final Map<String, Integer> associations = new LinkedHashMap<>();
    private int creates;
    private int updates;
    private int removals;
    private int reads;

    Tally(MarkKind kind, Crm crm) {
        this.kind = kind;
        this.crm = crm;
    }

    void count(PlannedRecord record) {
        outcomes.merge(record.outcome(), 1, Integer::sum);
        if (kind.direction() == Direction.PUSH && record.isChange()) {
            creates += record.outcome().equals(Ending.CREATED) ? 1 : 0;
            boolean writes =
                    record.outcome().equals(Ending.UPDATED) && !record.fields().isEmpty();
            updates += writes ? 1 : 0;
            removals += record.outcome().equals(Ending.DELETED) ? 1 : 0;
            record.associations().forEach(a -> associations.merge(a.object(), 1, Integer::sum));
        }
    }

    void read(int calls) {
        reads += calls;
    }

    boolean isEmpty() {
        return outcomes.isEmpty();
    }

    PlanTotals.Line line() {
        Limits limits = crm.limits();
        int writes = calls(creates, limits.writeBatch()) + calls(updates, limits.writeBatch()) + removals;
        for (int count : associations.values()) {
            writes += calls(count, limits.associateBatch());
        }
        return new PlanTotals.Line(
                kind.connection().value(),
                kind.direction().word(),
                kind.type().word(),
                Map.copyOf(outcomes),
                reads,
                writes);
    }

    private static int calls(int records, int batch) {
        int size = Math.max(1, batch);
        return (records + size - 1) / size;
    }
}
