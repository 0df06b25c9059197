package dev.caravan.crm.batch;

import dev.caravan.crm.AssociateTo;
import dev.caravan.crm.Write;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A write on its way to the CRM.
 *
 * @param fillIfEmpty fields that refer to an associated record and are set only where the CRM has nothing in them
 * @param later associations to be made by calls of their own, once the record is written
 * @param redirected whether the CRM has already named another record that stood in the way
 */
record PendingWrite(Write write, Map<String, String> fillIfEmpty, List<AssociateTo> later, boolean redirected) {
    PendingWrite {
        fillIfEmpty = Map.copyOf(fillIfEmpty);
        later = List.copyOf(later);
    }

    /** Whether the CRM has everything already, apart from associations. */
    boolean needsNoWrite() {
        return !write.isCreate() && write.values().isEmpty() && fillIfEmpty.isEmpty();
    }

    /** The CRM's id of an update. */
    String id() {
        return Objects.requireNonNull(write.id());
    }

    /** Two writes with equal keys must not be under way together. */
    Object key() {
        return write.isCreate() ? write.record() : "id " + write.id();
    }

    PendingWrite withValues(Map<String, ? extends @Nullable Object> more) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>(write.values());
        values.putAll(more);
        Write filled = new Write(
                write.record(),
                write.object(),
                write.id(),
                values,
                write.associations(),
                write.agreed(),
                write.sent(),
                write.how(),
                write.change());
        return new PendingWrite(filled, Map.of(), later, redirected);
    }

    /** The record that was looked for and has all the values already, some of which can be set only once. */
    PendingWrite found(String id, String how) {
        Write there =
                new Write(write.record(), write.object(), id, Map.of(), write.associations(), write.agreed(), how);
        return new PendingWrite(there, Map.of(), later, redirected);
    }

    PendingWrite onto(String id, String how, boolean nowRedirected) {
        return new PendingWrite(write.onto(id, how), fillIfEmpty, later, nowRedirected);
    }
}
