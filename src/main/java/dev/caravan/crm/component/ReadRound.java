package dev.caravan.crm.component;

import dev.caravan.crm.Connection;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Fate;
import dev.caravan.hub.RecordType;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One batch of records as the CRM has them: read, looked after where they are gone, and dated where that decides. */
final class ReadRound {
    private final PullSide side;
    private final Connection connection;
    private final RecordType type;
    private final PullSide.Wanted wanted;
    private final List<String> ids;

    ReadRound(PullSide side, Connection connection, RecordType type, PullSide.Wanted wanted, List<String> ids) {
        this.side = side;
        this.connection = connection;
        this.type = type;
        this.wanted = wanted;
        this.ids = ids;
    }

    /** What there is, and what became of the rest; both by the CRM's id. */
    record Result(Map<String, CrmRecord> records, Map<String, Fate> fates) {}

    Result read() {
        Crm crm = connection.crm();
        Map<String, CrmRecord> records = new HashMap<>();
        for (CrmRecord record : crm.read(wanted.object(), ids, wanted.fields())) {
            if (!record.archived()) {
                records.put(record.id(), record);
            }
        }
        records.keySet().retainAll(new LinkedHashSet<>(ids));
        List<String> absent =
                ids.stream().filter(id -> !records.containsKey(id)).toList();
        Map<String, Fate> fates = absent.isEmpty() ? Map.of() : crm.fates(wanted.object(), absent);
        date(crm, records);
        return new Result(records, fates);
    }

    /** Where both sides changed a field, the CRM is asked when it did; that takes a call of its own, so only then. */
    private void date(Crm crm, Map<String, CrmRecord> records) {
        Map<String, Collection<String>> contested =
                side.reading().contested(connection.name(), type, List.copyOf(records.values()));
        if (contested.isEmpty()) {
            return;
        }
        Set<String> fields = new LinkedHashSet<>();
        contested.values().forEach(fields::addAll);
        Map<String, Map<String, Instant>> times = crm.fieldTimes(wanted.object(), contested.keySet(), fields);
        times.forEach((id, changed) -> records.computeIfPresent(id, (k, record) -> record.changed(changed)));
    }
}
