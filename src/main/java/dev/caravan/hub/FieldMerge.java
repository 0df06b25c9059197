package dev.caravan.hub;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts incoming fields onto a record: a value that is older than the one it meets stays out. */
final class FieldMerge {
    private FieldMerge() {}

    /**
     * The record after the merge.
     *
     * @param before null when the hub has no such record
     * @return the same object when nothing changed
     */
    static HubRecord apply(@Nullable HubRecord before, RecordKey key, Incoming in) {
        FieldStamp stamp = new FieldStamp(in.time(), in.origin());
        if (before == null) {
            Map<String, Object> fields = new LinkedHashMap<>();
            in.fields().forEach((field, value) -> {
                if (!isEmpty(value)) {
                    fields.put(field, value);
                }
            });
            return new HubRecord(key, fields, Map.of(), stamp, 1);
        }
        Map<String, Object> fields = new LinkedHashMap<>(before.fields());
        Map<String, Boolean> touched = new LinkedHashMap<>();
        in.fields().forEach((field, value) -> {
            Object old = fields.get(field);
            boolean same = isEmpty(value) ? old == null : value.equals(old);
            if (same || in.time().isBefore(before.stamp(field).time())) {
                return;
            }
            if (isEmpty(value)) {
                fields.remove(field);
            } else {
                fields.put(field, value);
            }
            touched.put(field, true);
        });
        if (touched.isEmpty()) {
            return before;
        }
        Map<String, FieldStamp> stamps = new LinkedHashMap<>();
        for (String field : before.fields().keySet()) {
            if (!touched.containsKey(field) && !before.stamp(field).equals(stamp)) {
                stamps.put(field, before.stamp(field));
            }
        }
        return new HubRecord(key, fields, stamps, stamp, before.version() + 1);
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value == null || (value instanceof String text && text.isEmpty());
    }
}
