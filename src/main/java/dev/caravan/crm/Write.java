package dev.caravan.crm;

import dev.caravan.hub.RecordKey;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record to be written to a CRM.
 *
 * @param record the hub record it comes from
 * @param object the CRM's kind of thing
 * @param id the CRM record to update; null to create one
 * @param values only what is to be sent, by CRM field name; null clears the field
 * @param associations what the record is to be associated with once it is written
 * @param agreed the values that both sides agree on once this is done: what is sent and what was equal already. Becomes
 *     the link's base
 * @param sent see {@link dev.caravan.hub.Link#sent}; only of fields that are not sent now
 * @param how how the CRM record was found: the link, a match rule, or {@code created}
 * @param change the change that this write brings; null when it does not come from a mark
 */
public record Write(
        RecordKey record,
        String object,
        @Nullable String id,
        Map<String, @Nullable Object> values,
        List<AssociateTo> associations,
        Map<String, @Nullable Object> agreed,
        Map<String, @Nullable Object> sent,
        String how,
        @Nullable Change change) {
    public Write {
        values = FieldValues.copyOf(values);
        associations = List.copyOf(associations);
        agreed = FieldValues.copyOf(agreed);
        sent = sent.isEmpty() ? Map.of() : FieldValues.copyOf(sent);
    }

    /** A write of which nobody said which change it brings. */
    public Write(
            RecordKey record,
            String object,
            @Nullable String id,
            Map<String, @Nullable Object> values,
            List<AssociateTo> associations,
            Map<String, @Nullable Object> agreed,
            Map<String, @Nullable Object> sent,
            String how) {
        this(record, object, id, values, associations, agreed, sent, how, null);
    }

    /** A write of a record of which the CRM keeps everything as it was sent. */
    public Write(
            RecordKey record,
            String object,
            @Nullable String id,
            Map<String, @Nullable Object> values,
            List<AssociateTo> associations,
            Map<String, @Nullable Object> agreed,
            String how) {
        this(record, object, id, values, associations, agreed, Map.of(), how);
    }

    public boolean isCreate() {
        return id == null;
    }

    /** The same write aimed at a CRM record that turned out to exist. */
    public Write onto(String existingId, String how) {
        return new Write(record, object, existingId, values, associations, agreed, sent, how, change);
    }

    /** The same write, with the change that it brings. */
    public Write bringing(@Nullable Change what) {
        return new Write(record, object, id, values, associations, agreed, sent, how, what);
    }
}
