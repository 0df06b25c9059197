package dev.caravan.rehearsal;

import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Write;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The values that a CRM has at the moment where it is about to get others. */
final class Present {
    private Present() {}

    /**
     * The records that updates go to, with the fields that these change; by the CRM's id. None of a CRM that only
     * hears.
     */
    static Map<String, CrmRecord> read(Crm crm, String object, List<Write> writes) {
        if (!crm.canBeRead()) {
            return Map.of();
        }
        Set<String> ids = new TreeSet<>();
        Set<String> fields = new TreeSet<>();
        for (Write write : writes) {
            String id = write.id();
            if (id != null) {
                ids.add(id);
                fields.addAll(write.values().keySet());
            }
        }
        Map<String, CrmRecord> found = new HashMap<>();
        List<String> all = List.copyOf(ids);
        int most = Math.max(1, crm.limits().readBatch());
        for (int from = 0; from < all.size(); from += most) {
            List<String> part = all.subList(from, Math.min(all.size(), from + most));
            crm.read(object, part, fields).stream().filter(r -> !r.archived()).forEach(r -> found.put(r.id(), r));
        }
        return found;
    }
}
