package dev.caravan.hub;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A CRM's record on its way into the hub.
 *
 * @param fields the hub's fields that the CRM's values stand for, null for one that is empty there; what steps of the
 *     route change here counts
 * @param changedAt by the CRM's clock; when the CRM does not say, when it was read
 * @param readAt by our clock, before the call that read it began
 * @param company the company that the CRM associates the record with; null when there is none or the CRM does not say
 * @param tags added to the record's field {@code sources}
 * @param merge compares it with the hub's record
 * @param match the hub's record that it is; null for a new one, or when nobody looked yet
 * @param keys by which no record of the hub was found when {@code match} is null; looked at once more when it is stored
 * @param how how the two found each other: {@code link}, a match rule, {@code unique field}, or {@code none}
 */
public record Pulled(
        RecordType type,
        ExternalId id,
        Map<String, @Nullable Object> fields,
        Instant changedAt,
        Instant readAt,
        @Nullable ExternalId company,
        List<String> tags,
        PullMerge merge,
        @Nullable RecordKey match,
        List<MatchKey> keys,
        String how) {
    public Pulled {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        tags = List.copyOf(tags);
        keys = List.copyOf(keys);
    }

    /** The same, known to be a record of the hub. */
    public Pulled matched(RecordKey record, String rule) {
        return new Pulled(type, id, fields, changedAt, readAt, company, tags, merge, record, List.of(), rule);
    }

    /** The same, of which the hub has no record by these keys. */
    public Pulled unmatched(List<MatchKey> looked) {
        return new Pulled(type, id, fields, changedAt, readAt, company, tags, merge, null, looked, "none");
    }

    /** The same with other fields, for steps that fill in what the CRM does not know. */
    public Pulled with(Map<String, @Nullable Object> others) {
        return new Pulled(type, id, others, changedAt, readAt, company, tags, merge, match, keys, how);
    }
}
