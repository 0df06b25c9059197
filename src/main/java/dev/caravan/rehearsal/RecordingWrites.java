package dev.caravan.rehearsal;

import dev.caravan.crm.Association;
import dev.caravan.crm.Crm;
import dev.caravan.crm.CrmError;
import dev.caravan.crm.CrmRecord;
import dev.caravan.crm.Write;
import dev.caravan.crm.WriteResult;
import dev.caravan.hub.ConnectionName;
import dev.caravan.hub.ExternalId;
import dev.caravan.problem.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sends nothing: reads what would be overwritten, and answers as if it had been written. */
final class RecordingWrites implements WriteGuard {
    private final Map<ExternalId, Map<String, @Nullable Object>> before = new ConcurrentHashMap<>();

    /** The values that an update would overwrite, once; empty when nothing was to be written to that record. */
    Map<String, @Nullable Object> takeBefore(ExternalId id) {
        Map<String, @Nullable Object> taken = before.remove(id);
        return taken == null ? Map.of() : taken;
    }

    @Override
    public List<WriteResult> write(ConnectionName connection, Crm crm, String object, List<Write> writes) {
        Map<String, CrmRecord> present = Present.read(crm, object, writes);
        List<WriteResult> results = new ArrayList<>(writes.size());
        for (Write write : writes) {
            String id = write.id();
            CrmRecord now = id == null ? null : present.get(id);
            if (id == null) {
                results.add(new WriteResult.Written(PlannedIds.of(write.record()), true, Map.of()));
            } else if (!crm.canBeRead()) {
                results.add(new WriteResult.Written(id, false, Map.of()));
            } else if (now == null) {
                String gone = "the CRM has no " + object + " " + id + " any more; a pull finds out what became of it";
                results.add(new WriteResult.Refused(new CrmError.Rejected(gone, ErrorCode.NOT_FOUND)));
            } else {
                before.put(new ExternalId(connection, object, id), now.fields());
                results.add(new WriteResult.Written(id, false, Map.of()));
            }
        }
        return results;
    }

    @Override
    public WriteResult remove(ConnectionName connection, String object, String id, Supplier<WriteResult> call) {
        return new WriteResult.Written(id, false, Map.of());
    }

    @Override
    public List<WriteResult> associate(ConnectionName connection, Crm crm, List<Association> associations) {
        return associations.stream()
                .<WriteResult>map(a -> new WriteResult.Written(a.id(), false, Map.of()))
                .toList();
    }
}
