package dev.caravan.dedup;

import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.FieldSchema;
import dev.caravan.mapping.MatchRules.OnAmbiguous;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Chooses among several CRM records that fit, the same one each time (R102 is the rule to beat). */
final class TieBreak {
    /** Names under which the CRMs that we know keep the time of creation. */
    private static final Set<String> CREATED = Set.of(
            "createdate", "createddate", "createdon", "created_time", "add_time", "cdate", "created_at", "createdat");

    private final Map<String, Optional<String>> createdFields = new ConcurrentHashMap<>();

    /**
     * The record that the policy names. Age is the time of creation where the object has such a field, else the order
     * of ids.
     *
     * @param policy one that chooses
     * @param scope name that tells this CRM's object from all others
     * @param compared the fields whose filling counts as complete
     */
    CrmRecord choose(
            OnAmbiguous policy, String scope, Crm crm, List<CrmRecord> candidates, Collection<String> compared) {
        Comparator<CrmRecord> byId = Comparator.comparing(CrmRecord::id, NaturalOrder.OF_IDS);
        if (policy == OnAmbiguous.MOST_COMPLETE) {
            Comparator<CrmRecord> emptiest = Comparator.comparingLong(c -> filled(c, compared));
            return candidates.stream()
                    .min(emptiest.reversed().thenComparing(byId))
                    .orElseThrow();
        }
        Map<String, String> created = created(scope, crm, candidates);
        Comparator<CrmRecord> byAge = Comparator.comparing(
                        (CrmRecord c) -> created.getOrDefault(c.id(), ""), NaturalOrder.OF_IDS)
                .thenComparing(byId);
        return policy == OnAmbiguous.NEWEST
                ? candidates.stream().max(byAge).orElseThrow()
                : candidates.stream().min(byAge).orElseThrow();
    }

    private Map<String, String> created(String scope, Crm crm, List<CrmRecord> candidates) {
        String object = candidates.get(0).object();
        Optional<String> field = createdFields.computeIfAbsent(scope, s -> createdField(crm, object));
        if (field.isEmpty()) {
            return Map.of();
        }
        Map<String, String> times = new HashMap<>();
        List<String> ids = candidates.stream().map(CrmRecord::id).toList();
        int most = Math.max(1, crm.limits().readBatch());
        for (int from = 0; from < ids.size(); from += most) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + most));
            for (CrmRecord record : crm.read(object, some, List.of(field.get()))) {
                Object time = record.fields().get(field.get());
                times.put(record.id(), time == null ? "" : time.toString());
            }
        }
        // A time that is known for some only would order the others at random.
        return times.size() == ids.size() && !times.containsValue("") ? times : Map.of();
    }

    private static Optional<String> createdField(Crm crm, String object) {
        return crm.describe(object).fields().values().stream()
                .map(FieldSchema::name)
                .filter(name -> CREATED.contains(name.toLowerCase(Locale.ROOT)))
                .min(Comparator.naturalOrder());
    }

    private static long filled(CrmRecord record, Collection<String> fields) {
        return fields.stream()
                .map(record.fields()::get)
                .filter(value -> value != null && !value.toString().isBlank() && !value.equals(List.of()))
                .count();
    }
}
