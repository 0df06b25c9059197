package dev.caravan.crm.batch;

import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Write;
import dev.caravan.hub.Lane;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Puts associations into the fields that stand for them, where the CRM has such fields; the others are made later by
 * calls of their own.
 */
final class AssociationFields {
    private final CrmCalls calls;
    private final String object;

    AssociationFields(CrmCalls calls, String object) {
        this.calls = calls;
        this.object = object;
    }

    /** Sorts the associations of one write; makes no call. */
    PendingWrite place(Write write) {
        Crm crm = calls.crm();
        Map<String, @Nullable Object> set = new LinkedHashMap<>();
        Map<String, List<AssociateTo>> together = new LinkedHashMap<>();
        Map<String, String> fillIfEmpty = new LinkedHashMap<>();
        List<AssociateTo> later = new ArrayList<>();
        boolean hangsOnOne = crm.hangsOnOne(object);
        for (AssociateTo to : write.associations()) {
            Optional<String> field = crm.associationField(object, to.object());
            if (hangsOnOne && (field.isEmpty() || !set.isEmpty())) {
                continue;
            }
            if (field.isEmpty()) {
                later.add(to);
            } else if (to.kind() != AssociateTo.Kind.ADDITIONAL) {
                List<AssociateTo> all = together.computeIfAbsent(field.get(), f -> new ArrayList<>());
                all.add(to);
                set.put(field.get(), crm.associationValue(object, all));
            } else if (!write.isCreate()) {
                fillIfEmpty.put(field.get(), crm.associationValue(object, List.of(to)));
            } else if (!write.values().containsKey(field.get())) {
                set.putIfAbsent(field.get(), crm.associationValue(object, List.of(to)));
            }
        }
        fillIfEmpty.keySet().removeAll(set.keySet());
        PendingWrite pending = new PendingWrite(write, Map.of(), later, false);
        PendingWrite withFields = set.isEmpty() ? pending : pending.withValues(set);
        return new PendingWrite(withFields.write(), fillIfEmpty, later, false);
    }

    /** Asks once for the whole batch which of the fields are empty in the CRM, and fills those. */
    List<PendingWrite> fill(List<PendingWrite> batch, Lane lane) throws Exception {
        Set<String> ids = new TreeSet<>();
        Set<String> fields = new TreeSet<>();
        for (PendingWrite p : batch) {
            if (!p.fillIfEmpty().isEmpty()) {
                ids.add(p.id());
                fields.addAll(p.fillIfEmpty().keySet());
            }
        }
        if (ids.isEmpty()) {
            return batch;
        }
        Map<String, CrmRecord> found = read(List.copyOf(ids), fields, lane);
        return batch.stream().map(p -> filled(p, found)).toList();
    }

    private Map<String, CrmRecord> read(List<String> ids, Set<String> fields, Lane lane) throws Exception {
        int most = Math.max(1, calls.crm().limits().readBatch());
        Map<String, CrmRecord> found = new HashMap<>();
        for (int from = 0; from < ids.size(); from += most) {
            List<String> part = ids.subList(from, Math.min(ids.size(), from + most));
            CrmCalls.About about = new CrmCalls.About(lane, object, "read", part.size(), most);
            calls.call(about, () -> calls.crm().read(object, part, fields)).forEach(r -> found.put(r.id(), r));
        }
        return found;
    }

    private static PendingWrite filled(PendingWrite pending, Map<String, CrmRecord> found) {
        if (pending.fillIfEmpty().isEmpty()) {
            return pending;
        }
        CrmRecord current = found.get(pending.id());
        Map<String, String> empty = new LinkedHashMap<>(pending.fillIfEmpty());
        if (current != null) {
            empty.keySet()
                    .removeIf(f -> !""
                            .equals(String.valueOf(blankForNull(current.fields().get(f)))));
        }
        return pending.withValues(empty);
    }

    private static Object blankForNull(@Nullable Object value) {
        return value == null ? "" : value;
    }
}
